import { parseStatus } from './member-status.ts';
import { type MemberUrl, parseBalancerUrl, parseListen, parseMemberUrl, workerName } from './member-url.ts';
import type { Balancer, Member, Project, Site } from './project.ts';
import { routeCookieFormat } from './route-cookie.ts';

/** Apache's `Timeout`, which `ProxyTimeout` and a member's `timeout` fall back to (APACHE.md §5.7). */
const DEFAULT_TIMEOUT_MS = 60_000;

export type LbMethodName = 'byrequests' | 'bytraffic' | 'bybusyness';
export type HcMethod = 'TCP' | 'OPTIONS' | 'HEAD' | 'GET' | 'OPTIONS11' | 'HEAD11' | 'GET11';

/** A member with Apache's defaults filled in and every time in milliseconds. */
export interface MemberSettings {
  /** The URL as written: the member's identity across edits and in events. */
  readonly url: string;
  readonly target: MemberUrl;
  /** BALANCER_WORKER_NAME (APACHE.md §3). */
  readonly workerName: string;
  /** Empty when the member has none; it then matches no session (APACHE.md §1.6). */
  readonly route: string;
  readonly redirect: string;
  readonly loadfactor: number;
  readonly lbset: number;
  /** Configured flags, in the order of `STATUS_LETTERS`. */
  readonly status: string;
  readonly retryMs: number;
  readonly timeoutMs: number;
  readonly connectTimeoutMs: number;
  /** `ping=`: how long to wait for the answer to `Expect: 100-continue`, or null. */
  readonly pingMs: number | null;
  /** Most connections at once, or null for no bound. */
  readonly max: number | null;
  readonly acquireMs: number | null;
  readonly disableReuse: boolean;
  readonly upgrade: string | null;
  readonly responseFieldSize: number;
  readonly healthCheck: HealthCheckSettings | null;
}

/** mod_proxy_hcheck's settings of one member (APACHE.md §8). */
export interface HealthCheckSettings {
  readonly method: HcMethod;
  readonly uri: string;
  readonly intervalMs: number;
  readonly passes: number;
  readonly fails: number;
}

/** Where a session's route is looked for (APACHE.md §1.1). */
export interface StickySettings {
  readonly cookieName: string;
  readonly urlName: string;
  /** One character, or null for `stickysessionsep=Off`. */
  readonly separator: string | null;
  readonly scolonPathDelim: boolean;
}

/** A balancer with Apache's defaults filled in. */
export interface BalancerSettings {
  /** As written; compare with `key`. */
  readonly name: string;
  /** The name lower-cased, as Apache compares it (APACHE.md §9.4). */
  readonly key: string;
  readonly lbmethod: LbMethodName;
  readonly sticky: StickySettings | null;
  readonly noFailover: boolean;
  readonly forceRecovery: boolean;
  readonly failOnTimeout: boolean;
  /** null: one less than the members configured at the start (APACHE.md §0.2). */
  readonly maxAttempts: number | null;
  /** How long a request waits when nobody is usable; 0 for not at all (APACHE.md §2.5). */
  readonly timeoutMs: number;
  readonly failOnStatus: readonly number[];
  readonly members: readonly MemberSettings[];
  /** The `Header add Set-Cookie` line: cookie name and format text, or null. */
  readonly routeCookie: { readonly name: string; readonly format: string } | null;
}

/** One ProxyPass line. */
export type MappingSettings = { readonly path: string } & (
  | { readonly kind: 'exclude' }
  | { readonly kind: 'balancer'; readonly balancer: string; readonly targetPath: string }
  | { readonly kind: 'plain'; readonly url: string; readonly target: MemberUrl }
);

/** A site (Apache's `<VirtualHost>`) with defaults filled in. */
export interface SiteSettings {
  readonly name: string;
  readonly listen: string;
  readonly host: string;
  readonly port: number;
  readonly serverName: string;
  readonly serverAliases: readonly string[];
  readonly tls: boolean;
  readonly preserveHost: boolean;
  readonly mappings: readonly MappingSettings[];
  readonly proxyPassReverse: boolean;
}

/** What the engine runs: a project with nothing left to look up. */
export interface ProjectSettings {
  readonly name: string;
  readonly balancers: readonly BalancerSettings[];
  readonly sites: readonly SiteSettings[];
}

/** A parsed project with Apache's defaults filled in. The project is believed: run `parseProject` first. */
export function resolveProject(project: Project): ProjectSettings {
  return {
    name: project.name,
    balancers: project.balancers.map(resolveBalancer),
    sites: project.sites.map(resolveSite),
  };
}

