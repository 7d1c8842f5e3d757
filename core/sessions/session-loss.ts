import type { ExchangeSummary } from '../contract/index.ts';
import type { SetCookie } from './fields.ts';
import type { Session } from './session.ts';

/** How a loss showed itself. */
export type LossCause = 'cookie-replaced' | 'cookie-cleared' | 'login-redirect';

/** A cookie that looks like an application's session, and how steady it is. */
interface KnownCookie {
  readonly name: string;
  value: string;
  sets: number;
  changes: number;
}

/** What is remembered of a session to notice that its application has forgotten it. */
export interface LossMemory {
  readonly cookies: KnownCookie[];
  /** Until when a change counts as the consequence of the last move. */
  watchUntilMs: number;
  /** The application sends it to a login page anyway. */
  loggedOut: boolean;
}

/** A reload or two after a move is soon enough to see its consequence; later changes have other causes. */
const WATCH_MS = 60_000;
/** An application has one session cookie, or a few. */
const MOST_COOKIES = 4;
const SESSION_NAME = /sess|sid|auth|cart|login|token/i;
const LOGIN_PATH = /(?:^|[/_.-])(?:log-?in|sign-?in|logon)(?=$|[/_.?;-])/i;

/**
 * Notices that an application has lost a session after a move (DESIGN.md §6): a session cookie that it set before is
 * replaced or cleared, or it redirects to a login page. Cookies whose value changes all the time prove nothing, nor
 * does one that was never seen being set. `sticky` is the cookie that carries the route: of an application's own
 * (JSESSIONID=id.route) only the part before the route is the session.
 */
export function observeLoss(
  session: Session,
  exchange: ExchangeSummary,
  cookies: readonly SetCookie[],
  location: string | null,
  sticky: { readonly cookieName: string; readonly separator: string | null; readonly ours: boolean } | null,
  nowMs: number,
): { readonly cookie: string; readonly cause: LossCause } | null {
  const moved = hasMoved(exchange);
  let memory = session.loss;
  if (memory === null) {
    if (!moved && cookies.length === 0) return null;
    memory = { cookies: [], watchUntilMs: 0, loggedOut: false };
    session.loss = memory;
  }
  if (moved) memory.watchUntilMs = nowMs + WATCH_MS;
  const watching = nowMs < memory.watchUntilMs;
  let lost: { readonly cookie: string; readonly cause: LossCause } | null = null;
  for (const cookie of cookies) {
    if (cookie.name === sticky?.cookieName && sticky.ours) continue;
    const value =
      cookie.name === sticky?.cookieName && sticky.separator !== null
        ? (cookie.value.split(sticky.separator)[0] ?? '')
        : cookie.value;
    const cause = learn(memory, cookie, value, cookie.name === sticky?.cookieName);
    if (watching && cause !== null) lost ??= { cookie: cookie.name, cause };
  }
  const login = isLoginRedirect(exchange, location);
  if (watching && login && !memory.loggedOut) lost ??= { cookie: '', cause: 'login-redirect' };
  if (login) memory.loggedOut = true;
  else if (LOGIN_PATH.test(pathOf(exchange.url)) && exchange.method === 'POST' && exchange.status < 400) {
    memory.loggedOut = false;
  }
  if (lost !== null) memory.watchUntilMs = 0;
  return lost;
}

/** Whether somebody else answered than the session had asked for. */
function hasMoved(exchange: ExchangeSummary): boolean {
  return (
    exchange.sessionRoute !== null &&
    exchange.sessionRoute !== '' &&
    exchange.route !== null &&
    exchange.route !== exchange.sessionRoute
  );
}

/** Remembers what an answer does to a session cookie; gives what that would mean right after a move. */
function learn(memory: LossMemory, cookie: SetCookie, value: string, isSticky: boolean): LossCause | null {
  const known = memory.cookies.find((other) => other.name === cookie.name);
  if (known === undefined) {
    const looksLikeSession = isSticky || cookie.httpOnly || SESSION_NAME.test(cookie.name);
    if (!looksLikeSession || cookie.clears) return null;
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
  return LOGIN_PATH.test(pathOf(location)) && !LOGIN_PATH.test(pathOf(exchange.url));
}

function pathOf(url: string): string {
  return url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '').split(/[?#]/)[0] ?? '';
}
