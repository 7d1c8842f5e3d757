import { describe, expect, test } from 'vitest';
import { DIGESTS } from '../../../core/app/digests.ts';
import { type CookieScheme, type Project, parseProject } from '../../../core/contract/index.ts';
import { fnv1Hex } from '../../../core/formats/cookies/traefik.ts';
import { xxh64 } from '../../../core/formats/cookies/xxh64.ts';
import { decodeCookies } from '../../../core/formats/index.ts';

const PROJECT = project({ stickysession: 'ROUTEID' });

function project(balancer: Record<string, unknown>): Project {
  const parsed = parseProject({
    version: 1,
    name: 'shop',
    balancers: [
      {
        name: 'lb',
        members: [
          { url: 'http://127.0.0.1:13001', route: '1' },
          { url: 'http://127.0.0.1:13002', route: '2' },
          { url: 'http://[::1]:13003', route: 'c' },
          { url: 'http://app.internal', route: 'd.e' },
        ],
        ...balancer,
      },
    ],
    sites: [],
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
}

interface Row {
  readonly scheme: CookieScheme;
  readonly text: string;
  readonly keys?: readonly string[];
  readonly against?: Project;
  /** The route of the member that it names; null: none. */
  readonly route: string | null;
  readonly says?: RegExp;
}

const ROWS: readonly Row[] = [
  { scheme: 'apache', text: 'ROUTEID=.2', route: '2', says: /what follows the first "\." is the route/ },
  {
    scheme: 'apache',
    text: 'Cookie: a=b; ROUTEID=abc.1',
    route: '1',
    says: /"abc" before it is the application's/,
  },
  { scheme: 'apache', text: 'ROUTEID=x.d.e', route: 'd.e' },
  { scheme: 'apache', text: 'ROUTEID=1', route: null, says: /has no "\."/ },
  { scheme: 'apache', text: 'ROUTEID=.', route: null, says: /An empty route/ },
  { scheme: 'apache', text: 'ROUTEID=ab.cd.1', route: null, says: /Route "cd\.1", which no member has/ },
  { scheme: 'apache', text: 'Set-Cookie: ROUTEID=.1; Path=/; HttpOnly', route: '1' },
  {
    scheme: 'apache',
    text: 'ROUTEID=2',
    against: project({ stickysession: 'ROUTEID', stickysessionsep: 'Off' }),
    route: '2',
  },
  {
    scheme: 'apache',
    text: 'ROUTEID=x-2',
    against: project({ stickysession: 'ROUTEID', stickysessionsep: '-' }),
    route: '2',
  },
  { scheme: 'haproxy-insert', text: 'SRV=2', route: '2' },
  { scheme: 'haproxy-insert', text: 'SRV=2|awmyB|awmyB', route: '2', says: /last seen 2\d\d\d-.*first seen/ },
  { scheme: 'haproxy-insert', text: 'SRV=s9|awmyB', route: null, says: /Names the server "s9"/ },
  { scheme: 'haproxy-prefix', text: 'JSESSIONID=1~0A1B', route: '1', says: /the application gets "0A1B"/ },
  { scheme: 'haproxy-prefix', text: 'JSESSIONID=s7~0A1B', route: null },
  {
    scheme: 'haproxy-dynamic',
    text: 'SRV=5954efb51776296e',
    keys: [],
    route: null,
    says: /only the dynamic-cookie-key/,
  },
  {
    scheme: 'nginx-sticky',
    text: `route=${DIGESTS.md5('127.0.0.1:13002')}`,
    route: '2',
    says: /MD5 of 127\.0\.0\.1:13002/,
  },
  { scheme: 'nginx-sticky', text: DIGESTS.md5('[::1]:13003'), route: 'c' },
  { scheme: 'nginx-sticky', text: 'route=d41d8cd98f00b204e9800998ecf8427e', route: null },
  { scheme: 'nginx-sticky', text: 'srv_id=c', route: 'c', says: /route=c/ },
  // The value that Caddy's manual has users compute in PHP: hash_hmac('sha256', $dial, $secret).
  {
    scheme: 'caddy',
    text: `lb=${DIGESTS.hmacSha256('secret', '127.0.0.1:13001')}`,
    keys: ['secret'],
    route: '1',
  },
  {
    scheme: 'caddy',
    text: `lb=${DIGESTS.hmacSha256('', 'app.internal:80')}`,
    route: 'd.e',
    says: /without a secret/,
  },
  { scheme: 'caddy', text: `lb=${DIGESTS.hmacSha256('other', '127.0.0.1:13001')}`, route: null },
  {
    scheme: 'caddy',
    text: `lb=${DIGESTS.hmacSha256('other', '127.0.0.1:13001')}`,
    keys: ['secret'],
    route: null,
    says: /no member has this one/,
  },
  {
    scheme: 'traefik',
    text: `sticky=${DIGESTS.sha256('http://127.0.0.1:13002').slice(0, 16)}`,
    route: '2',
    says: /SHA-256/,
  },
  { scheme: 'traefik', text: 'sticky=http://127.0.0.1:13001', route: '1', says: /Traefik 1/ },
  { scheme: 'traefik', text: 'sticky=0123456789abcdef', route: null },
];

describe('a cookie of each balancer', () => {
  test.each(ROWS)('$scheme: $text', ({ scheme, text, keys = [], against = PROJECT, route, says }) => {
    const readings = decodeCookies(text, against, keys, DIGESTS).cookies.flatMap((cookie) => cookie.readings);
    const reading = readings.find((one) => one.scheme === scheme);
    expect(reading, JSON.stringify(readings)).toBeDefined();
    expect(reading?.member?.route ?? null).toBe(route);
    if (says !== undefined) expect(reading?.text).toMatch(says);
  });
});

test('Traefik’s older hashes: FNV-1 of 64 bits, once and twice, without leading zeros', () => {
  // The FNV specification's own vectors.
  expect(fnv1Hex('')).toBe('cbf29ce484222325');
  expect(fnv1Hex('a')).toBe('af63bd4c8601b7be');
  const once = fnv1Hex('http://127.0.0.1:13001');
  const routeOf = (value: string) =>
    decodeCookies(`s=${value}`, PROJECT, [], DIGESTS).cookies[0]?.readings.find(
      ({ scheme }) => scheme === 'traefik',
    )?.member?.route;
  expect([routeOf(once), routeOf(fnv1Hex(once)), routeOf(fnv1Hex('http://127.0.0.1:9'))]).toEqual([
    '1',
    '1',
    undefined,
  ]);
});

test('XXH64: the vectors of its specification', () => {
  const bytes = (text: string) => [...text].map((char) => char.charCodeAt(0));
  expect(xxh64([]).toString(16)).toBe('ef46db3751d8e999');
  expect(xxh64(bytes('a')).toString(16)).toBe('d24ec4f1a98c6e5b');
  expect(xxh64(bytes('abc')).toString(16)).toBe('44bc2cf5ad770999');
  expect(xxh64(bytes('The quick brown fox jumps over the lazy dog')).toString(16)).toBe('b242d361fda71bc');
});

test('what names a member stands first, and what is no cookie of a balancer has no reading', () => {
  const { kind, cookies } = decodeCookies('Cookie: theme=dark-mode!; ROUTEID=.2', PROJECT, [], DIGESTS);
  expect(kind).toBe('cookie');
  expect(cookies.map(({ name, readings }) => [name, readings[0]?.verdict])).toEqual([
    ['theme', undefined],
    ['ROUTEID', 'member'],
  ]);
});
