import { type ExchangeSummary, isLoginUrl } from '../contract/index.ts';
import { cookieValues } from './cookie-values.ts';
import type { SetCookie } from './fields.ts';
import type { Session } from './session.ts';
import { isNoSessionName, isSessionName } from './session-names.ts';
import type { StickyName } from './sticky-names.ts';

/** How a loss showed itself. */
export type LossCause = 'cookie-replaced' | 'cookie-cleared' | 'login-redirect';

/** A cookie that looks like an application's session, and how steady it is. */
interface KnownCookie {
  readonly name: string;
  value: string;
  /** How often an answer has set it; 0 for one that only its client has shown. */
  sets: number;
  changes: number;
}

/** What is remembered of a session to notice that its application has forgotten it. */
export interface LossMemory {
  readonly cookies: KnownCookie[];
  /** Who answered last, at each balancer: name, route, name … */
  answered: readonly string[];
  /** Until when a change counts as the consequence of the last move. */
  watchUntilMs: number;
  /** The application sends it to a login page anyway. */
  loggedOut: boolean;
}

/** What an exchange says of an application's session. */
export interface LossFacts {
  /** What the answer sets. */
  readonly cookies: readonly SetCookie[];
  /** Where the answer redirects to, or null. */
  readonly location: string | null;
  /** The client's fields, flat. */
  readonly requestFields: readonly string[];
}

type Sticky = Pick<StickyName, 'cookieName' | 'separator' | 'how'>;

/** A reload or two after a move is soon enough to see its consequence; later changes have other causes. */
const WATCH_MS = 60_000;
/** An application has one session cookie, or a few. */
const MOST_COOKIES = 4;

/**
 * Notices that an application has lost a session after a move (DESIGN.md §6): a session cookie is replaced or cleared, or
 * it redirects to a login page. Session cookies are learned from answers that set them and, for those set before we
 * were there, from what the client sends with its first request. A cookie that its client did not send can't have been
 * replaced; one whose value changes all the time proves nothing. `sticky` is the cookie that carries the route: of an
 * application's own (JSESSIONID=id.route) only the part before the route is the session.
 */
export function observeLoss(
  session: Session,
  exchange: ExchangeSummary,
  facts: LossFacts,
  sticky: Sticky | null,
  nowMs: number,
): { readonly cookie: string; readonly cause: LossCause } | null {
  const { cookies, location, requestFields } = facts;
  let memory = session.loss;
  if (memory === null) {
    const sent = session.requests > 1 ? [] : sentSessions(requestFields, sticky);
    if (cookies.length === 0 && sent.length === 0 && !asksElsewhere(exchange)) return null;
    memory = { cookies: sent, answered: [], watchUntilMs: 0, loggedOut: false };
    session.loss = memory;
  }
  if (hasMoved(memory, exchange, sticky !== null)) memory.watchUntilMs = nowMs + WATCH_MS;
  noteAnswer(memory, exchange);
  const watching = nowMs < memory.watchUntilMs;
  let lost: { readonly cookie: string; readonly cause: LossCause } | null = null;
  if (cookies.length > 0) {
    const sent = cookieValues(requestFields);
    for (const cookie of cookies) {
      if (cookie.name === sticky?.cookieName && isOurs(sticky)) continue;
      const cause = learn(memory, cookie, sessionPart(cookie.name, cookie.value, sticky), sticky);
      // Nobody's loss when the client has thrown it away itself.
      const isSent = requestFields.length === 0 || sent.has(cookie.name);
      if (watching && cause !== null && isSent) lost ??= { cookie: cookie.name, cause };
    }
  }
  const login = isLoginRedirect(exchange, location);
  if (watching && login && !memory.loggedOut) lost ??= { cookie: '', cause: 'login-redirect' };
  if (login) memory.loggedOut = true;
  else if (isLoginUrl(exchange.url) && exchange.method === 'POST' && exchange.status < 400) {
    memory.loggedOut = false;
  }
  if (lost !== null) memory.watchUntilMs = 0;
  return lost;
}

/**
 * Whether an exchange whose answer sets no cookies can neither be a loss nor teach anything: no redirect, no log-in to
 * hear of, and answered by whom the session was answered before. Most exchanges are such.
 */
