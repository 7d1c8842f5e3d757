const LOOK_MS = 50;
/** Kept from running for so long, half a time-out of the project, this process can blame nobody for being late. */
const STALL_MS = 1000;

/** When the machine did not let this process run: members, proxy and clients are all in it, and time-outs go on. */
export class Stalls {
  longestMs = 0;
  #lastLookMs = performance.now();
  #lastStallMs = Number.NEGATIVE_INFINITY;
  readonly #timer = setInterval(() => this.#look(), LOOK_MS);

  /** Whether it was kept from running at some time after this one. */
  hadSince(ms: number): boolean {
    return this.#lastStallMs >= ms;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const nowMs = performance.now();
    const gapMs = nowMs - this.#lastLookMs;
    this.#lastLookMs = nowMs;
    this.longestMs = Math.max(this.longestMs, gapMs);
    if (gapMs > STALL_MS) this.#lastStallMs = nowMs;
  }
}
