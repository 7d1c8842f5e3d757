import type { ExchangeSummary, Totals } from '../contract/index.ts';

/** Requests per second are told over this window. */
const WINDOW_MS = 5000;
const SLOT_MS = 250;
const SLOTS = WINDOW_MS / SLOT_MS;
/** The last durations of the window: exact below 200 requests per second, a recent sample above. */
const SAMPLES = 1024;

/** Totals of the run, and rate and percentiles over the last seconds. Constant work per exchange. */
export class TotalsMeter {
  readonly #startedAtMs: number;
  #exchanges = 0;
  #moved = 0;
  #lost = 0;
  #errors = 0;
  readonly #slotCounts = new Uint32Array(SLOTS);
  readonly #slotNumbers = new Float64Array(SLOTS).fill(-1);
  readonly #durations = new Float64Array(SAMPLES);
  readonly #endedAtMs = new Float64Array(SAMPLES).fill(Number.NEGATIVE_INFINITY);
  #nextSample = 0;

  constructor(startedAtMs: number) {
    this.#startedAtMs = startedAtMs;
  }

  /** Counts one finished exchange. */
  count(exchange: ExchangeSummary, nowMs: number): void {
    this.#exchanges++;
    if (exchange.decision === 'moved') this.#moved++;
    if (exchange.status >= 500 || exchange.status === 0) this.#errors++;
    const number = Math.floor(nowMs / SLOT_MS);
    const slot = number % SLOTS;
    if (this.#slotNumbers[slot] !== number) {
      this.#slotNumbers[slot] = number;
      this.#slotCounts[slot] = 0;
    }
    this.#slotCounts[slot] = (this.#slotCounts[slot] ?? 0) + 1;
    // A tunnel's duration is how long somebody talked, not how long they waited.
    if (exchange.upgraded) return;
    this.#durations[this.#nextSample] = exchange.durationMs;
    this.#endedAtMs[this.#nextSample] = nowMs;
    this.#nextSample = (this.#nextSample + 1) % SAMPLES;
  }

  countLost(): void {
    this.#lost++;
  }

  read(nowMs: number): Totals {
    const oldest = Math.floor(nowMs / SLOT_MS) - SLOTS + 1;
    let recent = 0;
    this.#slotNumbers.forEach((number, slot) => {
      if (number >= oldest) recent += this.#slotCounts[slot] ?? 0;
    });
    const overMs = Math.max(1000, Math.min(WINDOW_MS, nowMs - this.#startedAtMs));
    const durations = this.#durations.filter((_, index) => (this.#endedAtMs[index] ?? 0) > nowMs - WINDOW_MS);
    durations.sort();
    return {
      exchanges: this.#exchanges,
      moved: this.#moved,
      lost: this.#lost,
      errors: this.#errors,
      requestsPerSecond: Math.round((recent * 10_000) / overMs) / 10,
      p50Ms: percentile(durations, 0.5),
      p95Ms: percentile(durations, 0.95),
    };
  }
}

/** Nearest rank, rounded to a tenth of a millisecond; null when nothing was measured. */
function percentile(sorted: Float64Array, share: number): number | null {
  const value = sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
  return value === undefined ? null : Math.round(value * 10) / 10;
}
