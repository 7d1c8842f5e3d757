import { monotonicMs } from './clock.ts';

/** Something that must happen before a time, which may be moved as often as one likes by writing `deadlineMs`. */
export interface Deadlined {
  /** On the clock of `monotonicMs`; `NO_DEADLINE` while nothing is awaited. */
  deadlineMs: number;
  /** Called once after the deadline has passed; `deadlineMs` is `NO_DEADLINE` by then. */
  onDeadline(): void;
}

/** Stands for "not waiting for anything". */
export const NO_DEADLINE = Number.POSITIVE_INFINITY;

/** How far apart the looks are: Apache's time-outs that are watched here are whole seconds (APACHE.md §9.2). */
const TICK_MS = 100;

/**
 * Time-outs of all connections with one timer: moving a deadline is one store, where a timer for each read and write
 * would cost more than the read.
 */
export class Deadlines {
  readonly #watched = new Set<Deadlined>();
  #timer: NodeJS.Timeout | null = null;

  add(watched: Deadlined): void {
    this.#watched.add(watched);
    if (this.#timer !== null) return;
    this.#timer = setInterval(() => this.#look(), TICK_MS);
    // Whoever waits has a socket, and that keeps the process alive where it should.
    this.#timer.unref();
  }

  remove(watched: Deadlined): void {
    this.#watched.delete(watched);
    if (this.#watched.size > 0 || this.#timer === null) return;
    clearInterval(this.#timer);
    this.#timer = null;
  }

  #look(): void {
    const nowMs = monotonicMs();
    for (const watched of this.#watched) {
      if (watched.deadlineMs > nowMs) continue;
      watched.deadlineMs = NO_DEADLINE;
      watched.onDeadline();
    }
  }
}
