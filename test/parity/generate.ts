import type { Balancer, Member } from '../../core/contract/index.ts';
import { type Random, seededRandom } from './random.ts';
import { BACKENDS, type EditStep, type RequestStep, type Scenario, type Step } from './scenario.ts';

/** The scenario of a seed: a balancer as odd as Apache allows, and requests, outages and edits to go with it. */
export function generateScenario(seed: number, stepCount: number): Scenario {
  const random = seededRandom(seed);
  const members = generateMembers(random);
  const balancer = generateBalancer(random, members);
  const targetPath = random.pick([
    '/',
    '/',
    '/',
    '/app/',
    '/VirtualHostBase/http/site.test:80/plone/VirtualHostRoot/',
  ]);
  const scenario = {
    seed,
    balancer,
    targetPath,
    mountPath: '/',
    preserveHost: random.chance(25),
  };
  const steps: Step[] = [];
  while (steps.length < stepCount) steps.push(generateStep(random, balancer));
  return { ...scenario, steps };
}

const ROUTES = ['1', '2', '3', 'a', 'b', 'a.b', 'node1', 'R_2'] as const;

function generateMembers(random: Random): Member[] {
  const count = 1 + random.below(BACKENDS);
  const sharesRoutes = random.chance(25);
  const usesSets = random.chance(30);
  const usesFlags = random.chance(45);
  const usesRedirects = random.chance(30);
  const usesFactors = random.chance(50);
  const order = Array.from({ length: BACKENDS }, (_, index) => index);
  return Array.from({ length: count }, (_, index): Member => {
    const backend = order.splice(random.below(order.length), 1)[0] ?? index;
    const base = random.chance(10) ? '/base' : '';
    return {
      url: `http://backend-${backend}${base}`,
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

function generateBalancer(random: Random, members: Member[]): Balancer {
  const stickysession = random.pick([
    'ROUTEID',
    'ROUTEID',
    'ROUTEID',
    'ROUTEID',
    'JSESSIONID|jsessionid',
    'ROUTEID|sid',
    undefined,
  ]);
  const separator = random.chance(15) ? random.pick(['-', '_', 'Off', ':', '.']) : undefined;
  const cookieName = stickysession?.split('|')[0] ?? 'ROUTEID';
  const value = `${separator === undefined ? '.' : separator === 'Off' ? '' : separator}%{BALANCER_WORKER_ROUTE}e`;
  return {
    name: 's',
    members,
    ...(random.chance(45)
      ? { lbmethod: random.pick(['byrequests', 'bytraffic', 'bybusyness'] as const) }
      : {}),
    ...(stickysession === undefined ? {} : { stickysession }),
    ...(separator === undefined ? {} : { stickysessionsep: separator }),
    ...(random.chance(20) ? { scolonpathdelim: true } : {}),
    ...(random.chance(20) ? { nofailover: true } : {}),
    ...(random.chance(20) ? { forcerecovery: false } : {}),
    ...(random.chance(25) ? { maxattempts: random.below(4) } : {}),
    ...(random.chance(25) ? { failonstatus: random.pick([[500], [503], [500, 503], [404, 502]]) } : {}),
    ...(random.chance(90) ? { routeCookie: { name: cookieName, path: '/', value } } : {}),
  };
}

function generateStep(random: Random, balancer: Balancer): Step {
  const dice = random.below(100);
  if (dice < 7) return { do: 'stop', backend: random.below(BACKENDS) };
  if (dice < 13) return { do: 'start', backend: random.below(BACKENDS) };
  if (dice < 17) return generateEdit(random, balancer);
  return generateRequest(random, balancer);
}

function generateEdit(random: Random, balancer: Balancer): EditStep {
  const member = random.below(balancer.members.length);
  switch (random.below(8)) {
    case 0:
      return { do: 'loadfactor', member, value: random.pick([1, 2, 5, 1.5, 100]) };
    case 1:
      return { do: 'lbset', member, value: random.below(3) };
    case 2:
      return { do: 'redirect', member, value: random.pick(ROUTES) };
    case 3:
      return { do: 'lbmethod', value: random.pick(['byrequests', 'bytraffic', 'bybusyness']) };
    case 4:
      return { do: 'nofailover', value: random.chance(50) };
    default:
      return {
        do: 'flag',
        member,
        letter: random.pick(['D', 'S', 'N', 'H', 'R', 'I', 'C']),
        on: random.chance(55),
      };
  }
}

function generateRequest(random: Random, balancer: Balancer): RequestStep {
  const method = random.chance(75)
    ? 'GET'
    : random.pick(['POST', 'POST', 'PUT', 'HEAD', 'DELETE', 'OPTIONS', 'PATCH']);
  const target = generateTarget(random, balancer);
  // What Apache's own file handler says about other methods is no matter of proxying.
  if (target.startsWith('/excluded')) return { ...PLAIN_GET, target };
  const hasBody = method === 'POST' || method === 'PUT' || method === 'PATCH';
  return {
    do: 'request',
    method,
    target,
    cookies: generateCookies(random, balancer),
    client: random.below(4),
    body: hasBody
      ? { bytes: random.pick([0, 1, 100, 5000, 16_384, 16_385, 40_000]), chunked: random.chance(35) }
      : null,
    fields: random.chance(15) ? random.pick(FIELDS) : [],
    answer: random.chance(20) ? random.pick(ANSWERS) : null,
  };
}

const PLAIN_GET: RequestStep = {
  do: 'request',
  method: 'GET',
  target: '/',
  cookies: [],
  client: 0,
  body: null,
  fields: [],
  answer: null,
};

const FIELDS: readonly (readonly string[])[] = [
  ['User-Agent', 'parity/1', 'Accept', '*/*'],
  ['X-Forwarded-For', '10.0.0.1', 'x-forwarded-host', 'front.test'],
  ['Connection', 'X-Hop, close', 'X-Hop', '1', 'X-Keep', '2'],
  ['TE', 'trailers', 'Trailer', 'X-Sum', 'Keep-Alive', '300'],
  ['Proxy-Authorization', 'Basic eDp5', 'Proxy-Connection', 'keep-alive'],
  ['Upgrade', 'websocket', 'Connection', 'Upgrade'],
  ['Max-Forwards', '5'],
  ['Max-Forwards', '0'],
  ['accept-ENCODING', 'gzip', 'X-Twice', '1', 'X-Twice', '2'],
  ['Via', '1.1 other', 'Date', 'Mon, 01 Jan 2024 00:00:00 GMT'],
];

const ANSWERS = [
  'status=500',
  'status=503',
  'status=404',
  'status=302&location=http%3A%2F%2F{self}%2Fnext',
  'status=302&location=%2Frelative',
  'status=201&location=http%3A%2F%2Fparity.test%2Fx',
  'status=204',
  'status=304',
  'cookie=a%3D1&cookie=b%3D2',
  'cookie=ROUTEID%3Dapp.1',
  'pad=20000',
  'chunked=1',
  'close=1',
  'status=200&reason=Fine',
];

const PATHS = [
  '/',
  '/x',
  '/x/y.html',
  '/a%20b',
  '/a//b',
  '/a/./b/../c',
  '/%7Euser',
  '/%41%3B',
  '/a+b,c:d@e',
  '/excluded/x',
  '/x?',
  '/x?q=1&r=%2F',
  '/ü',
] as const;

function generateTarget(random: Random, balancer: Balancer): string {
  const path = random.chance(65) ? '/x' : random.pick(PATHS);
  if (!random.chance(22)) return path === '/ü' ? '/\u00c3\u00bc' : path;
  const name = (balancer.stickysession ?? 'ROUTEID').split('|').at(-1) ?? 'ROUTEID';
  const value = generateValue(random, balancer);
  return random.pick([
    `/x?${name}=${value}`,
    `/x;${name}=${value}`,
    `/x;${name}=${value}?y=1`,
    `/x?X${name}=${value}`,
    `/x?a=1&${name}=${value}&b=2`,
    `/${name}=${value}`,
    `/x;${name}=${value}/y`,
    // Not `?NAME=` at the very end: httpd then reads on past the end of its text, so what it finds is chance.
    `/x?${name}=&y=1`,
    `/x?${name}=&x=1${value}`,
    `/x;${name}=${value};z=1`,
    `/x%3B${name}%3D${value}`,
    `/x?${name}=%2E1`,
    `/x?${name.toLowerCase()}=${value}`,
    `/x?${name}&${name}=${value}`,
  ]);
}

function generateValue(random: Random, balancer: Balancer): string {
  const separator =
    balancer.stickysessionsep === undefined
      ? '.'
      : balancer.stickysessionsep === 'Off'
        ? ''
        : balancer.stickysessionsep;
  const routes = balancer.members.map((member) => member.route ?? '');
  const route = random.chance(75) ? random.pick(routes) : random.pick(ROUTES);
  return random.pick([
    `${separator}${route}`,
    `${separator}${route}`,
    `${separator}${route}`,
    `abc${separator}${route}`,
    `ab.cd${separator}${route}`,
    route,
    `abc${separator}`,
    `${separator}zz`,
    'abc',
  ]);
}

function generateCookies(random: Random, balancer: Balancer): string[] {
  const name = (balancer.stickysession ?? 'ROUTEID').split('|')[0] ?? 'ROUTEID';
  const dice = random.below(100);
  if (dice < 45) return ['{jar}'];
  if (dice < 60) return [];
  const value = generateValue(random, balancer);
  const other = generateValue(random, balancer);
  return random.pick([
    [`${name}=${value}`],
    [`${name}=${value}`],
    [`${name}=${value}`],
    [`a=1; ${name}=${value}; b=2`],
    [`X${name}=${other}; ${name}=${value}`],
    [`${name}=${other}; ${name}=${value}`],
    [`foo=x ${name}=${value}`],
    [`foo=x,${name}=${value}`],
    [`${name} = ${value}`],
    [`${name}="${value}"`],
    [`${name}=${value} ; a=1`],
    [`${name}=`],
    [`${name}=; ${name}=${value}`],
    [`${name}`],
    [`${name.toLowerCase()}=${value}`],
    [`a=1`, `${name}=${value}`],
    [`${name}=${value},x`],
    [`a=${name}=${value}`],
    [`x-${name}=${other};${name}=${value}`],
    [`${name}x=${other}; ${name}=${value}`],
  ]);
}
