import type { WireErrorCode } from './errors.ts';
import type { FieldFacts } from './field-facts.ts';
import type { Framing } from './messages.ts';

/**
 * What is done with an answer that has both Transfer-Encoding and Content-Length. `refuse`: 502, as RFC 9112 §6.3 advises
 * and Node's parser does. `chunked-wins`: as Apache (APACHE.md §6.2), the length is ignored and the connection closed.
 */
export type LengthWithChunked = 'refuse' | 'chunked-wins';

/** Checks that concern all fields of a request together: the code of an error, or null. */
export function checkRequest(facts: FieldFacts, minorVersion: 0 | 1): WireErrorCode | null {
  // RFC 9112 §3.2: an HTTP/1.1 request has a Host, whatever the form of its target.
  if (minorVersion === 1 && facts.hostCount === 0) return 'missing-host';
  if (facts.isChunked) {
    // §6.1: HTTP/1.0 knows no transfer codings; what stands before us may have framed the message otherwise.
    if (minorVersion === 0) return 'transfer-encoding-in-http10';
    // §6.3 no. 3: the classic way to smuggle.
    if (facts.contentLength !== -1) return 'length-with-transfer-encoding';
  }
  return null;
}

/** Body of a request (RFC 9112 §6.3 no. 4, 6, 7). */
export function frameRequest(facts: FieldFacts): Framing {
  if (facts.isChunked) return 'chunked';
  return facts.contentLength === -1 ? 'none' : 'length';
}

/** Body of a response, which also depends on what was asked (RFC 9112 §6.3 no. 1, 2, 4, 6, 8). */
export function frameResponse(facts: FieldFacts, status: number, requestMethod: string): Framing {
  if (requestMethod === 'HEAD' || status < 200 || status === 204 || status === 304) return 'none';
  if (facts.isChunked) return 'chunked';
  return facts.contentLength === -1 ? 'close' : 'length';
}

/**
 * Whether the sender will take or send another message on this connection (RFC 9112 §9.3): close wins over
 * keep-alive; HTTP/1.0 must say keep-alive.
 */
export function keepsAlive(facts: FieldFacts, minorVersion: 0 | 1): boolean {
  return !facts.hasClose && (minorVersion === 1 || facts.hasKeepAlive);
}
