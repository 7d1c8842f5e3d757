import { applyMend, type MendStep, type Project, type SeenTraffic } from '../../../../core/contract/index.ts';

/** Where a case's project runs: made up for unit tests, real ports beside Apache. */
export interface CaseSurroundings {
  /** Name of its balancer, and of a second one where a case needs it. */
  readonly lb: string;
  readonly lb2: string;
  /** Three members that answer, and one where nobody listens. */
  readonly a: string;
  readonly b: string;
  readonly c: string;
  readonly dead: string;
  readonly listen: string;
  readonly listen2: string;
}

/** A project's settings by JSON path; undefined takes one out. */
export type Changes = Readonly<Record<string, unknown>>;

/** A project that a lint complains of, made of the healthy one, and what the lint keeps quiet about. */
export interface LintCase {
  readonly broken: (at: CaseSurroundings) => Changes;
  /** The same thing done right; absent: what the finding's mend makes of the broken one. */
  readonly twin?: (at: CaseSurroundings) => Changes;
  readonly seen?: (at: CaseSurroundings) => Partial<SeenTraffic>;
}

/** Two members, the recipe's cookie, one site: nothing to complain of, not even a hint. */
export function healthyProject(at: CaseSurroundings): Project {
  return {
    version: 1,
    name: 'healthy',
    balancers: [
      {
        name: at.lb,
        stickysession: 'ROUTEID',
        members: [
          { url: at.a, route: '1', retry: 2 },
          { url: at.b, route: '2', retry: 2 },
        ],
        routeCookie: { name: 'ROUTEID', path: '/' },
      },
    ],
    sites: [{ name: 'site', listen: at.listen, proxyPass: [{ path: '/', url: `balancer://${at.lb}/` }] }],
  };
}

/** The healthy project with some settings changed; what comes out has to be a project. */
export function changed(at: CaseSurroundings, changes: Changes): Project {
  const steps = Object.entries(changes).map(
    ([path, value]): MendStep => (value === undefined ? { path, remove: true } : { path, value }),
  );
  const made = applyMend(healthyProject(at), { label: 'test', steps });
  if (!made.ok) throw new Error(`the case is no project: ${JSON.stringify(made.error)}`);
  return made.value;
}

const BALANCER = '$.balancers[0]';
const COOKIE = `${BALANCER}.routeCookie`;
const FIRST = `${BALANCER}.members[0]`;
const SECOND = `${BALANCER}.members[1]`;
const SITE = '$.sites[0]';
const ROUTE = '%{BALANCER_WORKER_ROUTE}e';

/** A second balancer on a second site of the same host. */
const secondSite = (at: CaseSurroundings, cookie: string, routes: readonly [string, string]) => ({
  '$.balancers': [
    ...healthyProject(at).balancers,
    {
      name: at.lb2,
      stickysession: cookie,
      routeCookie: { name: cookie, path: '/' },
      members: [
        { url: at.b, route: routes[0], retry: 2 },
        { url: at.c, route: routes[1], retry: 2 },
      ],
    },
  ],
  '$.sites': [
    ...healthyProject(at).sites,
    { name: 'second', listen: at.listen2, proxyPass: [{ path: '/', url: `balancer://${at.lb2}/` }] },
  ],
});

