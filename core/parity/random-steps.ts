import type { Project } from '../contract/index.ts';
import { cookieOf, inPath } from './cases.ts';
import { outageOmission } from './outages.ts';
import { type Place, type PlaceBalancer, placesOf, requestTo } from './places.ts';
import { type Random, seededRandom } from './random.ts';
import type { RequestStep, Sequence, Step } from './steps.ts';

/** Both sides start afresh after so many requests: members in error stay so for a minute by default. */
const REQUESTS_A_SEQUENCE = 40;
const CLIENTS = 4;

/** What a stand-in may be asked for now and then. */
const WISHES = [
  { field: 'status=404', words: 'answers 404' },
  { field: 'status=500', words: 'answers 500' },
  { field: 'status=503', words: 'answers 503' },
  { field: 'status=204', words: 'answers 204' },
  { field: 'status=302&location=http%3A%2F%2F{self}%2Fnext', words: 'answers 302 with its own address' },
  { field: 'cookie=app%3D1', words: 'sets a cookie of its own' },
  { field: 'close=1', words: 'closes without an answer' },
] as const;

export interface RandomOptions {
  readonly seed: number;
  readonly requests: number;
  /** The backends are the user's: no outages, nothing asked of them, and only GET and HEAD unless `allowUnsafe`. */
  readonly isReal: boolean;
  readonly allowUnsafe: boolean;
  readonly originIndexOf: (url: string) => number;
}

/** Sequences by chance: clients with and without cookies, odd values, outages. The same seed gives the same ones. */
export function randomSequences(project: Project, options: RandomOptions): readonly Sequence[] {
  const places = placesOf(project);
  if (places.length === 0) return [];
  const random = seededRandom(options.seed);
  // Where a balancer decides there is most to see.
  const weighted = places.flatMap((place) => Array<Place>(place.balancer === null ? 1 : 6).fill(place));
  const losable = options.isReal ? [] : losableOrigins(places, options.originIndexOf);
  const sequences: Sequence[] = [];
  for (let left = options.requests; left > 0; left -= REQUESTS_A_SEQUENCE) {
    const steps: Step[] = [];
    for (let count = Math.min(left, REQUESTS_A_SEQUENCE); count > 0; count--) {
      if (losable.length > 0 && random.chance(14)) {
        steps.push({ do: random.chance(50) ? 'lose' : 'return', origins: [random.pick(losable)] });
      }
      steps.push(randomRequest(random, random.pick(weighted), options));
    }
    sequences.push({ group: 'random', steps });
  }
  return sequences;
}

/** Backends whose loss can be compared: none of a balancer with `retry=0`. */
function losableOrigins(places: readonly Place[], originIndexOf: (url: string) => number): readonly number[] {
  const racing = new Set<number>();
  const all = new Set<number>();
  for (const { balancer } of places) {
    if (balancer === null) continue;
    const isRacing = outageOmission(balancer) !== null;
    for (const { url } of balancer.settings.members) (isRacing ? racing : all).add(originIndexOf(url));
  }
  return [...all].filter((origin) => !racing.has(origin));
}

function randomRequest(random: Random, place: Place, options: RandomOptions): RequestStep {
  const mayChange = !options.isReal || options.allowUnsafe;
  const method = random.chance(80)
    ? 'GET'
    : random.pick(mayChange ? ['HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS'] : ['HEAD']);
  const { balancer } = place;
  // What Apache's own file handler says to other methods is no matter of proxying.
  if (place.kind === 'excluded') return requestTo(place, 'a path that is not proxied');
  const hasBody = method === 'POST' || method === 'PUT';
  const parts = {
    method,
    body: hasBody ? 'x'.repeat(random.pick([0, 1, 100, 5000])) : null,
    client: random.below(CLIENTS),
    wish: !options.isReal && random.chance(12) ? random.pick(WISHES) : null,
  };
  if (balancer === null) return requestTo(place, 'a plain target', parts);
  const value = randomValue(random, balancer);
  const target = random.chance(15) ? { target: inPath(place, balancer, value) } : {};
  const cookie = randomCookie(random, balancer, value);
  return requestTo(place, 'by chance', { ...parts, ...target, cookie });
}

function randomValue(random: Random, { separator, routes }: PlaceBalancer): string {
  const route = routes.length > 0 && random.chance(80) ? random.pick(routes) : 'nobody';
  return random.pick([
    `${separator}${route}`,
    `${separator}${route}`,
    `abc${separator}${route}`,
    `ab.cd${separator}${route}`,
    route,
    `abc${separator}`,
    'abc',
  ]);
}

function randomCookie(random: Random, balancer: PlaceBalancer, value: string): string | null {
  const name = balancer.cookieName;
  return random.pick([
    '{jar}',
    '{jar}',
    '{jar}',
    '{jar}',
    null,
    null,
    `${name}=${value}`,
    `${name}=${value}`,
    `a=1; ${name}=${value}; b=2`,
    `X${name}=${value}; ${name}=${value}`,
    `${cookieOf(balancer, balancer.routes.at(-1) ?? 'x')}; ${name}=${value}`,
    `${name}="${value}"`,
    `foo=x,${name}=${value}`,
    `${name} = ${value}`,
    `${name}=${value} ; a=1`,
  ]);
}
