import { CR, DIGIT, isOf, LF, SP, VALUE } from './char-tables.ts';
import type { WireErrorCode } from './errors.ts';
import { FAILED, MORE, NOT_HTTP, type Scanner } from './scan-result.ts';

/** `HTTP/#.# ###`, the shape by which Apache tells a status line from an HTTP/0.9 body; 0 stands for a digit. */
const MASK = [0x48, 0x54, 0x54, 0x50, 0x2f, 0, 0x2e, 0, SP, 0, 0, 0] as const;

/**
 * Scans `HTTP-version SP status-code [ SP reason ] CRLF` (RFC 9112 §4). The space after the code may be missing when
 * there is no reason, as many servers have it. What does not even have the shape of a status line is NOT_HTTP where
 * that is allowed (APACHE.md §2.7), decided at the first byte that departs from it.
 */
export class StatusLine implements Scanner {
  failure: WireErrorCode = 'bad-status-line';
  failedAt = 0;
  minorVersion: 0 | 1 = 1;
  status = 0;
  /** Range of the reason phrase, relative to base. */
  reasonStart = 0;
  reasonEnd = 0;
  /** Whether an answer without a status line may be taken as HTTP/0.9. */
  allowsHttp09 = true;
  readonly #limit: number;

  /** `limit`: bytes of the line without CRLF. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** See `Scanner`. */
  scan(bytes: Uint8Array, base: number, end: number): number {
    const window = Math.min(end, base + this.#limit + 2);
    for (let i = 0; i < MASK.length; i++) {
      if (base + i >= window) return MORE;
      const byte = bytes[base + i];
      const isGood = MASK[i] === 0 ? isOf(byte, DIGIT) : byte === MASK[i];
      if (!isGood) return this.allowsHttp09 ? NOT_HTTP : this.#fail(base, base + i, 'bad-status-line');
    }
    const major = digit(bytes, base + 5);
    const minor = digit(bytes, base + 7);
    if (major !== 1 || minor > 1) return this.#fail(base, base + 5, 'unsupported-version');
    const status = digit(bytes, base + 9) * 100 + digit(bytes, base + 10) * 10 + digit(bytes, base + 11);
    if (status < 100) return this.#fail(base, base + 9, 'bad-status-line');

    let at = base + MASK.length;
    if (at === window) return this.#short(base, window);
    if (bytes[at] === SP) at++;
    else if (bytes[at] !== CR && bytes[at] !== LF) return this.#fail(base, at, 'bad-status-line');
    const reason = at;
    while (at < window && isOf(bytes[at], VALUE)) at++;
    if (at === window) return this.#short(base, window);
    if (bytes[at] !== CR) return this.#fail(base, at, bytes[at] === LF ? 'bare-lf' : 'bad-status-line');
    if (at + 1 === window) return this.#short(base, window);
    if (bytes[at + 1] !== LF) return this.#fail(base, at + 1, 'bare-cr');

    this.minorVersion = minor === 0 ? 0 : 1;
    this.status = status;
    this.reasonStart = reason - base;
    this.reasonEnd = at - base;
    return at + 2;
  }

  #short(base: number, window: number): number {
    return window === base + this.#limit + 2 ? this.#fail(base, window - 2, 'status-line-too-long') : MORE;
  }

  #fail(base: number, at: number, code: WireErrorCode): number {
    this.failure = code;
    this.failedAt = at - base;
    return FAILED;
  }
}

function digit(bytes: Uint8Array, at: number): number {
  return (bytes[at] as number) - 0x30;
}
