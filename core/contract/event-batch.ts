import type { BatchedEvent } from './events.ts';
import { type PackedExchanges, packedAfter } from './packed-exchanges.ts';
import type { MemberCounters, Totals } from './views.ts';

/** The counters of one member, by balancer and URL. */
export interface CounterSample {
  readonly balancer: string;
  readonly member: string;
  readonly counters: MemberCounters;
  readonly pins: number;
  readonly lastAnswerAtMs: number | null;
}

/**
 * What a UI receives, at most 20 times a second: events in order, and counters as they stand now.
 * The first number of a batch (`seqRange`) follows the last one before; on a gap the client asks for a new snapshot.
 */
export interface EventBatch {
  readonly atMs: number;
  /** All but `exchange.finished`. */
  readonly events: readonly BatchedEvent[];
  /** The `exchange.finished` among them; their numbers stand between those of `events`. */
  readonly exchanges: PackedExchanges | null;
  readonly counters: readonly CounterSample[];
  readonly totals: Totals | null;
}

/** The numbers of a batch's first and last event; null for a batch of counters and totals alone. */
export function seqRange(batch: EventBatch): { readonly first: number; readonly last: number } | null {
  const { events, exchanges } = batch;
  const first = Math.min(events[0]?.seq ?? Infinity, exchanges?.first ?? Infinity);
  const last = Math.max(events.at(-1)?.seq ?? -1, exchanges?.last ?? -1);
  return last < 0 ? null : { first, last };
}

/** The batch without what is numbered `seq` and below: a snapshot may hold its beginning. */
export function batchAfter(batch: EventBatch, seq: number): EventBatch {
  const range = seqRange(batch);
  if (range === null || range.first > seq) return batch;
  const { exchanges } = batch;
  return {
    ...batch,
    events: batch.events.filter((event) => event.seq > seq),
    exchanges: exchanges === null ? null : packedAfter(exchanges, seq),
  };
}

/**
 * A batch as it crosses into the desktop window: one text and one block of bytes are handed over whole, objects would be
 * taken apart and put together again on each of the three borders. The first is JSON, without the rows of exchanges.
 */
export interface BatchFrame {
  readonly json: string;
  readonly rows: Uint8Array | null;
}

/** The frame of a batch. */
export function frameOfBatch(batch: EventBatch): BatchFrame {
  const { exchanges } = batch;
  if (exchanges === null) return { json: JSON.stringify(batch), rows: null };
  const { bytes, ...rest } = exchanges;
  return {
    json: JSON.stringify({ ...batch, exchanges: rest }),
    rows: bytes instanceof Uint8Array ? bytes : Uint8Array.from(bytes),
  };
}

/** The batch in a frame that `frameOfBatch` made. */
export function batchOfFrame({ json, rows }: BatchFrame): EventBatch {
  const batch = JSON.parse(json) as EventBatch;
  return rows === null || batch.exchanges === null
    ? batch
    : { ...batch, exchanges: { ...batch.exchanges, bytes: rows } };
}

/** The text of a batch for a browser: its bytes become plain numbers. */
export function textOfBatch(batch: EventBatch): string {
  const { exchanges } = batch;
  if (exchanges === null) return JSON.stringify({ batch });
  return JSON.stringify({
    batch: { ...batch, exchanges: { ...exchanges, bytes: Array.from(exchanges.bytes) } },
  });
}
