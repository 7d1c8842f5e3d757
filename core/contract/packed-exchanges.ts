import { DECISION_CAUSES, DECISIONS, type Decision, type DecisionCause } from './decision-record.ts';
import type { ExchangeSummary } from './exchange.ts';

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
/** Room for the exchanges of one batch at 5,000 a second, doubled when more come. */
const ROWS_AT_FIRST = 256;

/**
 * The `exchange.finished` events of a batch, in order: thousands of them a second cross to a window, and as objects each
 * would cost as much as the exchange itself. `rows` holds `WIDTH` numbers for each; over JSON it is a plain array.
 */
export interface PackedExchanges {
  readonly rows: ArrayLike<number>;
  readonly texts: readonly string[];
}

/** An exchange and the number of its event. */
export interface NumberedExchange {
  readonly seq: number;
  readonly exchange: ExchangeSummary;
}

/** Gathers exchanges until they are taken. */
export class ExchangePacker {
  #rows = new Float64Array(ROWS_AT_FIRST * WIDTH);
  #used = 0;
  #texts: string[] = [];
  #places = new Map<string, number>();
  /** The text that each column had last, and its place: most columns repeat it. */
  readonly #lastTexts = new Array<string | null>(WIDTH).fill(null);
  readonly #lastPlaces = new Array<number>(WIDTH).fill(0);

  get isEmpty(): boolean {
    return this.#used === 0;
  }

  add(seq: number, exchange: ExchangeSummary): void {
    if (this.#used === this.#rows.length) this.#grow();
    const rows = this.#rows;
    const at = this.#used;
    this.#used += WIDTH;
    rows[at + AT.seq] = seq;
    rows[at + AT.id] = exchange.id;
    rows[at + AT.startedAtMs] = exchange.startedAtMs;
    rows[at + AT.durationMs] = exchange.durationMs;
    rows[at + AT.bodyBytes] = exchange.bodyBytes;
    rows[at + AT.status] = exchange.status;
    rows[at + AT.attempts] = exchange.attempts;
    rows[at + AT.flags] = (exchange.routeChanged ? ROUTE_CHANGED : 0) + (exchange.upgraded ? UPGRADED : 0);
    rows[at + AT.decision] = DECISION_NUMBERS[exchange.decision];
    rows[at + AT.cause] = CAUSE_NUMBERS[exchange.cause];
    rows[at + AT.site] = this.#placeOf(AT.site, exchange.site);
    rows[at + AT.balancer] = this.#placeOf(AT.balancer, exchange.balancer);
    rows[at + AT.method] = this.#placeOf(AT.method, exchange.method);
    rows[at + AT.url] = this.#placeOf(AT.url, exchange.url);
    rows[at + AT.member] = this.#placeOf(AT.member, exchange.member);
    rows[at + AT.route] = this.#placeOf(AT.route, exchange.route);
    rows[at + AT.sessionRoute] = this.#placeOf(AT.sessionRoute, exchange.sessionRoute);
    rows[at + AT.setCookie] = this.#placeOf(AT.setCookie, exchange.setCookie);
    rows[at + AT.sessionId] = this.#placeOf(AT.sessionId, exchange.sessionId);
    rows[at + AT.tabId] = this.#placeOf(AT.tabId, exchange.tabId);
  }

  /** What was gathered since the last time, or null for nothing. */
  take(): PackedExchanges | null {
    if (this.#used === 0) return null;
    const packed = { rows: this.#rows.slice(0, this.#used), texts: this.#texts };
    this.#used = 0;
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

  #grow(): void {
    const rows = new Float64Array(this.#rows.length * 2);
    rows.set(this.#rows);
    this.#rows = rows;
  }
}

/** How many exchanges there are. */
export function countPacked({ rows }: PackedExchanges): number {
  return rows.length / WIDTH;
}

/** Those numbered above `seq`; null for none. */
export function packedAfter(packed: PackedExchanges, seq: number): PackedExchanges | null {
  const { rows, texts } = packed;
  let from = 0;
  while (from < rows.length && (rows[from + AT.seq] as number) <= seq) from += WIDTH;
  if (from === rows.length) return null;
  return from === 0 ? packed : { rows: Array.prototype.slice.call(rows, from) as number[], texts };
}

/** The event numbers of the first and the last one. */
export function packedRange({ rows }: PackedExchanges): { readonly first: number; readonly last: number } {
  return { first: rows[AT.seq] as number, last: rows[rows.length - WIDTH + AT.seq] as number };
}

/**
 * The packed exchanges as objects, those numbered above `afterSeq` only. `intern` may give one string for all equal texts,
 * so that what lives long shares them; targets and Set-Cookie values are taken as they come.
 */
export function unpackExchanges(
  packed: PackedExchanges,
  afterSeq = -1,
  intern: (text: string) => string = (text) => text,
): readonly NumberedExchange[] {
  const { rows, texts } = packed;
  const shared = new Array<string | undefined>(texts.length);
  const own = (place: number): string | null => (place === 0 ? null : (texts[place - 1] as string));
  const text = (place: number): string | null => {
    if (place === 0) return null;
    const known = shared[place - 1] ?? intern(texts[place - 1] as string);
    shared[place - 1] = known;
    return known;
  };
  const found: NumberedExchange[] = [];
  for (let at = 0; at < rows.length; at += WIDTH) {
    const number = (column: keyof typeof AT): number => rows[at + AT[column]] as number;
    const seq = number('seq');
    if (seq <= afterSeq) continue;
    const flags = number('flags');
    found.push({
      seq,
      exchange: {
        id: number('id'),
        startedAtMs: number('startedAtMs'),
        site: text(number('site')) ?? '',
        balancer: text(number('balancer')),
        method: text(number('method')) ?? '',
        url: own(number('url')) ?? '',
        status: number('status'),
        member: text(number('member')),
        route: text(number('route')),
        sessionRoute: text(number('sessionRoute')),
        decision: DECISIONS[number('decision')] as Decision,
        cause: DECISION_CAUSES[number('cause')] as DecisionCause,
        routeChanged: (flags & ROUTE_CHANGED) !== 0,
        setCookie: own(number('setCookie')),
        sessionId: text(number('sessionId')),
        tabId: text(number('tabId')),
        attempts: number('attempts'),
        durationMs: number('durationMs'),
        upgraded: (flags & UPGRADED) !== 0,
        bodyBytes: number('bodyBytes'),
      },
    });
  }
  return found;
}

function numbersOf<Name extends string>(names: readonly Name[]): Readonly<Record<Name, number>> {
  return Object.fromEntries(names.map((name, number) => [name, number])) as Record<Name, number>;
}
