import { requestError, type WireErrorCode } from './errors.ts';
import { checkRequest, frameRequest, keepsAlive } from './framing.ts';
import { type Limits, requestLimits } from './limits.ts';
import type { Framing, RequestSink } from './messages.ts';
import type { Natives } from './natives.ts';
import { type AfterHead, Reader } from './reader.ts';
import { RequestLine } from './request-line.ts';

/**
 * Reads the requests of one client connection, one at a time: after `onRequestEnd` call `next` for the following one.
 * Refuses whatever could be read in two ways; see README.md. `sink` is called from within `push` and `finish`.
 */
export class RequestReader extends Reader {
  readonly #sink: RequestSink;
  readonly #line: RequestLine;

  constructor(sink: RequestSink, natives: Natives, limits: Limits = requestLimits) {
    const line = new RequestLine(limits.startLineBytes);
    super(natives, limits, line, true);
    this.#sink = sink;
    this.#line = line;
  }

  /** Allows the next request of the connection (pipelined or not); without effect before the end of this one. */
  next(): void {
    this.startMessage();
  }

  protected override isAwaited(): boolean {
    return false;
  }

  protected override check(): WireErrorCode | null {
    const limit = this.limits.bodyBytes;
    return (
      checkRequest(this.facts, this.#line.minorVersion) ??
      (limit > 0 && this.facts.contentLength > limit ? 'body-too-long' : null)
    );
  }

  protected override afterHead(): Framing {
    return frameRequest(this.facts);
  }

  protected override onHead(after: AfterHead, headBytes: number): void {
    const { facts } = this;
    const line = this.#line;
    const startLine = this.takeLines();
    const fields = this.fieldList;
    const ids = this.idList;
    const method = startLine.substring(0, line.methodEnd);
    const target = startLine.substring(line.targetStart, line.targetEnd);
    const isAbsolute = line.form === 'absolute';
    const path = isAbsolute ? originForm(startLine, method, line) : target;
    const hasQuery = line.pathEnd < line.targetEnd;
    const hostField = facts.hostIndex === -1 ? null : (fields[2 * facts.hostIndex + 1] as string);
    const isHttp11 = line.minorVersion === 1;
    this.#sink.onRequestHead({
      startLine,
      fieldLines: this.fieldLines,
      method,
      target,
      targetForm: line.form,
      path,
      queryAt: hasQuery ? path.length - (line.targetEnd - line.pathEnd) : -1,
      host: isAbsolute ? startLine.substring(line.authorityStart, line.authorityEnd) : hostField,
      minorVersion: line.minorVersion,
      fields,
      ids,
      framing: after as Framing,
      contentLength: facts.contentLength,
      keepAlive: keepsAlive(facts, line.minorVersion),
      connectionOptions: facts.options,
      // RFC 9110 §7.8, §10.1.1: an HTTP/1.0 client can neither upgrade nor wait for 100.
      upgrade:
        isHttp11 && facts.hasUpgrade && facts.upgradeIndex !== -1
          ? (fields[2 * facts.upgradeIndex + 1] as string)
          : null,
      expectsContinue: isHttp11 && facts.expectsContinue,
      expectsOther: isHttp11 && facts.expectsOther,
      headBytes,
    });
  }

  protected override onNotHttp(): void {
    // A request line scan never says so.
  }

  protected override onBody(chunk: Uint8Array, start: number, end: number): void {
    this.#sink.onRequestBody(chunk, start, end);
  }

  protected override onEnd(trailers: readonly string[]): void {
    this.#sink.onRequestEnd(trailers);
  }

  protected override onError(code: WireErrorCode, offset: number): void {
    this.#sink.onRequestError(requestError(code, offset));
  }
}

/** Path and query of an absolute target; what is empty becomes `/`, or `*` for OPTIONS (RFC 9112 §3.2.1, §3.2.4). */
function originForm(startLine: string, method: string, line: RequestLine): string {
  const path = startLine.substring(line.pathStart, line.targetEnd);
  if (path === '') return method === 'OPTIONS' ? '*' : '/';
  return line.pathStart === line.pathEnd ? `/${path}` : path;
}
