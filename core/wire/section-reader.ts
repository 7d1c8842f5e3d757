import type { FieldScanner } from './field-scanner.ts';
import type { Limits } from './limits.ts';
import { FAILED, MORE, type Scanner } from './scan-result.ts';

/** Size of the first joining buffer, and the largest one kept between messages: most heads fit. */
const JOIN_BYTES = 4096;

const NOTHING = new Uint8Array(0);

/**
 * Reads one section (a head, or with no start line a trailer section) out of chunks.
 * When it lies in one chunk it is scanned where it is; only when it is split are its pieces joined in a buffer, which
 * the limits bound: what exceeds them makes the scanners fail before more is kept.
 */
export class SectionReader {
  /** After success: the bytes that hold the section, from `base` to `end`. Valid until the next `read`. */
  bytes: Uint8Array = NOTHING;
  base = 0;
  end = 0;
  /** The scanner that failed, after FAILED. */
  failed: Scanner;
  readonly #startLine: Scanner | null;
  readonly #fields: FieldScanner;
  readonly #maxJoined: number;
  #joined = NOTHING;
  #joinedBytes = 0;
  #isInFields = false;

  constructor(startLine: Scanner | null, fields: FieldScanner, limits: Limits) {
    this.#startLine = startLine;
    this.#fields = fields;
    this.failed = fields;
    // The last line looked at may begin within the limit and end a whole line beyond it.
    this.#maxJoined = limits.headBytes + Math.max(limits.startLineBytes, limits.fieldLineBytes) + 4;
  }

  /** Bytes kept so far, of which the first is the section's; 0 when the section was or will be read where it lies. */
  get joinedBytes(): number {
    return this.#joinedBytes;
  }

  /** Makes ready for a new section. */
  begin(): void {
    this.#joinedBytes = 0;
    if (this.#joined.length > JOIN_BYTES) this.#joined = NOTHING;
    this.#isInFields = this.#startLine === null;
    this.#fields.begin(0);
  }

  /** Reads on: index in `chunk` of the first byte after the section, or MORE (all of `chunk` is kept), FAILED, NOT_HTTP. */
  read(chunk: Uint8Array, start: number, end: number): number {
    if (this.#joinedBytes === 0) {
      const after = this.#scan(chunk, start, end);
      if (after === MORE) this.#join(chunk, start, end);
      return after;
    }
    const before = this.#joinedBytes;
    this.#join(chunk, start, end);
    const after = this.#scan(this.#joined, 0, this.#joinedBytes);
    return after < 0 ? after : start + after - before;
  }

  #scan(bytes: Uint8Array, base: number, end: number): number {
    this.bytes = bytes;
    this.base = base;
    if (!this.#isInFields && this.#startLine !== null) {
      const after = this.#startLine.scan(bytes, base, end);
      if (after < 0) {
        if (after === FAILED) this.failed = this.#startLine;
        return after;
      }
      this.#isInFields = true;
      this.#fields.begin(after - base);
    }
    const after = this.#fields.scan(bytes, base, end);
    if (after === FAILED) this.failed = this.#fields;
    this.end = after;
    return after;
  }

  #join(chunk: Uint8Array, start: number, end: number): void {
    const wanted = Math.min(this.#joinedBytes + end - start, this.#maxJoined);
    if (wanted > this.#joined.length) {
      const larger = new Uint8Array(Math.max(wanted, 2 * this.#joined.length, JOIN_BYTES));
      larger.set(this.#joined.subarray(0, this.#joinedBytes));
      this.#joined = larger;
    }
    this.#joined.set(chunk.subarray(start, start + wanted - this.#joinedBytes), this.#joinedBytes);
    this.#joinedBytes = wanted;
  }
}
