import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { projectFromBackends } from '../../../../core/app/project-from-backends.ts';
import {
  applyMend,
  type Finding,
  NOTHING_SEEN,
  type Project,
  type SeenTraffic,
} from '../../../../core/contract/index.ts';
import { lintProject, PROJECT_LINTS } from '../../../../core/formats/lints/index.ts';
import { hostileText, projectArbitrary } from '../../../support/project-arbitrary.ts';
import { type CaseSurroundings, type Changes, changed, healthyProject, LINT_CASES } from './cases.ts';

const AT: CaseSurroundings = {
  lb: 'lb',
  lb2: 'other',
  a: 'http://127.0.0.1:13001',
  b: 'http://127.0.0.1:13002',
  c: 'http://127.0.0.1:13003',
  dead: 'http://127.0.0.1:13004',
  listen: '127.0.0.1:8080',
  listen2: '127.0.0.1:8081',
};
const BALANCER = '$.balancers[0]';
const COOKIE = `${BALANCER}.routeCookie`;
const FIRST = `${BALANCER}.members[0]`;
const SECOND = `${BALANCER}.members[1]`;
const SITE = '$.sites[0]';

const idsOf = (findings: readonly Finding[]): readonly string[] => findings.map(({ id }) => id);

test('the healthy project has no finding', () => {
  expect(lintProject(healthyProject(AT))).toEqual([]);
});

test('ids are unique facts in kebab-case, and every lint has a case', () => {
  const ids = PROJECT_LINTS.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
  expect(Object.keys(LINT_CASES).sort()).toEqual([...ids].sort());
});

describe.each(Object.entries(LINT_CASES))('%s', (id, lintCase) => {
  const seen = { ...NOTHING_SEEN, ...lintCase.seen?.(AT) };
  const broken = changed(AT, lintCase.broken(AT));

  test('is found, with a place that is in the project, a sentence, a symptom and advice', () => {
    const found = lintProject(broken, seen).filter((finding) => finding.id === id);
    expect(found.length).toBeGreaterThan(0);
    for (const finding of found) {
      expect(finding.path).toMatch(/^\$\.(balancers|sites)\[\d+\]/);
      for (const text of [finding.message, finding.symptom, finding.advice])
        expect(text).toMatch(/^\S.*[.…/]$|e$/);
    }
  });

  test('is gone when its mends are applied, and nothing worse has come', () => {
    const found = lintProject(broken, seen).filter((finding) => finding.id === id);
    if (found.some(({ mend }) => mend === null)) {
      expect(lintCase.twin).toBeDefined();
      return;
    }
    const mended = mendAll(broken, seen, id);
    const after = lintProject(mended, seen);
    expect(idsOf(after)).not.toContain(id);
    const before = new Set(idsOf(lintProject(broken, seen)));
    expect(after.filter((finding) => finding.severity === 'error' && !before.has(finding.id))).toEqual([]);
  });

  const twinOf = lintCase.twin;
  if (twinOf === undefined) return;
  test('is quiet about the same thing done right', () => {
    const twin = changed(AT, twinOf(AT));
    expect(idsOf(lintProject(twin, seen))).not.toContain(id);
  });
});

/** Applies the first mend of a lint until none is left; each has to take at least one finding away. */
function mendAll(project: Project, seen: SeenTraffic, id: string): Project {
  let current = project;
  for (;;) {
    const found = lintProject(current, seen).filter((finding) => finding.id === id);
    const mend = found[0]?.mend ?? null;
    if (mend === null) return current;
    const made = applyMend(current, mend);
    if (!made.ok) throw new Error(`${id}: ${JSON.stringify(made.error)}`);
    const left = lintProject(made.value, seen).filter((finding) => finding.id === id);
    expect(left.length).toBeLessThan(found.length);
    current = made.value;
  }
}

