import {
  type CookieDecoding,
  type CookieReading,
  type DecodedCookie,
  type Project,
  parseMemberUrl,
} from '../../contract/index.ts';
import { apache } from './apache.ts';
import { caddy } from './caddy.ts';
import { haproxyDynamic, haproxyInsert, haproxyPrefix } from './haproxy.ts';
import { nginxHash, nginxSticky, nginxUserid } from './nginx.ts';
import type { CookieReader, Digests, KnownMember, ReadAgainst } from './reading.ts';
import { traefik } from './traefik.ts';

/** Every reader. A further one is a file and a line here, and a name in COOKIE_SCHEMES. */
const READERS: readonly CookieReader[] = [
  apache,
  haproxyInsert,
  haproxyPrefix,
  haproxyDynamic,
  nginxSticky,
  nginxHash,
  nginxUserid,
  caddy,
  traefik,
];

const ORDER: readonly CookieReading['verdict'][] = ['member', 'needs-key', 'nobody', 'no-member'];
/** Attributes of a Set-Cookie (RFC 6265 §4.1.1 and later): with one of these it is no Cookie field. */
const ATTRIBUTE = /^(?:expires|max-age|domain|path|secure|httponly|samesite|partitioned|priority)$/i;

/**
 * What each known balancer would make of a cookie, and which member of the project that is. `text` is a bare value, a
 * Cookie field or Set-Cookie lines, with or without the field's name. `keys` are secrets to try.
 */
export function decodeCookies(
  text: string,
  project: Project,
  keys: readonly string[],
  digests: Digests,
): CookieDecoding {
  const against: ReadAgainst = {
    members: membersOf(project),
    balancers: project.balancers,
    keys: keys.filter((key) => key !== ''),
    digests,
  };
  const { kind, pairs } = pairsIn(text);
  return { kind, cookies: pairs.map(([name, value]) => decoded(name, value, against)) };
}

function decoded(name: string, value: string, against: ReadAgainst): DecodedCookie {
  const readings = READERS.flatMap((reader): CookieReading[] => {
    const reading = reader.read(name, value, against);
    return reading === null ? [] : [{ scheme: reader.scheme, title: reader.title, ...reading }];
  });
  const rank = ({ verdict, scheme }: CookieReading): number =>
    // A hash sends any value somewhere: the least that can be said.
    ORDER.indexOf(verdict) + (scheme === 'nginx-hash' ? ORDER.length : 0);
  return { name, value, readings: readings.sort((a, b) => rank(a) - rank(b)) };
}

function membersOf(project: Project): readonly KnownMember[] {
  return project.balancers.flatMap((balancer) =>
    balancer.members.flatMap((member): KnownMember[] => {
      const target = parseMemberUrl(member.url);
      if (target === undefined) return [];
      return [
        {
          balancer: balancer.name,
          url: member.url,
          route: member.route ?? '',
          host: target.hostname.replace(/^\[|\]$/g, '').toLowerCase(),
          port: target.port,
          loadfactor: member.loadfactor ?? 1,
        },
      ];
    }),
  );
}

type Pair = readonly [name: string, value: string];

/** Takes what was pasted apart, line by line. */
function pairsIn(text: string): { readonly kind: CookieDecoding['kind']; readonly pairs: readonly Pair[] } {
  let kind: CookieDecoding['kind'] = 'value';
  const pairs: Pair[] = [];
  for (const raw of text.split(/\r?\n/)) {
    const field = /^\s*(set-cookie|cookie)\s*:/i.exec(raw);
    const line = raw.slice(field?.[0].length ?? 0).trim();
    if (line === '') continue;
    const parts = line.split(';').map((part) => part.trim());
    const isSet =
      field === null
        ? parts.length > 1 && parts.slice(1).some((part) => ATTRIBUTE.test(part.split('=')[0] ?? ''))
        : /^set/i.test(field[1] ?? '');
    if (!line.includes('=') || (field === null && isBareValue(line))) {
      pairs.push(['', line]);
      continue;
    }
    kind = isSet ? 'set-cookie' : 'cookie';
    for (const part of isSet ? parts.slice(0, 1) : parts) {
      const equals = part.indexOf('=');
      if (equals > 0) pairs.push([part.slice(0, equals).trim(), unquoted(part.slice(equals + 1).trim())]);
    }
  }
  return { kind, pairs };
}

/** Base64 ends in an equals sign and is no pair. */
function isBareValue(line: string): boolean {
  return /^[A-Za-z0-9+/]+={1,2}$/.test(line);
}

function unquoted(value: string): string {
  return /^".*"$/.test(value) ? value.slice(1, -1) : value;
}