/** One balancer with its defaults. */
export function resolveBalancer(balancer: Balancer): BalancerSettings {
  return {
    name: balancer.name,
    key: balancer.name.toLowerCase(),
    lbmethod: balancer.lbmethod ?? 'byrequests',
    sticky: resolveSticky(balancer),
    noFailover: balancer.nofailover ?? false,
    forceRecovery: balancer.forcerecovery ?? true,
    failOnTimeout: balancer.failontimeout ?? false,
    maxAttempts: balancer.maxattempts ?? null,
    timeoutMs: seconds(balancer.timeout ?? 0),
    failOnStatus: balancer.failonstatus ?? [],
    members: distinctMembers(balancer.members).map(resolveMember),
    routeCookie:
      balancer.routeCookie == null
        ? null
        : { name: balancer.routeCookie.name, format: routeCookieFormat(balancer.routeCookie) },
  };
}

/**
 * The members that Apache keeps: one whose URL equals or continues an earlier member's at the same host and port
 * is not a second member; its parameters are ignored (APACHE.md §9.4, AH01150).
 */
export function distinctMembers(members: readonly Member[]): readonly Member[] {
  const kept: Member[] = [];
  const names: string[] = [];
  for (const member of members) {
    const target = parseMemberUrl(member.url);
    if (target === undefined) continue;
    const name = workerName(target);
    const origin = workerName({ ...target, path: '' });
    if (names.some((known) => known.length >= origin.length && name.startsWith(known))) continue;
    kept.push(member);
    names.push(name);
  }
  return kept;
}

function resolveSticky(balancer: Balancer): StickySettings | null {
  const text = balancer.stickysession ?? '';
  if (text === '') return null;
  const bar = text.indexOf('|');
  // Without a cookie's name Apache takes the balancer for not sticky, whatever the URL's is.
  if (bar === 0) return null;
  const separator = balancer.stickysessionsep ?? '.';
  return {
    // Each name is cut at 63 characters without a word (APACHE.md §1.1).
    cookieName: (bar < 0 ? text : text.slice(0, bar)).slice(0, 63),
    urlName: (bar < 0 ? text : text.slice(bar + 1)).slice(0, 63),
    separator: separator.toLowerCase() === 'off' ? null : separator,
    scolonPathDelim: balancer.scolonpathdelim ?? false,
  };
}

function resolveMember(member: Member): MemberSettings {
  const target = parseMemberUrl(member.url);
  if (target === undefined) throw new Error(`unparsed member URL: ${member.url}`);
  const timeoutMs = orDefault(member.timeout, DEFAULT_TIMEOUT_MS);
  return {
    url: member.url,
    target,
    workerName: workerName(target),
    route: member.route ?? '',
    redirect: member.redirect ?? '',
    loadfactor: member.loadfactor ?? 1,
    lbset: member.lbset ?? 0,
    status: parseStatus(member.status ?? '') ?? '',
    retryMs: seconds(member.retry ?? 60),
    timeoutMs,
    connectTimeoutMs: orDefault(member.connectiontimeout, timeoutMs),
    pingMs: member.ping === undefined || member.ping === 0 ? null : seconds(member.ping),
    max: member.max === undefined || member.max === 0 ? null : member.max,
    acquireMs: member.acquire === undefined || member.acquire === 0 ? null : seconds(member.acquire),
    disableReuse: member.disablereuse ?? false,
    upgrade: member.upgrade ?? null,
    responseFieldSize: member.responsefieldsize ?? 8192,
    healthCheck: resolveHealthCheck(member),
  };
}

function resolveHealthCheck(member: Member): HealthCheckSettings | null {
  if (member.hcmethod === undefined || member.hcmethod === 'None') return null;
  return {
    method: member.hcmethod,
    uri: member.hcuri ?? '',
    intervalMs: seconds(member.hcinterval ?? 30),
    passes: member.hcpasses ?? 1,
    fails: member.hcfails ?? 1,
  };
}

function resolveSite(site: Site): SiteSettings {
  const listen = parseListen(site.listen);
  if (listen === undefined) throw new Error(`unparsed listen address: ${site.listen}`);
  return {
    name: site.name,
    listen: site.listen,
    host: listen.host,
    port: listen.port,
    serverName: site.serverName ?? listen.host,
    serverAliases: site.serverAlias ?? [],
    tls: site.tls ?? false,
    preserveHost: site.preserveHost ?? false,
    mappings: site.proxyPass.map(({ path, url }): MappingSettings => {
      if (url === '!') return { path, kind: 'exclude' };
      const balancer = parseBalancerUrl(url);
      if (balancer !== undefined) {
        return { path, kind: 'balancer', balancer: balancer.balancer, targetPath: balancer.path };
      }
      const target = parseMemberUrl(url);
      if (target === undefined) throw new Error(`unparsed target: ${url}`);
      return { path, kind: 'plain', url, target };
    }),
    proxyPassReverse: site.proxyPassReverse ?? true,
  };
}

function seconds(value: number): number {
  return Math.round(value * 1000);
}

function orDefault(value: number | undefined, defaultMs: number): number {
  return value === undefined || value === 0 ? defaultMs : seconds(value);
}
