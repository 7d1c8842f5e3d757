import { type Balancer, type Project, resolveBalancer } from '../../../core/contract/index.ts';
import { type Chance, chanceOf } from './chance.ts';
import { type PeerProject, randomProject } from './peer-project.ts';

/** A request of a differential run. */
export interface PeerRequest {
  readonly target: string;
  /** The Cookie field; `{jar}` is replaced by what this side has set so far. */
  readonly cookie: string;
  readonly host: string;
  readonly method: 'GET' | 'POST' | 'PUT';
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

export const REQUESTS = 40;

/** A random project with 40 requests, on `port`, its members at `backends`. */
export function generatePeerScenario(seed: number, port: number, backends: readonly number[]): PeerScenario {
  const chance = chanceOf(seed);
  const made = randomProject(seed, chance, port, backends);
  const dead = backends.flatMap((_, index) => (chance.often(0.5) ? [index] : []));
  return {
    seed,
    project: made.project,
    // Mostly one; now and then several, or all of them.
    dead: chance.often(0.5) ? [] : chance.often(0.7) ? dead.slice(0, 1) : dead,
    requests: Array.from({ length: REQUESTS }, () => randomRequest(chance, made)),
  };
}

function randomRequest(chance: Chance, { project, mounts }: PeerProject): PeerRequest {
  const mount = chance.pick(mounts);
  return {
    target: randomTarget(chance, mount.path, mount.balancer),
    cookie: randomCookieField(chance, mount.balancer),
    host:
      project.sites.length > 1 && chance.often(0.3)
        ? chance.pick(['second.test', 'SECOND.test', 'www.second.test', 'other.test'])
        : chance.pick(['parity.test', 'parity.test', 'unknown.test']),
    method: chance.pick(['GET', 'GET', 'GET', 'GET', 'POST', 'PUT']),
    answer: chance.pick(ANSWERS),
  };
}

const ANSWERS = [
  null,
  null,
  null,
  null,
  'cookie=app%3D1',
  'status=404',
  'status=503',
  'status=410',
  'status=302&location=http://{self}/base/x/y',
  'status=302&location=http://{self}/x/',
  'status=302&location=http://{self}',
  'status=302&location=http://{self}/base',
  'status=302&location=/relative',
  'status=302&location=https://elsewhere.test/x?y=1',
  'status=201&location=http://{self}/base/api/7',
] as const;

/** Something that looks for a route, the right way, or not quite. */
function idOf(chance: Chance, { members, stickysessionsep }: Balancer): string {
  const route = chance.pick([...members.map((member) => member.route ?? ''), 'nobody']);
  if (stickysessionsep === 'Off') return route;
  const mark = stickysessionsep ?? '.';
  return chance.pick([`${mark}${route}`, `abc${mark}${route}`, `id${mark}${route}`]);
}

function randomCookieField(chance: Chance, balancer: Balancer): string {
  const name = resolveBalancer(balancer).sticky?.cookieName ?? 'ROUTEID';
  const mark = balancer.stickysessionsep ?? '.';
  return chance.pick([
    () => '',
    () => '{jar}',
    () => '{jar}',
    () => `${name}=${idOf(chance, balancer)}`,
    () => `${name}=${idOf(chance, balancer)}`,
    () => `other=1; ${name}=${idOf(chance, balancer)}; more=2`,
    () => `X${name}=${idOf(chance, balancer)}`,
    () => `${name.toLowerCase()}=${idOf(chance, balancer)}`,
    () => `${name}=${idOf(chance, balancer)}; ${name}=${idOf(chance, balancer)}`,
    () => `${name}=zzz`,
    () => `${name}=ab${mark}${chance.pick(balancer.members).route ?? ''}${mark}c`,
  ])();
}

function randomTarget(chance: Chance, mount: string, balancer: Balancer): string {
  const inside = mount.endsWith('/') ? mount : chance.pick([mount, `${mount}/`]);
  const below = inside.endsWith('/') ? inside : `${inside}/`;
  const plain = chance.pick([
    inside,
    inside,
    `${below}one`,
    `${below}one/two.html`,
    `${below}a%20b`,
    '/private',
    '/private/x',
    '/appx',
    '/plain/z',
    `${inside}?q=1`,
    `${inside}?q=%2F&r=`,
  ]);
  const urlName = resolveBalancer(balancer).sticky?.urlName ?? 'ROUTEID';
  const id = `${urlName}=${idOf(chance, balancer)}`;
  if (!chance.often(0.2) || /["$ ]/.test(id)) return plain;
  if (plain.includes('?')) return `${plain}&${id}`;
  return chance.pick([`${plain}?${id}`, `${plain}?${id}&q=1`, `${plain};${id}`]);
}
