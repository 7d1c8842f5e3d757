import type { Balancer } from '../../core/contract/index.ts';
import type { Random } from '../../core/parity/random.ts';
import { type RequestStep, ROUTES, type Scenario } from './scenario.ts';

/** One request, or a few on one client connection (APACHE.md §2.7: from the second on a close means something else). */
export function generateExchange(random: Random, scenario: Omit<Scenario, 'steps'>): RequestStep {
  const first = generateRequest(random, scenario);
  if (!random.chance(12)) return first;
  const more = Array.from({ length: 1 + random.below(2) }, () => generateRequest(random, scenario));
  return { ...first, more };
}

function generateRequest(random: Random, scenario: Omit<Scenario, 'steps'>): RequestStep {
  const { balancer } = scenario;
  const method = random.chance(75)
    ? 'GET'
    : random.pick(['POST', 'POST', 'PUT', 'HEAD', 'DELETE', 'OPTIONS', 'PATCH']);
  const host = generateHost(random, scenario);
  const target = generateMountedTarget(random, scenario, host !== null);
  // What Apache's own file handler says about other methods is no matter of proxying.
  if (!isMapped(scenario, host, target))
    return {
      ...PLAIN_GET,
      target,
      ...(host === null ? {} : { host }),
      fields: random.chance(10) ? ['Max-Forwards', '0'] : [],
    };
  const version = random.chance(7) ? '1.0' : undefined;
  const hasBody = method === 'POST' || method === 'PUT' || method === 'PATCH';
  if (version === undefined && method === 'GET' && tunnels(balancer) && random.chance(30))
    return {
      ...PLAIN_GET,
      target,
      cookies: generateCookies(random, balancer),
      client: random.below(4),
      fields: random.pick(UPGRADES),
    };
  const body = hasBody
    ? {
        bytes: random.chance(3) ? random.pick([300_000, 1_500_000]) : random.pick(BODY_SIZES),
        chunked: version === undefined && random.chance(35),
      }
    : null;
  if (body !== null && body.bytes >= LARGE_BYTES && !sendsLargeChunked(scenario.seed)) body.chunked = false;
  return {
    do: 'request',
    ...(version === undefined ? {} : { version }),
    ...(version === '1.0' && host === null && random.chance(40)
      ? { host: '' }
      : host === null
        ? {}
        : { host }),
    method,
    target,
    cookies: generateCookies(random, balancer),
    client: random.below(4),
    body,
    fields: random.chance(15) ? fieldsFor(version, body, random.pick(FIELDS)) : [],
    answer: random.chance(20) ? answerFor(version, generateAnswer(random, balancer, host)) : null,
  };
}

/** Bodies from here on aren't whole before the member hears of them, and go there in chunks. */
const LARGE_BYTES = 16_384;

/** Whether large chunked bodies occur in the scenario of this seed. */
export function sendsLargeChunked(seed: number): boolean {
  return seed % 2 === 1;
}

const BODY_SIZES = [0, 1, 100, 5000, 16_384, 16_385, 40_000] as const;

/** Nobody hangs at the plain targets of other hosts: their timeout is the minute of a default here, 5 s there. */
function generateAnswer(random: Random, balancer: Balancer, host: string | null): string {
  return host === null && timesOut(balancer) && random.chance(8) ? 'hang=1' : random.pick(ANSWERS);
}

/** We end a close-delimited answer that was cut short with a reset, so that an old client can tell (README.md). */
function answerFor(version: '1.0' | undefined, answer: string): string {
  return version === '1.0' && answer.includes('cut=1') ? 'cut=1' : answer;
}

/**
 * RFC 9110 §7.8: Upgrade in HTTP/1.0 is ignored, which httpd doesn't. And a body that goes into the tunnel shows how it
 * was cut into chunks, which is nobody's promise. With Expect, what has come of a chunked body by then decides whether
 * it gets a length (README.md).
 */
function fieldsFor(
  version: '1.0' | undefined,
  body: RequestStep['body'],
  fields: readonly string[],
): readonly string[] {
  if (fields.includes('Expect') && body?.chunked === true) return [];
  return (version === '1.0' || body !== null) && fields.includes('Upgrade') ? [] : fields;
}

function timesOut(balancer: Balancer): boolean {
  return balancer.members.some((member) => member.timeout !== undefined);
}

function tunnels(balancer: Balancer): boolean {
  return balancer.members.some((member) => member.upgrade !== undefined || member.url.startsWith('ws:'));
}

const WEBSOCKET = ['Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ==', 'Sec-WebSocket-Version', '13'] as const;
const UPGRADES: readonly (readonly string[])[] = [
  ['Connection', 'Upgrade', 'Upgrade', 'websocket', ...WEBSOCKET],
  ['Connection', 'keep-alive, Upgrade', 'Upgrade', 'WebSocket', ...WEBSOCKET],
  ['Connection', 'Upgrade', 'Upgrade', 'other/1'],
];

function generateHost(random: Random, scenario: Omit<Scenario, 'steps'>): string | null {
  if (scenario.extraSites.length === 0)
    return random.chance(4) ? random.pick(['PARITY.test:80', 'unknown.test']) : null;
  return random.chance(50) ? null : random.pick(HOSTS);
}

const HOSTS = [
  'other.test',
  'OTHER.test:8080',
  'a.other.test',
  'b.c.other.test',
  'alias.test',
  'plain.test',
  'xother.test',
];

function generateMountedTarget(
  random: Random,
  scenario: Omit<Scenario, 'steps'>,
  isElsewhere: boolean,
): string {
  const { extraPasses, mountPath } = scenario;
  const target = generateTarget(random, scenario.balancer);
  if (extraPasses.length > 0 && random.chance(30)) {
    const { path } = random.pick(extraPasses);
    return random.pick([path, `${path}/`, `${path}x`, `${path.replace(/\/$/, '')}${target}`]);
  }
  if (mountPath === '/' || isElsewhere || random.chance(6)) return target;
  return random.chance(8)
    ? random.pick([mountPath, `${mountPath}x`, `${mountPath}/`, `${mountPath}?q=1`])
    : `${mountPath.replace(/\/$/, '')}${target}`;
}

/** Whether the request is proxied, as far as it matters here: when in doubt it isn't, and a plain GET is sent. */
function isMapped(scenario: Omit<Scenario, 'steps'>, host: string | null, target: string): boolean {
  if (target.startsWith('/excluded')) return false;
  if (scenario.extraPasses.length > 0 && scenario.extraPasses.some(({ path }) => target.startsWith(path)))
    return false;
  if (scenario.mountPath === '/') return true;
  if (host !== null) return false;
  return target.startsWith(`${scenario.mountPath.replace(/\/$/, '')}/`) && !target.includes('..');
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
  [
    'X-Forwarded-Server',
    'a',
    'X-Forwarded-For',
    '1.1.1.1',
    'X-Forwarded-For',
    '2.2.2.2',
    'X-Forwarded-Host',
    'h',
  ],
  ['Expect', '100-continue'],
  ['Connection', 'keep-alive'],
  ['Connection', 'close'],
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
  'pad=200000&chunked=1',
  'close=1',
  'cut=1',
  'cut=1&chunked=1',
  'status=302&location=http%3A%2F%2F{self}%2Fbase%2Fnext%3Fa',
  'status=404&cookie=x%3D1%3B%20Path%3D%2Fbase',
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