describe('is found too', () => {
  const table: readonly [string, string, Changes, Partial<SeenTraffic>?][] = [
    [
      'an id with a dot before the separator',
      'cookie-value-separator-mismatch',
      { [`${COOKIE}.value`]: 'a.b.%{BALANCER_WORKER_ROUTE}e' },
    ],
    [
      'a dot where a hyphen separates',
      'cookie-value-separator-mismatch',
      { [`${BALANCER}.stickysessionsep`]: '-' },
    ],
    [
      'something behind the route',
      'cookie-value-separator-mismatch',
      { [`${COOKIE}.value`]: '.%{BALANCER_WORKER_ROUTE}e.x' },
    ],
    ['one member without a route', 'route-missing', { [`${SECOND}.route`]: '' }],
    ['a blank at the end of a route', 'route-not-cookie-safe', { [`${FIRST}.route`]: 'a ' }],
    [
      'no cookie name before the bar',
      'stickysession-half-empty',
      { [`${BALANCER}.stickysession`]: '|jsessionid' },
    ],
    [
      'an id that PHP sets without a route',
      'sticky-id-missing',
      { [`${BALANCER}.stickysession`]: 'PHPSESSID', [COOKIE]: null },
    ],
    [
      'a URL name of one letter',
      'sticky-name-in-other-parameters',
      { [`${BALANCER}.stickysession`]: 'ROUTEID|s' },
    ],
    [
      'a balancer behind a folder',
      'proxypass-without-slash',
      { [`${SITE}.proxyPass[0]`]: { path: '/app/', url: 'balancer://LB' } },
    ],
    [
      'a folder to a target with a slash',
      'proxypass-slash-mismatch',
      { [`${SITE}.proxyPass[0]`]: { path: '/app', url: 'balancer://lb/' } },
    ],
    [
      'an exclusion after its folder',
      'proxypass-shadowed',
      {
        [`${SITE}.proxyPass`]: [
          { path: '/app', url: 'balancer://lb' },
          { path: '/app/static', url: '!' },
        ],
      },
    ],
    [
      'the same line twice',
      'proxypass-shadowed',
      {
        [`${SITE}.proxyPass`]: [
          { path: '/', url: 'balancer://lb/' },
          { path: '/', url: 'balancer://lb/' },
        ],
      },
    ],
    ['the same member twice', 'member-url-prefix', { [`${SECOND}.url`]: 'http://127.0.0.1:13001' }],
    ['localhost for 127.0.0.1', 'member-on-own-listener', { [`${FIRST}.url`]: 'http://localhost:8080' }],
    ['a wide listen', 'member-on-own-listener', { [`${SITE}.listen`]: '*:13001' }],
    ['a plain target', 'member-on-own-listener', { [`${SITE}.proxyPass[0].url`]: 'http://127.0.0.1:8080/' }],
    [
      'stopped members',
      'no-member-for-new-sessions',
      { [`${FIRST}.status`]: '+S', [`${SECOND}.status`]: '+S' },
    ],
    [
      'spares of another set than the member that is off',
      'no-member-for-new-sessions',
      { [`${FIRST}.status`]: '+D', [`${SECOND}.status`]: '+R', [`${SECOND}.lbset`]: 1 },
    ],
    ['a redirect to itself', 'redirect-unknown', { [`${FIRST}.redirect`]: '1' }],
    [
      'a standby of another route',
      'nofailover-without-standby',
      { [`${BALANCER}.nofailover`]: true, [`${SECOND}.status`]: '+H' },
    ],
    [
      'a host prefix without a path',
      'cookie-prefix-rules',
      { [`${COOKIE}.name`]: '__Host-R', [`${COOKIE}.secure`]: true, [`${COOKIE}.path`]: undefined },
    ],
    ['a secure prefix without Secure', 'cookie-prefix-rules', { [`${COOKIE}.name`]: '__secure-R' }],
    [
      'a top-level domain',
      'cookie-domain-mismatch',
      { [`${COOKIE}.domain`]: 'localhost', [`${SITE}.serverName`]: 'shop.localhost' },
    ],
    ['a domain at an address', 'cookie-domain-mismatch', { [`${COOKIE}.domain`]: 'shop.localhost' }],
    [
      'a domain that one alias is not in',
      'cookie-domain-mismatch',
      {
        [`${COOKIE}.domain`]: 'shop.test',
        [`${SITE}.serverName`]: 'shop.test',
        [`${SITE}.serverAlias`]: ['shop.example'],
      },
    ],
    ['Secure on this machine', 'cookie-secure-on-http', { [`${COOKIE}.secure`]: true }],
    [
      'a cookie seen from the application',
      'cookie-name-of-application',
      {},
      { applicationCookies: [{ site: 'site', name: 'ROUTEID' }] },
    ],
  ];
  test.each(table)('%s: %s', (_, id, changes, seen = {}) => {
    expect(idsOf(lintProject(changed(AT, changes), { ...NOTHING_SEEN, ...seen }))).toContain(id);
  });
});

