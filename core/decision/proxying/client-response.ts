import { type Fields, nameTable } from './field-list.ts';
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

/** How a field of an answer is treated; `drop` is for what concerns the member's connection (APACHE.md §6.2). */
type Treatment = 'drop' | 'date' | 'server' | 'type' | 'time' | 'location' | 'length' | 'cookie' | 'warning';

/** Which fields of an answer are not simply passed on. */
const treatmentOf = nameTable<Treatment>({
  connection: 'drop',
  'keep-alive': 'drop',
  'proxy-authenticate': 'drop',
  te: 'drop',
  trailer: 'drop',
  upgrade: 'drop',
  'proxy-connection': 'drop',
  'transfer-encoding': 'drop',
  date: 'date',
  server: 'server',
  'content-type': 'type',
  expires: 'time',
  'last-modified': 'time',
  location: 'location',
  'content-location': 'location',
  uri: 'location',
  destination: 'location',
  'content-length': 'length',
  'set-cookie': 'cookie',
  warning: 'warning',
});

/**
 * The fields of the answer to the client (APACHE.md §6.2, §6.7, §7): Date and Server first, ours only when the
 * member sent none; then the member's in order; its Set-Cookie lines, then its Warnings, last; then the route
 * cookie. An interim answer gets nothing of ours.
 */
export function clientResponseFields(input: ClientResponseInput): string[] {
  const { fields, connectionOptions, status } = input;
  const isFinal = status >= 200;
  const out: string[] = [];
  // Their places are kept free: what the member says of the two may come anywhere.
  if (isFinal) out.push('Date', '', 'Server', '');
  let date: string | null = null;
  let server: string | null = null;
  let hasContentType = false;
  let last: LastFields | null = null;
  for (let at = 0; at < fields.length; at += 2) {
    const name = fields[at] as string;
    const value = fields[at + 1] as string;
    if (connectionOptions.length > 0 && connectionOptions.includes(name.toLowerCase())) continue;
    switch (treatmentOf(name)) {
      case undefined:
        out.push(name, value);
        break;
      case 'drop':
        break;
      // Of Date, Server and Content-Type the first counts; in an interim answer the first two stay where they are.
      case 'date':
        if (!isFinal) out.push(name, value);
        else date ??= value;
        break;
      case 'server':
        if (!isFinal) out.push(name, value);
        else server ??= value;
        break;
      case 'type':
        if (!hasContentType) out.push(name, value);
        hasContentType = true;
        break;
      case 'time':
        out.push(name, fixedDate(value));
        break;
      case 'location':
        out.push(name, isFinal ? input.rewriteLocation(value) : value);
        break;
      case 'length':
        if (!input.isChunked && hasBodyFields(status)) out.push(name, value);
        break;
      case 'cookie':
        last ??= { cookies: [], warnings: [] };
        last.cookies.push(name, value);
        break;
      case 'warning':
        last ??= { cookies: [], warnings: [] };
        last.warnings.push(name, value);
        break;
    }
  }
  if (isFinal) placeDateAndServer(out, fixedDate(date ?? input.date), server ?? input.server);
  if (last !== null) out.push(...last.cookies, ...validWarnings(last.warnings, date));
  if (isFinal) pushOurs(out, input);
  else if (status === 101 && input.upgrade !== null)
    out.push('Connection', 'Upgrade', 'Upgrade', input.upgrade);
  return out;
}

/** What comes behind all other fields of the member. */
interface LastFields {
  readonly cookies: string[];
  readonly warnings: string[];
}

function placeDateAndServer(out: string[], date: string, server: string | null): void {
  out[1] = date;
  if (server === null) out.splice(2, 2);
  else out[3] = server;
}

function pushOurs(out: string[], input: ClientResponseInput): void {
  if (input.setCookie !== null) out.push('Set-Cookie', input.setCookie);
  if (input.connection !== null) out.push('Connection', input.connection);
  if (input.isChunked) out.push('Transfer-Encoding', 'chunked');
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
