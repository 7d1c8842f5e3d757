import type { SiteSettings } from '../../contract/index.ts';

/**
 * The site for a Host field among those that share a listen address: the first whose serverName or serverAlias
 * matches, else the first of all; undefined for an empty list. Case, port and a dot at the end don't matter; `*` and
 * `?` in an alias stand for any characters and for one. `host` is null when the request named none.
 */
export function chooseSite(sites: readonly SiteSettings[], host: string | null): SiteSettings | undefined {
  const name = host === null ? '' : hostnameOf(host);
  return sites.find((site) => namesOf(site).some((pattern) => matchesName(name, pattern))) ?? sites[0];
}

/** The host of `host[:port]` in lower case, without a dot at the end. */
export function hostnameOf(host: string): string {
  const name = host.toLowerCase().replace(/:\d*$/, '');
  return name.endsWith('.') ? name.slice(0, -1) : name;
}

function namesOf(site: SiteSettings): readonly string[] {
  return [hostnameOf(site.serverName), ...site.serverAliases];
}

function matchesName(name: string, pattern: string): boolean {
  const wanted = pattern.toLowerCase();
  if (!/[*?]/.test(wanted)) return name === wanted;
  return matchesWildcard(name, wanted);
}

/** Greedy with one step back: linear, so that a pattern of many stars can't hang a request. */
function matchesWildcard(text: string, pattern: string): boolean {
  let at = 0;
  let want = 0;
  let star = -1;
  let restart = 0;
  while (at < text.length) {
    if (pattern[want] === '*') {
      star = want;
      want += 1;
      restart = at;
    } else if (pattern[want] === '?' || pattern[want] === text[at]) {
      want += 1;
      at += 1;
    } else if (star >= 0) {
      want = star + 1;
      restart += 1;
      at = restart;
    } else return false;
  }
  return /^\**$/.test(pattern.slice(want));
}
