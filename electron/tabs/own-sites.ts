import type { ProjectSettings, SiteSettings, SiteView } from '../../core/contract/index.ts';

/** A listener of ours: the port, and every host under which it may be asked for. */
export interface OwnSite {
  readonly name: string;
  readonly tls: boolean;
  readonly port: number;
  /** Lower case, without brackets. */
  readonly hosts: ReadonlySet<string>;
}

/** What an address is to us: a site's, one of another server, or a site's if its name really leads here. */
export type Ownership =
  | { readonly kind: 'ours'; readonly site: string }
  | { readonly kind: 'ours-if-local'; readonly site: string; readonly host: string }
  | { readonly kind: 'foreign' };

const FOREIGN: Ownership = { kind: 'foreign' };
const WILDCARDS = new Set(['*', '0.0.0.0', '::']);
const ALL_LOOPBACK = ['127.0.0.1', '::1'];

/** The sites that accept right now, with the hosts that are theirs. */
export function ownSites(project: ProjectSettings, views: readonly SiteView[]): readonly OwnSite[] {
  const listening = new Map(
    views.filter(({ state }) => state === 'listening').map(({ name, url }) => [name, url]),
  );
  return project.sites.flatMap((site) => {
    const url = listening.get(site.name);
    if (url === undefined) return [];
    const hosts = new Set(hostsOf(site).map((host) => host.toLowerCase()));
    return [{ name: site.name, tls: site.tls, port: site.port === 0 ? portOf(url) : site.port, hosts }];
  });
}

/** The port that a site got which listens on port 0: its address names it. */
function portOf(url: string): number {
  const { port, protocol } = new URL(url);
  return port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
}

function hostsOf(site: SiteSettings): readonly string[] {
  const names = [site.serverName, ...site.serverAliases].map((name) => name.replace(/:\d+$/, ''));
  if (WILDCARDS.has(site.host)) return [...ALL_LOOPBACK, 'localhost', ...names];
  // Browsers take "localhost" to whichever loopback address answers.
  return isLoopbackLiteral(site.host) ? [site.host, 'localhost', ...names] : [site.host, ...names];
}

/**
 * Whether an address is one of `sites`: scheme, host and port must agree (DESIGN.md §8), `ws` and `wss` counting as
 * `http` and `https`. Names that only a name server knows may lead to another machine that happens to use our port;
 * the caller has to look them up.
 */
export function ownershipOf(address: string, sites: readonly OwnSite[]): Ownership {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return FOREIGN;
  }
  const tls = url.protocol === 'https:' || url.protocol === 'wss:';
  if (!tls && url.protocol !== 'http:' && url.protocol !== 'ws:') return FOREIGN;
  const port = url.port === '' ? (tls ? 443 : 80) : Number(url.port);
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const onPort = sites.filter((site) => site.tls === tls && site.port === port);
  // Sites that share a listen are told apart by Host; the one that is called by this name comes first.
  const site = onPort.find(({ hosts }) => hosts.has(host));
  if (site === undefined) return FOREIGN;
  return staysHere(host, site)
    ? { kind: 'ours', site: site.name }
    : { kind: 'ours-if-local', site: site.name, host };
}

/** Addresses are what they are, and `localhost` with all names below it never leaves the machine (RFC 6761 §6.3). */
function staysHere(host: string, site: OwnSite): boolean {
  return (
    isLoopbackLiteral(host) ||
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    (isAddress(host) && site.hosts.has(host))
  );
}

function isLoopbackLiteral(host: string): boolean {
  return host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

function isAddress(host: string): boolean {
  return host.includes(':') || /^\d{1,3}(\.\d{1,3}){3}$/.test(host);
}
