// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how Apache writes its variables
import * as fc from 'fast-check';
import {
  type Balancer,
  type Member,
  type Project,
  parseProject,
  type RouteCookie,
  type Site,
} from '../../core/contract/index.ts';

/** Pieces that have turned text into directives somewhere: quotes, escapes, variables, comments, sections, pipes. */
const NASTY = [
  '"',
  "'",
  '\\',
  '${PATH}',
  '${',
  '}',
  '#',
  '<',
  '>',
  '</Proxy>',
  '|',
  '%',
  '%{PATH}e',
  ' ',
  '=',
  'ü',
  '🙂',
  '$',
  '`',
  ';',
  ',',
];

/** Text of at most `maxBytes` that tries to be something else. */
export function hostileText(maxBytes: number): fc.Arbitrary<string> {
  return fc
    .array(fc.oneof(fc.constantFrom(...NASTY), fc.string({ minLength: 1, maxLength: 3, unit: 'grapheme' })), {
      minLength: 1,
      maxLength: 8,
    })
    .map((pieces) => pieces.join(''))
    .filter((text) => {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: the project's schema refuses exactly these
      return text !== '' && !/[\u0000-\u001f\u007f]/.test(text) && Buffer.byteLength(text) <= maxBytes;
    });
}

/** Text of at most `maxBytes` as people write it. */
export function plainText(maxBytes: number): fc.Arbitrary<string> {
  return fc.stringMatching(/^[a-z0-9][a-z0-9._-]{0,11}$/).filter((text) => text.length <= maxBytes);
}

const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined, freq: 2 });
const seconds = fc.integer({ min: 0, max: 600 });
const fraction = fc.integer({ min: 1, max: 5000 }).map((ms) => ms / 1000);

function memberArbitrary(
  port: number,
  text: (maxBytes: number) => fc.Arbitrary<string>,
): fc.Arbitrary<Member> {
  return fc.record(
    {
      url: fc.constantFrom(
        `http://127.0.0.1:${port}`,
        `https://127.0.0.1:${port}/base`,
        `ws://127.0.0.1:${port}`,
        `http://[::1]:${port}/`,
      ),
      route: optional(text(63)),
      redirect: optional(text(63)),
      loadfactor: optional(fc.integer({ min: 100, max: 10_000 }).map((value) => value / 100)),
      lbset: optional(fc.integer({ min: 0, max: 99 })),
      status: optional(fc.constantFrom('+N', '+D-H', 'hr', '+I', '-D', '+SC')),
      retry: optional(seconds),
      timeout: optional(seconds),
      connectiontimeout: optional(fraction),
      ping: optional(fraction),
      max: optional(fc.integer({ min: 0, max: 100 })),
      acquire: optional(fraction),
      disablereuse: optional(fc.boolean()),
      upgrade: optional(fc.oneof(fc.constant('websocket'), text(15))),
      responsefieldsize: optional(fc.integer({ min: 0, max: 65_536 })),
      hcmethod: optional(fc.constantFrom('None' as const, 'TCP' as const, 'GET11' as const)),
      hcuri: optional(text(63)),
      hcinterval: optional(fc.integer({ min: 100, max: 90_000 }).map((ms) => ms / 1000)),
      hcpasses: optional(fc.integer({ min: 0, max: 9 })),
      hcfails: optional(fc.integer({ min: 0, max: 9 })),
    },
    { requiredKeys: ['url'] },
  ) as fc.Arbitrary<Member>;
}

const cookieArbitrary: fc.Arbitrary<RouteCookie> = fc.record(
  {
    name: fc.constantFrom('ROUTEID', 'JSESSIONID', '$x', 'a|b', '%1', 'expr'),
    value: optional(
      fc.constantFrom('.%{BALANCER_WORKER_ROUTE}e', 'x${PATH}.%{BALANCER_WORKER_ROUTE}e', "a%%'b"),
    ),
    path: optional(fc.constantFrom('/', '/shop', '/${PATH}', "/'x'")),
    domain: optional(fc.constant('shop.localhost')),
    secure: optional(fc.boolean()),
    httpOnly: optional(fc.boolean()),
    sameSite: optional(fc.constantFrom('Lax' as const, 'None' as const)),
    maxAge: optional(fc.integer({ min: 0, max: 99_999 })),
  },
  { requiredKeys: ['name'] },
) as fc.Arbitrary<RouteCookie>;

