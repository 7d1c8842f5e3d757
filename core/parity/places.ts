import {
  type Balancer,
  type BalancerSettings,
  type Project,
  parseListen,
  resolveProject,
  type Site,
  type SiteSettings,
} from '../contract/index.ts';
import { mapRequest } from '../decision/index.ts';
import type { RequestStep } from './steps.ts';

/** A ProxyPass line that requests can be sent to, and what stands behind it. */
export interface Place {
  readonly site: Site;
  readonly host: string;
  /** A path that this line takes, percent-encoded, without a slash at its end: `/app`, '' for the root. */
  readonly base: string;
  readonly kind: 'balancer' | 'plain' | 'excluded';
  readonly balancer: PlaceBalancer | null;
}

/** A balancer and the words in which a request names a route of it. */
export interface PlaceBalancer {
  readonly index: number;
  readonly settings: BalancerSettings;
  /** As the project has it, before anything was resolved. */
  readonly written: Balancer;
  /** Names of cookie and URL parameter; 'ROUTEID' for a balancer that isn't sticky, which must not look at it. */
  readonly cookieName: string;
  readonly urlName: string;
  /** What stands between session id and route; '' for `stickysessionsep=Off`. */
  readonly separator: string;
  /** The routes of its members, each once, without the empty one. */
  readonly routes: readonly string[];
}

/** Every ProxyPass line of a project that a request reaches. One that an earlier line hides is left out. */
export function placesOf(project: Project): readonly Place[] {
  const settings = resolveProject(project);
  const balancers = settings.balancers.map((one, index): PlaceBalancer => {
    const cookieName = one.sticky?.cookieName ?? 'ROUTEID';
    return {
      index,
      settings: one,
      written: project.balancers[index] ?? { name: one.name, members: [] },
      cookieName,
      urlName: one.sticky?.urlName ?? cookieName,
      separator: one.sticky === null ? '.' : (one.sticky.separator ?? ''),
      routes: [...new Set(one.members.map((member) => member.route).filter((route) => route !== ''))],
    };
  });
  return project.sites.flatMap((site, siteIndex) =>
    site.proxyPass.flatMap((line, lineIndex): readonly Place[] => {
      const base = encodedPath(line.path).replace(/\/+$/, '');
      const resolved = settings.sites[siteIndex];
      if (resolved === undefined || firstMatch(resolved, `${base}/x`) !== lineIndex) return [];
      const mapping = resolved.mappings[lineIndex];
      if (mapping === undefined) return [];
      const balancer =
        mapping.kind === 'balancer'
          ? (balancers.find(({ settings: one }) => one.key === mapping.balancer) ?? null)
          : null;
      const kind = mapping.kind === 'exclude' ? 'excluded' : mapping.kind;
      return [{ site, host: hostOf(site), base, kind, balancer }];
    }),
  );
}

/** Index of the line that takes a target, by asking the mapping itself with each line alone; -1 for none. */
function firstMatch(site: SiteSettings, target: string): number {
  return site.mappings.findIndex(({ path }) => {
    const alone = {
      ...site,
      mappings: [{ path, kind: 'balancer' as const, balancer: 'any', targetPath: '/' }],
    };
    return mapRequest(alone, target, () => true).kind === 'balancer';
  });
}

/** The Host field that a browser sends to a site: its name, and the port it listens to unless that is the scheme's own. */
export function hostOf(site: Site): string {
  const listen = parseListen(site.listen);
  const address =
    listen === undefined || /^(\*|0\.0\.0\.0|::)$/.test(listen.host) ? 'localhost' : listen.host;
  const name = site.serverName?.replace(/:\d+$/, '') ?? (address.includes(':') ? `[${address}]` : address);
  const port = listen?.port ?? 80;
  return port === (site.tls === true ? 443 : 80) ? name : `${name}:${port}`;
}

/** A path of a project as a request writes it: every byte that could mean something else is percent-encoded. */
export function encodedPath(path: string): string {
  return path
    .replace(/[\ud800-\udfff]/gu, '\ufffd')
    .split('/')
    .map(encodeURIComponent)
    .join('/');
}

/** The shape shared by all requests to a place. */
export function requestTo(place: Place, title: string, parts: Partial<RequestStep> = {}): RequestStep {
  return {
    do: 'request',
    title,
    method: 'GET',
    site: place.site.name,
    listen: place.site.listen,
    host: place.host,
    target: `${place.base}/x`,
    cookie: null,
    client: null,
    body: null,
    wish: null,
    upgrade: false,
    ...parts,
  };
}
