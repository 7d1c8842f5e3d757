/** Repeatable random numbers (mulberry32): a seed names a whole fuzz run. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** An integer from 0 to `below` - 1. */
  below(below: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (((t ^ (t >>> 14)) >>> 0) % below) | 0;
  }

  /** True once in `times`. */
  oneIn(times: number): boolean {
    return this.below(times) === 0;
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)] as Item;
  }

  /** Ascending indexes at which to cut `length` bytes; often none, sometimes many. */
  cuts(length: number): number[] {
    if (length < 2 || this.oneIn(3)) return [];
    const count = this.oneIn(8) ? this.below(length) : 1 + this.below(4);
    return Array.from({ length: count }, () => 1 + this.below(length - 1)).sort((a, b) => a - b);
  }
}
