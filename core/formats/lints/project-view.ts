import {
  type Balancer,
  type Member,
  type MemberUrl,
  type Project,
  type ProxyPass,
  parseBalancerUrl,
  parseListen,
  parseMemberUrl,
  parseStatus,
  resolveBalancer,
  type SeenTraffic,
  type Site,
  type StickySettings,
  withStatusFlag,
  workerName,
} from '../../contract/index.ts';

/** A member with what lints ask of it. */
export interface MemberPlace {
  readonly member: Member;
  /** `$.balancers[0].members[1]`. */
  readonly path: string;
  readonly target: MemberUrl;
  /** The name that Apache compares it by (APACHE.md §9.4). */
  readonly workerName: string;
  readonly route: string;
  /** Flags that `status=` leaves set, as letters. */
  readonly flags: string;
}

export interface BalancerPlace {
  readonly balancer: Balancer;
  readonly path: string;
  /** The name as Apache compares it. */
  readonly key: string;
  readonly sticky: StickySettings | null;
  readonly members: readonly MemberPlace[];
}

/** One ProxyPass line; `balancer` is the key that it names, or null for "!" and plain targets. */
export interface MappingPlace {
  readonly mapping: ProxyPass;
  readonly path: string;
  readonly balancer: string | null;
  /** The path behind the target's host or balancer, as written. */
  readonly targetPath: string;
}

export interface SitePlace {
  readonly site: Site;
  readonly path: string;
  readonly host: string;
  readonly port: number;
  /** Every name that browsers may know it by, lower-case and without a port. */
  readonly names: readonly string[];
  readonly mappings: readonly MappingPlace[];
}

/** A project laid out for lints: made once, so that each lint is a short loop. */
export interface ProjectView {
  readonly project: Project;
  readonly balancers: readonly BalancerPlace[];
  readonly sites: readonly SitePlace[];
  readonly seen: SeenTraffic;
}

/** A parsed project with every path and default worked out. */
export function viewProject(project: Project, seen: SeenTraffic): ProjectView {
  return {
    project,
    seen,
    balancers: project.balancers.map((balancer, index) => ({
      balancer,
      path: `$.balancers[${index}]`,
      key: balancer.name.toLowerCase(),
      sticky: resolveBalancer(balancer).sticky,
      members: balancer.members.flatMap((member, at) => {
        const target = parseMemberUrl(member.url);
        if (target === undefined) return [];
        const flags = parseStatus(member.status ?? '') ?? '';
        const path = `$.balancers[${index}].members[${at}]`;
        const route = member.route ?? '';
        return [{ member, path, target, workerName: workerName(target), route, flags }];
      }),
    })),
    sites: project.sites.map((site, index) => {
      const listen = parseListen(site.listen) ?? { host: '', port: 0 };
      const serverName = site.serverName?.replace(/:\d+$/, '') ?? listen.host;
      const names = [serverName, ...(site.serverAlias ?? [])].map((name) => name.toLowerCase());
      const path = `$.sites[${index}]`;
      return {
        site,
        path,
        host: listen.host.toLowerCase(),
        port: listen.port,
        names,
        mappings: site.proxyPass.map((mapping, at) => viewMapping(mapping, `${path}.proxyPass[${at}]`)),
      };
    }),
  };
}

function viewMapping(mapping: ProxyPass, path: string): MappingPlace {
  const target = parseBalancerUrl(mapping.url);
  if (target !== undefined) return { mapping, path, balancer: target.balancer, targetPath: target.path };
  return { mapping, path, balancer: null, targetPath: parseMemberUrl(mapping.url)?.path ?? '' };
}

/** The sites that send requests to a balancer, each with its lines that do. */
export function sitesOf(
  view: ProjectView,
  key: string,
): readonly { readonly place: SitePlace; readonly mappings: readonly MappingPlace[] }[] {
  return view.sites.flatMap((place) => {
    const mappings = place.mappings.filter((mapping) => mapping.balancer === key);
    return mappings.length === 0 ? [] : [{ place, mappings }];
  });
}

/** Whether a host is this machine by name or address; `*` and 0.0.0.0 are more than that. */
export function isLoopback(host: string): boolean {
  return /^(localhost|.*\.localhost|127(\.\d{1,3}){3}|::1)$/i.test(host);
}

/** Routes that no member has: `1`, `2`, … without those in use. */
export function* freeRoutes(place: BalancerPlace): Generator<string, never> {
  const taken = new Set(place.members.map(({ route }) => route));
  for (let number = 1; ; number++) if (!taken.has(String(number))) yield String(number);
}

/** Whether a member can serve a session that names it: none of D, S and C (APACHE.md §0). */
export function isUsable(place: MemberPlace): boolean {
  return !/[DSC]/.test(place.flags);
}

/** How a member is called in a sentence. */
export function named(place: MemberPlace): string {
  return place.route === '' ? place.member.url : `${place.member.url} (route ${place.route})`;
}

/** `status` without the flags that keep a member from new sessions, or undefined when nothing is left set. */
export function servingStatus(status: string | undefined): string | undefined {
  const flags = ['D', 'S', 'C', 'N', 'R'] as const;
  return flags.reduce<string | undefined>((text, letter) => withStatusFlag(text, letter, false), status);
}
