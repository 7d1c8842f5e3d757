import { writeLatin1 } from '../natives.ts';

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

  /** Where text of this length would go: after the last one, or at the start when it doesn't fit before the end. */
  placeFor(length: number): number {
    return this.#next + length <= this.#bytes.length ? this.#next : 0;
  }

  /** Writes text at a place that `placeFor` gave, or right behind what was written there. */
  write(text: string, at: number): void {
    if (text !== '') writeLatin1(this.#bytes, text, at);
    this.#next = at + text.length;
  }

  read(at: number, length: number): string {
    return this.#bytes.toString('latin1', at, at + length);
  }

  clear(): void {
    this.#next = 0;
  }
}
