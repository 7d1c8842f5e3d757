import { CLOSE_BRACKET, COLON, DIGIT, DOT, HEX, HOST, isOf, OPEN_BRACKET } from './char-tables.ts';

const MAX_PORT = 65_535;

/**
 * Whether the bytes `start` to `end` are `host [ ":" port ]` (RFC 9110 §7.2) as Apache's strict host check takes it:
 * letters, digits, `-`, `.`, `_`, or an IPv6 address in brackets. Narrower than RFC 3986 reg-name: what
 * no name server knows (`%41`, `a,b`, `user@host`) only serves to confuse two readers. An empty host is invalid for
 * http and https (RFC 9110 §4.2.1); so is an empty port, though RFC 3986 §3.2.3 has it, as Apache refuses it.
 */
export function isHostAndPort(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start;
  if (bytes[at] === OPEN_BRACKET && at < end) {
    const inner = at + 1;
    at = inner;
    while (at < end && (isOf(bytes[at], HEX) || bytes[at] === COLON || bytes[at] === DOT)) at++;
    // "::" is the shortest address.
    if (at === end || bytes[at] !== CLOSE_BRACKET || at - inner < 2) return false;
    at++;
  } else {
    while (at < end && isOf(bytes[at], HOST)) at++;
    if (at === start) return false;
  }
  return at === end || (bytes[at] === COLON && at + 1 < end && isPort(bytes, at + 1, end));
}

function isPort(bytes: Uint8Array, start: number, end: number): boolean {
  let port = 0;
  for (let at = start; at < end; at++) {
    if (!isOf(bytes[at], DIGIT)) return false;
    port = port * 10 + ((bytes[at] as number) - 0x30);
    if (port > MAX_PORT) return false;
  }
  return true;
}
