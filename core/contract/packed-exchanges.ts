import { DECISION_CAUSES, DECISIONS, type Decision, type DecisionCause } from './decision-record.ts';
import type { ExchangeSummary } from './exchange.ts';
import { RowReader, RowWriter } from './row-bytes.ts';

/** Numbers of one row, in this order. Texts are places in `texts`, counted from 1; 0 stands for null. */
const COLUMNS = [
  'seq',
  'id',
  'startedAtMs',
  'durationMs',
  'bodyBytes',
  'status',
  'attempts',
  'flags',
  'decision',
  'cause',
  'site',
  'balancer',
  'method',
  'url',
  'member',
  'route',
  'sessionRoute',
  'setCookie',
  'sessionId',
  'tabId',
] as const;
const WIDTH = COLUMNS.length;
const AT = Object.fromEntries(COLUMNS.map((name, place) => [name, place])) as Readonly<
  Record<(typeof COLUMNS)[number], number>
>;
const ROUTE_CHANGED = 1;
const UPGRADED = 2;
const DECISION_NUMBERS = numbersOf(DECISIONS);
const CAUSE_NUMBERS = numbersOf(DECISION_CAUSES);
/** Room for the exchanges of one batch at 1,000 a second, doubled when more come. */
const BYTES_AT_FIRST = 8192;

/**
 * The `exchange.finished` events of a batch, in order: thousands of them a second cross to a window, and as objects each
 * would cost as much as the exchange itself. `bytes` holds `WIDTH` numbers for each (row-bytes.ts); over JSON it is a plain array.
 */
export interface PackedExchanges {
  readonly bytes: ArrayLike<number>;
  readonly texts: readonly string[];
  readonly count: number;
  /** The event numbers of the first and the last one. */
  readonly first: number;
  readonly last: number;
}

/** Gathers exchanges until they are taken. */
export class ExchangePacker {
  readonly #writer = new RowWriter(WIDTH, BYTES_AT_FIRST);
  readonly #row = new Float64Array(WIDTH);
  #count = 0;
  #first = 0;
  #texts: string[] = [];
  #places = new Map<string, number>();
  /** The text that each column had last, and its place: most columns repeat it. */
  readonly #lastTexts = new Array<string | null>(WIDTH).fill(null);
  readonly #lastPlaces = new Array<number>(WIDTH).fill(0);

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  add(seq: number, exchange: ExchangeSummary): void {
    if (this.#count === 0) this.#first = seq;
    this.#count += 1;
    const row = this.#row;
    row[AT.seq] = seq;
    row[AT.id] = exchange.id;
    row[AT.startedAtMs] = exchange.startedAtMs;
    row[AT.durationMs] = exchange.durationMs;
    row[AT.bodyBytes] = exchange.bodyBytes;
    row[AT.status] = exchange.status;
    row[AT.attempts] = exchange.attempts;
    row[AT.flags] = (exchange.routeChanged ? ROUTE_CHANGED : 0) + (exchange.upgraded ? UPGRADED : 0);
    row[AT.decision] = DECISION_NUMBERS[exchange.decision];
    row[AT.cause] = CAUSE_NUMBERS[exchange.cause];
    row[AT.site] = this.#placeOf(AT.site, exchange.site);
    row[AT.balancer] = this.#placeOf(AT.balancer, exchange.balancer);
    row[AT.method] = this.#placeOf(AT.method, exchange.method);
    row[AT.url] = this.#ownPlaceOf(AT.url, exchange.url);
    row[AT.member] = this.#placeOf(AT.member, exchange.member);
    row[AT.route] = this.#placeOf(AT.route, exchange.route);
    row[AT.sessionRoute] = this.#placeOf(AT.sessionRoute, exchange.sessionRoute);
    row[AT.setCookie] = this.#placeOf(AT.setCookie, exchange.setCookie);
    row[AT.sessionId] = this.#placeOf(AT.sessionId, exchange.sessionId);
    row[AT.tabId] = this.#placeOf(AT.tabId, exchange.tabId);
    this.#writer.write(row);
  }

  /** What was gathered since the last time, or null for nothing. */
  take(): PackedExchanges | null {
    if (this.#count === 0) return null;
    const packed = {
      bytes: this.#writer.take(),
      texts: this.#texts,
      count: this.#count,
      first: this.#first,
      last: this.#row[AT.seq] as number,
    };
    this.#count = 0;
    this.#texts = [];
    this.#places = new Map();
    this.#lastTexts.fill(null);
    this.#lastPlaces.fill(0);
    return packed;
  }

  #placeOf(column: number, text: string | null): number {
    if (text === null) return 0;
    if (this.#lastTexts[column] === text) return this.#lastPlaces[column] as number;
    let place = this.#places.get(text);
    if (place === undefined) {
      place = this.#texts.push(text);
      this.#places.set(text, place);
    }
    this.#lastTexts[column] = text;
    this.#lastPlaces[column] = place;
    return place;
  }

  /** Of a text that mostly no other row has: to look for it among the others would be half the price of a row. */
  #ownPlaceOf(column: number, text: string): number {
    if (this.#lastTexts[column] !== text) {
      this.#lastTexts[column] = text;
      this.#lastPlaces[column] = this.#texts.push(text);
    }
    return this.#lastPlaces[column] as number;
  }
}

/** Those numbered above `seq`; null for none. */
export function packedAfter(packed: PackedExchanges, seq: number): PackedExchanges | null {
  if (packed.first > seq) return packed;
  if (packed.last <= seq) return null;
  const writer = new RowWriter(WIDTH, packed.bytes.length);
  let [count, first] = [0, 0];
  const reader = new RowReader(WIDTH, packed.bytes);
  for (let index = 0; index < packed.count; index++) {
    reader.read();
    const number = reader.row[AT.seq] as number;
    if (number <= seq) continue;
    if (count === 0) first = number;
    count += 1;
    writer.write(reader.row);
  }
  return { ...packed, bytes: writer.take(), count, first };
}

/**
 * Shows the packed exchanges to `visit`, in order and with the numbers of their events, those above `afterSeq` only. It is one
 * object that tells of another exchange each time: whoever keeps one keeps a copy (`summaryOf`).
 */
export function visitExchanges(
  packed: PackedExchanges,
  afterSeq: number,
  visit: (exchange: ExchangeSummary, seq: number) => void,
): void {
  const reader = new RowReader(WIDTH, packed.bytes);
  const exchange = new PackedExchange(reader.row, packed.texts);
  for (let index = 0; index < packed.count; index++) {
    reader.read();
    const seq = reader.row[AT.seq] as number;
    if (seq > afterSeq) visit(exchange, seq);
  }
}

/** What the numbers of one row say. */
class PackedExchange implements ExchangeSummary {
  readonly #row: Float64Array;
  readonly #texts: readonly string[];

