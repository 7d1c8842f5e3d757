import {
  type Balancer,
  distinctMembers,
  type Member,
  type MemberUrl,
  type Project,
  parseBalancerUrl,
  parseListen,
  parseMemberUrl,
  parseStatus,
  type RouteCookie,
  resolveBalancer,
  type Site,
  type StickySettings,
} from '../../contract/index.ts';
import { cookiePrefix, isPlainHost, isPlainPath, isPlainWord, uniqueNames } from './words.ts';

/**
 * What a member is to a server that knows no flags and no sets: `active` balanced; `drained` (N) only its own sessions;
 * `off` (D, S) nothing; `backup` (H, R, a later lbset) when the others are down.
 */
export type MemberRole = 'active' | 'drained' | 'off' | 'backup';

/** A member as other servers are told of it. */
export interface PeerMember {
  readonly member: Member;
  readonly path: string;
  readonly target: MemberUrl;
  readonly flags: string;
  readonly role: MemberRole;
  /** Empty when it has none, or one that can't be written where a rule compares it. */
  readonly route: string;
  /** What the route cookie says for it, or null where no cookie is set by the server. */
  readonly cookieValue: string | null;
}

/** A balancer as other servers are told of it. */
export interface PeerBalancer {
  readonly balancer: Balancer;
  readonly path: string;
  /** A name that every server takes: letters, digits, `_` and `-`. */
  readonly id: string;
  readonly sticky: StickySettings | null;
  /** The cookie that the server is to set, when it is the one that it looks for; else null. */
  readonly cookie: RouteCookie | null;
  readonly members: readonly PeerMember[];
}

/** Where a mapping's requests go. */
export type PeerTarget =
  | { readonly kind: 'none' }
  | { readonly kind: 'balancer'; readonly balancer: PeerBalancer; readonly path: string }
  | { readonly kind: 'plain'; readonly target: MemberUrl };

/** One ProxyPass line that can be written. */
export interface PeerMapping {
  /** Counted from 1 through the project. */
  readonly id: number;
  readonly path: string;
  /** The prefix of a request's path. */
  readonly prefix: string;
  readonly to: PeerTarget;
  /** The path that takes the prefix's place: the member's own path and the mapping's. */
  readonly newPrefix: string;
  /** Whether the prefix alone gets a slash behind its new path: a target without a path of its own ends in one (APACHE.md §6.6). */
  readonly addsSlash: boolean;
}

export interface PeerSite {
  readonly site: Site;
  readonly path: string;
  /** Lower-case names, without those that an earlier site of this listen has. */
  readonly names: readonly string[];
  /** `.shop.localhost` for the alias `*.shop.localhost`. */
  readonly suffixes: readonly string[];
  readonly mappings: readonly PeerMapping[];
}

/** One address with its sites in order; the first also gets unknown hosts. */
export interface PeerListen {
  readonly listen: string;
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  readonly path: string;
  readonly id: string;
  readonly sites: readonly PeerSite[];
}

/** A project laid out for servers other than Apache, and what none of them can be told. */
export interface PeerPlan {
  readonly project: Project;
  readonly balancers: readonly PeerBalancer[];
  readonly listens: readonly PeerListen[];
  /** Settings that could not be written safely, with their reasons: said in every such export. */
  readonly refused: readonly { readonly path: string; readonly message: string }[];
}

/** Lays a project out. Nothing of its texts gets past here that a rule of another server could read as its own syntax. */
export function planPeers(project: Project): PeerPlan {
  const refused: { path: string; message: string }[] = [];
  const refuse = (path: string, message: string) => {
    refused.push({ path, message });
  };
  const ids = uniqueNames(
    project.balancers.map(({ name }) => name),
    'balancer',
  );
  const balancers = project.balancers.map((balancer, index) =>
    planBalancer(balancer, `$.balancers[${index}]`, ids[index] ?? `balancer_${index + 1}`, refuse),
  );
  return { project, balancers, listens: planListens(project, balancers, refuse), refused };
}

type Refuse = (path: string, message: string) => void;

