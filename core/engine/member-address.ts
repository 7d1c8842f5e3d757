import { lookup } from 'node:dns';
import { isIP } from 'node:net';

/** Where a name leads: all its addresses in the resolver's order, or why there are none. */
export type Addresses = { readonly addresses: readonly string[] } | { readonly trouble: string };

/**
 * The addresses of one host name, kept like Apache's (addressttl −1): asked for once, and once more when none of them
 * could be connected to (APACHE.md §5.1).
 */
export class MemberAddress {
  readonly #hostname: string;
  #known: Addresses | null;

  constructor(hostname: string) {
    this.#hostname = hostname;
    this.#known = isIP(hostname) === 0 ? null : { addresses: [hostname] };
  }

  /** The addresses if they need no asking, else null. */
  get known(): Addresses | null {
    return this.#known;
  }

  /** True when asking again can tell something new. */
  get isName(): boolean {
    return isIP(this.#hostname) === 0;
  }

  /** Asks the resolver; what it says is kept unless it failed. */
  resolve(done: (found: Addresses) => void): void {
    lookup(this.#hostname, { all: true, verbatim: true }, (error, found) => {
      if (error !== null)
        return done({ trouble: `${this.#hostname} could not be resolved (${error.code ?? error.message})` });
      this.#known = { addresses: found.map((each) => each.address) };
      done(this.#known);
    });
  }
}
