import {
  type Balancer,
  isLoginUrl,
  isNoSessionName,
  isSessionName,
  type Rehearsal,
  type RehearsalLossCause,
} from '../contract/index.ts';

/** Which cookies carry a route: our own say nothing of a session, of an application's only the part before the route. */
export interface StickyCookies {
  readonly ours: ReadonlySet<string>;
  /** Separator between session and route by name; null where the whole value is the route. */
  readonly application: ReadonlyMap<string, string | null>;
}

/** A cookie that an answer sets. */
export interface SetCookieFact {
  readonly name: string;
  readonly value: string;
  readonly httpOnly: boolean;
  /** It expires at once. */
  readonly clears: boolean;
}

/** What an answer says of a user's session. */
export interface AnswerFacts {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  /** Where it redirects to, or null. */
  readonly location: string | null;
  readonly cookies: readonly SetCookieFact[];
  /** Names of the cookies that the user sent. */
  readonly sent: ReadonlySet<string>;
  readonly body: string;
  /** Another member answered than the user's last good answer came from. */
  readonly isMoved: boolean;
  /** The user is still logging in: sessions come and go here. */
  readonly isBeginning: boolean;
}

interface KnownCookie {
  value: string;
  sets: number;
  changes: number;
  /** Answers in a row that took the cookie and left it alone. */
  quiet: number;
}

/** So many answers have to leave a cookie alone before a change of it, without a move, can only be a loss. */
const QUIET_ANSWERS = 3;

/** The cookies that carry routes at these balancers. */
export function stickyCookiesOf(balancers: readonly Balancer[]): StickyCookies {
  const ours = new Set<string>();
  const application = new Map<string, string | null>();
  for (const { routeCookie, stickysession, stickysessionsep } of balancers) {
    if (routeCookie != null) ours.add(routeCookie.name);
    const name = stickysession?.split('|')[0] ?? '';
    if (name === '' || name === routeCookie?.name) continue;
    application.set(name, stickysessionsep?.toLowerCase() === 'off' ? null : (stickysessionsep ?? '.'));
  }
  return { ours, application };
}

/**
 * Notices that an application has lost one user's session: one of its session cookies is replaced or cleared although the
 * user had sent it, it redirects to a login page from where it did not before, or an answer says so in the texts that the
 * rehearsal names. Cookies are learned as in core/sessions. Unlike there a loss needs no move: a virtual user does nothing
 * that would end its session, so a member that was restarted and answers from an empty memory counts as well.
 */
export class SessionWatch {
  readonly #signs: NonNullable<Rehearsal['session']>;
  readonly #sticky: StickyCookies;
  readonly #cookies = new Map<string, KnownCookie>();
  /** Requests that were answered without a sign of a lost session. */
  readonly #fine = new Set<string>();
  #marker: string | null = null;

  constructor(signs: Rehearsal['session'], sticky: StickyCookies) {
    this.#signs = signs ?? {};
    this.#sticky = sticky;
  }

  /** Whether there is anything by which a loss could be told. */
  get knowsSession(): boolean {
    return this.#cookies.size > 0 || this.#marker !== null || this.#signs.lostText !== undefined;
  }

  /** What an answer means for the session: how it was lost, or null. */
  observe(facts: AnswerFacts): { readonly cause: RehearsalLossCause; readonly cookie: string } | null {
    const cookie = this.#observeCookies(facts);
    const key = `${facts.method} ${facts.path.split('?')[0]}`;
    const text = this.#lostByText(facts);
    const wasFine = this.#fine.has(key);
    if (text === null && facts.status < 500) this.#fine.add(key);
    const marker = this.#observeMarker(facts);
    if (facts.isBeginning) return null;
    if (cookie !== null) return cookie;
    if (text !== null && wasFine) return { cause: text, cookie: '' };
    return marker ? { cause: 'marker-changed', cookie: '' } : null;
  }

  #lostByText({ status, location, path, body }: AnswerFacts): 'login-redirect' | 'lost-text' | null {
    if (status >= 300 && status <= 399 && location !== null && isLoginUrl(location) && !isLoginUrl(path)) {
      return 'login-redirect';
    }
    const { lostText } = this.#signs;
    return lostText !== undefined && body.includes(lostText) ? 'lost-text' : null;
  }

  /** Whether what stands between the marker's two texts has become something else. */
  #observeMarker({ body }: AnswerFacts): boolean {
    const { marker } = this.#signs;
    if (marker === undefined) return false;
    const start = body.indexOf(marker.after);
    if (start < 0) return false;
    const from = start + marker.after.length;
    const end = body.indexOf(marker.before, from);
    if (end < 0) return false;
    const value = body.slice(from, end);
    const changed = this.#marker !== null && this.#marker !== value;
    this.#marker = value;
    return changed;
  }

  #observeCookies(
    facts: AnswerFacts,
  ): { readonly cause: RehearsalLossCause; readonly cookie: string } | null {
    let lost: { readonly cause: RehearsalLossCause; readonly cookie: string } | null = null;
    const isLogin = facts.method === 'POST' && isLoginUrl(facts.path);
    const set = new Set<string>();
    for (const cookie of facts.cookies) {
      if (this.#sticky.ours.has(cookie.name)) continue;
      set.add(cookie.name);
      const cause = this.#learn(cookie, facts);
      // A log-in gives a new id to a session that goes on.
      if (cause !== null && facts.sent.has(cookie.name) && !isLogin) lost ??= { cause, cookie: cookie.name };
    }
    for (const [name, known] of this.#cookies) if (facts.sent.has(name) && !set.has(name)) known.quiet += 1;
    return lost;
  }

  #learn(cookie: SetCookieFact, { isMoved }: AnswerFacts): RehearsalLossCause | null {
    const known = this.#cookies.get(cookie.name);
    if (known === undefined) {
      if (!cookie.clears && this.#isSession(cookie)) {
        const value = this.#sessionPart(cookie);
        this.#cookies.set(cookie.name, { value, sets: 1, changes: 0, quiet: 0 });
      }
      return null;
    }
    // A value that differs in every other answer is a nonce or an encrypted store, not an id.
    const isSteady = known.changes < 2 || known.changes * 2 < known.sets;
    const tells = isSteady && (isMoved || known.quiet >= QUIET_ANSWERS);
    if (cookie.clears) {
      this.#cookies.delete(cookie.name);
      return tells ? 'cookie-cleared' : null;
    }
    const value = this.#sessionPart(cookie);
    known.sets += 1;
    if (known.value === value) return null;
    known.value = value;
    known.changes += 1;
    known.quiet = 0;
    return tells ? 'cookie-replaced' : null;
  }

  #isSession({ name, httpOnly }: SetCookieFact): boolean {
    if (this.#signs.cookies !== undefined) return this.#signs.cookies.includes(name);
    if (this.#sticky.application.has(name)) return true;
    return isSessionName(name) || (httpOnly && !isNoSessionName(name));
  }

  #sessionPart({ name, value }: SetCookieFact): string {
    const separator = this.#sticky.application.get(name);
    return separator == null ? value : (value.split(separator)[0] ?? '');
  }
}