export function saysNothing(session: Session, exchange: ExchangeSummary): boolean {
  const { status, balancer, route } = exchange;
  if (session.requests < 2 || (status >= 300 && status < 400) || asksElsewhere(exchange)) return false;
  const memory = session.loss;
  if (memory === null) return true;
  if (memory.loggedOut) return false;
  if (balancer === null || route === null) return true;
  const at = memory.answered.indexOf(balancer);
  return at >= 0 && memory.answered[at + 1] === route;
}

/** Where our own line sets the cookie, it is no application's. */
function isOurs(sticky: Sticky | null): boolean {
  return sticky?.how === 'route-cookie';
}

/** Whether somebody else answered than the session had asked for. */
function asksElsewhere({ sessionRoute, route }: ExchangeSummary): boolean {
  return sessionRoute !== null && sessionRoute !== '' && route !== null && route !== sessionRoute;
}

/**
 * The same, or somebody else than before: a client whose route cookie is gone asks for nobody and moves all the same.
 * Where nothing is sticky everybody moves all the time, and an application that bears it loses nothing.
 */
function hasMoved(memory: LossMemory, exchange: ExchangeSummary, isSticky: boolean): boolean {
  if (asksElsewhere(exchange)) return true;
  if (!isSticky) return false;
  const at = memory.answered.indexOf(exchange.balancer ?? '');
  return at >= 0 && exchange.route !== null && memory.answered[at + 1] !== exchange.route;
}

function noteAnswer(memory: LossMemory, { balancer, route }: ExchangeSummary): void {
  if (balancer === null || route === null) return;
  const at = memory.answered.indexOf(balancer);
  if (at >= 0 && memory.answered[at + 1] === route) return;
  const others = memory.answered.filter((_, index) => index !== at && index !== at + 1);
  memory.answered = at < 0 ? [...memory.answered, balancer, route] : [...others, balancer, route];
}

/** The session cookies that a client brings along. */
function sentSessions(requestFields: readonly string[], sticky: Sticky | null): KnownCookie[] {
  const found: KnownCookie[] = [];
  for (const [name, value] of cookieValues(requestFields)) {
    if (name === sticky?.cookieName && isOurs(sticky)) continue;
    if (!isSessionName(name) && name !== sticky?.cookieName) continue;
    // A copy: a piece of the request's head would keep the whole head in memory.
    const own = Buffer.from(sessionPart(name, value, sticky), 'latin1').toString('latin1');
    found.push({ name: Buffer.from(name, 'latin1').toString('latin1'), value: own, sets: 0, changes: 0 });
    if (found.length === MOST_COOKIES) break;
  }
  return found;
}

function sessionPart(name: string, value: string, sticky: Sticky | null): string {
  if (name !== sticky?.cookieName || sticky.separator === null) return value;
  return value.split(sticky.separator)[0] ?? '';
}

/** Remembers what an answer does to a session cookie; gives what that would mean right after a move. */
function learn(
  memory: LossMemory,
  cookie: SetCookie,
  value: string,
  sticky: Sticky | null,
): LossCause | null {
  const known = memory.cookies.find((other) => other.name === cookie.name);
  if (known === undefined) {
    const isSession =
      cookie.name === sticky?.cookieName ||
      isSessionName(cookie.name) ||
      (cookie.httpOnly && !isNoSessionName(cookie.name));
    if (!isSession || cookie.clears) return null;
    if (memory.cookies.length === MOST_COOKIES) memory.cookies.shift();
    memory.cookies.push({ name: cookie.name, value, sets: 1, changes: 0 });
    return null;
  }
  if (cookie.clears) {
    memory.cookies.splice(memory.cookies.indexOf(known), 1);
    return isSteady(known) ? 'cookie-cleared' : null;
  }
  const steady = isSteady(known);
  known.sets++;
  if (known.value === value) return null;
  known.value = value;
  known.changes++;
  return steady ? 'cookie-replaced' : null;
}

/** A value that differs in every other answer is a nonce or an encrypted store, not an id. A log-in changes an id once. */
function isSteady(known: KnownCookie): boolean {
  return known.changes < 2 || known.changes * 2 < known.sets;
}

function isLoginRedirect(exchange: ExchangeSummary, location: string | null): boolean {
  if (location === null || exchange.status < 300 || exchange.status > 399) return false;
  return isLoginUrl(location) && !isLoginUrl(exchange.url);
}
