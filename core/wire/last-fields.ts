import type { Natives } from './natives.ts';

/** Longer sections are not remembered: comparing must stay cheap beside scanning, and a connection small. */
const MOST_BYTES = 4096;
/** Room for the first section remembered; most are shorter. */
const FIRST_BYTES = 1024;

const NOTHING = new Uint8Array(0);

/**
 * The bytes of the field section that a connection brought last. Browsers and servers say nearly the same with every
 * message of a connection; a section that comes again byte for byte means what it meant before, and one native
 * comparison says so in a tenth of the time of a scan. Only the last one is known: the scanners still hold its meaning.
 */
export class LastFields {
  readonly #natives: Natives;
  #bytes = NOTHING;
  #length = 0;

  constructor(natives: Natives) {
    this.#natives = natives;
  }

  /** Remembers a section: its field lines with the empty line. */
  keep(bytes: Uint8Array, start: number, end: number): void {
    const length = end - start;
    if (length > MOST_BYTES) {
      this.#length = 0;
      return;
    }
    if (length > this.#bytes.length) this.#bytes = new Uint8Array(Math.max(length, FIRST_BYTES));
    this.#natives.copy(bytes, start, end, this.#bytes);
    this.#length = length;
  }

  forget(): void {
    this.#length = 0;
  }

  /** Index of the first byte after the section when the remembered one lies at `start`, else -1. */
  endAt(bytes: Uint8Array, start: number, end: number): number {
    const after = start + this.#length;
    if (this.#length === 0 || after > end) return -1;
    return this.#natives.areEqual(bytes, start, after, this.#bytes, this.#length) ? after : -1;
  }
}
