import { BYTE_CLASS, COMMA, HTAB, isOf, SP, TOKEN } from './char-tables.ts';
import type { WireErrorCode } from './errors.ts';
import { isHostAndPort } from './host.ts';
import { FieldId, type FieldIdNumber, fieldIdOf, spells } from './known-fields.ts';

const NO_OPTIONS: readonly string[] = [];

/** Connection options can't remove these: they carry the message itself (RFC 9110 §7.6.1, last paragraphs). */
const NOT_HOP_BY_HOP: ReadonlySet<FieldIdNumber> = new Set([
  FieldId.host,
  FieldId.contentLength,
  FieldId.transferEncoding,
  FieldId.expect,
]);

/**
 * What framing and connection handling need to know of the fields, gathered while they are scanned, so that nobody
 * walks them a second time. Requests are held to the letter; of a response, what only concerns us is read generously.
 */
export class FieldFacts {
  /** Host fields seen; the value of the first is field number `hostIndex`. */
  hostCount = 0;
  hostIndex = -1;
  /** Value of Content-Length, or -1. */
  contentLength = -1;
  isChunked = false;
  hasClose = false;
  hasKeepAlive = false;
  hasUpgrade = false;
  /** Number of the first Upgrade field that is not empty, or -1. */
  upgradeIndex = -1;
  expectsContinue = false;
  expectsOther = false;
  connectionOptions: string[] | null = null;
  readonly #isRequest: boolean;

  constructor(isRequest: boolean) {
    this.#isRequest = isRequest;
  }

  /** The options gathered; one shared empty list when there are none, as is usual. */
  get options(): readonly string[] {
    return this.connectionOptions ?? NO_OPTIONS;
  }

  /** Forgets the message before. */
  reset(): void {
    this.hostCount = 0;
    this.hostIndex = -1;
    this.contentLength = -1;
    this.isChunked = false;
    this.hasClose = false;
    this.hasKeepAlive = false;
    this.hasUpgrade = false;
    this.upgradeIndex = -1;
    this.expectsContinue = false;
    this.expectsOther = false;
    this.connectionOptions = null;
  }

  /** Takes note of field number `index` whose value is the bytes `start` to `end`; the code of an error, or null. */
  note(id: number, index: number, bytes: Uint8Array, start: number, end: number): WireErrorCode | null {
    switch (id) {
      case FieldId.host:
        return this.#noteHost(index, bytes, start, end);
      case FieldId.contentLength:
        return this.#noteContentLength(bytes, start, end);
      case FieldId.transferEncoding:
        return this.#noteTransferEncoding(bytes, start, end);
      case FieldId.connection:
        return this.#noteConnection(bytes, start, end);
      case FieldId.proxyConnection:
        // Never a standard field and never forwarded; but who says "close" in it may well close (RFC 9112 §C.2.2).
        if (hasToken(bytes, start, end, 'close')) this.hasClose = true;
        return null;
      case FieldId.upgrade:
        if (this.upgradeIndex === -1 && start < end) this.upgradeIndex = index;
        return null;
      case FieldId.expect:
        if (isWord(bytes, start, end, '100-continue')) this.expectsContinue = true;
        else this.expectsOther = true;
        return null;
      default:
        return null;
    }
  }

  /** RFC 9112 §3.2: a request has one Host with a valid value. In a response the field means nothing. */
  #noteHost(index: number, bytes: Uint8Array, start: number, end: number): WireErrorCode | null {
    if (!this.#isRequest) return null;
    if (++this.hostCount > 1) return 'second-host';
    this.hostIndex = index;
    return isHostAndPort(bytes, start, end) ? null : 'bad-host';
  }

