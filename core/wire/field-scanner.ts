import { BYTE_CLASS, COLON, CR, HTAB, LF, SP, TOKEN, VALUE } from './char-tables.ts';
import type { WireErrorCode } from './errors.ts';
import type { FieldFacts } from './field-facts.ts';
import { FieldId, findKnownField, hashNameByte, type KnownField } from './known-fields.ts';
import type { Limits } from './limits.ts';
import { FAILED, MORE, type Scanner } from './scan-result.ts';

/** Ids up to this one concern framing and connection, and must not come in a trailer section. */
const LAST_FRAMING_ID = FieldId.expect;

/** Numbers kept per field: name start and end, value start and end. */
const MARKS = 4;

/**
 * Scans field lines up to and including the empty line that ends them (RFC 9112 §5), for heads and, without `facts`,
 * for trailer sections (§7.1.2). Whole lines are remembered; of an incomplete one nothing is, and it is scanned again
 * when there is more (at most one line's worth, which the limit bounds).
 */
export class FieldScanner implements Scanner {
  failure: WireErrorCode = 'bad-field-name';
  failedAt = 0;
  count = 0;
  readonly #limits: Limits;
  readonly #facts: FieldFacts | null;
  /** Positions relative to base. Grown once and kept: no allocation per message. */
  #marks = new Int32Array(32 * MARKS);
  readonly #ids: number[] = [];
  /** Names whose string is already known; null: to be cut from the head's text. */
  readonly #names: (string | null)[] = [];
  #lineAt = 0;

  constructor(limits: Limits, facts: FieldFacts | null) {
    this.#limits = limits;
    this.#facts = facts;
  }

  /** Makes ready for a section whose first field line begins at `lineAt`, relative to base. */
  begin(lineAt: number): void {
    this.#lineAt = lineAt;
    this.count = 0;
    this.#facts?.reset();
  }

  /** See `Scanner`. */
  scan(bytes: Uint8Array, base: number, end: number): number {
    let at = base + this.#lineAt;
    for (;;) {
      if (at >= end) return MORE;
      if (bytes[at] === CR) return this.#emptyLine(bytes, base, at, end);
      at = this.#fieldLine(bytes, base, at, end);
      if (at < 0) return at;
      this.#lineAt = at - base;
      if (this.#lineAt > this.#limits.headBytes)
        return this.#fail(base, base + this.#limits.headBytes, 'head-too-long');
    }
  }

  /** `fields` and `ids` of the section, cut from `text`, the string of all bytes from base on. */
  takeFields(text: string, fields: string[], ids: number[]): void {
    const marks = this.#marks;
    for (let i = 0, m = 0; i < this.count; i++, m += MARKS) {
      fields.push(
        this.#names[i] ?? text.substring(marks[m] as number, marks[m + 1] as number),
        text.substring(marks[m + 2] as number, marks[m + 3] as number),
      );
      ids.push(this.#ids[i] as number);
    }
  }

  #emptyLine(bytes: Uint8Array, base: number, at: number, end: number): number {
    if (at + 1 === end) return MORE;
    return bytes[at + 1] === LF ? at + 2 : this.#fail(base, at + 1, 'bare-cr');
  }

  /** field-name ":" OWS field-value OWS CRLF (RFC 9112 §5). */
  #fieldLine(bytes: Uint8Array, base: number, lineStart: number, end: number): number {
    const first = bytes[lineStart];
    if (first === SP || first === HTAB) return this.#fail(base, lineStart, 'line-folding');
    if (first === LF) return this.#fail(base, lineStart, 'bare-lf');
    if (this.count === this.#limits.fieldCount) return this.#fail(base, lineStart, 'too-many-fields');

    const window = Math.min(end, lineStart + this.#limits.fieldLineBytes + 2);
    let at = lineStart;
    let hash = 0;
    let byte = 0;
    for (; at < window; at++) {
      byte = bytes[at] as number;
      if (((BYTE_CLASS[byte] as number) & TOKEN) === 0) break;
      hash = hashNameByte(hash, byte);
    }
    if (at === window) return this.#short(base, lineStart, window);
    if (byte !== COLON || at === lineStart) return this.#failName(base, at, byte);
    const known = findKnownField(bytes, lineStart, at, hash);
    const isFraming = known !== undefined && known.id !== FieldId.other && known.id <= LAST_FRAMING_ID;
    if (isFraming && this.#facts === null) return this.#fail(base, lineStart, 'forbidden-trailer');
    const nameEnd = at++;

    while (at < window && (bytes[at] === SP || bytes[at] === HTAB)) at++;
    const valueStart = at;
    for (; at < window; at++) {
      byte = bytes[at] as number;
      if (((BYTE_CLASS[byte] as number) & VALUE) === 0) break;
    }
    if (at === window) return this.#short(base, lineStart, window);
    if (byte !== CR) return this.#fail(base, at, byte === LF ? 'bare-lf' : 'bad-field-value');
    if (at + 1 === window) return this.#short(base, lineStart, window);
    if (bytes[at + 1] !== LF) return this.#fail(base, at + 1, 'bare-cr');
    let valueEnd = at;
    while (valueEnd > valueStart && (bytes[valueEnd - 1] === SP || bytes[valueEnd - 1] === HTAB)) valueEnd--;

    if (isFraming && this.#facts !== null) {
      const error = this.#facts.note(known.id, this.count, bytes, valueStart, valueEnd);
      if (error !== null) return this.#fail(base, valueStart, error);
    }
    this.#keep(known, lineStart - base, nameEnd - base, valueStart - base, valueEnd - base);
    return at + 2;
  }

  #keep(
    known: KnownField | undefined,
    nameStart: number,
    nameEnd: number,
    valueStart: number,
    valueEnd: number,
  ): void {
    const m = this.count * MARKS;
    if (m === this.#marks.length) this.#grow();
    this.#marks[m] = nameStart;
    this.#marks[m + 1] = nameEnd;
    this.#marks[m + 2] = valueStart;
    this.#marks[m + 3] = valueEnd;
    this.#ids[this.count] = known === undefined ? FieldId.other : known.id;
    this.#names[this.count] = known === undefined ? null : known.text;
    this.count++;
  }

  #grow(): void {
    const larger = new Int32Array(this.#marks.length * 2);
    larger.set(this.#marks);
    this.#marks = larger;
  }

  /** The line isn't complete: too long if it filled the window that the limit allows. */
  #short(base: number, lineStart: number, window: number): number {
    const limit = this.#limits.fieldLineBytes;
    return window === lineStart + limit + 2 ? this.#fail(base, lineStart + limit, 'field-too-long') : MORE;
  }

  #failName(base: number, at: number, byte: number): number {
    if (byte === LF) return this.#fail(base, at, 'bare-lf');
    return this.#fail(base, at, byte === SP || byte === HTAB ? 'space-before-colon' : 'bad-field-name');
  }

  #fail(base: number, at: number, code: WireErrorCode): number {
    this.failure = code;
    this.failedAt = at - base;
    return FAILED;
  }
}
