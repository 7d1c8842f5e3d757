import {
  type Member,
  type ParityOmission,
  type Project,
  parseBalancerUrl,
  parseListen,
  parseMemberUrl,
} from '../contract/index.ts';
import { workerKey } from './answer.ts';

/** A project made ready to be run twice: what it says stands, where it listens and whom it asks is ours. */
export interface ComparedProject {
  /** Members and plain targets are stand-ins (or the real ones); sites still listen where the user's do. */
  readonly project: Project;
  /** Every member and plain target: Apache's name for what the sides are given, the project's URL and its origin. */
  readonly backends: ReadonlyMap<string, Backend>;
  readonly omissions: readonly ParityOmission[];
}

/** A backend as the project names it, and which of `originsOf` it is. */
export interface Backend {
  readonly url: string;
  readonly origin: number;
}

/** Stand-ins for `origins`, one port each. */
export interface StandInPlan {
  readonly origins: readonly string[];
  readonly ports: readonly number[];
}

/** Limits so short that a busy machine reaches them on one side and not on the other; seconds that none reaches. */
const SHORT_LIMITS = { ping: 2, connectiontimeout: 2, acquire: 2, timeout: 10 } as const;
/** A check that runs while we compare changes states by the clock; one an hour does not happen. */
const NO_CHECK_S = 3600;

/**
 * The backends that a project names, in order of appearance (`http://127.0.0.1:13001`): a stand-in is started for each. Members that share host and port share one, so
 * that what Apache takes for one member stays one (APACHE.md §9.4).
 */
export function originsOf(project: Project): readonly string[] {
  const urls = [
    ...project.balancers.flatMap((balancer) => balancer.members.map((member) => member.url)),
    ...project.sites.flatMap((site) => site.proxyPass.map((mapping) => mapping.url)),
  ];
  return [...new Set(urls.flatMap((url) => originOf(url) ?? []))];
}

/** The project with what a comparison has to change, each change told. Without `standIns` the backends are the real ones. */
export function comparedProject(
  project: Project,
  standIns: StandInPlan | null,
  canHealthCheck: boolean,
): ComparedProject {
  const origins = standIns?.origins ?? originsOf(project);
  const backends = new Map<string, Backend>();
  const omissions: ParityOmission[] = [];
  const standIn = (url: string): string => {
    const origin = origins.indexOf(originOf(url) ?? '');
    const target = parseMemberUrl(url);
    if (origin < 0 || target === undefined) return url;
    const scheme = target.scheme.startsWith('ws') ? 'ws' : 'http';
    const given = standIns === null ? url : `${scheme}://127.0.0.1:${standIns.ports[origin]}${target.path}`;
    if (!backends.has(workerKey(given))) backends.set(workerKey(given), { url, origin });
    return given;
  };
  const member = (one: Member, path: string): Member => {
    const url = standIn(one.url);
    const patient = standIns === null ? one : withoutShortLimits(one, path, omissions);
    const { hcmethod, hcuri, hcinterval, hcpasses, hcfails, ...rest } = patient;
    if (standIns !== null && /^(https|wss):/i.test(one.url)) {
      omissions.push({
        path: `${path}.url`,
        what: 'TLS to the member',
        because: 'stand-ins speak plain HTTP',
      });
    }
    if (hcmethod === undefined || hcmethod === 'None') {
      // Without its module Apache knows none of these words, not even to do nothing.
      return canHealthCheck ? { ...patient, url } : { ...rest, url };
    }
    omissions.push({
      path: `${path}.hcmethod`,
      what: 'health checks',
      because: canHealthCheck
        ? 'when one runs, and so the C state, is a matter of time: the settings are read by both, no check falls due'
        : 'this Apache has no mod_proxy_hcheck',
    });
    return canHealthCheck ? { ...patient, url, hcinterval: NO_CHECK_S } : { ...rest, url };
  };

  const balancers = project.balancers.map((balancer, index) => {
    const path = `$.balancers[${index}]`;
    const members = balancer.members.map((one, at) => member(one, `${path}.members[${at}]`));
    const { timeout, ...rest } = balancer;
    if (timeout === undefined || timeout === 0) return { ...balancer, members };
    omissions.push({
      path: `${path}.timeout`,
      what: `waiting ${timeout} s for a member`,
      because:
        'it would hold up every request that finds nobody, one side after the other: both answer at once here',
    });
    return { ...rest, members };
  });
  const sites = project.sites.map((site) => ({
    ...site,
    proxyPass: site.proxyPass.map(({ path, url }) => ({ path, url: standIn(url) })),
  }));
  omissions.push(...sharedPortOmissions(project));
  return { project: { version: 1, name: project.name, balancers, sites }, backends, omissions };
}

