import type { Decision, DecisionCause, ExchangeSummary } from '../../core/contract/index.ts';
import { intern } from './interned-texts.ts';

/** How many exchanges a chunk has room for. */
export const CHUNK_SIZE = 512;

/** Where the column of each thing begins: of numbers, and of texts. Two tables of numbers, since a name to look up would be half the price. */
const NUMBER = {
  id: 0,
  startedAtMs: CHUNK_SIZE,
  status: 2 * CHUNK_SIZE,
  attempts: 3 * CHUNK_SIZE,
  durationMs: 4 * CHUNK_SIZE,
  bodyBytes: 5 * CHUNK_SIZE,
} as const;
const TEXT = {
  site: 0,
  balancer: CHUNK_SIZE,
  method: 2 * CHUNK_SIZE,
  member: 3 * CHUNK_SIZE,
  route: 4 * CHUNK_SIZE,
  sessionRoute: 5 * CHUNK_SIZE,
  decision: 6 * CHUNK_SIZE,
  cause: 7 * CHUNK_SIZE,
  setCookie: 8 * CHUNK_SIZE,
  sessionId: 9 * CHUNK_SIZE,
  tabId: 10 * CHUNK_SIZE,
} as const;
const NUMBERS_SIZE = 6 * CHUNK_SIZE;
const TEXTS_SIZE = 11 * CHUNK_SIZE;
const ROUTE_CHANGED = 1;
const UPGRADED = 2;

let chunksMade = 0;

/**
 * Up to `CHUNK_SIZE` exchanges, in a column for each thing that a row says. Rows come and stay, up to a hundred thousand of them: as
 * objects each would be copied twice by the garbage collector before it counts as old, and looked at in every collection after that,
 * beside what somebody scrolls and types. Here it finds blocks of bytes, one text with all targets, and the few texts that rows share.
 */
export class ExchangeChunk {
  /** No other chunk has it. */
  readonly serial = chunksMade++;
  readonly numbers = new Float64Array(NUMBERS_SIZE);
  /** For each text of each row, which of `texts` it is. */
  readonly which = new Uint16Array(TEXTS_SIZE);
  readonly texts: (string | null)[] = [null];
  readonly flags = new Uint8Array(CHUNK_SIZE);
  #length = 0;
  /** Of the rows so far, until there are no more to come; mostly no other row has the same. */
  #urls: string[] = [];
  /** After that all of them in one text, and where each ends there. */
  #allUrls: string | null = null;
  readonly #urlEnds = new Uint32Array(CHUNK_SIZE);
  /** Where each text stands in `texts`; null when no more rows come. */
  #placeOf: Map<string, number> | null = new Map();

  get length(): number {
    return this.#length;
  }

  /** Adds a copy of what `exchange` says now. Only while there is room. */
  add(exchange: ExchangeSummary): void {
    const { numbers } = this;
    const at = this.#length;
    numbers[NUMBER.id + at] = exchange.id;
    numbers[NUMBER.startedAtMs + at] = exchange.startedAtMs;
    numbers[NUMBER.status + at] = exchange.status;
    numbers[NUMBER.attempts + at] = exchange.attempts;
    numbers[NUMBER.durationMs + at] = exchange.durationMs;
    numbers[NUMBER.bodyBytes + at] = exchange.bodyBytes;
    this.#setText(TEXT.site, at, exchange.site);
    this.#setText(TEXT.balancer, at, exchange.balancer);
    this.#setText(TEXT.method, at, exchange.method);
    this.#setText(TEXT.member, at, exchange.member);
    this.#setText(TEXT.route, at, exchange.route);
    this.#setText(TEXT.sessionRoute, at, exchange.sessionRoute);
    this.#setText(TEXT.decision, at, exchange.decision);
    this.#setText(TEXT.cause, at, exchange.cause);
    this.#setText(TEXT.setCookie, at, exchange.setCookie);
    this.#setText(TEXT.sessionId, at, exchange.sessionId);
    this.#setText(TEXT.tabId, at, exchange.tabId);
    this.flags[at] = (exchange.routeChanged ? ROUTE_CHANGED : 0) | (exchange.upgraded ? UPGRADED : 0);
    this.#urls.push(exchange.url);
    this.#urlEnds[at] = (this.#urlEnds[at - 1] ?? 0) + exchange.url.length;
    this.#length = at + 1;
    if (this.#length === CHUNK_SIZE) this.#close();
  }

  url(at: number): string {
    if (this.#allUrls === null) return this.#urls[at] as string;
    return this.#allUrls.slice(this.#urlEnds[at - 1] ?? 0, this.#urlEnds[at]);
  }

  #close(): void {
    this.#allUrls = this.#urls.join('');
    this.#urls = [];
    this.#placeOf = null;
  }

  /** Another chunk with the first `length` of its rows. */
  firstRows(length: number): ExchangeChunk {
    const copy = new ExchangeChunk();
    const row = new ExchangeRow(this);
    for (let at = 0; at < length; at++) copy.add(row.show(this, at));
    return copy;
  }

  /** Lets `row` tell of the row at this place. */
  show(row: ExchangeRow, at: number): ExchangeRow {
    return row.show(this, at);
  }

  id(at: number): number {
    return this.numbers[NUMBER.id + at] as number;
  }

  #setText(column: number, at: number, text: string | null): void {
    if (text === null) return;
    // Most rows say the same as the one above them.
    const above = at === 0 ? 0 : (this.which[column + at - 1] as number);
    this.which[column + at] = this.texts[above] === text ? above : this.#which(column, text);
  }

