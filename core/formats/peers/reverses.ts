import { authorityOf } from '../../contract/index.ts';
import type { PeerMapping, PeerSite } from './plan.ts';

/** What turns a redirect of a member back into one of the site, as a regular expression (PCRE, POSIX) with two groups. */
export interface PeerReverse {
  readonly mapping: PeerMapping;
  readonly pattern: string;
  /** What stands before the second group. */
  readonly to: string;
}

/** ProxyPassReverse of each mapping of a site, in order; all of them apply to every request of the site, the first that matches counts (APACHE.md §6.7). */
export function reversesOf({ site, mappings }: PeerSite): readonly PeerReverse[] {
  if (site.proxyPassReverse === false) return [];
  return mappings.flatMap((mapping): readonly PeerReverse[] => {
    const { prefix, newPrefix, to } = mapping;
    const targets =
      to.kind === 'none'
        ? []
        : to.kind === 'plain'
          ? [to.target]
          : to.balancer.members.map(({ target }) => target);
    if (targets.length === 0) return [];
    const hosts = targets.map(
      (target) => `${target.scheme.replace('ws', 'http')}://${escaped(authorityOf(target))}`,
    );
    // As core/contract/proxy-pass-reverse.ts has it: a balancer without a path of its own is all of its members.
    const isWhole = to.kind === 'balancer' && (to.path === '' || to.path === '/');
    const both = prefix.endsWith('/') && newPrefix.endsWith('/') && !(isWhole && prefix !== '/');
    const isRoot = isWhole && prefix === '/';
    const from = both && !isRoot ? newPrefix : withoutSlash(newPrefix);
    const rest = isRoot ? '/?(.*)$' : both ? '(.*)$' : '(/.*)?$';
    return [
      {
        mapping,
        pattern: `^(${[...new Set(hosts)].join('|')})${escaped(from)}${rest}`,
        to: both || isRoot ? prefix : withoutSlash(prefix),
      },
    ];
  });
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function withoutSlash(path: string): string {
  return path.endsWith('/') ? path.slice(0, -1) : path;
}
