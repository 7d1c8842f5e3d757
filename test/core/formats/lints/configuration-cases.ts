import type { CaseSurroundings } from './cases.ts';

/** A configuration that a lint complains of, and the same thing done right; `line` is where the finding stands. */
export interface ConfigurationCase {
  readonly broken: (at: CaseSurroundings) => string;
  readonly twin: (at: CaseSurroundings) => string;
  readonly line: number;
}

const COOKIE = 'Set-Cookie "ROUTEID=.%{BALANCER_WORKER_ROUTE}e; path=/"';
const CHANGED = 'env=BALANCER_ROUTE_CHANGED';

interface Parts {
  readonly members?: string;
  readonly header?: string;
  readonly more?: string;
  readonly map?: string;
}

/** The recipe as a site of its own, some of its lines replaced. The header is line 3, members are lines 5 and 6. */
const site = (at: CaseSurroundings, parts: Parts = {}): string =>
  [
    `Listen ${at.listen}`,
    `<VirtualHost ${at.listen}>`,
    `  ${parts.header ?? `Header add ${COOKIE} ${CHANGED}`}`,
    `  <Proxy "balancer://${at.lb}">`,
    parts.members ?? `    BalancerMember ${at.a} route=1 retry=2\n    BalancerMember ${at.b} route=2 retry=2`,
    '    ProxySet stickysession=ROUTEID',
    '  </Proxy>',
    `  ${parts.more ?? 'ProxyPreserveHost Off'}`,
    `  ${parts.map ?? `ProxyPass / balancer://${at.lb}/`}`,
    '</VirtualHost>',
    '',
  ].join('\n');

const dead = (at: CaseSurroundings) => `    BalancerMember ${at.dead} route=1 retry=2`;

/** Two balancers in one site, each with a cookie line of its own in its section. */
const twoBalancers = (at: CaseSurroundings, first: string, second: string): string =>
  [
    `Listen ${at.listen}`,
    `<VirtualHost ${at.listen}>`,
    ...[first, second].flatMap((name, index) => [
      `  <Proxy "balancer://${name}">`,
      `    BalancerMember ${index === 0 ? at.a : at.b} route=${index + 1} retry=2`,
      `    ProxySet stickysession=C${index}`,
      `    Header add Set-Cookie "C${index}=.%{BALANCER_WORKER_ROUTE}e; path=/" ${CHANGED}`,
      '  </Proxy>',
    ]),
    `  ProxyPass /first balancer://${first}`,
    `  ProxyPass / balancer://${second}/`,
    '</VirtualHost>',
    '',
  ].join('\n');

const loads = (...modules: readonly string[]): string =>
  modules.map((name) => `LoadModule ${name}_module modules/mod_${name}.so\n`).join('');

/** One case for each lint of configurations, by its id. */
export const CONFIGURATION_CASES: Readonly<Record<string, ConfigurationCase>> = {
  'set-cookie-unconditional': {
    broken: (at) => site(at, { header: `Header add ${COOKIE}` }),
    twin: (at) => site(at),
    line: 3,
  },
  'set-cookie-always': {
    broken: (at) => site(at, { members: dead(at), header: `Header always add ${COOKIE} ${CHANGED}` }),
    twin: (at) => site(at, { members: dead(at) }),
    line: 3,
  },
  'set-cookie-not-added': {
    broken: (at) => site(at, { header: `Header set ${COOKIE} ${CHANGED}` }),
    twin: (at) => site(at),
    line: 3,
  },
  'timeout-milliseconds': {
    broken: (at) => site(at, { members: `    BalancerMember ${at.a} route=1 retry=2 timeout=500ms` }),
    twin: (at) => site(at, { members: `    BalancerMember ${at.a} route=1 retry=2 timeout=1` }),
    line: 5,
  },
  'quotes-inside-word': {
    broken: (at) => site(at, { members: `    BalancerMember ${at.a} route="1" retry=2` }),
    twin: (at) => site(at, { members: `    BalancerMember ${at.a} "route=1" retry=2` }),
    line: 5,
  },
  'proxy-section-prefix': {
    broken: (at) => twoBalancers(at, at.lb, `${at.lb}2`),
    twin: (at) => twoBalancers(at, `${at.lb}1`, `${at.lb}2`),
    line: 6,
  },
  'proxypassreverse-double-slash': {
    broken: (at) =>
      site(at, {
        map: `ProxyPass /p/ balancer://${at.lb}/`,
        more: `ProxyPassReverse /p/ balancer://${at.lb}/`,
      }),
    twin: (at) =>
      site(at, {
        map: `ProxyPass /p/ balancer://${at.lb}/`,
        more: `ProxyPassReverse /p balancer://${at.lb}`,
      }),
    line: 9,
  },
  'proxy-requests-on': {
    broken: (at) => site(at, { more: 'ProxyRequests On' }),
    twin: (at) => site(at, { more: 'ProxyRequests Off' }),
    line: 9,
  },
  'balancer-undeclared': {
    broken: (at) => site(at, { map: `ProxyPass / balancer://${at.lb2}/` }),
    twin: (at) => site(at),
    line: 10,
  },
  'namevirtualhost-obsolete': {
    broken: (at) => `NameVirtualHost ${at.listen}\n${site(at)}`,
    twin: (at) => site(at),
    line: 1,
  },
  'access-control-obsolete': {
    broken: (at) => site(at, { more: '<Location />\n  Order allow,deny\n  </Location>' }),
    twin: (at) => site(at, { more: '<Location />\n  Require all granted\n  </Location>' }),
    line: 10,
  },
  'refused-by-apache': {
    broken: (at) => site(at, { members: `    BalancerMember ${at.a} route=1 retry=2 loadfactor=0` }),
    twin: (at) => site(at, { members: `    BalancerMember ${at.a} route=1 retry=2 loadfactor=1.5` }),
    line: 5,
  },
  'shared-memory-module-missing': {
    broken: (at) => `${loads('proxy_balancer', 'lbmethod_byrequests')}${site(at)}`,
    twin: (at) => `${loads('proxy_balancer', 'lbmethod_byrequests', 'slotmem_shm')}${site(at)}`,
    line: 1,
  },
  'lbmethod-module-missing': {
    broken: (at) => `${loads('proxy_balancer', 'slotmem_shm')}${site(at)}`,
    twin: (at) => `${loads('proxy_balancer', 'slotmem_shm', 'lbmethod_byrequests')}${site(at)}`,
    line: 1,
  },
};
