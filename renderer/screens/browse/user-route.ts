import {
  type BalancerView,
  type ExchangeSummary,
  type MemberView,
  type SessionView,
  summaryOf,
  type UserView,
} from '../../../core/contract/index.ts';
import { type ExchangeLog, visitFrom } from '../../store/exchange-log.ts';
import { mainPin } from '../../store/selectors.ts';

/** Lines of the strip under a page. */
const STRIP_LINES = 2;

/** What of the traffic belongs to one user. */
export interface UserTraffic {
  /** Newest last. */
  readonly latest: readonly ExchangeSummary[];
  /** The newest exchange that went to another route than it asked for. */
  readonly move: ExchangeSummary | null;
}

export const NO_TRAFFIC: UserTraffic = { latest: [], move: null };

/** The session of a user that was seen last; a user that visits two sites has two. */
export function sessionOfUser(
  sessions: Iterable<SessionView>,
  user: Pick<UserView, 'userId'>,
): SessionView | undefined {
  let newest: SessionView | undefined;
  for (const session of sessions) {
    if (session.userId !== user.userId) continue;
    if (newest === undefined || session.lastSeenAtMs > newest.lastSeenAtMs) newest = session;
  }
  return newest;
}

/** What of a log belongs to sessions: gives it for each of `sessionIds`. */
export type TrafficReader = (
  log: ExchangeLog,
  sessionIds: readonly string[],
) => ReadonlyMap<string, UserTraffic>;

/**
 * Reads the last exchanges and the last move of sessions. It remembers: each call looks only at what came since the last one, so
 * that somebody who was quiet while a crowd asked a hundred thousand times still has their last requests.
 */
export function createTrafficReader(): TrafficReader {
  let known = new Map<string, UserTraffic>();
  let seen = 0;
  return (log, sessionIds) => {
    const end = log.dropped + log.length;
    // A log that is shorter is another one: the core was started anew.
    if (end < seen) known = new Map();
    const before = known;
    known = new Map(sessionIds.map((id) => [id, before.get(id) ?? NO_TRAFFIC]));
    const isNew = sessionIds.some((id) => !before.has(id));
    const news = seen - log.dropped;
    visitFrom(log, isNew ? 0 : news, (passing, index) => {
      const id = passing.sessionId;
      const own = id === null ? undefined : known.get(id);
      if (id === null || own === undefined) return;
      // Read again for somebody new: the others have it already.
      if (index < news && before.has(id)) return;
      const exchange = summaryOf(passing);
      const latest = isWorthALine(exchange) ? [...own.latest, exchange].slice(-STRIP_LINES) : own.latest;
      known.set(id, { latest, move: hasMoved(exchange) ? exchange : own.move });
    });
    seen = end;
    return known;
  };
}

/** Tunnels stay open and icons are asked for by the browser: neither is what somebody did. */
function isWorthALine({ upgraded, url }: ExchangeSummary): boolean {
  return !upgraded && !/^\/favicon\b/.test(url);
}

function hasMoved({ sessionRoute, route }: ExchangeSummary): boolean {
  return sessionRoute !== null && sessionRoute !== '' && route !== null && sessionRoute !== route;
}

/** Where a user stands: the route that the next request asks for, and who answers for it. */
export interface UserRoute {
  readonly balancer: string;
  readonly route: string;
  readonly member: MemberView | undefined;
  /** The route before, while the last move is still what brought it here. */
  readonly from: string | null;
}

/** The route of a session, or null while it is pinned nowhere. */
export function routeOfSession(
  session: SessionView | undefined,
  balancers: readonly BalancerView[],
  move: ExchangeSummary | null,
): UserRoute | null {
  const pin = session === undefined ? undefined : mainPin(session);
  if (pin === undefined) return null;
  const members = balancers.find(({ name }) => name.toLowerCase() === pin.balancer.toLowerCase())?.members;
  const member = members?.find(({ route }) => route === pin.route);
  const from = pin.moves > 0 && move?.route === pin.route ? move.sessionRoute : null;
  return { balancer: pin.balancer, route: pin.route, member, from };
}

/** A word on the member that a user should know of; null while all is well. */
export function memberWord(
  member: MemberView | undefined,
): { readonly tone: 'warn' | 'err' | 'neutral'; readonly word: string } | null {
  switch (member?.state) {
    case undefined:
      return { tone: 'warn', word: 'no such member' };
    case 'draining':
      return { tone: 'warn', word: 'draining' };
    case 'error':
      return { tone: 'err', word: 'in error' };
    case 'health-failed':
      return { tone: 'err', word: 'unhealthy' };
    case 'outage':
      return { tone: 'err', word: 'outage' };
    case 'disabled':
    case 'stopped':
      return { tone: 'neutral', word: member.state };
    case 'ok':
    case 'standby':
    case 'spare':
      return null;
  }
}

/** An address in two halves: where, quietly, and what. */
export function splitAddress(url: string): { readonly host: string; readonly rest: string } {
  const match = /^(?:http:\/\/)?((?:https:\/\/)?[^/?#]*)(.*)$/s.exec(url);
  return { host: match?.[1] ?? '', rest: match?.[2] ?? url };
}
