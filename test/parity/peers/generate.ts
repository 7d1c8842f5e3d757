import type { Balancer, Member, Project } from '../../../core/contract/index.ts';
import { ADDRESS } from '../address.ts';

/** A request of a differential run. */
export interface PeerRequest {
  readonly target: string;
  /** The Cookie field; `{jar}` is replaced by what this side has set so far. */
  readonly cookie: string;
  readonly host: string;
  readonly method: 'GET' | 'POST';
  /** What the backend does, in the words of test/parity/backends.ts. */
  readonly answer: string | null;
}

export interface PeerScenario {
  readonly seed: number;
  readonly project: Project;
  /** Backends that refuse connections throughout. */
  readonly dead: readonly number[];
  readonly requests: readonly PeerRequest[];
}

/** What a server says of itself where it differs: the generator stays where the sentences of its export are silent. */
export interface PeerLimits {
  readonly redirects: boolean;
  readonly standbys: boolean;
  readonly pathParameters: boolean;
  /** The cookie twice in one request, and a cookie beside an id in the URL. */
  readonly duplicates: boolean;
}

export const REQUESTS = 40;

/** A small generator of our own: the same seed, the same scenario (mulberry32). */
function chanceOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A random project within `limits` with 40 requests, on `port`, its members at `backends`. */
export function generatePeerScenario(
  seed: number,
  port: number,
  backends: readonly number[],
  limits: PeerLimits,
): PeerScenario {
  const chance = chanceOf(seed);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(chance() * items.length)] as Item;
  const often = (share: number) => chance() < share;
  const count = 2 + Math.floor(chance() * (backends.length - 1));
  const names = pick([
    ['1', '2', '3', '4'],
    ['a', 'b', 'c', 'd'],
    ['node1', 'node2', 'Node1', 'x.y'],
  ] as const);
  const isApplication = often(0.3);
  const separator = pick(['.', '.', '-', 'Off'] as const);
  const member = (index: number): Member => ({
    url: `http://${ADDRESS}:${backends[index]}${base}`,
    route: names[index] ?? '',
    ...(often(0.2) ? { loadfactor: pick([1, 2, 3.5]) } : {}),
    ...(index > 0 && often(0.2) ? { status: pick(limits.standbys ? ['+N', '+D', '+H'] : ['+N', '+D']) } : {}),
    ...(limits.redirects && often(0.1) ? { redirect: names[(index + 1) % count] ?? '' } : {}),
    // Long enough for a whole run, so that what failed stays out on both sides.
    retry: 600,
    connectiontimeout: 2,
  });
  const base = often(0.3) ? '/base' : '';
  const cookieName = isApplication ? 'JSESSIONID' : 'ROUTEID';
  const balancer: Balancer = {
    name: 'lb',
    stickysession: isApplication
      ? limits.pathParameters && often(0.5)
        ? 'JSESSIONID|jsessionid'
        : 'JSESSIONID'
      : 'ROUTEID',
    ...(separator === '.' ? {} : { stickysessionsep: separator }),
    ...(often(0.2) ? { lbmethod: 'bybusyness' as const } : {}),
    members: Array.from({ length: count }, (_, index) => member(index)),
    routeCookie: isApplication
      ? null
      : {
          name: 'ROUTEID',
          path: '/',
          ...(separator === '.'
            ? {}
            : { value: `${separator === 'Off' ? '' : separator}%{BALANCER_WORKER_ROUTE}e` }),
          ...(often(0.3) ? { httpOnly: true } : {}),
          ...(often(0.3) ? { maxAge: 3600 } : {}),
          ...(often(0.3) ? { sameSite: 'Lax' as const } : {}),
        },
  };
  const prefix = pick(['/', '/', '/app/', '/app'] as const);
  const target = prefix.endsWith('/') ? pick(['/', '/x/'] as const) : pick(['', '/x'] as const);
  const project: Project = {
    version: 1,
    name: `peers ${seed}`,
    balancers: [balancer],
    sites: [
      {
        name: 'first',
        listen: `${ADDRESS}:${port}`,
        serverName: 'parity.test',
        preserveHost: true,
        proxyPass: [
          { path: '/private', url: '!' },
          { path: prefix, url: `balancer://lb${target}` },
        ],
      },
      ...(often(0.3)
        ? [
            {
              name: 'second',
              listen: `${ADDRESS}:${port}`,
              serverName: 'second.test',
              preserveHost: true,
              proxyPass: [{ path: '/', url: 'balancer://lb/second/' }],
            },
          ]
        : []),
    ],
  };
  const usable = balancer.members.flatMap(({ status }, index) => (status === undefined ? [index] : []));
  // Somebody has to be left for whoever is moved.
  const dead = usable.length > 1 && often(0.4) ? [pick(usable)] : [];
  const mark = separator === 'Off' ? '' : separator;
  const routes = [...names.slice(0, count), 'nobody'];
  const id = () =>
    separator === 'Off' ? pick(routes) : pick([`${mark}${pick(routes)}`, `abc${mark}${pick(routes)}`]);
  const cookie = (): string =>
    pick([
      () => '',
      () => '{jar}',
      () => '{jar}',
      () => `${cookieName}=${id()}`,
      () => `${cookieName}=${id()}`,
      () => `other=1; ${cookieName}=${id()}; more=2`,
      () => `X${cookieName}=${id()}`,
      () => (limits.duplicates ? `${cookieName}=${id()}; ${cookieName}=${id()}` : ''),
      () => (separator === 'Off' ? '' : `${cookieName}=${pick(['zzz', `ab${mark}${pick(names)}${mark}c`])}`),
    ])();
  const path = (): string => {
    const inside = prefix.endsWith('/') ? prefix : pick([prefix, `${prefix}/`] as const);
    const plain = pick([
      inside,
      `${inside.endsWith('/') ? inside : `${inside}/`}one`,
      '/private',
      '/private/x',
      '/appx',
      `${inside}?q=1`,
    ]);
    if (!often(0.15) || separator === 'Off') return plain;
    return `${plain}${plain.includes('?') ? '&' : '?'}${isApplication && balancer.stickysession !== 'JSESSIONID' ? 'jsessionid' : cookieName}=s${mark}${pick(routes)}`;
  };
  const asked = (target: string, sent: string) => ({
    target,
    cookie: limits.duplicates || !/[?&](?:ROUTEID|JSESSIONID|jsessionid)=/.test(target) ? sent : '',
  });
  const requests = Array.from(
    { length: REQUESTS },
    (): PeerRequest => ({
      ...asked(path(), cookie()),
      host: often(0.2) ? 'second.test' : 'parity.test',
      method: often(0.15) ? 'POST' : 'GET',
      answer: pick([
        null,
        null,
        null,
        'status=404',
        'status=302&location=http://{self}/base/x/y',
        'cookie=app%3D1',
        'status=503',
      ]),
    }),
  );
  return { seed, project, dead, requests };
}