describe('is no finding', () => {
  const table: readonly [string, string, Changes, Partial<SeenTraffic>?][] = [
    [
      'an id in front of the separator',
      'cookie-value-separator-mismatch',
      { [`${COOKIE}.value`]: 'shop.%{BALANCER_WORKER_ROUTE}e' },
    ],
    [
      'a bare route with Off',
      'cookie-value-without-separator',
      { [`${BALANCER}.stickysessionsep`]: 'Off', [`${COOKIE}.value`]: '%{BALANCER_WORKER_ROUTE}e' },
    ],
    [
      'a cookie that nobody reads, for the value',
      'cookie-value-without-separator',
      { [`${BALANCER}.stickysession`]: 'OTHER', [`${COOKIE}.value`]: '%{BALANCER_WORKER_ROUTE}e' },
    ],
    [
      'no routes where nothing is sticky',
      'route-missing',
      { [`${BALANCER}.stickysession`]: undefined, [`${FIRST}.route`]: undefined },
    ],
    [
      'a standby with the route of its member',
      'route-doubled',
      { [`${SECOND}.route`]: '1', [`${SECOND}.status`]: '+H' },
    ],
    ['a blank inside a route', 'route-not-cookie-safe', { [`${FIRST}.route`]: 'a b' }],
    [
      "a servlet container's id",
      'sticky-id-missing',
      { [`${BALANCER}.stickysession`]: 'JSESSIONID|jsessionid', [COOKIE]: null },
    ],
    [
      'one member',
      'sticky-id-missing',
      { [COOKIE]: null, [`${BALANCER}.members`]: [{ url: AT.a, route: '1' }] },
    ],
    [
      'a folder to the bare balancer',
      'proxypass-without-slash',
      { [`${SITE}.proxyPass[0]`]: { path: '/app', url: 'balancer://lb' } },
    ],
    [
      'a balancer in other letters',
      'proxypass-unknown-balancer',
      { [`${SITE}.proxyPass[0].url`]: 'balancer://LB/' },
    ],
    [
      "the article's path",
      'proxypass-slash-mismatch',
      {
        [`${SITE}.proxyPass[0].url`]:
          'balancer://lb/VirtualHostBase/http/shop.localhost:80/site/VirtualHostRoot/',
      },
    ],
    [
      'a folder before everything',
      'proxypass-shadowed',
      {
        [`${SITE}.proxyPass`]: [
          { path: '/app', url: '!' },
          { path: '/apple', url: '!' },
          { path: '/', url: 'balancer://lb/' },
        ],
      },
    ],
    [
      'an empty balancer that nobody uses',
      'balancer-empty',
      { '$.balancers': [...healthyProject(AT).balancers, { name: 'idle', members: [] }] },
    ],
    [
      'the longer URL first',
      'member-url-prefix',
      { [`${FIRST}.url`]: 'http://127.0.0.1:13001/x', [`${SECOND}.url`]: 'http://127.0.0.1:13001' },
    ],
    [
      'a port that begins alike',
      'member-url-prefix',
      { [`${FIRST}.url`]: 'http://127.0.0.1:1300', [`${SECOND}.url`]: 'http://127.0.0.1:13001' },
    ],
    [
      'another address of this machine',
      'member-on-own-listener',
      { [`${FIRST}.url`]: 'http://127.0.0.2:8080' },
    ],
    [
      'a standby beside a disabled member',
      'no-member-for-new-sessions',
      { [`${FIRST}.status`]: '+D', [`${SECOND}.status`]: '+H' },
    ],
    [
      'a spare that replaces a draining member',
      'no-member-for-new-sessions',
      { [`${FIRST}.status`]: '+N', [`${SECOND}.status`]: '+R' },
    ],
    [
      'a standby of the same route',
      'nofailover-without-standby',
      { [`${BALANCER}.nofailover`]: true, [`${SECOND}.status`]: '+H', [`${SECOND}.route`]: '1' },
    ],
    [
      'redirects to each other',
      'nofailover-without-standby',
      { [`${BALANCER}.nofailover`]: true, [`${FIRST}.redirect`]: '2', [`${SECOND}.redirect`]: '1' },
    ],
    ['a member far away', 'retry-long', { [`${FIRST}.retry`]: 60, [`${FIRST}.url`]: 'http://10.0.0.1:80' }],
    [
      'a health check that is quicker',
      'retry-long',
      { [`${FIRST}.retry`]: 60, [`${FIRST}.hcmethod`]: 'TCP', [`${FIRST}.hcinterval`]: 2 },
    ],
    [
      'forced recovery that is off anyway',
      'disabled-member-stops-recovery',
      { [`${FIRST}.status`]: '+D', [`${SECOND}.retry`]: 60, [`${BALANCER}.forcerecovery`]: false },
    ],
    [
      'a member whose health check failed and has one',
      'status-health-failed',
      { [`${FIRST}.status`]: '+C', [`${FIRST}.hcmethod`]: 'TCP' },
    ],
    ['a check by OPTIONS', 'hcuri-missing', { [`${FIRST}.hcmethod`]: 'OPTIONS' }],
    [
      'SameSite=None with Secure',
      'cookie-samesite-none-insecure',
      { [`${COOKIE}.sameSite`]: 'None', [`${COOKIE}.secure`]: true },
    ],
    [
      'a host prefix that keeps its promises',
      'cookie-prefix-rules',
      { [`${COOKIE}.name`]: '__Host-R', [`${COOKIE}.secure`]: true },
    ],
    [
      'a domain above the site',
      'cookie-domain-mismatch',
      { [`${COOKIE}.domain`]: '.shop.test', [`${SITE}.serverName`]: 'www.shop.test:8080' },
    ],
    [
      'a wide listen without a name',
      'cookie-domain-mismatch',
      { [`${COOKIE}.domain`]: 'shop.test', [`${SITE}.listen`]: '*:8080' },
    ],
    ['Secure over TLS', 'cookie-secure-on-http', { [`${COOKIE}.secure`]: true, [`${SITE}.tls`]: true }],
    [
      'the path of its only mapping',
      'cookie-path-too-narrow',
      { [`${COOKIE}.path`]: '/shop', [`${SITE}.proxyPass[0]`]: { path: '/shop/', url: 'balancer://lb/' } },
    ],
    [
      'upgrade on every member',
      'upgrade-missing',
      { [`${FIRST}.upgrade`]: 'websocket', [`${SECOND}.upgrade`]: 'ANY' },
      { webSocketsRefused: ['lb'] },
    ],
    [
      'a cookie of another site',
      'cookie-name-of-application',
      {},
      { applicationCookies: [{ site: 'else', name: 'ROUTEID' }] },
    ],
  ];
  test.each(table)('%s: %s', (_, id, changes, seen = {}) => {
    expect(idsOf(lintProject(changed(AT, changes), { ...NOTHING_SEEN, ...seen }))).not.toContain(id);
  });

  test('two balancers of one application that share their routes on purpose: cookie-name-clash', () => {
    const [first] = healthyProject(AT).balancers;
    const sockets = {
      ...first,
      name: 'sockets',
      members: first?.members.map((member) => ({ ...member, url: member.url.replace('http:', 'ws:') })),
    };
    const changes = {
      '$.balancers': [first, sockets],
      [`${SITE}.proxyPass`]: [
        { path: '/ws', url: 'balancer://sockets/ws' },
        { path: '/', url: 'balancer://lb/' },
      ],
    };
    expect(lintProject(changed(AT, changes))).toEqual([]);
  });
});

