import type { FieldScanner } from './field-scanner.ts';
import { LastFields } from './last-fields.ts';
import type { Limits } from './limits.ts';
import type { Natives } from './natives.ts';
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
  /** After success: where the field lines begin, relative to base. */
  fieldsAt = 0;
  /** After success: the field lines are byte for byte those of the section before, and so is all they mean. */
  isRepeat = false;
  /** The scanner that failed, after FAILED. */
  failed: Scanner;
  readonly #startLine: Scanner | null;
  readonly #fields: FieldScanner;
  readonly #maxJoined: number;
  readonly #headBytes: number;
  /** null for trailers, which hardly anybody sends twice. */
  readonly #last: LastFields | null;
  #joined = NOTHING;
  #joinedBytes = 0;
  #isInFields = false;

  constructor(startLine: Scanner | null, fields: FieldScanner, limits: Limits, natives: Natives) {
    this.#startLine = startLine;
    this.#fields = fields;
    this.failed = fields;
    this.#headBytes = limits.headBytes;
    this.#last = startLine === null ? null : new LastFields(natives);
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
    this.fieldsAt = 0;
    // Of a head the scanner keeps what it found last: it may come again.
    if (this.#isInFields) this.#fields.begin(0);
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
      this.fieldsAt = after - base;
      const repeated = this.#endOfRepeat(bytes, base, after, end);
      if (repeated > 0) {
        this.end = repeated;
        return repeated;
      }
      this.#isInFields = true;
      this.#last?.forget();
      this.#fields.begin(this.fieldsAt);
    }
    const after = this.#fields.scan(bytes, base, end);
    if (after === FAILED) this.failed = this.#fields;
    this.isRepeat = false;
    this.end = after;
    // What came in pieces is not remembered: the scan began before the first line of this piece.
    if (after > 0 && this.#joinedBytes === 0) this.#last?.keep(bytes, base + this.fieldsAt, after);
    return after;
  }

  /** Where a section ends whose field lines, from `fieldsAt` on, are those of the one before; -1 for any other. */
  #endOfRepeat(bytes: Uint8Array, base: number, fieldsAt: number, end: number): number {
    const after = this.#last === null ? -1 : this.#last.endAt(bytes, fieldsAt, end);
    // The scanner holds the limit against the head up to its empty line; a longer start line may now exceed it.
    if (after < 0 || after - 2 - base > this.#headBytes) return -1;
    this.isRepeat = true;
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
