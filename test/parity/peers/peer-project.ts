import type {
  Balancer,
  Member,
  Project,
  ProxyPass,
  RouteCookie,
  Site,
} from '../../../core/contract/index.ts';
import { ADDRESS } from '../address.ts';
import type { Chance } from './chance.ts';

/** What of a random project its requests have to know. */
export interface PeerProject {
  readonly project: Project;
  /** The paths that lead to balancers, and the balancer of each. */
  readonly mounts: readonly { readonly path: string; readonly balancer: Balancer }[];
}

/** Names of routes: digits, words, signs, names that are another's in another case, and names that no rule may hold. */
const ROUTES = [
  ['1', '2', '3', '4'],
  ['1', '2', '3', '4'],
  ['a', 'b', 'c', 'd'],
  ['node1', 'node2', 'Node1', 'x.y'],
  ['a:b', 'c~d', 'e@f', '+g'],
  ['10', '100', '1', '010'],
  ['one', 'two words', 'th"ree', '$four'],
] as const;

/** Words that a configuration would have to quote, for names that only people read. */
const NAMES = ['peers', 'a "quoted" name', "it's; } # %[src] $HOME", 'back\\slash %{x}e', 'Übung'] as const;

/** A random project on `port`, its members at `backends`: as odd as two servers can be compared on. */
export function randomProject(
  seed: number,
  chance: Chance,
  port: number,
  backends: readonly number[],
): PeerProject {
  const main = randomBalancer(
    chance,
    chance.pick(['lb', 'lb', 'My-Cluster', 'x.y_z', 'ünder']),
    'ROUTEID',
    backends,
  );
  const second = chance.often(0.3)
    ? randomBalancer(chance, 'api', 'APIROUTE', [...backends].reverse())
    : undefined;
  const prefix = chance.pick(['/', '/', '/app/', '/app']);
  const target = prefix.endsWith('/') ? chance.pick(['/', '/x/']) : chance.pick(['', '/x']);
  const proxyPass: ProxyPass[] = [
    { path: '/private', url: '!' },
    ...(chance.often(0.2) ? [{ path: '/plain', url: `http://${ADDRESS}:${backends[0]}/pl` }] : []),
    ...(second === undefined ? [] : [{ path: '/api', url: `balancer://api${chance.pick(['', '/v1'])}` }]),
    { path: prefix, url: `balancer://${main.name}${target}` },
  ];
  const common = {
    listen: `${ADDRESS}:${port}`,
    ...(chance.often(0.5) ? { preserveHost: true } : {}),
    ...(chance.often(0.15) ? { proxyPassReverse: false } : {}),
  };
  const others: Site[] = chance.often(0.3)
    ? [
        {
          ...common,
          name: 'second',
          serverName: 'second.test',
          ...(chance.often(0.4) ? { serverAlias: ['*.second.test', 'other.test'] } : {}),
          proxyPass: [{ path: '/', url: `balancer://${main.name}/second/` }],
        },
      ]
    : [];
  return {
    project: {
      version: 1,
      name: `${chance.pick(NAMES)} ${seed}`,
      balancers: second === undefined ? [main] : [main, second],
      sites: [{ ...common, name: chance.pick(NAMES), serverName: 'parity.test', proxyPass }, ...others],
    },
    mounts: [
      { path: prefix, balancer: main },
      ...(second === undefined ? [] : [{ path: '/api', balancer: second }]),
    ],
  };
}

function randomBalancer(
  chance: Chance,
  name: string,
  cookieName: string,
  backends: readonly number[],
): Balancer {
  const count = 1 + chance.below(backends.length);
  const routes = chance.pick(ROUTES);
  const isApplication = chance.often(0.25);
  const isSticky = chance.often(0.92);
  const separator = chance.pick(['.', '.', '-', 'Off'] as const);
  const base = chance.often(0.3) ? '/base' : '';
  const timeout = chance.often(0.3) ? { timeout: chance.pick([5, 30]) } : {};
  const hasSets = chance.often(0.15);
  const sharesRoutes = chance.often(0.1);
  const member = (index: number): Member => ({
    url: `http://${ADDRESS}:${backends[index]}${base}`,
    ...(chance.often(0.05) ? {} : { route: routes[sharesRoutes ? index >> 1 : index] ?? '' }),
    ...(chance.often(0.25) ? { loadfactor: chance.pick([1, 2, 3.5, 1.25, 100]) } : {}),
    ...(index > 0 && chance.often(0.3)
      ? { status: chance.pick(['+N', '+D', '+S', '+H', '+H', '+R', '+HN']) }
      : {}),
    ...(hasSets && chance.often(0.5) ? { lbset: 1 + chance.below(2) } : {}),
    ...(chance.often(0.1) ? { redirect: routes[(index + 1) % count] ?? '' } : {}),
    ...timeout,
    ...(chance.often(0.15) ? { disablereuse: true } : {}),
    // Long enough for a whole run, so that what failed stays out on both sides.
    retry: 600,
    connectiontimeout: 2,
  });
  return {
    name,
    ...(isSticky
      ? {
          stickysession: isApplication
            ? chance.pick(['JSESSIONID', 'JSESSIONID|jsessionid'])
            : chance.pick([cookieName, cookieName, `${cookieName}|${cookieName.toLowerCase()}`]),
        }
      : {}),
    ...(separator === '.' ? {} : { stickysessionsep: separator }),
    ...(chance.often(0.3) ? { lbmethod: chance.pick(['bybusyness', 'bytraffic'] as const) } : {}),
    ...(chance.often(0.15) ? { nofailover: true } : {}),
    ...(chance.often(0.1) ? { maxattempts: chance.below(3) } : {}),
    ...(chance.often(0.1) ? { scolonpathdelim: true } : {}),
    members: Array.from({ length: count }, (_, index) => member(index)),
    routeCookie: isApplication || !isSticky ? null : randomCookie(chance, cookieName, separator),
  };
}

function randomCookie(chance: Chance, name: string, separator: '.' | '-' | 'Off'): RouteCookie {
  const before = separator === 'Off' ? '' : `${chance.pick(['', '', 'id'])}${separator}`;
  return {
    name,
    ...(chance.often(0.85) ? { path: chance.pick(['/', '/', '/', '/app']) } : {}),
    ...(before === '.' ? {} : { value: `${before}%{BALANCER_WORKER_ROUTE}e` }),
    ...(chance.often(0.2) ? { domain: 'parity.test' } : {}),
    ...(chance.often(0.2) ? { secure: true } : {}),
    ...(chance.often(0.3) ? { httpOnly: true } : {}),
    ...(chance.often(0.3) ? { maxAge: 3600 } : {}),
    ...(chance.often(0.3) ? { sameSite: chance.pick(['Lax', 'Strict', 'None'] as const) } : {}),
  };
}
