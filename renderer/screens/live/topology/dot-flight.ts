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

/** Makes dots of requests, at most `DOTS_PER_SECOND`. */
export interface DotGate {
  admit(exchange: ExchangeSummary, nowMs: number): Dot | null;
}

/** A gate that has let nothing through yet. */
export function createDotGate(): DotGate {
  let second = 0;
  let admitted = 0;
  return {
    admit(exchange, nowMs) {
      if (exchange.member === null) return null;
      const now = Math.floor(nowMs / 1000);
      if (now !== second) {
        second = now;
        admitted = 0;
      }
      if (admitted >= DOTS_PER_SECOND) return null;
      admitted += 1;
      return {
        sessionId: exchange.sessionId,
        memberKey: rateKey.member(exchange.balancer, exchange.member),
        startMs: nowMs,
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

/** Where a dot is at `nowMs`: on which line and how far along (0 to 1); null when it is under a box or has arrived. */
export function placeOf(
  dot: Dot,
  edges: EdgeIndex,
  nowMs: number,
): { readonly edge: Edge; readonly t: number } | 'arrived' | null {
  const share = (nowMs - dot.startMs) / FLIGHT_MS;
  if (share >= 1) return 'arrived';
  const edge =
    share < 0.5
      ? dot.sessionId === null
        ? undefined
        : edges.bySession.get(dot.sessionId)
      : edges.byMember.get(dot.memberKey);
  return edge === undefined ? null : { edge, t: (share % 0.5) * 2 };
}
