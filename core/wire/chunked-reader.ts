import {
  BACKSLASH,
  CR,
  EQUALS,
  HEX,
  hexValue,
  isOf,
  LF,
  QUOTE,
  QUOTED,
  SEMICOLON,
  TOKEN,
  VALUE,
} from './char-tables.ts';
import type { WireErrorCode } from './errors.ts';
import { FieldScanner } from './field-scanner.ts';
import type { Limits } from './limits.ts';
import type { Natives } from './natives.ts';
import { FAILED, MORE } from './scan-result.ts';
import { SectionReader } from './section-reader.ts';

/** Where in the grammar of RFC 9112 §7.1 the next byte stands. */
type Place =
  | 'size' // first digit of chunk-size
  | 'size-digits'
  | 'size-lf'
  | 'extension-name' // first byte of a name
  | 'extension-name-rest'
  | 'extension-value' // first byte of a value
  | 'extension-token'
  | 'extension-quoted'
  | 'extension-escape'
  | 'extension-end' // after a quoted value
  | 'data'
  | 'data-cr'
  | 'data-lf'
  | 'trailers';

/** What a call of `next` found. */
export type ChunkedFind = 'data' | 'end' | 'more' | 'failed';

/** Digits of a chunk size, leading zeros included: a 64-bit size has 16, more is nobody's honest number. */
const MAX_SIZE_DIGITS = 16;

const NO_TRAILERS: readonly string[] = [];

/**
 * Takes the chunked coding off (RFC 9112 §7.1), strictly: no white space around sizes or extensions, CRLF everywhere.
 * Extensions are checked and dropped (§7.1.1 lets recipients ignore them). Pull style: call `next`, look at `find`.
 */
export class ChunkedReader {
  find: ChunkedFind = 'more';
  /** Range of body bytes within the chunk pushed, when `find` is `data`. */
  dataStart = 0;
  dataEnd = 0;
  failure: WireErrorCode = 'bad-chunk-size';
  /** Index of the offending byte in the chunk pushed; negative when it lies in an earlier one. */
  failedAt = 0;
  /** The trailer fields, flat, when `find` is `end`. */
  trailers: readonly string[] = NO_TRAILERS;
  readonly #natives: Natives;
  readonly #limits: Limits;
  readonly #trailerFields: FieldScanner;
  readonly #trailerSection: SectionReader;
  #place: Place = 'size';
  #size = 0;
  #digits = 0;
  #bodyBytes = 0;
  #extensionBytes = 0;

  constructor(natives: Natives, limits: Limits) {
    this.#natives = natives;
    this.#limits = limits;
    this.#trailerFields = new FieldScanner(limits, null);
    this.#trailerSection = new SectionReader(null, this.#trailerFields, limits, natives);
  }

  /** Makes ready for a new body. */
  begin(): void {
    this.#place = 'size';
    this.#bodyBytes = 0;
    this.#extensionBytes = 0;
    this.trailers = NO_TRAILERS;
  }

