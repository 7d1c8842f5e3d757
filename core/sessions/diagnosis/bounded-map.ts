/**
 * A map that forgets its oldest half when it is full: in two generations, because taking the oldest entry out of one big
 * Map costs a walk over the holes before it. What is asked for stays young.
 */
export class BoundedMap<Value> {
  readonly #most: number;
  #young = new Map<string, Value>();
  #old = new Map<string, Value>();

  /** Keeps between half of `most` and `most` entries. */
  constructor(most: number) {
    this.#most = Math.max(2, most);
  }

  get size(): number {
    return this.#young.size + this.#old.size;
  }

  get(key: string): Value | undefined {
    const value = this.#young.get(key);
    if (value !== undefined || this.#old.size === 0) return value;
    const older = this.#old.get(key);
    if (older === undefined) return undefined;
    this.#old.delete(key);
    this.set(key, older);
    return older;
  }

  set(key: string, value: Value): void {
    if (this.#young.size >= this.#most / 2 && !this.#young.has(key)) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#old.delete(key);
    this.#young.set(key, value);
  }

  delete(key: string): void {
    this.#young.delete(key);
    this.#old.delete(key);
  }

  *entries(): Generator<[string, Value]> {
    yield* this.#old;
    yield* this.#young;
  }

  clear(): void {
    this.#young.clear();
    this.#old.clear();
  }
}
