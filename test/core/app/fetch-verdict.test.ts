import { expect, test } from 'vitest';
import { fetchVerdict } from '../../../core/app/fetch-verdict.ts';
import { parseProject } from '../../../core/contract/index.ts';

interface Case {
  readonly balancer?: Record<string, unknown>;
  readonly target?: string;
  readonly cookie?: string;
  readonly status?: number;
  readonly lines?: readonly string[];
  readonly code: string;
  readonly level: 'good' | 'note' | 'bad';
  readonly says: string;
  readonly line?: number;
}

const SET = 'Set-Cookie: ROUTEID=.1; path=/';

const CASES: Readonly<Record<string, Case>> = {
  'a first request': {
    lines: ['Date: now', 'Set-Cookie: ROUTEID=app', SET],
    code: 'pinned',
    level: 'good',
    says: 'Pinned to route 1, because the request carried no route: the balancer chose.',
    line: 3,
  },
  'a route that no member has': {
    cookie: 'ROUTEID=.9',
    lines: [SET],
    code: 'pinned',
    level: 'good',
    says: 'because no member has the route 9 of the cookie',
  },
  'a cookie without a separator': {
    cookie: 'ROUTEID=1',
    lines: [SET],
    code: 'pinned',
    level: 'good',
    says: 'because ROUTEID=1 in the cookie has no separator',
  },
  'another member took over': {
    cookie: 'ROUTEID=.2',
    lines: [SET],
    code: 'pinned',
    level: 'good',
    says: 'because route 2 of the cookie could not be served: another member took over',
  },
  'a pin that holds': {
    cookie: 'ROUTEID=.2',
    code: 'already-pinned',
    level: 'good',
    says: 'pinned to route 2 already (by its cookie)',
  },
  'a pin in the URL': {
    target: '/x?ROUTEID=.2',
    code: 'already-pinned',
    level: 'good',
    says: 'pinned to route 2 already (by its URL)',
  },
  'a member without a route': {
    lines: ['Set-Cookie: ROUTEID=.; path=/'],
    code: 'empty-route',
    level: 'bad',
    says: 'names no route (ROUTEID=.)',
  },
  'a value without the separator': {
    balancer: { routeCookie: { name: 'ROUTEID', value: '%{BALANCER_WORKER_ROUTE}e' } },
    lines: ['Set-Cookie: ROUTEID=1'],
    code: 'empty-route',
    level: 'bad',
    says: 'has no "." before the route',
  },
  'a variable that is not set': {
    lines: ['Set-Cookie: ROUTEID=(null).1'],
    code: 'no-variable',
    level: 'bad',
    says: 'says "(null)"',
  },
  'a value with a route of nobody': {
    lines: ['Set-Cookie: ROUTEID=.x'],
    code: 'unknown-route',
    level: 'bad',
    says: 'names route x, and no member has it',
  },
  'no separator asked for': {
    balancer: { stickysessionsep: 'Off' },
    lines: ['Set-Cookie: ROUTEID=1'],
    code: 'pinned',
    level: 'good',
    says: 'Pinned to route 1',
  },
  'no route cookie': {
    balancer: { routeCookie: null },
    code: 'no-route-cookie',
    level: 'note',
    says: "the application's own id has to carry the route",
  },
  'not sticky': {
    balancer: { stickysession: '' },
    code: 'not-sticky',
    level: 'bad',
    says: 'without stickysession Apache never sets BALANCER_ROUTE_CHANGED',
  },
  'nobody answered': { status: 503, code: 'not-answered', level: 'bad', says: 'no member answered (503)' },
  'a plain target': { target: '/api/x', code: 'plain-target', level: 'note', says: 'http://127.0.0.1:9000/' },
  'an excluded path': {
    target: '/private',
    code: 'not-mapped',
    level: 'note',
    says: 'no proxyPass line takes /private',
  },
};

test.each(Object.entries(CASES))('%s', (_, one) => {
  const parsed = parseProject({
    version: 1,
    name: 'shop',
    balancers: [
      {
        name: 'lb',
        stickysession: 'ROUTEID',
        members: [
          { url: 'http://127.0.0.1:13001', route: '1' },
          { url: 'http://127.0.0.1:13002', route: '2' },
        ],
        routeCookie: { name: 'ROUTEID', path: '/' },
        ...one.balancer,
      },
    ],
    sites: [
      {
        name: 'shop',
        listen: '127.0.0.1:8080',
        proxyPass: [
          { path: '/private', url: '!' },
          { path: '/api', url: 'http://127.0.0.1:9000/' },
          { path: '/', url: 'balancer://lb/' },
        ],
      },
    ],
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  const status = one.status ?? 200;
  const found = fetchVerdict(parsed.value, {
    site: 'shop',
    target: one.target ?? '/',
    cookie: one.cookie ?? null,
    status,
    lines: [`HTTP/1.1 ${status} OK`, ...(one.lines ?? [])],
  });
  expect(found.verdict).toMatchObject({ code: one.code, level: one.level });
  expect(found.verdict.text).toContain(one.says);
  const hasCookie = one.lines !== undefined;
  expect(found.routeCookieLine).toBe(hasCookie ? (one.line ?? 1) : null);
});
