import type { Clients } from './clients.ts';
import { newSession, type Session } from './session.ts';

export interface SessionTableOptions {
  /** Sessions recognised by their sticky value beyond this number push out the ones seen longest ago. */
  readonly maxSessions: number;
  /** A session that asked nothing for so long has ended. */
  readonly maxIdleMs: number;
  readonly clients: Clients;
  /** Called once for each session that leaves, before anything of it is taken apart. */
  readonly ended: (session: Session) => void;
}

/** How stale the order of the table may get: re-inserting on every request would cost more than it is worth. */
const ORDER_MS = 30_000;
/** Ids that lead to another session are needed while its first exchanges are on screen: this many at least are kept. */
const MOST_ALIASES = 10_000;

/** All sessions, the one seen longest ago first; bounded and aged. */
export class SessionTable {
  readonly #options: SessionTableOptions;
  readonly #byId = new Map<string, Session>();
  /** Two generations: taking the oldest entry out of one big Map would cost a walk over the holes before it. */
  #aliases = new Map<string, string>();
  #olderAliases = new Map<string, string>();
  #lastNumber = 0;

  constructor(options: SessionTableOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#byId.size;
  }

  all(): IterableIterator<Session> {
    return this.#byId.values();
  }

  nextNumber(): number {
    return ++this.#lastNumber;
  }

  /** A new session; `id` for one that is known by the same id in every run. */
  create(
    who: Pick<Session, 'site' | 'client' | 'userId'> & Partial<Pick<Session, 'jar'>>,
    nowMs: number,
    id = `s${this.nextNumber()}`,
  ): Session {
    const session = newSession({ jar: null, ...who, id }, nowMs);
    this.#byId.set(session.id, session);
    if (this.#byId.size > this.#options.maxSessions) this.#endOldest(session);
    return session;
  }

  /** The session with this id, or the one it has become. */
  find(id: string): Session | undefined {
    const known = this.#byId.get(id);
    if (known !== undefined) return known;
    const meant = this.resolve(id);
    return meant === undefined ? undefined : this.#byId.get(meant);
  }

  /** Whether a session is still among them. */
  has(session: Session): boolean {
    return this.#byId.get(session.id) === session;
  }

  /** From now on `id` means `session`. */
  alias(id: string, session: Session): void {
    if (this.#aliases.size === MOST_ALIASES) {
      this.#olderAliases = this.#aliases;
      this.#aliases = new Map();
    }
    this.#aliases.set(id, session.id);
  }

  /** What an id that was given out means now: itself, another session's, or undefined when it never became one. */
  resolve(id: string): string | undefined {
    return this.#byId.has(id) ? id : (this.#aliases.get(id) ?? this.#olderAliases.get(id));
  }

  /** Notes that a session was seen. */
  touch(session: Session, nowMs: number): void {
    session.lastSeenAtMs = nowMs;
    if (nowMs - session.orderedAtMs < ORDER_MS) return;
    session.orderedAtMs = nowMs;
    if (this.#byId.delete(session.id)) this.#byId.set(session.id, session);
  }

  end(session: Session): void {
    if (!this.#byId.has(session.id)) return;
    this.#options.ended(session);
    this.#byId.delete(session.id);
    const { client } = session;
    if (client === null) return;
    for (const key of session.keys) if (client.byValue.get(key) === session) client.byValue.delete(key);
    session.keys = [];
    this.#options.clients.release(client);
  }

  /** Ends what has been idle too long; embedded users end with their tab, not with time. */
  sweep(nowMs: number, isKept: (session: Session) => boolean = () => false): void {
    for (const session of this.#byId.values()) {
      if (nowMs - session.orderedAtMs <= this.#options.maxIdleMs) return;
      const isIdle = session.userId === null && nowMs - session.lastSeenAtMs > this.#options.maxIdleMs;
      if (isIdle && !isKept(session)) this.end(session);
    }
  }

  /** Makes room for one in a hundred at once, for the same reason. */
  #endOldest(newcomer: Session): void {
    let room = Math.ceil(this.#options.maxSessions / 100);
    for (const session of this.#byId.values()) {
      if (session.userId !== null || session === newcomer) continue;
      this.end(session);
      if (--room === 0) return;
    }
  }
}
