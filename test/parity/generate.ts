import type { Balancer, Member } from '../../core/contract/index.ts';
import { type Random, seededRandom } from '../../core/parity/random.ts';
import { generateExchange, sendsLargeChunked } from './generate-request.ts';
import { BACKENDS, type EditStep, type ExtraSite, ROUTES, type Scenario, type Step } from './scenario.ts';

/** What is left out by default because Apache differs from Apache there (README.md). */
export interface Racing {
  /** Members with `retry=0`. */
  readonly retryZero: boolean;
}

/** The scenario of a seed: a balancer as odd as Apache allows, and requests, outages and edits to go with it. */
export function generateScenario(
  seed: number,
  stepCount: number,
  racing: Racing = { retryZero: false },
): Scenario {
  const random = seededRandom(seed);
  const members = generateMembers(random, racing);
  const balancer = generateBalancer(random, members, lbmethodsFor(seed));
  const [mountPath, targetPath] = random.chance(75)
    ? [
        '/',
        random.pick(['/', '/', '/', '/app/', '/VirtualHostBase/http/site.test:80/plone/VirtualHostRoot/']),
      ]
    : random.pick(MOUNTS);
  const scenario = {
    seed,
    balancer,
    targetPath,
    mountPath,
    preserveHost: random.chance(25),
    extraPasses: random.chance(30) ? EXTRA_PASSES.filter(() => random.chance(60)) : [],
    extraSites: random.chance(25) ? EXTRA_SITES : [],
  };
  const steps: Step[] = [];
  while (steps.length < stepCount) steps.push(generateStep(random, scenario));
  return { ...scenario, steps };
}

type LbMethod = NonNullable<Balancer['lbmethod']>;

/** No bytraffic where `sendsLargeChunked`: it counts chunk framing, and how a body is cut depends on what comes when. */
function lbmethodsFor(seed: number): readonly LbMethod[] {
  return sendsLargeChunked(seed) ? ['byrequests', 'bybusyness'] : ['byrequests', 'bytraffic', 'bybusyness'];
}

/** A path and the balancer's path that it goes to: slashes on both sides, on one, on none. */
const MOUNTS = [
  ['/app', '/'],
  ['/app', ''],
  ['/app/', '/'],
  ['/app', '/base'],
  ['/app/', '/base/'],
  ['/a/b', '/base/'],
] as const;

const EXTRA_PASSES = [
  { path: '/x/private', url: '!' },
  { path: '/plain', url: 'http://backend-0/pl' },
  { path: '/plain2/', url: 'http://backend-5/' },
  { path: '/second', url: 'balancer://s/sec' },
  { path: '/x/y.html', url: 'balancer://s/page' },
  { path: '/second', url: '!' },
] as const;

/** Plain targets only: a balancer of two virtual hosts would have to stand outside them (README.md). */
const EXTRA_SITES: readonly ExtraSite[] = [
  {
    serverName: 'other.test',
    serverAlias: ['*.other.test', 'alias.t?st'],
    proxyPass: [
      { path: '/x', url: 'http://backend-2/ox' },
      { path: '/', url: 'http://backend-1/o/' },
    ],
  },
  {
    serverName: 'plain.test',
    serverAlias: ['*.test'],
    proxyPass: [{ path: '/', url: 'http://backend-1/p/' }],
  },
];

function generateMembers(random: Random, racing: Racing): Member[] {
  const count = 1 + random.below(BACKENDS);
  const sharesRoutes = random.chance(25);
  const usesSets = random.chance(30);
  const usesFlags = random.chance(45);
  const usesRedirects = random.chance(30);
  const usesFactors = random.chance(50);
  const tunnels = random.chance(20);
  const timesOut = random.chance(1);
  const order = Array.from({ length: BACKENDS }, (_, index) => index);
  return Array.from({ length: count }, (_, index): Member => {
    const backend = order.splice(random.below(order.length), 1)[0] ?? index;
    const base = random.chance(15) ? random.pick(['/base', '/base/', '/']) : '';
    const scheme = tunnels && random.chance(25) ? 'ws' : 'http';
    return {
      url: `${scheme}://backend-${backend}${base}`,
      ...(random.chance(8)
        ? {}
        : { route: sharesRoutes ? random.pick(['1', '2']) : (ROUTES[index] ?? String(index)) }),
      ...(usesFactors && random.chance(60)
        ? { loadfactor: random.pick([1, 2, 3, 1.5, 1.999, 2.3, 10, 50, 100]) }
        : {}),
      ...(usesSets && random.chance(60) ? { lbset: random.below(3) } : {}),
      ...(usesFlags && random.chance(45) ? { status: random.pick(STATUSES) } : {}),
      ...(usesRedirects && random.chance(50) ? { redirect: random.pick(ROUTES) } : {}),
      ...(random.chance(5) ? { disablereuse: true } : {}),
      ...(tunnels && random.chance(60) ? { upgrade: random.pick(['websocket', 'ANY', 'other']) } : {}),
      ...(timesOut ? { timeout: 1 } : {}),
      ...(racing.retryZero && random.chance(60) ? { retry: 0 } : {}),
    };
  });
}