  #which(column: number, text: string): number {
    const known = this.#placeOf?.get(text);
    if (known !== undefined) return known;
    // A cookie's value is mostly one session's own: shared among chunks, it would only push out what is not.
    const place = this.texts.push(column === TEXT.setCookie ? text : intern(text)) - 1;
    this.#placeOf?.set(text, place);
    return place;
  }
}

/** A row of a chunk, told field by field. It can tell of another one next: whoever keeps it keeps a copy (`summaryOf`). */
export class ExchangeRow implements ExchangeSummary {
  chunk: ExchangeChunk;
  place = 0;

  constructor(chunk: ExchangeChunk) {
    this.chunk = chunk;
  }

  /** Tells of that row from now on. */
  show(chunk: ExchangeChunk, place: number): this {
    this.chunk = chunk;
    this.place = place;
    return this;
  }

  get id(): number {
    return this.#number(NUMBER.id);
  }
  get startedAtMs(): number {
    return this.#number(NUMBER.startedAtMs);
  }
  get site(): string {
    return this.#text(TEXT.site) ?? '';
  }
  get balancer(): string | null {
    return this.#text(TEXT.balancer);
  }
  get method(): string {
    return this.#text(TEXT.method) ?? '';
  }
  get url(): string {
    return this.chunk.url(this.place);
  }
  get status(): number {
    return this.#number(NUMBER.status);
  }
  get member(): string | null {
    return this.#text(TEXT.member);
  }
  get route(): string | null {
    return this.#text(TEXT.route);
  }
  get sessionRoute(): string | null {
    return this.#text(TEXT.sessionRoute);
  }
  get decision(): Decision {
    return this.#text(TEXT.decision) as Decision;
  }
  get cause(): DecisionCause {
    return this.#text(TEXT.cause) as DecisionCause;
  }
  get routeChanged(): boolean {
    return ((this.chunk.flags[this.place] as number) & ROUTE_CHANGED) !== 0;
  }
  get setCookie(): string | null {
    return this.#text(TEXT.setCookie);
  }
  get sessionId(): string | null {
    return this.#text(TEXT.sessionId);
  }
  get tabId(): string | null {
    return this.#text(TEXT.tabId);
  }
  get attempts(): number {
    return this.#number(NUMBER.attempts);
  }
  get durationMs(): number {
    return this.#number(NUMBER.durationMs);
  }
  get upgraded(): boolean {
    return ((this.chunk.flags[this.place] as number) & UPGRADED) !== 0;
  }
  get bodyBytes(): number {
    return this.#number(NUMBER.bodyBytes);
  }

  #number(column: number): number {
    return this.chunk.numbers[column + this.place] as number;
  }

  #text(column: number): string | null {
    const { chunk } = this;
    return chunk.texts[chunk.which[column + this.place] as number] as string | null;
  }
}