/** One case for each lint, by its id: checked by unit tests, and beside a real Apache, which has to show the symptom. */
export const LINT_CASES: Readonly<Record<string, LintCase>> = {
  'cookie-value-without-route': { broken: () => ({ [`${COOKIE}.value`]: '.1' }) },
  'cookie-value-without-separator': { broken: () => ({ [`${COOKIE}.value`]: ROUTE }) },
  'cookie-value-separator-mismatch': { broken: () => ({ [`${BALANCER}.stickysessionsep`]: 'Off' }) },
  'route-missing': { broken: () => ({ [`${FIRST}.route`]: undefined, [`${SECOND}.route`]: undefined }) },
  'route-doubled': { broken: () => ({ [`${SECOND}.route`]: '1' }) },
  'route-not-cookie-safe': { broken: () => ({ [`${FIRST}.route`]: 'a;b', [`${SECOND}.route`]: 'c,d' }) },
  'stickysession-missing': { broken: () => ({ [`${BALANCER}.stickysession`]: undefined }) },
  'cookie-name-mismatch': { broken: () => ({ [`${BALANCER}.stickysession`]: 'routeid' }) },
  'stickysession-half-empty': { broken: () => ({ [`${BALANCER}.stickysession`]: 'ROUTEID|' }) },
  'stickysession-too-long': {
    broken: () => ({ [`${BALANCER}.stickysession`]: 'R'.repeat(70), [`${COOKIE}.name`]: 'R'.repeat(70) }),
  },
  'sticky-id-missing': { broken: () => ({ [COOKIE]: null }) },
  'sticky-name-in-other-parameters': {
    broken: () => ({ [`${BALANCER}.stickysession`]: 'ID', [`${COOKIE}.name`]: 'ID' }),
  },
  'jsessionid-in-url': { broken: () => ({ [`${BALANCER}.stickysession`]: 'JSESSIONID', [COOKIE]: null }) },
  'not-sticky': { broken: () => ({ [`${BALANCER}.stickysession`]: undefined, [COOKIE]: undefined }) },
  'proxypass-without-slash': { broken: (at) => ({ [`${SITE}.proxyPass[0].url`]: `balancer://${at.lb}` }) },
  'plain-target-without-slash': { broken: (at) => ({ [`${SITE}.proxyPass[0].url`]: at.c }) },
  'proxypass-slash-mismatch': {
    broken: (at) => ({ [`${SITE}.proxyPass[0].url`]: `balancer://${at.lb}/base` }),
  },
  'proxypass-shadowed': {
    broken: (at) => ({
      [`${SITE}.proxyPass`]: [
        { path: '/', url: `balancer://${at.lb}/` },
        { path: '/api', url: `${at.c}/api` },
      ],
    }),
  },
  'proxypass-unknown-balancer': {
    broken: (at) => ({ [`${SITE}.proxyPass[0].url`]: `balancer://${at.lb2}/` }),
  },
  'site-shadowed': {
    broken: (at) => ({
      '$.sites': [
        { ...healthyProject(at).sites[0], serverName: 'shop.localhost' },
        {
          name: 'second',
          listen: at.listen,
          serverName: 'shop.localhost',
          proxyPass: [{ path: '/', url: `${at.c}/` }],
        },
      ],
    }),
  },
  'balancer-empty': { broken: () => ({ [`${BALANCER}.members`]: [] }), twin: () => ({}) },
  'member-trailing-slash': { broken: (at) => ({ [`${FIRST}.url`]: `${at.a}/` }) },
  'member-url-prefix': {
    broken: (at) => ({
      [`${BALANCER}.members`]: [
        { url: at.a, route: '1', retry: 2 },
        { url: `${at.a}/x`, route: '2', retry: 2 },
      ],
    }),
  },
  'member-on-own-listener': { broken: (at) => ({ [`${FIRST}.url`]: `http://${at.listen}` }) },
  'only-spares': { broken: () => ({ [`${FIRST}.status`]: '+R', [`${SECOND}.status`]: '+R' }) },
  'no-member-for-new-sessions': {
    broken: () => ({ [`${FIRST}.status`]: '+D', [`${SECOND}.status`]: '+N' }),
  },
  'status-error-void': { broken: () => ({ [`${FIRST}.status`]: '+E' }) },
  'status-health-failed': { broken: () => ({ [`${FIRST}.status`]: '+C' }) },
  'nofailover-without-standby': {
    broken: (at) => ({ [`${FIRST}.url`]: at.dead, [`${BALANCER}.nofailover`]: true }),
  },
  'redirect-unknown': {
    broken: (at) => threeMembers(at, { redirect: '9' }),
    twin: (at) => threeMembers(at, { redirect: '2' }),
  },
  'retry-zero': { broken: (at) => ({ [`${FIRST}.url`]: at.dead, [`${FIRST}.retry`]: 0 }) },
  'retry-long': { broken: () => ({ [`${FIRST}.retry`]: undefined }) },
  'maxattempts-zero': {
    broken: (at) => ({
      [`${FIRST}.url`]: at.dead,
      [`${FIRST}.retry`]: 1,
      [`${BALANCER}.maxattempts`]: 0,
    }),
  },
  'ignore-errors-stops-failover': {
    broken: (at) => ({ [`${FIRST}.url`]: at.dead, [`${FIRST}.status`]: '+I' }),
  },
  'disabled-member-stops-recovery': {
    broken: (at) => threeMembers(at, { status: '+D' }, 60),
    twin: () => ({ [`${FIRST}.retry`]: 60, [`${SECOND}.retry`]: 60 }),
  },
  'failonstatus-client-errors': { broken: () => ({ [`${BALANCER}.failonstatus`]: [404, 503] }) },
  'pool-limit-marks-error': { broken: () => ({ [`${FIRST}.max`]: 1, [`${FIRST}.acquire`]: 0.05 }) },
  'health-check-without-method': {
    broken: () => ({ [`${FIRST}.hcuri`]: '/health', [`${FIRST}.hcinterval`]: 0.1 }),
  },
  'hcuri-missing': { broken: () => ({ [`${FIRST}.hcmethod`]: 'HEAD', [`${FIRST}.hcinterval`]: 0.1 }) },
  'hcuri-without-slash': {
    broken: () => ({
      [`${FIRST}.hcmethod`]: 'HEAD',
      [`${FIRST}.hcinterval`]: 0.1,
      [`${FIRST}.hcuri`]: 'health',
    }),
  },
  'health-check-counts': {
    broken: () => checkedWith({ hcfails: 2 }),
    twin: () => checkedWith({ hcuri: '/health' }),
  },
  'cookie-samesite-none-insecure': { broken: () => ({ [`${COOKIE}.sameSite`]: 'None' }) },
  'cookie-prefix-rules': {
    broken: () => ({
      [`${BALANCER}.stickysession`]: '__Host-ROUTEID',
      [`${COOKIE}.name`]: '__Host-ROUTEID',
    }),
  },
  'cookie-domain-mismatch': {
    broken: () => ({ [`${COOKIE}.domain`]: 'other.localhost', [`${SITE}.serverName`]: 'shop.localhost' }),
  },
  'cookie-secure-on-http': {
    broken: () => ({ [`${COOKIE}.secure`]: true, [`${SITE}.serverName`]: 'shop.test' }),
  },
  'cookie-path-missing': { broken: () => ({ [`${COOKIE}.path`]: undefined }) },
  'cookie-path-too-narrow': { broken: () => ({ [`${COOKIE}.path`]: '/shop' }) },
  'cookie-max-age-zero': { broken: () => ({ [`${COOKIE}.maxAge`]: 0 }) },
  'cookie-expires-in-session': { broken: () => ({ [`${COOKIE}.maxAge`]: 600 }) },
  'cookie-name-clash': { broken: (at) => secondSite(at, 'ROUTEID', ['3', '4']) },
  'application-cookie-clash': {
    broken: (at) => {
      const two = secondSite(at, 'JSESSIONID|jsessionid', ['3', '4']);
      const balancers = two['$.balancers'].map((balancer) => ({
        ...balancer,
        stickysession: 'JSESSIONID|jsessionid',
        routeCookie: null,
      }));
      return { ...two, '$.balancers': balancers };
    },
  },
  'cookie-name-of-application': {
    broken: () => ({ [`${BALANCER}.stickysession`]: 'PHPSESSID', [`${COOKIE}.name`]: 'PHPSESSID' }),
  },
  'upgrade-missing': { broken: () => ({}), seen: (at) => ({ webSocketsRefused: [at.lb] }) },
  'origin-host-mismatch': { broken: () => ({}), seen: () => ({ originsRefused: ['site'] }) },
};

function threeMembers(at: CaseSurroundings, first: object, retry = 2): Changes {
  return {
    [`${BALANCER}.members`]: [
      { url: at.dead, route: '1', retry, ...first },
      { url: at.b, route: '2', retry },
      { url: at.c, route: '3', retry },
    ],
  };
}

function checkedWith(settings: object): Changes {
  const check = { hcmethod: 'HEAD', hcinterval: 0.1, hcuri: '/hiccup', ...settings };
  return Object.fromEntries(Object.entries(check).map(([key, value]) => [`${FIRST}.${key}`, value]));
}
