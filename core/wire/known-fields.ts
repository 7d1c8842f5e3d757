/**
 * A number for each field that the proxy treats in a way of its own, so that the forwarding loop is one `switch`
 * instead of comparing names. `other` is everything else. Numbers are private to a run; never store them.
 */
export const FieldId = {
  other: 0,
  // framing and connection (RFC 9112 §6, RFC 9110 §7.6.1)
  host: 1,
  contentLength: 2,
  transferEncoding: 3,
  connection: 4,
  keepAlive: 5,
  proxyConnection: 6,
  te: 7,
  trailer: 8,
  upgrade: 9,
  expect: 10,
  // what balancing and forwarding look at
  cookie: 11,
  setCookie: 12,
  xForwardedFor: 13,
  xForwardedHost: 14,
  xForwardedServer: 15,
  xForwardedProto: 16,
  maxForwards: 17,
  location: 18,
  contentLocation: 19,
  uri: 20,
  destination: 21,
  date: 22,
  server: 23,
  warning: 24,
  expires: 25,
  lastModified: 26,
  etag: 27,
  proxyAuthenticate: 28,
  proxyAuthorization: 29,
  contentType: 30,
  contentEncoding: 31,
  contentSecurityPolicy: 32,
  origin: 33,
  referer: 34,
  secFetchDest: 35,
  secFetchMode: 36,
  secWebSocketProtocol: 37,
  secWebSocketExtensions: 38,
  acceptEncoding: 39,
  userAgent: 40,
  authorization: 41,
  range: 42,
  ifNoneMatch: 43,
  ifModifiedSince: 44,
  cacheControl: 45,
  vary: 46,
} as const;

/** One of the numbers of `FieldId`. */
export type FieldIdNumber = (typeof FieldId)[keyof typeof FieldId];

/** Lower-case names and their ids; names with `other` are listed only to be spared a string each time they occur. */
const idByName: Readonly<Record<string, FieldIdNumber>> = {
  host: FieldId.host,
  'content-length': FieldId.contentLength,
  'transfer-encoding': FieldId.transferEncoding,
  connection: FieldId.connection,
  'keep-alive': FieldId.keepAlive,
  'proxy-connection': FieldId.proxyConnection,
  te: FieldId.te,
  trailer: FieldId.trailer,
  upgrade: FieldId.upgrade,
  expect: FieldId.expect,
  cookie: FieldId.cookie,
  'set-cookie': FieldId.setCookie,
  'x-forwarded-for': FieldId.xForwardedFor,
  'x-forwarded-host': FieldId.xForwardedHost,
  'x-forwarded-server': FieldId.xForwardedServer,
  'x-forwarded-proto': FieldId.xForwardedProto,
  'max-forwards': FieldId.maxForwards,
  location: FieldId.location,
  'content-location': FieldId.contentLocation,
  uri: FieldId.uri,
  destination: FieldId.destination,
  date: FieldId.date,
  server: FieldId.server,
  warning: FieldId.warning,
  expires: FieldId.expires,
  'last-modified': FieldId.lastModified,
  etag: FieldId.etag,
  'proxy-authenticate': FieldId.proxyAuthenticate,
  'proxy-authorization': FieldId.proxyAuthorization,
  'content-type': FieldId.contentType,
  'content-encoding': FieldId.contentEncoding,
  'content-security-policy': FieldId.contentSecurityPolicy,
  origin: FieldId.origin,
  referer: FieldId.referer,
  'sec-fetch-dest': FieldId.secFetchDest,
  'sec-fetch-mode': FieldId.secFetchMode,
  'sec-websocket-protocol': FieldId.secWebSocketProtocol,
  'sec-websocket-extensions': FieldId.secWebSocketExtensions,
  'accept-encoding': FieldId.acceptEncoding,
  'user-agent': FieldId.userAgent,
  authorization: FieldId.authorization,
  range: FieldId.range,
  'if-none-match': FieldId.ifNoneMatch,
  'if-modified-since': FieldId.ifModifiedSince,
  'cache-control': FieldId.cacheControl,
  vary: FieldId.vary,
  accept: FieldId.other,
  'accept-language': FieldId.other,
  'accept-ranges': FieldId.other,
  'access-control-allow-origin': FieldId.other,
  age: FieldId.other,
  allow: FieldId.other,
  dnt: FieldId.other,
  'content-disposition': FieldId.other,
  'content-language': FieldId.other,
  link: FieldId.other,
  pragma: FieldId.other,
  priority: FieldId.other,
  'referrer-policy': FieldId.other,
  'sec-ch-ua': FieldId.other,
  'sec-ch-ua-mobile': FieldId.other,
  'sec-ch-ua-platform': FieldId.other,
  'sec-fetch-site': FieldId.other,
  'sec-fetch-user': FieldId.other,
  'sec-websocket-accept': FieldId.other,
  'sec-websocket-key': FieldId.other,
  'sec-websocket-version': FieldId.other,
  'strict-transport-security': FieldId.other,
  'upgrade-insecure-requests': FieldId.other,
  via: FieldId.other,
  'x-content-type-options': FieldId.other,
  'x-frame-options': FieldId.other,
  'x-powered-by': FieldId.other,
  'x-real-ip': FieldId.other,
  'x-requested-with': FieldId.other,
};

