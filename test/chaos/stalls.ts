const LOOK_MS = 50;
/** Gaps shorter than this are the event loop at work. */
const GAP_MS = 150;
/** Kept from running for so long in all, half a time-out of the project, this process can blame nobody for being late. */
const STALLED_MS = 1000;
/** Longer than any request lives. */
const REMEMBER_MS = 60_000;

/** When the machine did not let this process run: members, proxy and clients are all in it, and time-outs go on. */
export class Stalls {
  longestMs = 0;
  #lastLookMs = performance.now();
  readonly #gaps: { readonly endMs: number; readonly lengthMs: number }[] = [];
  readonly #timer = setInterval(() => this.#look(), LOOK_MS);

  /** Whether it was kept from running too much after this time, at once or in pieces. */
  hadSince(ms: number): boolean {
    let sumMs = 0;
    for (const { endMs, lengthMs } of this.#gaps) if (endMs >= ms) sumMs += lengthMs;
    return sumMs > STALLED_MS;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const nowMs = performance.now();
    const lengthMs = nowMs - this.#lastLookMs;
    this.#lastLookMs = nowMs;
    this.longestMs = Math.max(this.longestMs, lengthMs);
    if (lengthMs > GAP_MS) this.#gaps.push({ endMs: nowMs, lengthMs });
    while (this.#gaps[0] !== undefined && this.#gaps[0].endMs < nowMs - REMEMBER_MS) this.#gaps.shift();
  }
}