function withoutShortLimits(member: Member, path: string, omissions: ParityOmission[]): Member {
  const longer: Partial<Record<keyof typeof SHORT_LIMITS, number>> = {};
  for (const key of ['ping', 'connectiontimeout', 'acquire', 'timeout'] as const) {
    const value = member[key] ?? 0;
    if (value === 0 || value >= SHORT_LIMITS[key]) continue;
    longer[key] = SHORT_LIMITS[key];
    omissions.push({
      path: `${path}.${key}`,
      what: `${key} of ${value} s`,
      because: `a busy machine reaches it on one side and not on the other: both have ${SHORT_LIMITS[key]} s here`,
    });
  }
  return { ...member, ...longer };
}

/** Every address of the project on a port of 127.0.0.1 of its own. */
export function listeningAt(project: Project, portOf: ReadonlyMap<string, number>): Project {
  return {
    ...project,
    sites: project.sites.map((site) => ({ ...site, listen: `127.0.0.1:${portOf.get(site.listen) ?? 0}` })),
  };
}

/** Addresses that sites listen to, each once. */
export function listensOf(project: Project): readonly string[] {
  return [...new Set(project.sites.map((site) => site.listen))];
}

/** Host and port of a member's or plain target's URL, as one text; null for balancers and exclusions. */
function originOf(url: string): string | null {
  if (url === '!' || parseBalancerUrl(url) !== undefined) return null;
  const target = parseMemberUrl(url);
  if (target === undefined) return null;
  const scheme = target.scheme === 'https' || target.scheme === 'wss' ? 'https' : 'http';
  const host = target.hostname.includes(':') ? `[${target.hostname}]` : target.hostname;
  return `${scheme}://${host.toLowerCase()}:${target.port}`;
}

/** `*:8080` beside `127.0.0.1:8080`: which of them gets a connection is the system's matter, and they are apart here. */
function sharedPortOmissions(project: Project): readonly ParityOmission[] {
  const seen = new Map<number, string>();
  return project.sites.flatMap((site, index) => {
    const port = parseListen(site.listen)?.port ?? 0;
    const other = seen.get(port);
    seen.set(port, other ?? site.listen);
    if (port === 0 || other === undefined || other === site.listen) return [];
    return [
      {
        path: `$.sites[${index}].listen`,
        what: `that ${site.listen} and ${other} share a port`,
        because: 'here each listens on a port of its own',
      },
    ];
  });
}

/**
 * The project without the parts that an export had to leave out (`warnings` as `renderStandalone` gives them), so that
 * both sides run the same; undefined when a warning names no part.
 */
export function withoutLeftOut(
  project: Project,
  warnings: readonly string[],
): { readonly project: Project; readonly omissions: readonly ParityOmission[] } | undefined {
  const copy = structuredClone(project) as unknown;
  const omissions: ParityOmission[] = [];
  const removals: (() => void)[] = [];
  for (const warning of warnings) {
    const [, path, because] = /^(\$[\w.[\]]*): (.*)$/s.exec(warning) ?? [];
    if (path === undefined || because === undefined) return undefined;
    const removal = removalOf(copy, path);
    if (removal === undefined) return undefined;
    removals.push(removal);
    omissions.push({ path, what: 'left out of the export', because });
  }
  // Backwards, so that places in a list stay true while later ones go.
  for (const remove of removals.reverse()) remove();
  return { project: copy as Project, omissions };
}

/** Keys without which the whole item is nothing: their item goes. */
const CARRYING_KEYS = /\.(url|listen)$|^\$\.balancers\[\d+\]\.name$|\.routeCookie\.name$/;

function removalOf(root: unknown, path: string): (() => void) | undefined {
  const keys = [...path.matchAll(/\.(\w+)|\[(\d+)\]/g)].map(([, name, index]) => name ?? Number(index));
  if (CARRYING_KEYS.test(path)) keys.pop();
  const last = keys.pop();
  let place = root;
  for (const key of keys) {
    if (typeof place !== 'object' || place === null) return undefined;
    place = (place as Record<string | number, unknown>)[key];
  }
  if (typeof place !== 'object' || place === null || last === undefined) return undefined;
  if (!Array.isArray(place)) {
    const record = place as Record<string, unknown>;
    return () => {
      delete record[last];
    };
  }
  const list = place as unknown[];
  const item = list[Number(last)];
  return () => {
    const at = list.indexOf(item);
    if (at >= 0) list.splice(at, 1);
  };
}
