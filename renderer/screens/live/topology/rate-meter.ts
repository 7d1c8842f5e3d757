import type { ExchangeSummary } from '../../../../core/contract/index.ts';

/** A line's width tells of the last half minute: long enough to be steady, short enough to be news. */
const WINDOW_MS = 30_000;
const BUCKET_MS = 5000;

/** As exchanges name them: a key for each row would be most of what counting costs. */
interface Counts {
  readonly sessions: Map<string, number>;
  readonly members: Map<string | null, Map<string, number>>;
}

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
  const add = (counts: Map<string, number>, key: string, more = 1) =>
    counts.set(key, (counts.get(key) ?? 0) + more);
  return {
    count({ startedAtMs, sessionId, balancer, member }) {
      const atMs = Math.floor(startedAtMs / BUCKET_MS) * BUCKET_MS;
      let bucket = buckets.at(-1);
      if (bucket === undefined || bucket.atMs < atMs) {
        bucket = { atMs, counts: { sessions: new Map(), members: new Map() } };
        buckets.push(bucket);
      }
      const { sessions, members } = bucket.counts;
      if (sessionId !== null) add(sessions, sessionId);
      if (member === null) return;
      const own = members.get(balancer);
      if (own === undefined) members.set(balancer, new Map([[member, 1]]));
      else add(own, member);
    },
    read(nowMs) {
      buckets = buckets.filter(({ atMs }) => atMs > nowMs - WINDOW_MS - BUCKET_MS);
      const sums = new Map<string, number>();
      for (const { counts } of buckets) {
        for (const [id, value] of counts.sessions) add(sums, rateKey.session(id), value);
        for (const [balancer, members] of counts.members) {
          for (const [member, value] of members) add(sums, rateKey.member(balancer, member), value);
        }
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
