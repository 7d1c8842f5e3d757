import type { ExchangeSummary } from '../../../../core/contract/index.ts';
import type { Edge } from './edges.ts';
import { rateKey } from './rate-meter.ts';

/** From session to member: slow enough to see where it goes, fast enough not to lag behind the list. */
export const FLIGHT_MS = 900;
/** More dots than this in a second are a blur; the width of the line tells the rest. */
export const DOTS_PER_SECOND = 60;

/** One request on its way: along a session's line, under the box, along a member's line. */
export interface Dot {
  readonly sessionId: string | null;
  readonly memberKey: string;
  readonly startMs: number;
}

/** Requests of one moment that may all have their dot, before the rate is what bounds them. */
const BURST = 30;
/** Batches under load are up to this far apart; what they bring is spread over as much. */
const MOST_SPREAD_MS = 250;

/** Makes dots of requests, at most `DOTS_PER_SECOND`. */
export interface DotGate {
  /** The batch before took until `nowMs`; what comes now began after it. */
  begin(first: ExchangeSummary, nowMs: number): void;
  admit(exchange: ExchangeSummary): Dot | null;
}

/**
 * A gate that has let nothing through yet. Requests reach the window in batches; their dots leave as far apart as the requests
 * began, so that a steady load is a steady stream and not a puff with each batch. Under load the dots are evenly chosen.
 */
export function createDotGate(): DotGate {
  let offsetMs = 0;
  let beganAtMs = 0;
  let tokens = BURST;
  let filledAtMs = Number.NEGATIVE_INFINITY;
  return {
    begin(first, nowMs) {
      beganAtMs = nowMs;
      offsetMs = nowMs - first.startedAtMs;
    },
    admit(exchange) {
      if (exchange.member === null) return null;
      // They come in the order in which they ended, and one may have begun long before.
      const atMs = Math.max(beganAtMs, Math.min(exchange.startedAtMs + offsetMs, beganAtMs + MOST_SPREAD_MS));
      if (atMs > filledAtMs) {
        tokens = Math.min(BURST, tokens + ((atMs - filledAtMs) * DOTS_PER_SECOND) / 1000);
        filledAtMs = atMs;
      }
      if (tokens < 1) return null;
      tokens -= 1;
      return {
        sessionId: exchange.sessionId,
        memberKey: rateKey.member(exchange.balancer, exchange.member),
        startMs: atMs,
      };
    },
  };
}

/** The lines a dot follows, found by their ends. */
export interface EdgeIndex {
  readonly bySession: ReadonlyMap<string, Edge>;
  readonly byMember: ReadonlyMap<string, Edge>;
}

/** Lines by session and by member. */
export function indexEdges(edges: readonly Edge[]): EdgeIndex {
  return {
    bySession: new Map(edges.flatMap((edge) => edge.sessionIds.map((id) => [id, edge] as const))),
    byMember: new Map(edges.flatMap((edge) => (edge.memberKey === null ? [] : [[edge.memberKey, edge]]))),
  };
}

/** Where a dot is at `nowMs`: on which line and how far along (0 to 1); null when it is under a box or has not begun yet. */
export function placeOf(
  dot: Dot,
  edges: EdgeIndex,
  nowMs: number,
): { readonly edge: Edge; readonly t: number } | 'arrived' | null {
  const share = (nowMs - dot.startMs) / FLIGHT_MS;
  if (share >= 1) return 'arrived';
  if (share < 0) return null;
  const edge =
    share < 0.5
      ? dot.sessionId === null
        ? undefined
        : edges.bySession.get(dot.sessionId)
      : edges.byMember.get(dot.memberKey);
  return edge === undefined ? null : { edge, t: (share % 0.5) * 2 };
}
