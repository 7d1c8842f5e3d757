import { responseError, type WireErrorCode } from './errors.ts';
import { frameResponse, keepsAlive, type LengthWithChunked } from './framing.ts';
import { type Limits, responseLimits } from './limits.ts';
import type { Framing, ResponseHead, ResponseSink } from './messages.ts';
import type { Natives } from './natives.ts';
import { type AfterHead, Reader } from './reader.ts';
import { StatusLine } from './status-line.ts';

const NO_FIELDS: readonly string[] = [];
const NO_IDS: readonly number[] = [];

/**
 * Reads the answers of one member connection. Call `begin` for each request sent on it: the framing of an answer depends
 * on the request's method. Bytes that come while nothing is expected are not consumed.
 */
export class ResponseReader extends Reader {
  readonly #sink: ResponseSink;
  readonly #line: StatusLine;
  readonly #lengthWithChunked: LengthWithChunked;
  #method = '';
  #asksUpgrade = false;
  #isFirst = true;
  #interimCount = 0;
  /** The head that was reported last: the same one again when it comes again. */
  #last: ResponseHead | null = null;

  constructor(
    sink: ResponseSink,
    natives: Natives,
    limits: Limits = responseLimits,
    lengthWithChunked: LengthWithChunked = 'refuse',
  ) {
    const line = new StatusLine(limits.startLineBytes);
    super(natives, limits, line, false);
    this.#sink = sink;
    this.#line = line;
    this.#lengthWithChunked = lengthWithChunked;
  }

  /**
   * Expects the answer to a request with `method`; `asksUpgrade` tells whether that asked to upgrade, so that 101 is an answer.
   * Only the first answer of a connection may be HTTP/0.9: later, what has no status line is the excess of
   * the answer before, and must not become somebody's page.
   */
  begin(method: string, asksUpgrade: boolean): void {
    this.#line.allowsHttp09 = this.#isFirst;
    this.#isFirst = false;
    this.#method = method;
    this.#asksUpgrade = asksUpgrade;
    this.#interimCount = 0;
    this.startMessage();
  }

  protected override isAwaited(): boolean {
    return true;
  }

  protected override check(): WireErrorCode | null {
    const { facts } = this;
    const { status, minorVersion } = this.#line;
    if (status === 101) {
      // RFC 9110 §15.2.2: 101 names the new protocol, and only answers who asked; §7.8: not in HTTP/1.0.
      const isFine = this.#asksUpgrade && facts.upgradeIndex !== -1 && facts.hasUpgrade && minorVersion === 1;
      return isFine ? null : 'unexpected-upgrade';
    }
    if (facts.isChunked && facts.contentLength !== -1 && this.#lengthWithChunked === 'refuse') {
      return 'length-with-transfer-encoding';
    }
    if (status < 200) {
      // The final answer must still come: an interim one that ends the connection contradicts itself.
      if (!keepsAlive(facts, minorVersion)) return 'closing-interim-response';
      return this.#interimCount >= this.limits.interimCount ? 'too-many-interim-responses' : null;
    }
    const limit = this.limits.bodyBytes;
    const hasLength = frameResponse(facts, status, this.#method) === 'length';
    return limit > 0 && hasLength && facts.contentLength > limit ? 'body-too-long' : null;
  }

  protected override afterHead(): AfterHead {
    const { status } = this.#line;
    if (status === 101) return 'detach';
    if (status < 200) return 'interim';
    return frameResponse(this.facts, status, this.#method);
  }

  protected override onHead(after: AfterHead, headBytes: number): void {
    const framing = after === 'interim' || after === 'detach' ? 'none' : after;
    const last = this.#last;
    const isSame =
      last !== null && last.framing === framing && last.headBytes === headBytes && this.isHeadOf(last);
    const response = isSame ? last : this.#makeHead(after, framing, headBytes);
    this.#last = response;
    if (after === 'interim') {
      this.#line.allowsHttp09 = false;
      this.#sink.onInterimResponse(response, ++this.#interimCount);
    } else {
      this.#sink.onResponseHead(response);
    }
  }

  #makeHead(after: AfterHead, framing: Framing, headBytes: number): ResponseHead {
    const { facts } = this;
    const line = this.#line;
    const startLine = this.takeLines();
    const fields = this.fieldList;
    const ids = this.idList;
    const hasBothLengths = facts.isChunked && facts.contentLength !== -1;
    // RFC 9112 §6.1, §6.3: faulty framings are closed after; so is what only ends by closing.
    const isFaulty = hasBothLengths || (facts.isChunked && line.minorVersion === 0);
    return {
      startLine,
      fieldLines: this.fieldLines,
      status: line.status,
      reason: startLine.substring(line.reasonStart, line.reasonEnd),
      isHttp09: false,
      minorVersion: line.minorVersion,
      fields,
      ids,
      framing,
      contentLength: hasBothLengths ? -1 : facts.contentLength,
      keepAlive: after !== 'close' && after !== 'detach' && !isFaulty && keepsAlive(facts, line.minorVersion),
      connectionOptions: facts.options,
      upgrade:
        facts.upgradeIndex !== -1 && facts.hasUpgrade ? (fields[2 * facts.upgradeIndex + 1] as string) : null,
      headBytes,
    };
  }

  /** APACHE.md §2.7: what has no status line is a body with status 200. */
  protected override onNotHttp(): void {
    const framing: Framing = 'close';
    this.#sink.onResponseHead({
      startLine: 'HTTP/1.0 200 OK\r\n',
      fieldLines: '\r\n',
      status: 200,
      reason: 'OK',
      isHttp09: true,
      minorVersion: 0,
      fields: NO_FIELDS,
      ids: NO_IDS,
      framing,
      contentLength: -1,
      keepAlive: false,
      connectionOptions: NO_FIELDS,
      upgrade: null,
      headBytes: 0,
    });
  }

  protected override onBody(chunk: Uint8Array, start: number, end: number): void {
    this.#sink.onResponseBody(chunk, start, end);
  }

  protected override onEnd(trailers: readonly string[]): void {
    this.#sink.onResponseEnd(trailers);
  }

  protected override onError(code: WireErrorCode, offset: number): void {
    this.#sink.onResponseError(responseError(code, offset));
  }
}
