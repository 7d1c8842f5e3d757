import type { WireErrorCode } from './errors.ts';

/** A scan ran out of bytes within a line: call again from the same place when there are more. */
export const MORE = -1;
/** A scan met an error; `failure` and `failedAt` of the scanner tell which and where. */
export const FAILED = -2;
/** A status line scan found that the member does not speak HTTP/1 (APACHE.md §2.7). */
export const NOT_HTTP = -3;

/**
 * Part of a head that is scanned over bytes which begin at `base` and may still grow.
 *
 * The result depends on the bytes only, never on how they were split: a scanner looks at them from left to right,
 * reports the first byte that no valid message can have, and answers MORE only when every byte so far was good.
 * All positions kept are relative to `base`, because the bytes may move between two calls.
 */
export interface Scanner {
  /** What is wrong, after FAILED. */
  readonly failure: WireErrorCode;
  /** Where, relative to `base`, after FAILED. */
  readonly failedAt: number;
  /** Scans the bytes up to `end`; index of the first byte after this part, or MORE, FAILED, NOT_HTTP. */
  scan(bytes: Uint8Array, base: number, end: number): number;
}
