import { routeOf, type StickyLookup, type StickySettings } from '../contract/index.ts';
import { bytesOf, textOf } from './byte-text.ts';

const NOTHING: StickyLookup = Object.freeze({ source: null, name: null, value: null, route: null });

/**
 * The session's value and route in one request, URL before cookie (APACHE.md §1.2). `searchText` is
 * `balancer://NAME` + mapped path + `?` + raw query; `cookieHeader` all Cookie fields joined with `, `, or null.
 * As soon as the URL yields a value, cookies are not looked at. Never throws; without `stickysession` nothing is found.
 * Source: APACHE.md §1; mod_proxy_balancer, find_session_route.
 */
export function lookUpSession(
  sticky: StickySettings | null,
  searchText: string,
  cookieHeader: string | null,
): StickyLookup {
  if (sticky === null) return NOTHING;
  const inUrl = urlValue(searchText, nameBytes(sticky.urlName), sticky.scolonPathDelim);
  if (inUrl !== null) return found('url', sticky.urlName, inUrl, sticky.separator);
  const inCookie = cookieHeader === null ? null : cookieValue(cookieHeader, nameBytes(sticky.cookieName));
  if (inCookie === null) return NOTHING;
  return found('cookie', sticky.cookieName, inCookie, sticky.separator);
}

/**
 * The value after `name=` anywhere in the text, with no delimiter needed before it (APACHE.md §1.3). Delimiters right
 * after `=` are skipped, so `?ROUTEID=&x=1.c` gives `x=1.c`; when only delimiters follow, the URL has no value. The
 * search goes on one character *behind* a name that fails, as Apache's does: in `ROUTEIDROUTEID=.c` it sees none.
 * An empty name (`stickysession=X|`) is found everywhere, so that the first `=` counts.
 */
export function urlValue(text: string, name: string, scolonPathDelim: boolean): string | null {
  for (let at = text.indexOf(name); at >= 0 && at < text.length; at = text.indexOf(name, at + 1)) {
    at += name.length;
    if (text.charCodeAt(at) !== EQUALS) continue;
    at += 1;
    if (at < text.length) return firstToken(text, at, scolonPathDelim);
  }
  return null;
}

/**
 * The first cookie whose name stands at the start, after `;`, `,` or white space, with `=` after it and at least one
 * more character in the header (APACHE.md §1.4). The value starts right after `=`, ends at the first `;` or `,`, and
 * is not unquoted, decoded or trimmed.
 */
export function cookieValue(header: string, name: string): string | null {
  for (let at = header.indexOf(name); at >= 0; at = header.indexOf(name, at + 1)) {
    if (at > 0 && !mayStandBefore(header.charCodeAt(at - 1))) continue;
    at += name.length;
    while (isSpace(header.charCodeAt(at))) at += 1;
    const isEquals = header.charCodeAt(at) === EQUALS;
    at += 1;
    if (!isEquals || at >= header.length) continue;
    return header.slice(at, endOfValue(header, at));
  }
  return null;
}

/** A name as it would stand in a request; Apache cuts it at 63 bytes (APACHE.md §1.1). */
function nameBytes(name: string): string {
  return bytesOf(name).slice(0, 63);
}

function found(
  source: 'url' | 'cookie',
  name: string,
  bytes: string,
  separator: string | null,
): StickyLookup {
  const value = textOf(bytes);
  return { source, name, value, route: routeOf(value, separator) };
}

const EQUALS = 0x3d;
const AMPERSAND = 0x26;
const QUESTION = 0x3f;
const SEMICOLON = 0x3b;
const COMMA = 0x2c;

function firstToken(text: string, from: number, scolonPathDelim: boolean): string | null {
  let start = from;
  while (start < text.length && isDelimiter(text.charCodeAt(start), scolonPathDelim)) start += 1;
  let end = start;
  while (end < text.length && !isDelimiter(text.charCodeAt(end), scolonPathDelim)) end += 1;
  return end === start ? null : text.slice(start, end);
}

function isDelimiter(code: number, scolonPathDelim: boolean): boolean {
  return code === QUESTION || code === AMPERSAND || (scolonPathDelim && code === SEMICOLON);
}

function mayStandBefore(code: number): boolean {
  return code === SEMICOLON || code === COMMA || isSpace(code);
}

/** C's isspace: blank, and tab to carriage return. */
function isSpace(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d);
}

function endOfValue(header: string, from: number): number {
  let end = from;
  while (end < header.length) {
    const code = header.charCodeAt(end);
    if (code === SEMICOLON || code === COMMA) break;
    end += 1;
  }
  return end;
}