/** The same by lookup; a plain object would also know `constructor`. */
const ids: ReadonlyMap<string, FieldIdNumber> = new Map(Object.entries(idByName));

/** A listed name as a message spelled it. */
export interface KnownField {
  readonly id: FieldIdNumber;
  /** The name as spelled, as one string shared by all messages; null when the spelling is unusual. */
  readonly text: string | null;
}

/** The three ways in which a listed name may be spelled. */
interface Entry {
  readonly lower: string;
  readonly asLower: KnownField;
  /** `Content-Length`: each word capitalised, as HTTP/1.1 senders usually write. */
  readonly asCapitalised: KnownField;
  readonly asOther: KnownField;
}

/** Slots of the hash table: a power of two well above the number of names, so that buckets hold one or two. */
const SLOTS = 512;

/** One step of the name hash: bytes are folded to lower case by `| 0x20`, which is harmless for `-` and digits. */
export function hashNameByte(hash: number, byte: number): number {
  return (Math.imul(hash, 31) + (byte | 0x20)) | 0;
}

const NONE: readonly Entry[] = [];
const buckets: (readonly Entry[])[] = Array.from({ length: SLOTS }, () => NONE);

for (const [lower, id] of ids) {
  let hash = 0;
  for (let i = 0; i < lower.length; i++) hash = hashNameByte(hash, lower.charCodeAt(i));
  const slot = hash & (SLOTS - 1);
  const entry: Entry = {
    lower,
    asLower: { id, text: lower },
    asCapitalised: { id, text: lower.replace(/(^|-)[a-z]/g, (start) => start.toUpperCase()) },
    asOther: { id, text: null },
  };
  buckets[slot] = [...(buckets[slot] ?? NONE), entry];
}

/** The listed name that the bytes `start` to `end` spell in any case, or undefined. `hash` is theirs, by `hashNameByte`. */
export function findKnownField(
  bytes: Uint8Array,
  start: number,
  end: number,
  hash: number,
): KnownField | undefined {
  const bucket = buckets[hash & (SLOTS - 1)] as readonly Entry[];
  for (let i = 0; i < bucket.length; i++) {
    const entry = bucket[i] as Entry;
    if (entry.lower.length !== end - start) continue;
    const likely = (bytes[start] as number) < 0x60 ? entry.asCapitalised : entry.asLower;
    if (isExactly(bytes, start, likely.text as string)) return likely;
    if (spells(bytes, start, entry.lower)) return entry.asOther;
  }
  return undefined;
}

function isExactly(bytes: Uint8Array, start: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[start + i] !== text.charCodeAt(i)) return false;
  return true;
}

/** The id of a field name given as a string in any case; for fields that did not come from a reader. */
export function fieldIdOf(name: string): FieldIdNumber {
  return ids.get(name.toLowerCase()) ?? FieldId.other;
}

/** Whether the bytes from `start` are `lower`, case ignored. `lower` consists of a-z and `-` only. */
export function spells(bytes: Uint8Array, start: number, lower: string): boolean {
  for (let i = 0; i < lower.length; i++) {
    const byte = bytes[start + i] as number;
    const folded = byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
    if (folded !== lower.charCodeAt(i)) return false;
  }
  return true;
}