  constructor(row: Float64Array, texts: readonly string[]) {
    this.#row = row;
    this.#texts = texts;
  }

  get id(): number {
    return this.#number(AT.id);
  }
  get startedAtMs(): number {
    return this.#number(AT.startedAtMs);
  }
  get site(): string {
    return this.#text(AT.site) ?? '';
  }
  get balancer(): string | null {
    return this.#text(AT.balancer);
  }
  get method(): string {
    return this.#text(AT.method) ?? '';
  }
  get url(): string {
    return this.#text(AT.url) ?? '';
  }
  get status(): number {
    return this.#number(AT.status);
  }
  get member(): string | null {
    return this.#text(AT.member);
  }
  get route(): string | null {
    return this.#text(AT.route);
  }
  get sessionRoute(): string | null {
    return this.#text(AT.sessionRoute);
  }
  get decision(): Decision {
    return DECISIONS[this.#number(AT.decision)] as Decision;
  }
  get cause(): DecisionCause {
    return DECISION_CAUSES[this.#number(AT.cause)] as DecisionCause;
  }
  get routeChanged(): boolean {
    return (this.#number(AT.flags) & ROUTE_CHANGED) !== 0;
  }
  get setCookie(): string | null {
    return this.#text(AT.setCookie);
  }
  get sessionId(): string | null {
    return this.#text(AT.sessionId);
  }
  get tabId(): string | null {
    return this.#text(AT.tabId);
  }
  get attempts(): number {
    return this.#number(AT.attempts);
  }
  get durationMs(): number {
    return this.#number(AT.durationMs);
  }
  get upgraded(): boolean {
    return (this.#number(AT.flags) & UPGRADED) !== 0;
  }
  get bodyBytes(): number {
    return this.#number(AT.bodyBytes);
  }

  #number(column: number): number {
    return this.#row[column] as number;
  }

  #text(column: number): string | null {
    const place = this.#row[column] as number;
    return place === 0 ? null : (this.#texts[place - 1] as string);
  }
}

function numbersOf<Name extends string>(names: readonly Name[]): Readonly<Record<Name, number>> {
  return Object.fromEntries(names.map((name, number) => [name, number])) as Record<Name, number>;
}
