import { utf8Bytes } from './bytes.ts';
import { type CookieReader, memberName, names, namesNone } from './reading.ts';

/**
 * `sticky.cookie`: the first 16 hex digits of the SHA-256 of the server's URL; earlier, FNV-1 (64 bits) of it, once or
 * twice, without leading zeros; in version 1 the URL itself. Traefik 3 reads all of them and replaces the older ones.
 * Source: traefik/traefik pkg/server/service/loadbalancer/sticky.go (AddHandler, StickyHandler) and hash.go, as they
 * stand in 3.x; which release changed from one to the next is not relied on.
 */
export const traefik: CookieReader = {
  scheme: 'traefik',
  title: 'Traefik, sticky cookie',
  read(_name, value, { members, digests }) {
    const isUrl = /^https?:\/\//.test(value);
    if (!isUrl && !/^[0-9a-f]{10,16}$/.test(value)) return null;
    for (const member of members) {
      for (const url of urlsOf(member.url)) {
        if (isUrl && url === value)
          return names(member, `Goes to ${memberName(member)}: its URL (Traefik 1).`);
        const fnv = fnv1Hex(url);
        const how =
          digests.sha256(url).slice(0, 16) === value
            ? 'the SHA-256 of its URL'
            : fnv === value
              ? 'the FNV hash of its URL (an older Traefik; 3 reads it and gives a new one)'
              : fnv1Hex(fnv) === value
                ? 'the FNV hash of the FNV hash of its URL (an older Traefik; 3 reads it and gives a new one)'
                : null;
        if (how !== null) return names(member, `Goes to ${memberName(member)}: ${how}.`);
      }
    }
    return value.length === 16 || isUrl
      ? namesNone(
          'nobody',
          `Has the form of ${isUrl ? 'a URL (Traefik 1)' : 'a hash of a URL'}, and no member has that.`,
        )
      : null;
  },
};

/** A URL as people write it: with and without the slash at its end. */
function urlsOf(url: string): readonly string[] {
  return url.endsWith('/') ? [url, url.slice(0, -1)] : [url, `${url}/`];
}

/** FNV-1, 64 bits, as Go's strconv writes it: no leading zeros. Exported for tests. */
export function fnv1Hex(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of utf8Bytes(text)) {
    hash = BigInt.asUintN(64, hash * 0x100000001b3n) ^ BigInt(byte);
  }
  return hash.toString(16);
}
