import type { EventFields, ExchangeSummary, RoutepinEvent, UnnumberedEvent } from '../contract/index.ts';

type Listener = (event: RoutepinEvent) => void;

/**
 * The one stream of events: numbered from 0 without gaps, `ready` first (DESIGN.md §5). What is emitted before
 * `ready` waits for it; listeners run synchronously, and one that throws is removed, never the stream (STYLE.md §7.7).
 */
export class EventStream {
  #nextSeq = 0;
  #state: 'waiting' | 'open' | 'closed' = 'waiting';
  #delivering = false;
  readonly #early: UnnumberedEvent[] = [];
  readonly #queue: RoutepinEvent[] = [];
  readonly #listeners = new Set<Listener>();
  /** Those of them that want every exchange told. */
  readonly #exchangeListeners = new Set<Listener>();
  readonly #nowMs: () => number;
  readonly #log: (text: string) => void;

  constructor(
    nowMs: () => number = Date.now,
    log: (text: string) => void = (text) => process.stderr.write(`${text}\n`),
  ) {
    this.#nowMs = nowMs;
    this.#log = log;
  }

  /** The number of the last event, −1 before `ready`. */
  get lastSeq(): number {
    return this.#nextSeq - 1;
  }

  /** `exchanges` false: not told of `exchange.finished`, the one event that comes thousands of times a second. */
  on(listener: Listener, exchanges = true): () => void {
    // A wrapper of its own, so that the same function may listen twice and each remover removes one.
    const own: Listener = exchanges
      ? (event) => listener(event)
      : (event) => {
          if (event.event !== 'exchange.finished') listener(event);
        };
    this.#listeners.add(own);
    if (exchanges) this.#exchangeListeners.add(own);
    return () => this.#remove(own);
  }

  /** Emits `ready` as number 0, then whatever waited for it. */
  open(ready: EventFields['ready']): void {
    if (this.#state !== 'waiting') return;
    this.#state = 'open';
    this.#number({ event: 'ready', ...ready });
    for (const event of this.#early.splice(0)) this.#number(event);
    this.#deliver();
  }

  emit(event: UnnumberedEvent): void {
    if (this.#state === 'closed') return;
    if (this.#state === 'waiting') {
      this.#early.push(event);
      return;
    }
    this.#number(event);
    this.#deliver();
  }

  /**
   * Emits `exchange.finished`: made only when somebody wants it, its number is used up all the same. Gives the number;
   * −1 while it waits for `ready`, and after the end.
   */
  emitExchange(summary: ExchangeSummary): number {
    if (this.#state !== 'open') {
      this.emit({ event: 'exchange.finished', ...summary });
      return -1;
    }
    const seq = this.#nextSeq;
    if (this.#exchangeListeners.size === 0) this.#nextSeq += 1;
    else this.emit({ event: 'exchange.finished', ...summary });
    return seq;
  }

  /** Drops what waits for a `ready` that did not come. */
  discardEarly(): void {
    this.#early.length = 0;
  }

  close(): void {
    this.#state = 'closed';
    this.#early.length = 0;
    this.#listeners.clear();
  }

  #number(event: UnnumberedEvent): void {
    if (this.#listeners.size === 0) {
      // Nobody is there to see it; its number is used up all the same.
      this.#nextSeq++;
      return;
    }
    // The name first, then seq and atMs: the order in which `--json` prints a line (DESIGN.md §4). Assigning over it is one
    // copy; taking the name out and spreading the rest were two, and showed in profiles.
    const numbered = { event: event.event, seq: this.#nextSeq++, atMs: this.#nowMs() };
    this.#queue.push(Object.assign(numbered, event) as RoutepinEvent);
  }

  #remove(listener: Listener): void {
    this.#listeners.delete(listener);
    this.#exchangeListeners.delete(listener);
  }

  /** A listener may cause further events: they wait until everybody has had this one. */
  #deliver(): void {
    if (this.#delivering) return;
    this.#delivering = true;
    for (let event = this.#queue.shift(); event !== undefined; event = this.#queue.shift()) {
      for (const listener of this.#listeners) {
        try {
          listener(event);
        } catch (error) {
          this.#remove(listener);
          this.#log(`routepin: a listener of ${event.event} failed and was removed: ${wordsOf(error)}`);
        }
      }
    }
    this.#delivering = false;
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
