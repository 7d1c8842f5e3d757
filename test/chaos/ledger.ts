/** What the members say of one request: who got it whole, and how that one treated it. */
interface Delivery {
  readonly member: string;
}

/** One request of the load, from when it is made until nobody can deliver it any more. */
export interface Entry {
  readonly id: string;
  readonly startedMs: number;
  readonly deliveries: Delivery[];
}

/**
 * For how long an id is remembered after its client has finished: longer than anything waits here, even where the machine
 * hardly lets anybody run.
 */
const REMEMBER_MS = 60_000;

/**
 * Counts how often each request arrived at a member. Every id is used once: a second arrival, or one of an id that is
 * long over, is a request delivered twice.
 */
export class Ledger {
  readonly doubled: string[] = [];
  /** What arrived at a member and is no request at all. */
  readonly garbled: string[] = [];
  delivered = 0;
  readonly #entries = new Map<string, Entry>();
  readonly #over: { readonly id: string; readonly atMs: number }[] = [];
  #count = 0;

  begin(kind: string): Entry {
    this.#count += 1;
    const entry = { id: `${kind}-${this.#count}`, startedMs: performance.now(), deliveries: [] };
    this.#entries.set(entry.id, entry);
    return entry;
  }

  get count(): number {
    return this.#count;
  }

  /** A member has the whole request. */
  deliver(id: string, member: string): void {
    this.delivered += 1;
    const entry = this.#entries.get(id);
    if (entry === undefined) this.doubled.push(`${id} at ${member}, long after it was over`);
    else if (entry.deliveries.length > 0)
      this.doubled.push(`${id} at ${member}, and before at ${entry.deliveries[0]?.member}`);
    entry?.deliveries.push({ member });
  }

  end({ id }: Entry): void {
    const nowMs = performance.now();
    this.#over.push({ id, atMs: nowMs });
    while (this.#over[0] !== undefined && this.#over[0].atMs < nowMs - REMEMBER_MS) {
      this.#entries.delete(this.#over[0].id);
      this.#over.shift();
    }
  }
}
