import type { WireErrorCode } from '../../../../core/wire/index.ts';
import type { Asked } from '../oracle/codec-run.ts';

/** A message, or several on one connection, with the verdict that RFC 9112 and DESIGN.md §8 ask for. Bytes are latin1. */
export interface CorpusEntry {
  readonly name: string;
  readonly bytes: string;
  /** Bodies of the messages that are complete before the end or the error, in order. */
  readonly bodies: readonly string[];
  /** The refusal at the end; null when everything was taken. */
  readonly code: WireErrorCode | null;
  /** Status of the refusal. */
  readonly status?: number;
}

/** An entry of answers, with what they answer; one GET on a connection that then closes, unless said. */
export interface ResponseEntry extends CorpusEntry {
  readonly asked: Asked;
}

/** An HTTP/1.1 GET with a Host and further field lines, each with its CRLF. */
export function get(fields = '', target = '/'): string {
  return `GET ${target} HTTP/1.1\r\nHost: h\r\n${fields}\r\n`;
}

/** An HTTP/1.1 POST with a Host, further field lines, and what comes after the head. */
export function post(fields: string, body: string): string {
  return `POST / HTTP/1.1\r\nHost: h\r\n${fields}\r\n${body}`;
}

/** A POST with a chunked body, given in its coding. */
export function chunkedPost(coded: string): string {
  return post('Transfer-Encoding: chunked\r\n', coded);
}

/** An accepted entry: one empty body unless said. */
export function good(name: string, bytes: string, ...bodies: string[]): CorpusEntry {
  return { name, bytes, bodies: bodies.length === 0 ? [''] : bodies, code: null };
}

/** A refused entry. `before`: bodies of messages that come through before the refused one. */
export function bad(
  name: string,
  code: WireErrorCode,
  bytes: string,
  status = 400,
  before: string[] = [],
): CorpusEntry {
  return { name, bytes, bodies: before, code, status };
}
