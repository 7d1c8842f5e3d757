import type { ExchangeSummary } from '../../core/contract/index.ts';

/** How many exchanges the window keeps; the oldest are dropped and the status bar says so. */
export const LOG_CAPACITY = 100_000;
/** Appending copies at most one chunk, dropping forgets whole ones: both cost the same at 100 and at 100,000 rows. */
const CHUNK_SIZE = 512;

/**
 * A bounded list of exchanges, oldest first, that shares its chunks with the lists it was made from: appending a
 * batch gives a new list without copying the old one, so that the fold stays pure and a selector sees the change.
 */
export interface ExchangeLog {
  readonly chunks: readonly (readonly ExchangeSummary[])[];
  readonly length: number;
  /** Exchanges that came and went before the first one here; `dropped + index` names a row for life. */
  readonly dropped: number;
}

export const EMPTY_LOG: ExchangeLog = { chunks: [], length: 0, dropped: 0 };

/** A list of `exchanges`, oldest first, `dropped` of them already forgotten by the core. */
export function logOf(exchanges: readonly ExchangeSummary[], dropped = 0): ExchangeLog {
  return appendExchanges({ ...EMPTY_LOG, dropped }, exchanges);
}

/** `log` with `added` at its end. Whole chunks are dropped from the front once it is over `capacity`. */
export function appendExchanges(
  log: ExchangeLog,
  added: readonly ExchangeSummary[],
  capacity = LOG_CAPACITY,
): ExchangeLog {
  if (added.length === 0) return log;
  const chunks = [...log.chunks];
  let from = 0;
  const tail = chunks.at(-1);
  if (tail !== undefined && tail.length < CHUNK_SIZE) {
    from = CHUNK_SIZE - tail.length;
    chunks[chunks.length - 1] = [...tail, ...added.slice(0, from)];
  }
  for (; from < added.length; from += CHUNK_SIZE) chunks.push(added.slice(from, from + CHUNK_SIZE));
  const length = log.length + added.length;
  const surplus = Math.max(0, Math.floor((length - capacity) / CHUNK_SIZE));
  return {
    chunks: surplus === 0 ? chunks : chunks.slice(surplus),
    length: length - surplus * CHUNK_SIZE,
    dropped: log.dropped + surplus * CHUNK_SIZE,
  };
}

/** The exchange at `index`, 0 being the oldest kept; undefined outside. */
export function exchangeAt(log: ExchangeLog, index: number): ExchangeSummary | undefined {
  if (index < 0) return undefined;
  return log.chunks[Math.floor(index / CHUNK_SIZE)]?.[index % CHUNK_SIZE];
}

/** Calls `visit` for each exchange from `index` on, oldest first. */
export function visitFrom(
  log: ExchangeLog,
  index: number,
  visit: (exchange: ExchangeSummary, index: number) => void,
): void {
  const start = Math.max(0, index);
  for (let chunkIndex = Math.floor(start / CHUNK_SIZE); chunkIndex < log.chunks.length; chunkIndex++) {
    const chunk = log.chunks[chunkIndex] ?? [];
    const base = chunkIndex * CHUNK_SIZE;
    for (let i = Math.max(0, start - base); i < chunk.length; i++) {
      const exchange = chunk[i];
      if (exchange !== undefined) visit(exchange, base + i);
    }
  }
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
  if (exchangeAt(log, index)?.id === id) return index;
  if (missing?.log === log && missing.id === id) return -1;
  for (let chunkIndex = log.chunks.length - 1; chunkIndex >= 0; chunkIndex--) {
    const chunk = log.chunks[chunkIndex] ?? [];
    for (let i = chunk.length - 1; i >= 0; i--) {
      if (chunk[i]?.id !== id) continue;
      if (remembered.size === MOST_REMEMBERED) remembered.clear();
      remembered.set(id, log.dropped + chunkIndex * CHUNK_SIZE + i);
      return chunkIndex * CHUNK_SIZE + i;
    }
  }
  missing = { log, id };
  return -1;
}
