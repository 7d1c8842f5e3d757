import type { Fields } from './field-list.ts';
import { fixedDate } from './http-date.ts';

/** How the answer's body is framed for the client: as the member's fields say, or chunked by us. */
export interface ClientResponseInput {
  /** The member's fields as they came. */
  readonly fields: Fields;
  /** Names in lower case that the member's Connection field lists. */
  readonly connectionOptions: readonly string[];
  readonly status: number;
  /** True when the body is sent chunked; false for Content-Length, no body, or an end by close. */
  readonly isChunked: boolean;
  /** The date now as an IMF-fixdate, for an answer that has none. */
  readonly date: string;
  /** What Server says when the member doesn't; null for none. */
  readonly server: string | null;
  /** The route cookie's value (`routeCookieOf`), or null. Never added to 1xx (APACHE.md §6.3, §7.1). */
  readonly setCookie: string | null;
  /** The Connection value to send, such as `close`; null for none. Ignored for 1xx. */
  readonly connection: string | null;
  /** The member's Upgrade value in a 101. */
  readonly upgrade: string | null;
  /** ProxyPassReverse for one URL (`reverseLocation`). */
  readonly rewriteLocation: (url: string) => string;
}

/** Fields that concern the member's connection (APACHE.md §6.2). */
const NOT_FORWARDED = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'te',
  'trailer',
  'upgrade',
  'proxy-connection',
  'transfer-encoding',
]);

/** Which fields of an answer are not simply passed on, and how they are treated. */
const TREATMENTS: Readonly<Record<string, 'date' | 'first' | 'location' | 'length' | 'cookie' | 'warning'>> =
  {
    date: 'first',
    server: 'first',
    'content-type': 'first',
    expires: 'date',
    'last-modified': 'date',
    location: 'location',
    'content-location': 'location',
    uri: 'location',
    destination: 'location',
    'content-length': 'length',
    'set-cookie': 'cookie',
    warning: 'warning',
  };

/**
 * The fields of the answer to the client (APACHE.md §6.2, §6.7, §7): Date and Server first, ours only when the
 * member sent none; then the member's in order; its Set-Cookie lines, then its Warnings, last; then the route
 * cookie. An interim answer gets nothing of ours.
 */
export function clientResponseFields(input: ClientResponseInput): string[] {
  const out: string[] = [];
  const sorted = sortFields(input);
  if (input.status >= 200) {
    out.push('Date', fixedDate(sorted.date ?? input.date));
    const server = sorted.server ?? input.server;
    if (server !== null) out.push('Server', server);
  }
  out.push(...sorted.middle, ...sorted.cookies, ...validWarnings(sorted.warnings, sorted.date));
  if (input.status === 101) {
    if (input.upgrade !== null) out.push('Connection', 'Upgrade', 'Upgrade', input.upgrade);
    return out;
  }
  if (input.status < 200) return out;
  if (input.setCookie !== null) out.push('Set-Cookie', input.setCookie);
  if (input.connection !== null) out.push('Connection', input.connection);
  if (input.isChunked) out.push('Transfer-Encoding', 'chunked');
  return out;
}

interface SortedFields {
  date: string | null;
  server: string | null;
  hasContentType: boolean;
  readonly middle: string[];
  readonly cookies: string[];
  readonly warnings: string[];
}

function sortFields(input: ClientResponseInput): SortedFields {
  const sorted: SortedFields = {
    date: null,
    server: null,
    hasContentType: false,
    middle: [],
    cookies: [],
    warnings: [],
  };
  const { fields, connectionOptions } = input;
  for (let at = 0; at < fields.length; at += 2) {
    const name = fields[at] as string;
    const lower = name.toLowerCase();
    if (NOT_FORWARDED.has(lower) || connectionOptions.includes(lower)) continue;
    sortField(input, sorted, name, lower, fields[at + 1] as string);
  }
  return sorted;
}

function sortField(
  input: ClientResponseInput,
  sorted: SortedFields,
  name: string,
  lower: string,
  value: string,
): void {
  switch (Object.hasOwn(TREATMENTS, lower) ? TREATMENTS[lower] : undefined) {
    case 'cookie':
      sorted.cookies.push(name, value);
      return;
    case 'warning':
      sorted.warnings.push(name, value);
      return;
    case 'first':
      keepFirst(input, sorted, name, lower, value);
      return;
    case 'length':
      if (!input.isChunked && hasBodyFields(input.status)) sorted.middle.push(name, value);
      return;
    case 'date':
      sorted.middle.push(name, fixedDate(value));
      return;
    case 'location':
      sorted.middle.push(name, input.status < 200 ? value : input.rewriteLocation(value));
      return;
    default:
      sorted.middle.push(name, value);
  }
}

/** Of Date, Server and Content-Type the first counts; in an interim answer the first two stay where they are. */
function keepFirst(
  input: ClientResponseInput,
  sorted: SortedFields,
  name: string,
  lower: string,
  value: string,
): void {
  if (lower === 'content-type') {
    if (!sorted.hasContentType) sorted.middle.push(name, value);
    sorted.hasContentType = true;
  } else if (input.status < 200) sorted.middle.push(name, value);
  else if (lower === 'date') sorted.date ??= value;
  else sorted.server ??= value;
}

/** Content-Length means nothing on 1xx and 204, and Apache drops it from 304 (RFC 9110 §8.6). */
function hasBodyFields(status: number): boolean {
  return status >= 200 && status !== 204 && status !== 304;
}

const WARNING = /^\d{3} \S+ "(?:[^"\\]|\\.)*"(?: "([^"]*)")?$/;

/** Warnings that parse; one that carries a date must carry the answer's (RFC 7234 §5.5). */
function validWarnings(warnings: readonly string[], date: string | null): string[] {
  return warnings.flatMap((value, at) => {
    if (at % 2 === 0) return [];
    const match = WARNING.exec(value);
    const isValid = match !== null && (match[1] === undefined || match[1] === date);
    return isValid ? [warnings[at - 1] as string, value] : [];
  });
}
