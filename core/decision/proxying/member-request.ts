import { authorityOf, type MemberUrl } from '../../contract/index.ts';
import { bytesOf } from '../byte-text.ts';
import { type Fields, nameTable, placeOf } from './field-list.ts';

/** How the body goes to the member: its length in bytes, `chunked`, or null for no body fields at all. */
export type BodyFraming = number | 'chunked' | null;

export interface MemberRequestInput {
  /** The client's fields as they came. */
  readonly fields: Fields;
  /** Names in lower case that the client's Connection field lists. */
  readonly connectionOptions: readonly string[];
  readonly member: MemberUrl;
  /** The request's host[:port]: of an absolute target, else of Host; null when there was none (HTTP/1.0). */
  readonly host: string | null;
  readonly preserveHost: boolean;
  /** The site's, for X-Forwarded-Server. */
  readonly serverName: string;
  readonly clientAddress: string;
  readonly body: BodyFraming;
  /** The member has `ping=` and the request a body (APACHE.md §5.7). */
  readonly pings: boolean;
  readonly disableReuse: boolean;
  /** The Upgrade value to pass on (`upgradeFor`), or null. */
  readonly upgrade: string | null;
  /** `https` on a TLS site that tells its members, else null (DESIGN.md §8). */
  readonly forwardedProto: string | null;
}

/**
 * How a client's field is treated: `drop` is for what concerns one connection or is made anew (APACHE.md §6.1;
 * Proxy-Authorization goes on), `edit` for what may be looked up again because something of ours is merged into it.
 */
const treatmentOf = nameTable<'host' | 'drop' | 'edit'>({
  host: 'host',
  connection: 'drop',
  'proxy-connection': 'drop',
  'keep-alive': 'drop',
  te: 'drop',
  trailer: 'drop',
  upgrade: 'drop',
  'transfer-encoding': 'drop',
  'content-length': 'drop',
  'max-forwards': 'edit',
  expect: 'edit',
  'x-forwarded-for': 'edit',
  'x-forwarded-host': 'edit',
  'x-forwarded-server': 'edit',
  'x-forwarded-proto': 'edit',
});

/**
 * The fields of the request to the member (APACHE.md §6.1): Host first, the client's in their order with repeated
 * names joined into the first, X-Forwarded-* merged in place, then framing and Connection.
 */
export function memberRequestFields(input: MemberRequestInput): string[] {
  const { fields, connectionOptions, host } = input;
  const out = ['Host', hostFor(input)];
  let hasHostField = false;
  // Whether anything of ours may have to be merged into a field of the client's: mostly not, and nobody looks for one.
  let hasEdits = false;
  // One bit per name's length and first letter: repeated names are rare, and only then are names compared.
  let seen = 0;
  for (let at = 0; at < fields.length; at += 2) {
    const name = fields[at] as string;
    const value = fields[at + 1] as string;
    const treatment = treatmentOf(name);
    if (treatment === 'host') hasHostField = true;
    if (treatment === 'host' || treatment === 'drop') continue;
    if (connectionOptions.length > 0 && connectionOptions.includes(name.toLowerCase())) continue;
    if (treatment === 'edit') hasEdits = true;
    const bit = 1 << ((name.length * 5 + (name.charCodeAt(0) | 0x20)) & 31);
    if ((seen & bit) !== 0) mergeField(out, name, value);
    else out.push(name, value);
    seen |= bit;
  }
  const add = hasEdits ? mergeField : pushField;
  if (hasEdits) decrementMaxForwards(out);
  if (input.pings) expectContinue(out);
  if (input.forwardedProto !== null) setField(out, 'X-Forwarded-Proto', input.forwardedProto);
  add(out, 'X-Forwarded-For', input.clientAddress);
  if (hasHostField && host !== null) add(out, 'X-Forwarded-Host', host);
  add(out, 'X-Forwarded-Server', serverNameOf(input));
  if (input.body === 'chunked') out.push('Transfer-Encoding', 'chunked');
  else if (input.body !== null) out.push('Content-Length', String(input.body));
  if (input.upgrade !== null) out.push('Connection', 'Upgrade', 'Upgrade', input.upgrade);
  else out.push('Connection', input.disableReuse ? 'close' : 'Keep-Alive');
  return out;
}

/**
 * The Upgrade value to pass on to a member, or null for a plain request (APACHE.md §6.3): the member's `upgrade=` is
 * ANY or lists a protocol that the client's wish begins with; `ws://` members take WebSocket without it.
 */
export function upgradeFor(
  member: { readonly target: MemberUrl; readonly upgrade: string | null },
  wish: string | null,
): string | null {
  if (wish === null) return null;
  const isWebSocketMember = member.target.scheme === 'ws' || member.target.scheme === 'wss';
  const accepted = member.upgrade ?? (isWebSocketMember ? 'websocket' : '');
  if (accepted.toUpperCase() === 'ANY' || accepted === '*') return wish;
  const protocols = accepted.toLowerCase().split(/[\s,]+/);
  return protocols.some((protocol) => protocol !== '' && wish.toLowerCase().startsWith(protocol))
    ? wish
    : null;
}

function hostFor(input: MemberRequestInput): string {
  return input.preserveHost ? (input.host ?? serverNameOf(input)) : authorityBytes(input.member);
}

/** Host fields of members, made once for each of their settings. */
const authorities = new WeakMap<MemberUrl, string>();

function authorityBytes(member: MemberUrl): string {
  const known = authorities.get(member);
  if (known !== undefined) return known;
  const made = bytesOf(authorityOf(member).toLowerCase());
  authorities.set(member, made);
  return made;
}

let lastServerName = '';
let lastServerBytes = '';

/** ServerName without its port. Mostly it is the same as that of the request before. */
function serverNameOf({ serverName }: MemberRequestInput): string {
  if (serverName !== lastServerName) {
    lastServerName = serverName;
    lastServerBytes = bytesOf(serverName.replace(/:\d+$/, ''));
  }
  return lastServerBytes;
}

function pushField(out: string[], name: string, value: string): void {
  out.push(name, value);
}

/** Appends to the field with this name, or adds it (apr_table_mergen). */
function mergeField(out: string[], name: string, value: string): void {
  const at = placeOf(out, name.toLowerCase());
  if (at < 0) out.push(name, value);
  else out[at + 1] += `, ${value}`;
}

function setField(out: string[], name: string, value: string): void {
  const at = placeOf(out, name.toLowerCase());
  if (at < 0) out.push(name, value);
  else out[at + 1] = value;
}

/** Adds what the wait of `ping=` waits for, unless the client asked for it already. */
function expectContinue(out: string[]): void {
  const at = placeOf(out, 'expect');
  if (at < 0 || !/100-continue/i.test(out[at + 1] as string)) mergeField(out, 'Expect', '100-Continue');
}

/** `n` → n−1; `checkMaxForwards` has seen to 0 and to what isn't a number (APACHE.md §6.5). */
function decrementMaxForwards(out: string[]): void {
  const at = placeOf(out, 'max-forwards');
  if (at >= 0) out[at + 1] = String(Number(out[at + 1]) - 1);
}
