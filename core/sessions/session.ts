import type { PinMoveView, SessionRecognition, SessionView } from '../contract/index.ts';
import type { Client } from './clients.ts';
import type { LossMemory } from './session-loss.ts';
import { clientWords } from './user-agent.ts';

/** A pin being kept; `balancer` is the name as the project writes it. */
export interface Pin {
  readonly balancer: string;
  route: string;
  sinceMs: number;
  how: 'route-cookie' | 'url' | 'application-id';
  moves: number;
}

/** What was decided by hand for one balancer: a route, or (null) to be balanced anew. */
export interface Override {
  /** The balancer's name as the project writes it. */
  readonly balancer: string;
  readonly route: string | null;
  readonly atMs: number;
}

/** A session as it is kept: small, because there may be a hundred thousand. */
export interface Session {
  readonly id: string;
  readonly site: string;
  /** Whose requests these are, for sessions recognised by the sticky value; null for embedded users. */
  readonly client: Client | null;
  readonly userId: string | null;
  /** The id in our own cookie and the browser, for sessions recognised by it; null for all others. */
  readonly jar: { readonly id: string; readonly userAgent: string } | null;
  readonly firstSeenAtMs: number;
  lastSeenAtMs: number;
  /** When it was last moved to the young end of the table. */
  orderedAtMs: number;
  requests: number;
  errors: number;
  lastUrl: string;
  pins: Pin[];
  /** Requests by route, as two lists: a session rarely sees more than a few. */
  routes: string[];
  routeCounts: number[];
  /** Errors in the order of `routes`; null before the first. */
  routeErrors: number[] | null;
  /** The newest moves, oldest first; null before the first: most sessions never move. */
  moves: PinMoveView[] | null;
  /** What its client last sent: cookie name, value, cookie name … A Map would be a third of a session's memory. */
  sent: string[] | null;
  /** What the client sent for the first time and no pin tells yet. */
  arrived: { readonly balancer: string; readonly route: string; readonly how: Pin['how'] } | null;
  /** Keys under which its client's sticky values lead to it. */
  keys: string[];
  /** Where its next request goes by hand, whatever it asks for; null for a session left to itself. */
  overrides: Override[] | null;
  loss: LossMemory | null;
  lost: SessionView['lost'];
  /** Its jar is to be emptied with its next page. */
  isResetting: boolean;
  announced: boolean;
}

/** A session that has been seen nowhere yet. */
export function newSession(
  who: Pick<Session, 'id' | 'site' | 'client' | 'userId' | 'jar'>,
  nowMs: number,
): Session {
  return {
    ...who,
    firstSeenAtMs: nowMs,
    lastSeenAtMs: nowMs,
    orderedAtMs: nowMs,
    requests: 0,
    errors: 0,
    lastUrl: '',
    pins: [],
    routes: [],
    routeCounts: [],
    routeErrors: null,
    moves: null,
    sent: null,
    arrived: null,
    keys: [],
    overrides: null,
    loss: null,
    lost: null,
    isResetting: false,
    announced: false,
  };
}

/** The pin of a session at one balancer (by the name as written), if it has one. */
export function pinAt(session: Session, balancer: string): Pin | undefined {
  return session.pins.find((pin) => pin.balancer === balancer);
}

/** The sticky value that a session's client last sent in this cookie, or undefined. */
export function sentValue(session: Session, cookieName: string): string | undefined {
  const { sent } = session;
  if (sent === null) return undefined;
  for (let index = 0; index < sent.length; index += 2) if (sent[index] === cookieName) return sent[index + 1];
  return undefined;
}

/** Notes what a session's client has sent; undefined: nothing any more. */
export function noteSent(session: Session, cookieName: string, value: string | undefined): void {
  const others = (session.sent ?? []).filter((_, index, all) => all[index - (index % 2)] !== cookieName);
  session.sent = value === undefined ? others : [cookieName, value, ...others];
}

/** Nothing to make up for each of the many sessions without. */
const NO_ERRORS: SessionView['errorsByRoute'] = {};
/** Moves that are kept of a session: enough to see what happened, few enough for sessions that move all day. */
const MOST_MOVES = 10;

/** Counts one request, by the route that answered it. */
export function countRequest(session: Session, route: string | null, failed: boolean): void {
  session.requests++;
  if (failed) session.errors++;
  if (route !== null && route !== '') count(session, route, 1, failed ? 1 : 0);
}

/** Remembers a move, in place of the oldest where there are many. */
export function noteMove(session: Session, move: PinMoveView): void {
  session.moves = [...(session.moves ?? []), move].slice(-MOST_MOVES);
}

/** Adds what was counted of a session to the one that it turns out to be. */
export function joinCounts(left: Session, into: Session): void {
  into.requests += left.requests;
  into.errors += left.errors;
  left.routes.forEach((route, index) => {
    count(into, route, left.routeCounts[index] ?? 0, left.routeErrors?.[index] ?? 0);
  });
  if (left.moves === null) return;
  const moves = [...left.moves, ...(into.moves ?? [])].sort((a, b) => a.atMs - b.atMs);
  into.moves = moves.slice(-MOST_MOVES);
}

function count(session: Session, route: string, requests: number, errors: number): void {
  let at = session.routes.indexOf(route);
  if (at < 0) {
    at = session.routes.length;
    // New lists instead of `push`, which would make room for sixteen more in each of a hundred thousand.
    session.routes = [...session.routes, route];
    session.routeCounts = [...session.routeCounts, 0];
  }
  session.routeCounts[at] = (session.routeCounts[at] ?? 0) + requests;
  if (errors === 0) return;
  // Routes that came later have no place in it yet.
  session.routeErrors = session.routes.map((_, index) => session.routeErrors?.[index] ?? 0);
  session.routeErrors[at] = (session.routeErrors[at] ?? 0) + errors;
}

function errorsByRoute({ routes, routeErrors }: Session): SessionView['errorsByRoute'] {
  if (routeErrors === null) return NO_ERRORS;
  return Object.fromEntries(
    routes.flatMap((route, index) =>
      (routeErrors[index] ?? 0) > 0 ? [[route, routeErrors[index] ?? 0]] : [],
    ),
  );
}

/** A session as the interface sees it. */
export function sessionView(
  session: Session,
  user: { readonly name: string; readonly initials: string; readonly isVirtual?: boolean } | undefined,
): SessionView {
  const userAgent = session.client?.userAgent ?? session.jar?.userAgent;
  const words = userAgent === undefined ? undefined : clientWords(userAgent);
  const recognition: SessionRecognition =
    session.userId !== null
      ? user?.isVirtual === true
        ? 'virtual'
        : 'embedded'
      : session.jar === null
        ? 'sticky-value'
        : 'tracked';
  return {
    sessionId: session.id,
    site: session.site,
    recognition,
    label: user?.name ?? words?.label ?? session.userId ?? '',
    initials: user?.initials ?? words?.initials ?? '',
    userId: recognition === 'virtual' ? null : session.userId,
    pins: session.pins.map((pin) => ({ ...pin })),
    firstSeenAtMs: session.firstSeenAtMs,
    lastSeenAtMs: session.lastSeenAtMs,
    requests: session.requests,
    errors: session.errors,
    requestsByRoute: Object.fromEntries(
      session.routes.map((route, index) => [route, session.routeCounts[index] ?? 0]),
    ),
    errorsByRoute: errorsByRoute(session),
    lastMoves: session.moves ?? [],
    lastUrl: session.lastUrl,
    lost: session.lost,
    ...(session.isResetting ? { isResetting: true } : {}),
  };
}
