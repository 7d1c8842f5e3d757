import type { WireError } from './errors.ts';

/**
 * How long a body is (RFC 9112 §6.3): `none` (no body at all), `length` (`contentLength` bytes, may be 0),
 * `chunked`, or `close` (a response that ends with the connection).
 */
export type Framing = 'none' | 'length' | 'chunked' | 'close';

/** A head as it is on the wire. */
export interface HeadLines {
  /** The start line with its CRLF. */
  readonly startLine: string;
  /** The field lines with the empty line that ends them. */
  readonly fieldLines: string;
}

/**
 * What both kinds of heads share. The lines are as they came; `fieldLines` is '' for a changed copy whose lines nobody
 * made. When a connection brings the same field lines again, `fieldLines`, `fields` and `ids` are the very objects of the
 * message before.
 */
export interface MessageHead extends HeadLines {
  /** 0 for HTTP/1.0, 1 for HTTP/1.1. */
  readonly minorVersion: 0 | 1;
  /**
   * The fields as they came, flat: name, value, name, value … Order, case and duplicates are the sender's; values
   * have no white space around them; bytes above 127 are U+0080 to U+00FF, so writing as latin1 gives the same bytes.
   * The strings may be slices of one string that holds the whole head: copy what is kept for long.
   */
  readonly fields: readonly string[];
  /** `FieldId` of each field, so that nobody compares names again: `ids[i]` belongs to `fields[2 * i]`. */
  readonly ids: readonly number[];
  readonly framing: Framing;
  /** Value of Content-Length, -1 when absent. Write this number when forwarding, never the field's text. */
  readonly contentLength: number;
  /** Whether this side of the connection may carry another message after this one (RFC 9112 §9.3). */
  readonly keepAlive: boolean;
  /**
   * Connection options (RFC 9110 §7.6.1) other than close, keep-alive and upgrade, in lower case: names of fields that
   * must not be forwarded. Options that name Host, Content-Length, Transfer-Encoding and the like are not listed.
   */
  readonly connectionOptions: readonly string[];
  /** Value of Upgrade when Connection says upgrade and the version is 1.1 (RFC 9110 §7.8); else null. */
  readonly upgrade: string | null;
  /** Size of the head on the wire with its last CRLF, blank lines before it included. */
  readonly headBytes: number;
}

/** A request's head, already checked: what can be read in two ways never gets here. */
export interface RequestHead extends MessageHead {
  /** A token, case kept; extension methods are as good as the known ones. Never CONNECT. */
  readonly method: string;
  /** The request target as received (RFC 9112 §3.2). */
  readonly target: string;
  readonly targetForm: 'origin' | 'absolute' | 'asterisk';
  /**
   * Path and query in origin-form, also when the target is absolute; `*` for asterisk-form and for OPTIONS with an
   * absolute target that has neither path nor query (RFC 9112 §3.2.4). Not decoded, not normalised.
   */
  readonly path: string;
  /** Index of `?` in `path`, -1 without a query. */
  readonly queryAt: number;
  /** host[:port] of the request: the target's authority if absolute (RFC 9112 §3.2.2), else the Host field; null only in HTTP/1.0. */
  readonly host: string | null;
  /** Expect: 100-continue from an HTTP/1.1 client (RFC 9110 §10.1.1). */
  readonly expectsContinue: boolean;
  /** An Expect field that asks for anything else; answer 417 if you like. */
  readonly expectsOther: boolean;
}

/** A member's answer; interim (1xx) and final ones alike. One that comes again as it was is the very object of the last. */
export interface ResponseHead extends MessageHead {
  readonly status: number;
  /** Reason phrase as received, possibly empty. */
  readonly reason: string;
  /** The member spoke no HTTP/1 at all: status 200, no fields, everything it sends is the body (APACHE.md §2.7). */
  readonly isHttp09: boolean;
}

/**
 * Gets what a `RequestReader` finds, in order: head, body ranges, end. A range is only valid during the call:
 * the bytes belong to whoever pushed them. After an error nothing follows.
 */
export interface RequestSink {
  onRequestHead(head: RequestHead): void;
  /** `chunk[start]` up to `chunk[end]` (excluded) are body bytes, transfer coding removed. Never empty. */
  onRequestBody(chunk: Uint8Array, start: number, end: number): void;
  /** The message is complete. `trailers` is flat like `fields`; empty without any. */
  onRequestEnd(trailers: readonly string[]): void;
  onRequestError(error: WireError): void;
}

/** Gets what a `ResponseReader` finds: interim heads, one final head, body ranges, end. As `RequestSink`. */
export interface ResponseSink {
  /** A 1xx other than 101; `count` is 1 for the first. */
  onInterimResponse(head: ResponseHead, count: number): void;
  /** The final answer, or a 101 to a request that asked to upgrade: then the reader is detached and no end follows. */
  onResponseHead(head: ResponseHead): void;
  onResponseBody(chunk: Uint8Array, start: number, end: number): void;
  onResponseEnd(trailers: readonly string[]): void;
  onResponseError(error: WireError): void;
}

/**
 * Where a reader stands. `idle`: between messages, nothing received · `head` · `body` (trailers included) ·
 * `ended`: a message is complete, `next`/`begin` starts the following one · `detached`: bytes are no longer ours ·
 * `failed`: an error was reported.
 */
export type ReaderState = 'idle' | 'head' | 'body' | 'ended' | 'detached' | 'failed';

/** What both readers offer. */
export interface MessageReader {
  readonly state: ReaderState;
  /** True between `pause` and `resume`. */
  readonly isPaused: boolean;
  /**
   * Reads `chunk` from `start` to `end` and calls the sink; returns the index of the first byte *not* consumed.
   * Less than `end` after: end of message, `pause`, upgrade, error. Those bytes are the caller's to keep (copy them if
   * the chunk is reused) and to push again. Reads nothing and returns `start` when ended, paused, detached or failed.
   */
  push(chunk: Uint8Array, start?: number, end?: number): number;
  /** The peer ended its side: completes a close-delimited body, is silent between messages, an error within one. */
  finish(): void;
  /** Makes `push` return before the next event. May be called inside a callback. */
  pause(): void;
  resume(): void;
  /** Gives the connection to another protocol (tunnel): from now on `push` consumes nothing. */
  detach(): void;
}