test('two sites of one application share its sessions on purpose: application-cookie-clash', () => {
  const [first] = healthyProject(AT).sites;
  const seen = ['site', 'tls'].map((site) => ({ site, name: 'connect.sid' }));
  const changes = { '$.sites': [first, { ...first, name: 'tls', listen: '127.0.0.1:8443', tls: true }] };
  expect(lintProject(changed(AT, changes), { ...NOTHING_SEEN, applicationCookies: seen })).toEqual([]);
  const apart = {
    '$.sites': [
      first,
      { ...first, name: 'tls', listen: AT.listen2, proxyPass: [{ path: '/', url: `${AT.c}/` }] },
    ],
  };
  const found = lintProject(changed(AT, apart), { ...NOTHING_SEEN, applicationCookies: seen });
  expect(found).toMatchObject([{ id: 'application-cookie-clash', mend: { label: 'Name it tls.localhost' } }]);
});

test('what `serve --backend` starts from has hints at most', async () => {
  const made = await projectFromBackends({ backends: [AT.a, AT.b], listen: AT.listen });
  if (!made.ok) throw new Error(made.error.message);
  expect(lintProject(made.value).map(({ id, severity }) => [id, severity])).toEqual([['retry-long', 'hint']]);
});

test('errors come first, then places in order', () => {
  const changes = {
    [`${FIRST}.route`]: '',
    [`${SECOND}.route`]: '',
    [`${COOKIE}.maxAge`]: 60,
    [`${COOKIE}.path`]: undefined,
  };
  expect(lintProject(changed(AT, changes)).map(({ severity, path }) => `${severity} ${path}`)).toEqual([
    `error ${FIRST}.route`,
    `error ${SECOND}.route`,
    `warning ${COOKIE}.path`,
    `hint ${COOKIE}.maxAge`,
  ]);
});