function planBalancer(balancer: Balancer, path: string, id: string, refuse: Refuse): PeerBalancer {
  const settings = resolveBalancer(balancer);
  const sticky = plainSticky(settings.sticky, path, refuse);
  const cookie = issuedCookie(balancer, sticky, path, refuse);
  const prefix = cookie === null ? null : cookiePrefix(cookie);
  const kept = new Set(distinctMembers(balancer.members));
  const firstPath = parseMemberUrl(balancer.members[0]?.url ?? '')?.path ?? '';
  const lowest = Math.min(...balancer.members.map((member) => member.lbset ?? 0));
  const members = balancer.members.flatMap((member, index): readonly PeerMember[] => {
    const memberPath = `${path}.members[${index}]`;
    const target = parseMemberUrl(member.url);
    if (target === undefined || !isPlainHost(target.hostname) || !isPlainPath(target.path, true)) {
      refuse(`${memberPath}.url`, 'this URL holds characters that are not written into rules');
      return [];
    }
    // Apache takes no second member for a URL that continues an earlier one's (AH01150).
    if (!kept.has(member)) return [];
    if (target.path !== firstPath) {
      refuse(
        `${memberPath}.url`,
        'its path is another than that of the first member; other servers put one path before all members',
      );
      return [];
    }
    const flags = parseStatus(member.status ?? '') ?? '';
    const written = member.route ?? '';
    const route = isPlainWord(written) ? written : '';
    if (written !== route) {
      refuse(
        `${memberPath}.route`,
        'this route holds characters that are not written into rules; its sessions are balanced anew',
      );
    }
    return [
      {
        member,
        path: memberPath,
        target,
        flags,
        route,
        role: roleOf(flags, (member.lbset ?? 0) > lowest),
        cookieValue: prefix === null || route === '' ? null : `${prefix}${route}`,
      },
    ];
  });
  return { balancer, path, id, sticky, cookie, members };
}

function roleOf(flags: string, isLater: boolean): MemberRole {
  if (/[DS]/.test(flags)) return 'off';
  if (flags.includes('N')) return 'drained';
  return /[HR]/.test(flags) || isLater ? 'backup' : 'active';
}

function plainSticky(sticky: StickySettings | null, path: string, refuse: Refuse): StickySettings | null {
  if (sticky === null) return null;
  if (!/^[\w-]+$/.test(sticky.cookieName) || !/^[\w-]+$/.test(sticky.urlName)) {
    refuse(
      `${path}.stickysession`,
      'a name with characters besides letters, digits, _ and - is not written into rules',
    );
    return null;
  }
  if (sticky.separator !== null && !/^[.!~:@_-]$/.test(sticky.separator)) {
    refuse(`${path}.stickysessionsep`, 'this separator is not written into rules');
    return null;
  }
  return sticky;
}

/** The route cookie when it is what the balancer looks for and ends in the route; another is said to be left out. */
function issuedCookie(
  balancer: Balancer,
  sticky: StickySettings | null,
  path: string,
  refuse: Refuse,
): RouteCookie | null {
  const cookie = balancer.routeCookie;
  if (cookie == null) return null;
  if (sticky === null || cookie.name !== sticky.cookieName) {
    refuse(
      `${path}.routeCookie`,
      'a cookie that the balancer does not look for is not written: nobody would read it',
    );
    return null;
  }
  const prefix = cookiePrefix(cookie);
  if (
    prefix === null ||
    !/^[\w.!~:@-]*$/.test(prefix) ||
    (cookie.path !== undefined && !isPlainPath(cookie.path))
  ) {
    refuse(
      `${path}.routeCookie`,
      'only a value of plain text with the route at its end, and a plain path, can be written',
    );
    return null;
  }
  return cookie;
}

function planListens(
  project: Project,
  balancers: readonly PeerBalancer[],
  refuse: Refuse,
): readonly PeerListen[] {
  const found = new Map<string, { first: number; sites: number[] }>();
  project.sites.forEach((site, index) => {
    const listen = parseListen(site.listen);
    if (listen === undefined || listen.port === 0 || !(listen.host === '*' || isPlainHost(listen.host))) {
      refuse(`$.sites[${index}].listen`, 'not an address that can be written; port 0 means any free port');
      return;
    }
    const known = found.get(site.listen);
    if (known === undefined) found.set(site.listen, { first: index, sites: [index] });
    else known.sites.push(index);
  });
  const places = [...found];
  const ids = uniqueNames(
    places.map(([, { first }]) => project.sites[first]?.name ?? ''),
    'site',
  );
  let mappingId = 0;
  const nextId = () => ++mappingId;
  return places.map(([listen, { first, sites }], index) => {
    const address = parseListen(listen);
    const taken = new Set<string>();
    return {
      listen,
      host: address?.host ?? '',
      port: address?.port ?? 0,
      tls: project.sites[first]?.tls === true,
      path: `$.sites[${first}]`,
      id: ids[index] ?? `site_${index + 1}`,
      sites: sites.flatMap((place): readonly PeerSite[] => {
        const site = project.sites[place];
        return site === undefined
          ? []
          : [planSite(site, `$.sites[${place}]`, balancers, taken, nextId, refuse)];
      }),
    };
  });
}

