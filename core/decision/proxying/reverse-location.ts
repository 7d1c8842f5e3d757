import {
  type BalancerSettings,
  parseBalancerUrl,
  reverseOf,
  type SiteSettings,
} from '../../contract/index.ts';
import { bytesOf } from '../byte-text.ts';
import { hostnameOf } from './choose-site.ts';

/** One ProxyPassReverse against one URL: what to look for, and what to put in its place. */
interface ReverseRule {
  /** The URL's beginning, compared without case. */
  readonly prefix: string;
  /** What must follow it exactly; '' for anything. */
  readonly path: string;
  readonly fake: string;
}

/** A site's ProxyPassReverse lines, ready to be applied. */
export type ReverseRules = readonly ReverseRule[];

/**
 * The ProxyPassReverse lines that undo a site's ProxyPass lines, in order, each balancer taken apart into its members
 * (APACHE.md §6.7). Make them again after an edit. Empty when the site has them switched off.
 */
export function reverseRules(site: SiteSettings, balancers: readonly BalancerSettings[]): ReverseRules {
  if (!site.proxyPassReverse) return [];
  return site.mappings.flatMap((mapping) => {
    if (mapping.kind === 'exclude') return [];
    const url =
      mapping.kind === 'plain' ? mapping.url : `balancer://${mapping.balancer}${mapping.targetPath}`;
    const line = reverseOf(mapping.path, url);
    const real = parseBalancerUrl(line.url);
    const fake = bytesOf(line.path);
    if (real === undefined) return [{ prefix: bytesOf(line.url).toLowerCase(), path: '', fake }];
    const path = real.path === '/' ? '' : bytesOf(real.path);
    const members = balancers.find((balancer) => balancer.key === real.balancer)?.members ?? [];
    return members.map((member) => {
      const name = bytesOf(member.workerName).toLowerCase();
      return { prefix: path !== '' && name.endsWith('/') ? name.slice(0, -1) : name, path, fake };
    });
  });
}

/** How a client reached us: what a rewritten URL is made absolute with. */
export interface FrontOrigin {
  readonly scheme: 'http' | 'https';
  /** The request's host[:port], or null. */
  readonly host: string | null;
  /** The site's, with its port if it names one (`ServerName host:port`). */
  readonly serverName: string;
}

/**
 * A URL of Location, Content-Location, URI or Destination as the client should see it (APACHE.md §6.7). The first rule
 * that fits is applied; what fits none, relative references included, passes unchanged.
 */
export function reverseLocation(url: string, rules: ReverseRules, front: FrontOrigin): string {
  for (const { prefix, path, fake } of rules) {
    const length = prefix.length;
    if (url.slice(0, length).toLowerCase() !== prefix || !url.startsWith(path, length)) continue;
    const rest = url.slice(length + path.length);
    // "/" before a rest that begins with a slash would double it.
    const isDoubled = path === '' && fake === '/' && rest.startsWith('/');
    return originOf(front) + (isDoubled ? rest : fake + rest);
  }
  return url;
}

/** A host without a port means the scheme's own, or that of ServerName; the port listened on plays no role (seen on 2.4.71). */
function originOf({ host, scheme, serverName }: FrontOrigin): string {
  const server = bytesOf(serverName);
  const port = portOf(host ?? '') ?? portOf(server) ?? '';
  const isDefault = port === '' || port === (scheme === 'https' ? '443' : '80');
  return `${scheme}://${hostnameOf(host ?? server)}${isDefault ? '' : `:${port}`}`;
}

function portOf(host: string): string | undefined {
  return /:(\d+)$/.exec(host)?.[1];
}
