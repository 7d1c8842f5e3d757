import type { ExchangeSummary } from '../../../../core/contract/index.ts';

/** A line's width tells of the last half minute: long enough to be steady, short enough to be news. */
const WINDOW_MS = 30_000;
const BUCKET_MS = 5000;

type Counts = Map<string, number>;

/** Requests in the last half minute, by any key; forgets by itself. */
export interface RateMeter {
  count(exchange: ExchangeSummary): void;
  /** Requests by session id and by member key in the window before `nowMs`. */
  read(nowMs: number): ReadonlyMap<string, number>;
}

/** The key of a member's or session's count. */
export const rateKey = {
  session: (sessionId: string) => `session ${sessionId}`,
  member: (balancer: string | null, member: string) => `member ${balancer?.toLowerCase() ?? ''} ${member}`,
} as const;

/** A meter that has counted nothing yet. */
export function createRateMeter(): RateMeter {
  let buckets: { readonly atMs: number; readonly counts: Counts }[] = [];
  const add = (counts: Counts, key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);
  return {
    count(exchange) {
      const atMs = Math.floor(exchange.startedAtMs / BUCKET_MS) * BUCKET_MS;
      let bucket = buckets.at(-1);
      if (bucket === undefined || bucket.atMs < atMs) {
        bucket = { atMs, counts: new Map() };
        buckets.push(bucket);
      }
      if (exchange.sessionId !== null) add(bucket.counts, rateKey.session(exchange.sessionId));
      if (exchange.member !== null) add(bucket.counts, rateKey.member(exchange.balancer, exchange.member));
    },
    read(nowMs) {
      buckets = buckets.filter(({ atMs }) => atMs > nowMs - WINDOW_MS - BUCKET_MS);
      const sums: Counts = new Map();
      for (const { counts } of buckets) {
        for (const [key, value] of counts) sums.set(key, (sums.get(key) ?? 0) + value);
      }
      return sums;
    },
  };
}

/**
 * A line's width in pixels for a count of the window: 1.5 when idle, by the logarithm up to `widest`; lines of
 * one-line rows must stay apart.
 */
export function lineWidth(requests: number, widest = 5): number {
  return Math.min(widest, 1.5 + 0.5 * Math.log2(1 + requests));
}
