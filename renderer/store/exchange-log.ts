import { type ExchangeSummary, summaryOf } from '../../core/contract/index.ts';
import { CHUNK_SIZE, ExchangeChunk, ExchangeRow } from './exchange-chunk.ts';
import { PickedChunk } from './picked-chunk.ts';

/** How many exchanges the window keeps; the oldest are dropped and the status bar says so. */
export const LOG_CAPACITY = 100_000;

/**
 * A bounded list of exchanges, oldest first, that shares its chunks with the lists it was made from: appending a
 * batch gives a new list without copying the old one, so that the fold stays pure and a selector sees the change.
 */
export interface ExchangeLog<Chunk extends LogChunk = LogChunk> {
  /** All are full but the last one, which may hold rows of a longer list behind those of this one. */
  readonly chunks: readonly Chunk[];
  readonly length: number;
  /** Exchanges that came and went before the first one here; `dropped + index` names a row for life. */
  readonly dropped: number;
}

/** Rows that stand one after the other in a list. */
export type LogChunk = ExchangeChunk | PickedChunk;

export const EMPTY_LOG: ExchangeLog<never> = { chunks: [], length: 0, dropped: 0 };

/** A list of `exchanges`, oldest first, `dropped` of them already forgotten by the core. */
export function logOf(exchanges: readonly ExchangeSummary[], dropped = 0): ExchangeLog<ExchangeChunk> {
  return appendExchanges({ ...EMPTY_LOG, dropped }, exchanges);
}

/** `log` with `added` at its end. Whole chunks are dropped from the front once it is over `capacity`. */
export function appendExchanges(
  log: ExchangeLog<ExchangeChunk>,
  added: readonly ExchangeSummary[],
  capacity = LOG_CAPACITY,
): ExchangeLog<ExchangeChunk> {
  const end = openEnd(log, capacity);
  for (const exchange of added) end.add(exchange);
  return end.log();
}

/** The end of a list to which exchanges are added, one after the other: a copy of what each says then. */
export function openEnd(
  log: ExchangeLog<ExchangeChunk>,
  capacity = LOG_CAPACITY,
): LogEnd<ExchangeSummary, ExchangeChunk> {
  return new LogEnd<ExchangeSummary, ExchangeChunk>(log, () => new ExchangeChunk(), capacity);
}

/** `picked` with the rows of `log` from `index` on that match at its end, bounded as `log` is. */
export function appendMatches(
  picked: ExchangeLog<PickedChunk>,
  log: ExchangeLog,
  index: number,
  matches: (exchange: ExchangeSummary) => boolean,
): ExchangeLog<PickedChunk> {
  const end = new LogEnd<ExchangeRow, PickedChunk>(picked, () => new PickedChunk(), LOG_CAPACITY);
  visitFrom(log, index, (row) => {
    if (matches(row)) end.add(row);
  });
  return end.log();
}

interface GrowingChunk<Row, Self> {
  readonly length: number;
  add(row: Row): void;
  firstRows(length: number): Self;
}

/** Where a list grows; what is added shows in no other list. */
class LogEnd<Row, Chunk extends LogChunk & GrowingChunk<Row, Chunk>> {
  readonly #before: ExchangeLog<Chunk>;
  readonly #makeChunk: () => Chunk;
  readonly #capacity: number;
  /** null until something has come. */
  #chunks: Chunk[] | null = null;
  #length: number;

  constructor(log: ExchangeLog<Chunk>, makeChunk: () => Chunk, capacity: number) {
    this.#before = log;
    this.#makeChunk = makeChunk;
    this.#capacity = capacity;
    this.#length = log.length;
  }

  /** How many rows were added. */
  get added(): number {
    return this.#length - this.#before.length;
  }

  add(row: Row): void {
    this.#chunks ??= this.#ownChunks();
    let last = this.#chunks.at(-1);
    if (last === undefined || last.length === CHUNK_SIZE) {
      last = this.#makeChunk();
      this.#chunks.push(last);
    }
    last.add(row);
    this.#length += 1;
  }

