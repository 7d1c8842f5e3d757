import { writeLatin1 } from '../natives.ts';

/** This part is written to before it is asked whether that much is enough: room for texts that grow longer all at once. */
const LEAST_ROUND_SHARE = 1 / 8;

/** What is longer Node writes faster: start lines are short, and there are four to each exchange. */
const MOST_BY_CHARACTER = 64;

/**
 * Latin1 text kept in one block of memory, oldest overwritten first. Text that is recorded with every request would otherwise
 * be thousands of long-lived strings, which cost more in garbage collection than all the rest of recording.
 */
export class ByteRing {
  readonly #bytes: Buffer;
  #next = 0;

  constructor(capacityBytes: number) {
    this.#bytes = Buffer.allocUnsafeSlow(capacityBytes);
  }

  get capacityBytes(): number {
    return this.#bytes.length;
  }

  /**
   * Where text of this length would go: after the last one, or at the start when it doesn't fit before the end. So it does
   * when half of what was written since the last start is free again (`oldestAt`: where the oldest text lies, null for
   * none): memory that was not written to yet is left to the system as long as less will do.
   */
  placeFor(length: number, oldestAt: number | null): number {
    const next = this.#next;
    if (next + length > this.#bytes.length) return 0;
    if (next < this.#bytes.length * LEAST_ROUND_SHARE || oldestAt === null || oldestAt >= next) return next;
    return oldestAt >= length && oldestAt * 2 >= next ? 0 : next;
  }

  /** Has the next text lie at a place that `placeFor` gave. */
  goTo(at: number): void {
    this.#next = at;
  }

  /** Writes text behind what was written last. */
  write(text: string): void {
    const at = this.#next;
    const { length } = text;
    this.#next = at + length;
    if (length > MOST_BY_CHARACTER) {
      writeLatin1(this.#bytes, text, at);
      return;
    }
    const bytes = this.#bytes;
    for (let i = 0; i < length; i++) bytes[at + i] = text.charCodeAt(i);
  }

  read(at: number, length: number): string {
    return this.#bytes.toString('latin1', at, at + length);
  }

  clear(): void {
    this.#next = 0;
  }
}