  /** Reads from `start` until there is something to tell; index of the first byte not read. */
  next(chunk: Uint8Array, start: number, end: number): number {
    let at = start;
    for (; at < end; at++) {
      if (this.#place === 'data') return this.#data(at, end);
      if (this.#place === 'trailers') return this.#trailersFrom(chunk, at, end);
      const error = this.#step(chunk[at] as number);
      if (error !== null) return this.#fail(at, error);
    }
    this.find = 'more';
    return at;
  }

  /** One byte of a size line or of the CRLF after data: the code of an error, or null. */
  #step(byte: number): WireErrorCode | null {
    switch (this.#place) {
      case 'size':
        this.#size = 0;
        this.#digits = 0;
        if (!isOf(byte, HEX)) return byte === LF ? 'bare-lf' : 'bad-chunk-size';
        this.#place = 'size-digits';
        return this.#digit(byte);
      case 'size-digits':
        if (isOf(byte, HEX)) return this.#digit(byte);
        return this.#afterPart(byte, 'bad-chunk-size');
      case 'size-lf':
        return byte === LF ? this.#sizeEnd() : 'bare-cr';
      case 'data-cr':
        this.#place = 'data-lf';
        return byte === CR ? null : 'bad-chunk-end';
      case 'data-lf':
        this.#place = 'size';
        return byte === LF ? null : 'bad-chunk-end';
      default:
        if (++this.#extensionBytes > this.#limits.chunkExtensionBytes) return 'chunk-extension-too-long';
        return this.#extension(byte);
    }
  }

  #digit(byte: number): WireErrorCode | null {
    if (++this.#digits > MAX_SIZE_DIGITS) return 'bad-chunk-size';
    this.#size = this.#size * 16 + hexValue(byte);
    return this.#size > Number.MAX_SAFE_INTEGER ? 'body-too-long' : null;
  }

  /** A size line is complete: data follows, or after the last chunk the trailer section. */
  #sizeEnd(): WireErrorCode | null {
    if (this.#size === 0) {
      this.#place = 'trailers';
      this.#trailerSection.begin();
      return null;
    }
    this.#bodyBytes += this.#size;
    const limit = this.#limits.bodyBytes;
    if (this.#bodyBytes > (limit === 0 ? Number.MAX_SAFE_INTEGER : limit)) return 'body-too-long';
    this.#place = 'data';
    return null;
  }

  /** chunk-ext = *( ";" name [ "=" ( token / quoted-string ) ] ) (RFC 9112 §7.1.1), without its "bad" white space. */
  #extension(byte: number): WireErrorCode | null {
    switch (this.#place) {
      case 'extension-name':
        return this.#goIf(isOf(byte, TOKEN), 'extension-name-rest');
      case 'extension-name-rest':
        if (isOf(byte, TOKEN)) return null;
        if (byte === EQUALS) return this.#goIf(true, 'extension-value');
        return this.#afterPart(byte, 'bad-chunk-extension');
      case 'extension-value':
        if (byte === QUOTE) return this.#goIf(true, 'extension-quoted');
        return this.#goIf(isOf(byte, TOKEN), 'extension-token');
      case 'extension-token':
        return isOf(byte, TOKEN) ? null : this.#afterPart(byte, 'bad-chunk-extension');
      case 'extension-quoted':
        if (byte === QUOTE) return this.#goIf(true, 'extension-end');
        if (byte === BACKSLASH) return this.#goIf(true, 'extension-escape');
        return isOf(byte, QUOTED) ? null : 'bad-chunk-extension';
      case 'extension-escape':
        return this.#goIf(isOf(byte, VALUE), 'extension-quoted');
      default:
        return this.#afterPart(byte, 'bad-chunk-extension');
    }
  }

  /** After a size or an extension comes another extension or the end of the line. */
  #afterPart(byte: number, otherwise: WireErrorCode): WireErrorCode | null {
    if (byte === SEMICOLON) return this.#goIf(true, 'extension-name');
    if (byte === CR) return this.#goIf(true, 'size-lf');
    return byte === LF ? 'bare-lf' : otherwise;
  }

  #goIf(isGood: boolean, place: Place): WireErrorCode | null {
    if (!isGood) return 'bad-chunk-extension';
    this.#place = place;
    return null;
  }

  #data(at: number, end: number): number {
    const dataEnd = Math.min(end, at + this.#size);
    this.#size -= dataEnd - at;
    if (this.#size === 0) this.#place = 'data-cr';
    this.find = 'data';
    this.dataStart = at;
    this.dataEnd = dataEnd;
    return dataEnd;
  }

  #trailersFrom(chunk: Uint8Array, at: number, end: number): number {
    const section = this.#trailerSection;
    const sectionAt = at - section.joinedBytes;
    const after = section.read(chunk, at, end);
    if (after === MORE) {
      this.find = 'more';
      return end;
    }
    if (after === FAILED) return this.#fail(sectionAt + section.failed.failedAt, section.failed.failure);
    if (this.#trailerFields.count > 0) {
      const fields: string[] = [];
      this.#trailerFields.takeFields(
        this.#natives.latin1(section.bytes, section.base, section.end),
        fields,
        [],
      );
      this.trailers = fields;
    }
    this.find = 'end';
    return after;
  }

  #fail(at: number, code: WireErrorCode): number {
    this.find = 'failed';
    this.failedAt = at;
    this.failure = code;
    return at;
  }
}
