import type {
  BalancerView,
  ExchangeSummary,
  MemberView,
  SessionView,
  UserView,
} from '../../../core/contract/index.ts';
import { type ExchangeLog, exchangeAt } from '../../store/exchange-log.ts';
import { mainPin } from '../../store/selectors.ts';

/** Exchanges looked through for each picture; older ones are history, and the Live screen has them. */
const LOOK_BACK = 2000;
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

/** The last exchanges and the last move of each of `sessionIds`, read from the end of the log. */
export function trafficOfSessions(
  log: ExchangeLog,
  sessionIds: readonly string[],
): ReadonlyMap<string, UserTraffic> {
  const found = new Map<string, { latest: ExchangeSummary[]; move: ExchangeSummary | null }>(
    sessionIds.map((id) => [id, { latest: [], move: null }]),
  );
  const end = Math.max(0, log.length - LOOK_BACK);
  for (let index = log.length - 1; index >= end; index--) {
    const exchange = exchangeAt(log, index);
    const own = exchange?.sessionId == null ? undefined : found.get(exchange.sessionId);
    if (exchange === undefined || own === undefined) continue;
    if (own.latest.length < STRIP_LINES && isWorthALine(exchange)) own.latest.unshift(exchange);
    if (own.move === null && hasMoved(exchange)) own.move = exchange;
  }
  return found;
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
