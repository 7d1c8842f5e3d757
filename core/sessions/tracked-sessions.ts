import { createHash } from 'node:crypto';
import type { JarMark } from '../contract/index.ts';
import type { Session } from './session.ts';
import type { SessionTable } from './session-table.ts';

/** A jar that never comes back refuses cookies: its session is nothing to keep. */
const CONFIRMED_WITHIN_MS = 30_000;
/** Sessions of clients that refuse cookies, while they are kept. */
const MOST_UNCONFIRMED = 64;
/** Browsers of one machine are few; their names are kept once. */
const MOST_AGENTS = 500;

/** Sessions recognised by our own cookie: one for each jar and site, whatever pins it carries. */
export class TrackedSessions {
  readonly #table: SessionTable;
  /** By site, then by jar: asked with every request, so no key is made up. */
  readonly #bySite = new Map<string, Map<string, Session>>();
  readonly #unconfirmed = new Map<Session, number>();
  readonly #agents = new Map<string, string>();

  constructor(table: SessionTable) {
    this.#table = table;
  }

  /** The session of a request with this mark. */
  find(site: string, mark: JarMark, userAgent: () => string, nowMs: number): Session {
    const known = this.seen(site, mark);
    if (known !== undefined) return known;
    // A copy: the id was cut from a request's head, which would be kept with it.
    const id = Buffer.from(mark.id, 'latin1').toString('latin1');
    const jar = { id, userAgent: this.#oneOf(userAgent()) };
    const session = this.#table.create({ site, client: null, userId: null, jar }, nowMs, idOf(site, mark.id));
    const ofSite = this.#bySite.get(site);
    if (ofSite === undefined) this.#bySite.set(site, new Map([[id, session]]));
    else ofSite.set(id, session);
    if (mark.isNew) this.#await(session, nowMs);
    return session;
  }

  /** The session of a request with this mark, when its jar has one. */
  seen(site: string, mark: JarMark): Session | undefined {
    const known = this.known(site, mark.id);
    if (known !== undefined && !mark.isNew && this.#unconfirmed.size > 0) this.#unconfirmed.delete(known);
    return known;
  }

  /** The session of a jar that has one. */
  known(site: string, jar: string): Session | undefined {
    return this.#bySite.get(site)?.get(jar);
  }

  /** Whether a session's jar has never come back: it may be none of its own. */
  isUnconfirmed(session: Session): boolean {
    return this.#unconfirmed.has(session);
  }

  ended(session: Session): void {
    if (session.jar !== null) this.#bySite.get(session.site)?.delete(session.jar.id);
    this.#unconfirmed.delete(session);
  }

  /** Ends what was given a cookie long ago and never sent it, unless `isKept`. */
  sweep(nowMs: number, isKept: (session: Session) => boolean): void {
    for (const [session, atMs] of this.#unconfirmed) {
      if (nowMs - atMs > CONFIRMED_WITHIN_MS && !isKept(session)) this.#table.end(session);
    }
  }

  #await(session: Session, nowMs: number): void {
    this.#unconfirmed.set(session, nowMs);
    if (this.#unconfirmed.size <= MOST_UNCONFIRMED) return;
    for (const oldest of this.#unconfirmed.keys()) {
      this.#table.end(oldest);
      return;
    }
  }

  /** One string for all sessions of a browser, and not the request's head that it was cut from. */
  #oneOf(userAgent: string): string {
    const known = this.#agents.get(userAgent);
    if (known !== undefined) return known;
    if (this.#agents.size === MOST_AGENTS) this.#agents.clear();
    const own = Buffer.from(userAgent, 'latin1').toString('latin1');
    this.#agents.set(own, own);
    return own;
  }
}

function keyOf(site: string, jar: string): string {
  return `${jar}\n${site}`;
}

/** The same in every run, and nothing that leads back to the cookie. */
function idOf(site: string, jar: string): string {
  return `j${createHash('sha256').update(keyOf(site, jar)).digest('hex').slice(0, 12)}`;
}
