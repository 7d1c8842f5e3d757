import {
  type BatchedEvent,
  type CounterSample,
  type EventBatch,
  ExchangePacker,
  type ExchangeSummary,
  type Totals,
} from '../contract/index.ts';

/** At most 20 batches a second (DESIGN.md §5). */
const BATCH_MS = 50;
/**
 * A batch of a crowd: hundreds of rows that nobody reads one by one. Each batch is a rendering of the window and a
 * message of this process, and both take from the balancing itself.
 */
const CROWDED_MS = 250;
/** Exchanges in a millisecond from which on it is a crowd: more than a screen of rows in each usual batch. */
const CROWDED_PER_MS = 1;
/** How often the rate is told while it falls back to zero. */
const SETTLE_MS = 1000;

export interface BatchSources {
  counters(): readonly CounterSample[];
  totals(): Totals;
  nowMs(): number;
  log(text: string): void;
}

/**
 * Batches for user interfaces: events in order, the counters that changed since the last batch, and the totals when
 * they did. Its timer runs only while there is something to send.
 *
 * A client listens first and asks for the snapshot then: events up to the snapshot's `seq` are in both.
 */
export class Batcher {
  readonly #sources: BatchSources;
  readonly #listeners = new Set<(batch: EventBatch) => void>();
  readonly #sentCounters = new Map<string, string>();
  #sentTotals = '';
  #events: BatchedEvent[] = [];
  readonly #exchanges = new ExchangePacker();
  #timer: NodeJS.Timeout | null = null;
  /** The timer was set by news, as opposed to one that only lets the rate settle. */
  #isSoon = false;
  #dueAtMs = 0;
  #lastSentAtMs = Number.NEGATIVE_INFINITY;
  #everyMs = BATCH_MS;

  constructor(sources: BatchSources) {
    this.#sources = sources;
  }

  on(listener: (batch: EventBatch) => void): () => void {
    // Those who listen already get what they wait for, so that the newcomer starts between two batches.
    if (this.#hasEvents) this.#send();
    const own = (batch: EventBatch): void => listener(batch);
    this.#listeners.add(own);
    this.poke();
    return () => {
      this.#listeners.delete(own);
      if (this.#listeners.size === 0) this.#rest();
    };
  }

  add(event: BatchedEvent): void {
    if (this.#listeners.size === 0) return;
    this.#events.push(event);
    this.poke();
    // What somebody may have asked for doesn't wait for the crowd; sessions come and go with it.
    if (this.#everyMs > BATCH_MS && !event.event.startsWith('session.')) this.#hurry();
  }

  /** An exchange has finished; `seq` is the number of its event, −1 for one that a snapshot will hold. */
  addExchange(seq: number, exchange: ExchangeSummary): void {
    if (this.#listeners.size === 0) return;
    if (seq >= 0) this.#exchanges.add(seq, exchange);
    this.poke();
  }

  /** Something that counters or totals show has happened. */
  poke(): void {
    // Thousands of times a second: a batch is on its way already.
    if (this.#isSoon || this.#listeners.size === 0) return;
    const nowMs = this.#sources.nowMs();
    this.#isSoon = true;
    this.#wake(Math.max(nowMs, Math.min(this.#lastSentAtMs + this.#everyMs, nowMs + this.#everyMs)), nowMs);
  }

  close(): void {
    if (this.#hasEvents) this.#send();
    this.#listeners.clear();
    this.#rest();
  }

  get #hasEvents(): boolean {
    return this.#events.length > 0 || !this.#exchanges.isEmpty;
  }

  /** The batch that is on its way leaves as soon as the bound allows. */
  #hurry(): void {
    const nowMs = this.#sources.nowMs();
    this.#wake(Math.max(nowMs, this.#lastSentAtMs + BATCH_MS), nowMs);
  }

  #wake(dueAtMs: number, nowMs: number): void {
    if (this.#timer !== null) {
      if (this.#dueAtMs <= dueAtMs) return;
      clearTimeout(this.#timer);
    }
    this.#dueAtMs = dueAtMs;
    this.#timer = setTimeout(() => this.#tick(), dueAtMs - nowMs);
    this.#timer.unref();
  }

  #rest(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#isSoon = false;
    this.#events = [];
    this.#exchanges.take();
    this.#sentCounters.clear();
    this.#sentTotals = '';
    this.#everyMs = BATCH_MS;
  }

  #tick(): void {
    this.#timer = null;
    this.#isSoon = false;
    const totals = this.#send();
    const nowMs = this.#sources.nowMs();
    // The rate falls when nothing happens, which nobody would tell.
    if (totals.requestsPerSecond > 0) this.#wake(nowMs + SETTLE_MS, nowMs);
  }

  #send(): Totals {
    const events = this.#events;
    const exchanges = this.#exchanges.take();
    this.#events = [];
    const counters = this.#sources.counters().filter((sample) => this.#isNews(sample));
    const totals = this.#sources.totals();
    const totalsText = JSON.stringify(totals);
    const totalsChanged = totalsText !== this.#sentTotals;
    this.#sentTotals = totalsText;
    const isQuiet = events.length === 0 && exchanges === null;
    if (isQuiet && counters.length === 0 && !totalsChanged) return totals;
    const nowMs = this.#sources.nowMs();
    const perMs = exchanges === null ? 0 : exchanges.count / (nowMs - this.#lastSentAtMs);
    this.#everyMs = perMs >= CROWDED_PER_MS ? CROWDED_MS : BATCH_MS;
    this.#lastSentAtMs = nowMs;
    const batch: EventBatch = {
      atMs: nowMs,
      events,
      exchanges,
      counters,
      totals: totalsChanged ? totals : null,
    };
    for (const listener of this.#listeners) {
      try {
        listener(batch);
      } catch (error) {
        this.#listeners.delete(listener);
        this.#sources.log(`routepin: a listener of batches failed and was removed: ${String(error)}`);
      }
    }
    return totals;
  }

  #isNews(sample: CounterSample): boolean {
    const key = `${sample.balancer}\n${sample.member}`;
    const text = JSON.stringify(sample);
    if (this.#sentCounters.get(key) === text) return false;
    this.#sentCounters.set(key, text);
    return true;
  }
}