  /** The list with all that was added. Whole chunks are dropped from its front once it is over its capacity. */
  log(): ExchangeLog<Chunk> {
    if (this.#chunks === null) return this.#before;
    const surplus = Math.max(0, Math.floor((this.#length - this.#capacity) / CHUNK_SIZE));
    return {
      chunks: this.#chunks.slice(surplus),
      length: this.#length - surplus * CHUNK_SIZE,
      dropped: this.#before.dropped + surplus * CHUNK_SIZE,
    };
  }

  /** A last chunk that has grown with another list is taken over as far as it is this one's. */
  #ownChunks(): Chunk[] {
    const { chunks, length } = this.#before;
    const last: GrowingChunk<Row, Chunk> | undefined = chunks.at(-1);
    const own = length - (chunks.length - 1) * CHUNK_SIZE;
    return last === undefined || last.length === own
      ? [...chunks]
      : [...chunks.slice(0, -1), last.firstRows(own)];
  }
}

/** Rows that were looked at lately, by their chunk and place: whoever asks again is given the same object. */
const MOST_LOOKED_AT = 512;
let lookedAt = new Map<number, ExchangeSummary>();
let lookedAtBefore = lookedAt;

/** The exchange at `index`, 0 being the oldest kept; undefined outside. The same object while it is asked for again and again. */
export function exchangeAt(log: ExchangeLog, index: number): ExchangeSummary | undefined {
  if (!(index >= 0 && index < log.length)) return undefined;
  const row = rowAt(log, index);
  const key = row.chunk.serial * CHUNK_SIZE + row.place;
  const known = lookedAt.get(key);
  if (known !== undefined) return known;
  const exchange = lookedAtBefore.get(key) ?? summaryOf(row);
  if (lookedAt.size === MOST_LOOKED_AT) [lookedAtBefore, lookedAt] = [lookedAt, new Map()];
  lookedAt.set(key, exchange);
  return exchange;
}

/**
 * Calls `visit` for each exchange from `index` on, oldest first, with one object that tells of another exchange each time: whoever
 * keeps one keeps a copy (`summaryOf`).
 */
export function visitFrom(
  log: ExchangeLog,
  index: number,
  visit: (exchange: ExchangeRow, index: number) => void,
): void {
  const row = new ExchangeRow(NO_ROWS);
  for (let next = Math.max(0, index); next < log.length; ) {
    const chunk = chunkOf(log, next);
    const base = next - (next % CHUNK_SIZE);
    const end = Math.min(log.length, base + CHUNK_SIZE);
    for (; next < end; next++) visit(chunk.show(row, next - base), next);
  }
}

const NO_ROWS = new ExchangeChunk();

/** The row at an index of the list. */
function rowAt(log: ExchangeLog, index: number): ExchangeRow {
  return chunkOf(log, index).show(new ExchangeRow(NO_ROWS), index % CHUNK_SIZE);
}

function chunkOf(log: ExchangeLog, index: number): LogChunk {
  return log.chunks[Math.floor(index / CHUNK_SIZE)] as LogChunk;
}

/** Enough for the rows at both ends of a selection, in a list and in what a filter leaves of it. */
const MOST_REMEMBERED = 16;
/** Where exchanges stood when they were looked for, `dropped` included: that place is theirs for life. */
const remembered = new Map<number, number>();
let missing: { readonly log: ExchangeLog; readonly id: number } | null = null;

/**
 * The index of the exchange with this id, or -1. The selected row is looked for with each batch and each key: where it stood
 * is tried first. Otherwise it is searched from the end: people look at what is new.
 */
export function indexOfExchange(log: ExchangeLog, id: number): number {
  const index = (remembered.get(id) ?? -1) - log.dropped;
  if (idAt(log, index) === id) return index;
  if (missing?.log === log && missing.id === id) return -1;
  for (let place = log.length - 1; place >= 0; place--) {
    if (idAt(log, place) !== id) continue;
    if (remembered.size === MOST_REMEMBERED) remembered.clear();
    remembered.set(id, log.dropped + place);
    return place;
  }
  missing = { log, id };
  return -1;
}

/** NaN outside. */
function idAt(log: ExchangeLog, index: number): number {
  return index >= 0 && index < log.length ? chunkOf(log, index).id(index % CHUNK_SIZE) : Number.NaN;
}
