/**
 * Bounds on one message, so that no peer can make us hold or scan without end. All sizes are bytes; line sizes
 * exclude their CRLF. Zero means unlimited for `bodyBytes` only.
 */
export interface Limits {
  /** Request line or status line. Beyond it: 414 for a request (RFC 9110 §15.5.15), 502 for a response. */
  readonly startLineBytes: number;
  /** One field line, name and value. Beyond it: 431 (RFC 6585 §5), 502 for a response. */
  readonly fieldLineBytes: number;
  /** Field lines in a head; the same number again is allowed in a trailer section. Beyond it: 431, or 502. */
  readonly fieldCount: number;
  /** Start line and fields together, and likewise a trailer section. Beyond it: 431, or 502. */
  readonly headBytes: number;
  /** Empty lines tolerated before the start line (RFC 9112 §2.2 asks for at least one). Beyond it: 400, or 502. */
  readonly blankLines: number;
  /** Chunk extensions of one message, all chunks together (RFC 9112 §7.1.1). Beyond it: 413, or 502. */
  readonly chunkExtensionBytes: number;
  /** Decoded body; 0 = unlimited. Beyond it: 413 (RFC 9110 §15.5.14), or 502. */
  readonly bodyBytes: number;
  /** Interim (1xx) answers before the final one; used for responses only. Beyond it: 502. */
  readonly interimCount: number;
}

/**
 * Apache's request limits: LimitRequestLine and LimitRequestFieldSize 8190, LimitRequestFields 100,
 * LimitRequestBody 1 GiB (its default since 2.4.54). Apache answers 400 for fields; we say 431, which names the cause.
 */
export const requestLimits: Limits = {
  startLineBytes: 8190,
  fieldLineBytes: 8190,
  fieldCount: 100,
  headBytes: 131_072, // 128 KiB: Apache's product (100 × 8190) would let one connection hold 800 KB
  blankLines: 8, // some old clients end a POST body with CRLF; more than a few is an attack on our patience
  chunkExtensionBytes: 16_384, // nobody uses them; unbounded they are free work for us (Node's own bound)
  bodyBytes: 1_073_741_824,
  interimCount: 0,
};

/** Limits of a member's answer: `responsefieldsize` 8192, at most ten interim answers (APACHE.md §2.7), no body limit. */
export const responseLimits: Limits = {
  startLineBytes: 8192,
  fieldLineBytes: 8192,
  fieldCount: 500, // Apache counts none; 500 is beyond any real answer and bounds memory
  headBytes: 262_144, // 256 KiB: room for dozens of large Set-Cookie lines
  blankLines: 1, // Apache skips one stray CRLF before a status line
  chunkExtensionBytes: 16_384,
  bodyBytes: 0,
  interimCount: 10,
};