const STATUSES = [
  '+D',
  '+S',
  '+H',
  '+R',
  '+N',
  '+I',
  '+C',
  '+E',
  '+HN',
  '+RN',
  '+D-D',
  '+IH',
  'H',
  '+RI',
  '+DH',
  '+NI',
  '+CH',
];

function generateBalancer(random: Random, members: Member[], lbmethods: readonly LbMethod[]): Balancer {
  const stickysession = random.pick([
    'ROUTEID',
    'ROUTEID',
    'ROUTEID',
    'ROUTEID',
    'JSESSIONID|jsessionid',
    'ROUTEID|sid',
    `LONG${'G'.repeat(70)}|l${'g'.repeat(70)}`,
    undefined,
  ]);
  const separator = random.chance(15) ? random.pick(['-', '_', 'Off', ':', '.']) : undefined;
  const cookieName = stickysession?.split('|')[0] ?? 'ROUTEID';
  const value = `${separator === undefined ? '.' : separator === 'Off' ? '' : separator}%{BALANCER_WORKER_ROUTE}e`;
  return {
    name: 's',
    members,
    ...(random.chance(45) ? { lbmethod: random.pick(lbmethods) } : {}),
    ...(stickysession === undefined ? {} : { stickysession }),
    ...(separator === undefined ? {} : { stickysessionsep: separator }),
    ...(random.chance(20) ? { scolonpathdelim: true } : {}),
    ...(random.chance(20) ? { nofailover: true } : {}),
    ...(random.chance(20) ? { forcerecovery: false } : {}),
    ...(random.chance(25) ? { maxattempts: random.below(4) } : {}),
    ...(random.chance(25) ? { failonstatus: random.pick([[500], [503], [500, 503], [404, 502]]) } : {}),
    ...(members.some((member) => member.timeout !== undefined) && random.chance(70)
      ? { failontimeout: true }
      : {}),
    ...(random.chance(90)
      ? { routeCookie: { name: cookieName, path: '/', value, ...random.pick(COOKIE_EXTRAS) } }
      : {}),
  };
}

const COOKIE_EXTRAS = [
  {},
  {},
  {},
  { path: '/app', secure: true, httpOnly: true, sameSite: 'None' },
  { domain: 'parity.test', sameSite: 'Lax', maxAge: 3600 },
] as const;

function generateStep(random: Random, scenario: Omit<Scenario, 'steps'>): Step {
  const dice = random.below(100);
  if (dice < 7) return { do: 'stop', backend: random.below(BACKENDS) };
  if (dice < 13) return { do: 'start', backend: random.below(BACKENDS) };
  if (dice < 17) return generateEdit(random, scenario.balancer, lbmethodsFor(scenario.seed));
  return generateExchange(random, scenario);
}

function generateEdit(random: Random, balancer: Balancer, lbmethods: readonly LbMethod[]): EditStep {
  const member = random.below(balancer.members.length);
  switch (random.below(11)) {
    case 0:
      return { do: 'loadfactor', member, value: random.pick([1, 2, 5, 1.5, 100]) };
    case 1:
      return { do: 'lbset', member, value: random.below(3) };
    case 2:
      return { do: 'redirect', member, value: random.pick(ROUTES) };
    case 3:
      return { do: 'lbmethod', value: random.pick(lbmethods) };
    case 4:
      return { do: 'nofailover', value: random.chance(50) };
    case 5:
      return { do: 'route', member, value: random.pick(ROUTES) };
    case 6:
      // A lone member without maxattempts takes no notice of balancer-manager's (README.md).
      return random.chance(60) && (balancer.maxattempts !== undefined || balancer.members.length > 1)
        ? { do: 'maxattempts', value: random.below(4) }
        : { do: 'stickysession', value: random.pick(['ROUTEID', 'OTHER|sid', 'ROUTEID|sid']) };
    default:
      return {
        do: 'flag',
        member,
        letter: random.pick(['D', 'S', 'N', 'H', 'R', 'I', 'C']),
        on: random.chance(55),
      };
  }
}
