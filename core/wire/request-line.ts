import {
  BYTE_CLASS,
  CR,
  DIGIT,
  DOT,
  isOf,
  LF,
  PATH,
  PERCENT,
  QUESTION,
  SP,
  TARGET,
  TOKEN,
} from './char-tables.ts';
import type { WireErrorCode } from './errors.ts';
import type { RequestHead } from './messages.ts';
import { FAILED, MORE, type Scanner } from './scan-result.ts';
import { checkEscapes, readTarget, type TargetParts } from './target.ts';

const HTTP_SLASH = [0x48, 0x54, 0x54, 0x50, 0x2f] as const; // "HTTP/"
const CONNECT = [0x43, 0x4f, 0x4e, 0x4e, 0x45, 0x43, 0x54] as const;
const OPTIONS = [0x4f, 0x50, 0x54, 0x49, 0x4f, 0x4e, 0x53] as const;

/**
 * Scans `method SP request-target SP HTTP-version CRLF` (RFC 9112 §3), one space each. Positions are
 * relative to the base of the head and valid after a scan that succeeded.
 */
export class RequestLine implements Scanner, TargetParts {
  failure: WireErrorCode = 'bad-request-line';
  failedAt = 0;
  /** The method is the bytes 0 to `methodEnd`. */
  methodEnd = 0;
  targetStart = 0;
  targetEnd = 0;
  /** The first `?`, or `targetEnd` without a query. */
  pathEnd = 0;
  form: RequestHead['targetForm'] = 'origin';
  authorityStart = 0;
  authorityEnd = 0;
  pathStart = 0;
  minorVersion: 0 | 1 = 1;
  readonly #limit: number;

  /** `limit`: bytes of the line without CRLF. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** See `Scanner`. */
  scan(bytes: Uint8Array, base: number, end: number): number {
    // The longest line allowed ends, with CRLF, where the window ends.
    const window = Math.min(end, base + this.#limit + 2);

    let at = base;
    while (at < window && ((BYTE_CLASS[bytes[at] as number] as number) & TOKEN) !== 0) at++;
    if (at === window) return this.#short(base, window);
    if (bytes[at] !== SP || at === base)
      return this.#fail(base, at, isLineEnd(bytes[at]) ? 'bad-request-line' : 'bad-method');
    if (equals(bytes, base, at, CONNECT)) return this.#fail(base, base, 'connect-refused');
    const methodEnd = at;

    const target = ++at;
    let hasPercent = false;
    for (; at < window; at++) {
      const byte = bytes[at] as number;
      if (((BYTE_CLASS[byte] as number) & PATH) !== 0) continue;
      if (byte !== PERCENT) break;
      hasPercent = true;
    }
    const pathEnd = at;
    if (bytes[at] === QUESTION) {
      while (at < window && ((BYTE_CLASS[bytes[at] as number] as number) & TARGET) !== 0) at++;
    }
    if (at >= window) return this.#short(base, window);
    if (bytes[at] !== SP || at === target) {
      return this.#fail(
        base,
        at,
        bytes[at] === SP || isLineEnd(bytes[at]) ? 'bad-request-line' : 'bad-target',
      );
    }
    const targetEnd = at++;

    const after = this.#version(bytes, base, at, window);
    if (after < 0) return after;

    const targetError =
      readTarget(bytes, target, pathEnd, targetEnd, equals(bytes, base, methodEnd, OPTIONS), this) ??
      (hasPercent ? checkEscapes(bytes, this.pathStart, targetEnd) : null);
    if (targetError !== null) return this.#fail(base, target, targetError);

    this.methodEnd = methodEnd - base;
    this.targetStart = target - base;
    this.targetEnd = targetEnd - base;
    this.pathEnd = pathEnd - base;
    this.authorityStart -= base;
    this.authorityEnd -= base;
    this.pathStart -= base;
    return after;
  }

  /** HTTP-version CRLF (RFC 9112 §2.3): case-sensitive, one digit each. */
  #version(bytes: Uint8Array, base: number, start: number, window: number): number {
    let at = start;
    for (const expected of HTTP_SLASH) {
      if (at === window) return this.#short(base, window);
      if (bytes[at] !== expected) return this.#fail(base, at, 'bad-version');
      at++;
    }
    for (let place = 0; place < 3; place++, at++) {
      if (at === window) return this.#short(base, window);
      const isGood = place === 1 ? bytes[at] === DOT : isOf(bytes[at], DIGIT);
      if (!isGood) return this.#fail(base, at, 'bad-version');
    }
    const major = (bytes[at - 3] as number) - 0x30;
    const minor = (bytes[at - 1] as number) - 0x30;
    // A minor version above 1 would be read as 1.1 by RFC 9110 §2.5; nobody sends it, and Node's parser refuses it.
    if (major !== 1 || minor > 1) return this.#fail(base, start, 'unsupported-version');
    if (at === window) return this.#short(base, window);
    if (bytes[at] === LF) return this.#fail(base, at, 'bare-lf');
    if (bytes[at] !== CR) return this.#fail(base, at, 'bad-version');
    if (++at === window) return this.#short(base, window);
    if (bytes[at] !== LF) return this.#fail(base, at, 'bare-cr');
    this.minorVersion = minor === 0 ? 0 : 1;
    return at + 1;
  }

  #short(base: number, window: number): number {
    return window === base + this.#limit + 2 ? this.#fail(base, window - 2, 'request-line-too-long') : MORE;
  }

  #fail(base: number, at: number, code: WireErrorCode): number {
    this.failure = code;
    this.failedAt = at - base;
    return FAILED;
  }
}

function isLineEnd(byte: number | undefined): boolean {
  return byte === CR || byte === LF;
}

function equals(bytes: Uint8Array, start: number, end: number, word: readonly number[]): boolean {
  if (end - start !== word.length) return false;
  for (let i = 0; i < word.length; i++) if (bytes[start + i] !== word[i]) return false;
  return true;
}
