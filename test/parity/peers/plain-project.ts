import type { Balancer, Member, Project } from '../../../core/contract/index.ts';
import { ADDRESS } from '../address.ts';
import { chanceOf } from './chance.ts';

/** A random project of nothing but what HAProxy and nginx have words for: its exports say all of it, so that imports give it back. */
export function plainPeerProject(
  seed: number,
  port: number,
  backends: readonly number[],
  redirects: boolean,
): Project {
  const { pick, often, below } = chanceOf(seed);
  const count = 2 + below(backends.length - 1);
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
    ...(index > 0 && often(0.2) ? { status: pick(['+N', '+D', '+H'] as const) } : {}),
    ...(redirects && often(0.1) ? { redirect: names[(index + 1) % count] ?? '' } : {}),
    // Long enough for a whole run, so that what failed stays out on both sides.
    retry: 600,
    connectiontimeout: 2,
  });
  const base = often(0.3) ? '/base' : '';
  const balancer: Balancer = {
    name: 'lb',
    stickysession: isApplication ? (often(0.5) ? 'JSESSIONID|jsessionid' : 'JSESSIONID') : 'ROUTEID',
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
  return {
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
}
