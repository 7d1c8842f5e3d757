import type { Session } from './session.ts';

/** A session's numbers are told at most this often. */
const EVERY_MS = 500;
/** Sessions told at once; the others follow with the next turn. */
const AT_ONCE = 200;

/** Tells changes of sessions that no other event carries, throttled. Its timer runs only while one is waiting. */
export class ChangeAnnouncer {
  readonly #waiting = new Set<Session>();
  readonly #tell: (session: Session) => void;
  #timer: NodeJS.Timeout | null = null;

  constructor(tell: (session: Session) => void) {
    this.#tell = tell;
  }

  /** The session will be told soon. */
  later(session: Session): void {
    this.#waiting.add(session);
    if (this.#timer !== null) return;
    this.#timer = setTimeout(() => this.#turn(), EVERY_MS);
    this.#timer.unref();
  }

  /** The session is told now. */
  now(session: Session): void {
    this.#waiting.delete(session);
    this.#tell(session);
  }

  /** The session is gone: nothing more of it is told. */
  never(session: Session): void {
    this.#waiting.delete(session);
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#waiting.clear();
  }

  #turn(): void {
    this.#timer = null;
    let told = 0;
    for (const session of this.#waiting) {
      if (told++ === AT_ONCE) break;
      this.now(session);
    }
    if (this.#waiting.size > 0) {
      this.#timer = setTimeout(() => this.#turn(), EVERY_MS);
      this.#timer.unref();
    }
  }
}
