import { ASTERISK, AT, COLON, HEX, isOf, PERCENT, QUESTION, SLASH } from './char-tables.ts';
import type { WireErrorCode } from './errors.ts';
import { isHostAndPort } from './host.ts';
import { spells } from './known-fields.ts';
import type { RequestHead } from './messages.ts';

/** Where the parts of a request target lie. Positions are those of the bytes that were read. */
export interface TargetParts {
  form: RequestHead['targetForm'];
  /** Authority of an absolute target; empty range for the other forms. */
  authorityStart: number;
  authorityEnd: number;
  /** Path and query, possibly an empty range in absolute-form. */
  pathStart: number;
}

/**
 * Reads the form of a request target (RFC 9112 §3.2) whose bytes were already checked to be of class TARGET, and
 * fills `parts`. Gives the code of the error, or null. Authority-form belongs to CONNECT and is refused with it;
 * asterisk-form belongs to OPTIONS (§3.2.4); of absolute targets we take http and https (§3.2.2).
 * `pathEnd` is where the query begins, or the end of the target.
 */
export function readTarget(
  bytes: Uint8Array,
  start: number,
  pathEnd: number,
  end: number,
  isOptions: boolean,
  parts: TargetParts,
): WireErrorCode | null {
  parts.authorityStart = start;
  parts.authorityEnd = start;
  parts.pathStart = start;
  if (bytes[start] === SLASH) {
    parts.form = 'origin';
    return null;
  }
  if (bytes[start] === ASTERISK && end === start + 1) {
    parts.form = 'asterisk';
    return isOptions ? null : 'bad-target';
  }
  parts.form = 'absolute';
  return readAbsolute(bytes, start, pathEnd, parts);
}

function readAbsolute(
  bytes: Uint8Array,
  start: number,
  pathEnd: number,
  parts: TargetParts,
): WireErrorCode | null {
  let at = start;
  if (pathEnd - at < 'http://'.length || !spells(bytes, at, 'http')) return 'bad-target';
  at += 4;
  if (((bytes[at] as number) | 0x20) === 0x73) at++; // "s" of https
  if (bytes[at] !== COLON || bytes[at + 1] !== SLASH || bytes[at + 2] !== SLASH) return 'bad-target';
  at += 3;
  parts.authorityStart = at;
  while (at < pathEnd && bytes[at] !== SLASH) {
    // userinfo hides the real host from a hasty reader (RFC 9110 §4.2.4)
    if (bytes[at] === AT) return 'bad-host';
    at++;
  }
  parts.authorityEnd = at;
  parts.pathStart = at;
  return isHostAndPort(bytes, parts.authorityStart, at) ? null : 'bad-host';
}

/**
 * Checks the percent-encoding of a path as Apache does (APACHE.md §6.6): a `%` without two hex digits anywhere is 400,
 * otherwise `%00` is 404. Queries are opaque (Apache passes them byte for byte) and not checked.
 */
export function checkEscapes(bytes: Uint8Array, start: number, end: number): WireErrorCode | null {
  let hasNul = false;
  for (let at = start; at < end && bytes[at] !== QUESTION; at++) {
    if (bytes[at] !== PERCENT) continue;
    if (at + 2 >= end || !isOf(bytes[at + 1], HEX) || !isOf(bytes[at + 2], HEX)) return 'bad-escape';
    if (bytes[at + 1] === 0x30 && bytes[at + 2] === 0x30) hasNul = true;
    at += 2;
  }
  return hasNul ? 'nul-in-path' : null;
}