  /** RFC 9110 §8.6, RFC 9112 §6.3: digits only, once; even an equal repetition or a list is refused. */
  #noteContentLength(bytes: Uint8Array, start: number, end: number): WireErrorCode | null {
    if (this.contentLength !== -1) return 'second-content-length';
    if (start === end || hasTabAfter(bytes, end)) return 'bad-content-length';
    let length = 0;
    for (let at = start; at < end; at++) {
      const digit = (bytes[at] as number) - 0x30;
      if (digit < 0 || digit > 9) return 'bad-content-length';
      length = length * 10 + digit;
    }
    if (length > Number.MAX_SAFE_INTEGER) return 'body-too-long';
    this.contentLength = length;
    return null;
  }

  /** RFC 9112 §6.1, §6.3: the one coding we take is chunked, alone and once. */
  #noteTransferEncoding(bytes: Uint8Array, start: number, end: number): WireErrorCode | null {
    if (this.isChunked || hasTabAfter(bytes, end)) return 'bad-transfer-encoding';
    if (isWord(bytes, start, end, 'chunked')) {
      this.isChunked = true;
      return null;
    }
    return endsInOneChunked(bytes, start, end) ? 'unknown-transfer-coding' : 'bad-transfer-encoding';
  }

  /** RFC 9110 §7.6.1: a list of tokens, empty elements allowed; tabs in it are not (see `hasTabAfter`). */
  #noteConnection(bytes: Uint8Array, start: number, end: number): WireErrorCode | null {
    let isGood = !hasTabAfter(bytes, end);
    for (let at = start; at < end && isGood; at++) {
      while (at < end && bytes[at] === SP) at++;
      const option = at;
      while (at < end && ((BYTE_CLASS[bytes[at] as number] as number) & TOKEN) !== 0) at++;
      const optionEnd = at;
      while (at < end && bytes[at] === SP) at++;
      isGood = at === end || bytes[at] === COMMA;
      if (isGood && optionEnd > option) this.#noteOption(bytes, option, optionEnd);
    }
    if (isGood) return null;
    if (this.#isRequest) return 'bad-connection';
    // What the member meant to say about the connection is unknown: don't use it again, for anything.
    this.hasClose = true;
    this.hasUpgrade = false;
    return null;
  }

  #noteOption(bytes: Uint8Array, start: number, end: number): void {
    if (isWord(bytes, start, end, 'keep-alive')) this.hasKeepAlive = true;
    else if (isWord(bytes, start, end, 'close')) this.hasClose = true;
    else if (isWord(bytes, start, end, 'upgrade')) this.hasUpgrade = true;
    else {
      let name = '';
      for (let at = start; at < end; at++) name += String.fromCharCode(bytes[at] as number);
      name = name.toLowerCase();
      if (NOT_HOP_BY_HOP.has(fieldIdOf(name))) return;
      if (this.connectionOptions === null) this.connectionOptions = [name];
      else this.connectionOptions.push(name);
    }
  }
}

/** Whether the bytes are `lower`, case ignored. */
function isWord(bytes: Uint8Array, start: number, end: number, lower: string): boolean {
  return end - start === lower.length && spells(bytes, start, lower);
}

/**
 * Whether the white space after a value that ends at `end` has a tab. OWS may (RFC 9110 §5.6.3), but readers that
 * skip only spaces take the tab for part of the value; in what decides about framing we refuse it, as Node's parser does.
 */
function hasTabAfter(bytes: Uint8Array, end: number): boolean {
  let at = end;
  while (bytes[at] === SP) at++;
  return bytes[at] === HTAB;
}

function skipSpace(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && (bytes[at] === SP || bytes[at] === HTAB)) at++;
  return at;
}

/** Whether a comma-separated list has an element that begins with `lower`: generous on purpose, used for "close" only. */
function hasToken(bytes: Uint8Array, start: number, end: number, lower: string): boolean {
  let at = start;
  while (at < end) {
    at = skipSpace(bytes, at, end);
    if (end - at >= lower.length && spells(bytes, at, lower)) return true;
    while (at < end && bytes[at] !== COMMA) at++;
    at++;
  }
  return false;
}

/** Whether a Transfer-Encoding is a list of bare tokens, none empty, of which chunked is the last, and only the last. */
function endsInOneChunked(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start;
  for (;;) {
    at = skipSpace(bytes, at, end);
    const coding = at;
    while (at < end && isOf(bytes[at], TOKEN)) at++;
    if (at === coding) return false;
    const isChunked = isWord(bytes, coding, at, 'chunked');
    at = skipSpace(bytes, at, end);
    if (at === end || isChunked) return at === end && isChunked;
    if (bytes[at++] !== COMMA) return false;
  }
}