function planSite(
  site: Site,
  path: string,
  balancers: readonly PeerBalancer[],
  taken: Set<string>,
  nextId: () => number,
  refuse: Refuse,
): PeerSite {
  const names: string[] = [];
  const suffixes: string[] = [];
  const listed = [
    ...(site.serverName === undefined
      ? []
      : [[site.serverName.replace(/:\d+$/, ''), `${path}.serverName`] as const]),
    ...(site.serverAlias ?? []).map((alias, index) => [alias, `${path}.serverAlias[${index}]`] as const),
  ];
  for (const [written, place] of listed) {
    const name = written.toLowerCase();
    if (taken.has(name)) continue;
    if (/^[\w.-]+$/.test(name)) names.push(name);
    else if (/^\*\.[\w.-]+$/.test(name)) suffixes.push(name.slice(1));
    else {
      refuse(place, 'only a plain host name, or one that begins with "*.", can be written');
      continue;
    }
    taken.add(name);
  }
  const mappings = site.proxyPass.flatMap((mapping, index): readonly PeerMapping[] => {
    const mappingPath = `${path}.proxyPass[${index}]`;
    if (!isPlainPath(mapping.path)) {
      refuse(
        `${mappingPath}.path`,
        'a path with other characters than a plain URL has is not written into rules',
      );
      return [];
    }
    const planned = planTarget(mapping.url, mapping.path, balancers);
    if (typeof planned === 'string') {
      refuse(`${mappingPath}.url`, planned);
      return [];
    }
    return [{ id: nextId(), path: mappingPath, prefix: mapping.path, ...planned }];
  });
  return { site, path, names, suffixes, mappings };
}

function planTarget(
  url: string,
  prefix: string,
  balancers: readonly PeerBalancer[],
): Pick<PeerMapping, 'to' | 'newPrefix' | 'addsSlash'> | string {
  if (url === '!') return { to: { kind: 'none' }, newPrefix: '', addsSlash: false };
  const balancerUrl = parseBalancerUrl(url);
  if (balancerUrl === undefined) {
    const target = parseMemberUrl(url);
    if (target === undefined || !isPlainHost(target.hostname) || !isPlainPath(target.path, true)) {
      return 'this target holds characters that are not written into rules';
    }
    const newPrefix = joined(target.path, prefix);
    return newPrefix === null
      ? NO_SLASH
      : { to: { kind: 'plain', target }, newPrefix, addsSlash: target.path === '' };
  }
  const balancer = balancers.find(({ balancer: one }) => one.name.toLowerCase() === balancerUrl.balancer);
  if (balancer === undefined)
    return 'there is no balancer of this name: Apache answers 503, so nothing is sent there';
  if (!isPlainPath(balancerUrl.path, true))
    return 'a path with other characters than a plain URL has is not written into rules';
  const newPrefix = joined(`${commonPath(balancer)}${balancerUrl.path}`, prefix);
  return newPrefix === null
    ? NO_SLASH
    : {
        to: { kind: 'balancer', balancer, path: balancerUrl.path },
        newPrefix,
        addsSlash: balancerUrl.path === '',
      };
}

const NO_SLASH =
  'the path ends in a slash and the target does not: Apache answers 500 to everything below it (AH01144), so it is not written';

/** What stands for the prefix; null where the rest of a path would run into the target's last word. */
function joined(target: string, prefix: string): string | null {
  if (target === '' && prefix === '/') return null;
  return prefix.endsWith('/') && !target.endsWith('/') ? null : target;
}

/** The path that the members of a balancer share: the first one's. Others can't be told apart by a rule that runs before the choice. */
export function commonPath({ members }: PeerBalancer): string {
  return members[0]?.target.path ?? '';
}
