/**
 * Why a message was refused: a stable code to match on. Codes name the fact, not the remedy.
 * The same codes serve requests and responses; only the status differs (a member's fault is always 502).
 */
export type WireErrorCode =
  // start line
  | 'bad-request-line'
  | 'request-line-too-long'
  | 'bad-version'
  | 'unsupported-version'
  | 'bad-method'
  | 'connect-refused'
  | 'bad-target'
  | 'bad-escape'
  | 'nul-in-path'
  | 'bad-status-line'
  | 'status-line-too-long'
  | 'too-many-blank-lines'
  // field lines
  | 'bare-lf'
  | 'bare-cr'
  | 'line-folding'
  | 'bad-field-name'
  | 'space-before-colon'
  | 'bad-field-value'
  | 'field-too-long'
  | 'too-many-fields'
  | 'head-too-long'
  | 'forbidden-trailer'
  // meaning of fields
  | 'missing-host'
  | 'second-host'
  | 'bad-host'
  | 'bad-connection'
  | 'bad-content-length'
  | 'second-content-length'
  | 'length-with-transfer-encoding'
  | 'bad-transfer-encoding'
  | 'unknown-transfer-coding'
  | 'transfer-encoding-in-http10'
  // body
  | 'body-too-long'
  | 'bad-chunk-size'
  | 'bad-chunk-extension'
  | 'chunk-extension-too-long'
  | 'bad-chunk-end'
  // course of the exchange
  | 'too-many-interim-responses'
  | 'closing-interim-response'
  | 'unexpected-upgrade'
  | 'premature-end';

/** A refused message as facts. After one the reader is dead: answer if nothing was sent yet, then close the connection. */
export interface WireError {
  readonly code: WireErrorCode;
  /** The status to answer the client with: 400, 404, 413, 414, 431, 501 or 505 for a request, 502 for a response. */
  readonly status: number;
  /** Bytes from the first byte of this message (blank lines before it included) to the offending one. The same for every split. */
  readonly offset: number;
  /** What is wrong, in words for a log or a page; never repeats the peer's bytes. */
  readonly detail: string;
}

/** Status and words of each code. Statuses are those of a request; see `requestError` and `responseError`. */
const facts: Readonly<Record<WireErrorCode, readonly [status: number, detail: string]>> = {
  'bad-request-line': [400, 'the request line is not "method SP target SP version" (RFC 9112 §3)'],
  'request-line-too-long': [414, 'the request line is too long'],
  'bad-version': [400, 'the request line does not end in an HTTP version (RFC 9112 §2.3)'],
  'unsupported-version': [505, 'the HTTP version is neither 1.1 nor 1.0'],
  'bad-method': [400, 'the method is not a token (RFC 9110 §9.1)'],
  'connect-refused': [501, 'CONNECT is not for a reverse proxy (RFC 9110 §9.3.6)'],
  'bad-target': [400, 'the request target is malformed (RFC 9112 §3.2)'],
  'bad-escape': [400, 'the path has a % without two hex digits (RFC 3986 §2.1)'],
  'nul-in-path': [404, 'the path has %00'],
  'bad-status-line': [502, 'the status line is malformed (RFC 9112 §4)'],
  'status-line-too-long': [502, 'the status line is too long'],
  'too-many-blank-lines': [400, 'too many empty lines before the message (RFC 9112 §2.2)'],
  'bare-lf': [400, 'a line ends in LF without CR (RFC 9112 §2.2)'],
  'bare-cr': [400, 'a CR is not followed by LF (RFC 9112 §2.2)'],
  'line-folding': [400, 'a field line begins with white space (obs-fold, RFC 9112 §5.2)'],
  'bad-field-name': [400, 'a field name is not a token (RFC 9110 §5.1)'],
  'space-before-colon': [400, 'white space between field name and colon (RFC 9112 §5.1)'],
  'bad-field-value': [400, 'a field value has a control character (RFC 9110 §5.5)'],
  'field-too-long': [431, 'a field line is too long'],
  'too-many-fields': [431, 'there are too many field lines'],
  'head-too-long': [431, 'the fields together are too long'],
  'forbidden-trailer': [400, 'a trailer field belongs into the head (RFC 9110 §6.5.1)'],
  'missing-host': [400, 'HTTP/1.1 without a Host field (RFC 9112 §3.2)'],
  'second-host': [400, 'more than one Host field (RFC 9112 §3.2)'],
  'bad-host': [400, 'the Host field or the authority of the target is no host and port (RFC 9110 §7.2)'],
  'bad-connection': [400, 'the Connection field is no list of tokens (RFC 9110 §7.6.1)'],
  'bad-content-length': [400, 'the Content-Length is not a number (RFC 9110 §8.6)'],
  'second-content-length': [400, 'more than one Content-Length (RFC 9112 §6.3)'],
  'length-with-transfer-encoding': [400, 'Content-Length together with Transfer-Encoding (RFC 9112 §6.3)'],
  'bad-transfer-encoding': [400, 'chunked is not the last and only transfer coding (RFC 9112 §6.3)'],
  'unknown-transfer-coding': [501, 'a transfer coding besides chunked (RFC 9112 §6.1)'],
  'transfer-encoding-in-http10': [400, 'Transfer-Encoding in an HTTP/1.0 request (RFC 9112 §6.1)'],
  'body-too-long': [413, 'the body is too long'],
  'bad-chunk-size': [400, 'a chunk size is malformed (RFC 9112 §7.1)'],
  'bad-chunk-extension': [400, 'a chunk extension is malformed (RFC 9112 §7.1.1)'],
  'chunk-extension-too-long': [413, 'the chunk extensions are too long'],
  'bad-chunk-end': [400, 'chunk data is not followed by CRLF (RFC 9112 §7.1)'],
  'too-many-interim-responses': [502, 'too many interim answers before the final one'],
  'closing-interim-response': [502, 'an interim answer says that the connection ends'],
  'unexpected-upgrade': [502, '101 without a request to upgrade, or without saying to what (RFC 9110 §7.8)'],
  'premature-end': [400, 'the connection ended within a message (RFC 9112 §8)'],
};

/** The error of a request: `code` with the status that fits it, at `offset` of the message. */
export function requestError(code: WireErrorCode, offset: number): WireError {
  const [status, detail] = facts[code];
  return { code, status, offset, detail };
}

/** The error of a response: as for a request, but the status is 502 whatever the member did (RFC 9110 §15.6.3). */
export function responseError(code: WireErrorCode, offset: number): WireError {
  return { code, status: 502, offset, detail: facts[code][1] };
}