function balancerArbitrary(
  index: number,
  text: (maxBytes: number) => fc.Arbitrary<string>,
): fc.Arbitrary<Balancer> {
  const ports = [13_001, 13_002, 13_003].map((port) => port + 10 * index);
  return fc.record(
    {
      // The first one may begin the second one's name: a section of Apache covers both then.
      name: fc.constantFrom(
        index === 0 ? 'lb' : 'lbx',
        `lb${index}`,
        `LB_${index}`,
        `lb${index}${index}.x`,
        `b*${index}`,
      ),
      lbmethod: optional(fc.constantFrom('byrequests' as const, 'bytraffic' as const, 'bybusyness' as const)),
      stickysession: optional(fc.oneof(fc.constantFrom('ROUTEID', 'JSESSIONID|jsessionid'), text(63))),
      stickysessionsep: optional(fc.constantFrom('.', '-', 'Off', ' ', '"', '\\', '#', 'ü', '$')),
      scolonpathdelim: optional(fc.boolean()),
      nofailover: optional(fc.boolean()),
      forcerecovery: optional(fc.boolean()),
      failontimeout: optional(fc.boolean()),
      maxattempts: optional(fc.integer({ min: 0, max: 9 })),
      timeout: optional(seconds),
      failonstatus: optional(fc.array(fc.integer({ min: 100, max: 599 }), { maxLength: 3 })),
      members: fc.tuple(...ports.map((port) => memberArbitrary(port, text))),
      routeCookie: fc.option(cookieArbitrary),
    },
    { requiredKeys: ['name', 'members'] },
  ) as fc.Arbitrary<Balancer>;
}

function siteArbitrary(index: number, text: (maxBytes: number) => fc.Arbitrary<string>): fc.Arbitrary<Site> {
  const target = fc.constantFrom(
    'balancer://lb0/',
    'balancer://LB_1/base/',
    'balancer://other',
    '!',
    'http://127.0.0.1:9000/',
    'https://[::1]:9001/x',
  );
  return fc.record(
    {
      name: text(20).map((name) => `${index} ${name}`),
      listen: fc.constantFrom(
        `127.0.0.1:${18_080 + index}`,
        `*:${18_090 + index}`,
        `[::1]:${18_100 + index}`,
      ),
      serverName: optional(fc.constantFrom('shop.localhost', 'shop.localhost:81', 'a$b', 'x*')),
      serverAlias: optional(fc.array(text(30), { maxLength: 2 })),
      tls: optional(fc.boolean()),
      preserveHost: optional(fc.boolean()),
      proxyPass: fc.array(
        fc.record({
          path: fc.oneof(
            fc.constantFrom('/', '/p', '/p/'),
            text(20).map((path) => `/${path}`),
          ),
          url: target,
        }),
        { maxLength: 4 },
      ),
      proxyPassReverse: optional(fc.boolean()),
    },
    { requiredKeys: ['name', 'listen', 'proxyPass'] },
  ) as fc.Arbitrary<Site>;
}

/** Valid projects whose every free text comes from `text`. */
export function projectArbitrary(text: (maxBytes: number) => fc.Arbitrary<string>): fc.Arbitrary<Project> {
  return (
    fc
      .record({
        version: fc.constant(1 as const),
        name: text(40),
        balancers: fc.tuple(balancerArbitrary(0, text), balancerArbitrary(1, text)),
        sites: fc.tuple(siteArbitrary(0, text), siteArbitrary(1, text)),
      })
      // Keys whose value is undefined are absent ones, as in a file.
      .map((project) => parseProject(JSON.parse(JSON.stringify(project))))
      .filter((parsed) => parsed.ok)
      .map((parsed) => (parsed as { readonly value: Project }).value)
  );
}