describe('over random projects', () => {
  const seenFor = (project: Project): SeenTraffic => ({
    webSocketsRefused: project.balancers.map(({ name }) => name),
    originsRefused: project.sites.map(({ name }) => name),
    applicationCookies: project.sites.map(({ name }) => ({ site: name, name: 'ROUTEID' })),
  });

  test('no lint fails, places are in the project, and the project is as it was', async () => {
    await fc.assert(
      fc.property(projectArbitrary(hostileText), (project) => {
        const before = JSON.stringify(project);
        for (const finding of lintProject(project, seenFor(project))) {
          expect(finding.path).toMatch(/^\$(\.\w+|\[\d+\])+$/);
        }
        expect(JSON.stringify(project)).toBe(before);
      }),
      { numRuns: 60 },
    );
  });

  test('every mend makes a valid project with one finding less of its kind', async () => {
    await fc.assert(
      fc.property(projectArbitrary(hostileText), (project) => {
        const seen = seenFor(project);
        const findings = lintProject(project, seen);
        for (const { id, mend } of findings) {
          if (mend === null) continue;
          const made = applyMend(project, mend);
          if (!made.ok) throw new Error(`${id}: ${JSON.stringify(made.error)}`);
          const count = (list: readonly Finding[]): number => list.filter((one) => one.id === id).length;
          if (count(lintProject(made.value, seen)) >= count(findings))
            throw new Error(`${id}: ${mend.label}`);
        }
      }),
      { numRuns: 40, endOnFailure: true },
    );
  }, 120_000);
});
