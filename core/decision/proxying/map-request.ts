import type { DecisionCause, MappingSettings, MemberUrl, SiteSettings } from '../../contract/index.ts';
import { bytesOf } from '../byte-text.ts';
import { encodePath, normalisePath } from './request-path.ts';

/** Where a request goes, before anybody picks a member. */
export type MappedRequest =
  | {
      readonly kind: 'balancer';
      /** Key of the balancer; there may be none with it, which is 503 like one without members. */
      readonly balancer: string;
      /** What the sticky lookup searches: balancer URL, decoded path, raw query (APACHE.md §1.3.1). */
      readonly searchText: string;
      /** Decoded path behind the member's own, for `memberTarget`. */
      readonly path: string;
      /** The raw query with its `?`, or ''. */
      readonly query: string;
    }
  | {
      readonly kind: 'plain';
      /** The URL as written in the project, the target's name in events. */
      readonly url: string;
      readonly target: MemberUrl;
      readonly path: string;
      readonly query: string;
    }
  | {
      readonly kind: 'refuse';
      readonly status: 400 | 404 | 500;
      readonly cause: Extract<DecisionCause, 'bad-request' | 'not-mapped'>;
    };

/**
 * Maps a request's origin-form target by the site's ProxyPass lines (APACHE.md §6.6): first match in order wins, a
 * path ends at a segment border, `!` excludes. What follows the path is put after the target as it stands, which is
 * how `ProxyPass / balancer://lb` sends `/abc` to a balancer `lbabc`: unknown, so 500.
 */
export function mapRequest(
  site: SiteSettings,
  target: string,
  hasBalancer: (key: string) => boolean,
): MappedRequest {
  const queryAt = target.indexOf('?');
  const query = queryAt < 0 ? '' : target.slice(queryAt);
  const path = normalisePath(queryAt < 0 ? target : target.slice(0, queryAt));
  if (typeof path === 'number') return refuse(path, path === 400 ? 'bad-request' : 'not-mapped');
  for (const mapping of site.mappings) {
    const matched = matchPath(path, bytesOf(mapping.path));
    if (matched < 0) continue;
    if (mapping.kind === 'exclude') break;
    return mapTo(mapping, path.slice(matched), query, hasBalancer);
  }
  return refuse(404, 'not-mapped');
}

/** The target of the member's request line: member path, mapped path encoded as Apache encodes it, raw query. */
export function memberTarget(
  member: MemberUrl,
  mapped: { readonly path: string; readonly query: string },
): string {
  return encodePath(bytesOf(member.path) + mapped.path) + mapped.query;
}

/**
 * How many characters of `path` a ProxyPass path takes, −1 for no match. Any number of slashes matches any number;
 * a path that doesn't end in one must end where a segment ends. Source: mod_proxy, alias_match.
 */
export function matchPath(path: string, pattern: string): number {
  let at = 0;
  let want = 0;
  while (want < pattern.length) {
    if (path[at] !== pattern[want]) return -1;
    if (pattern[want] === '/') {
      while (pattern[want] === '/') want += 1;
      while (path[at] === '/') at += 1;
    } else {
      want += 1;
      at += 1;
    }
  }
  return pattern.endsWith('/') || at === path.length || path[at] === '/' ? at : -1;
}

function mapTo(
  mapping: Exclude<MappingSettings, { kind: 'exclude' }>,
  rest: string,
  query: string,
  hasBalancer: (key: string) => boolean,
): MappedRequest {
  if (mapping.kind === 'plain') {
    // Glued to a host that has no path, the rest would change the port or the host: never sent anywhere.
    if (mapping.target.path === '' && rest !== '' && !rest.startsWith('/')) return refuse(500, 'not-mapped');
    return { kind: 'plain', url: mapping.url, target: mapping.target, path: rest, query };
  }
  const behind = bytesOf(mapping.targetPath) + rest;
  // As a rule the name ends where it was meant to.
  if (behind === '' || behind.startsWith('/')) return toBalancer(mapping.balancer, behind, query);
  const glued = mapping.balancer + behind;
  const slash = glued.indexOf('/');
  const balancer = (slash < 0 ? glued : glued.slice(0, slash)).toLowerCase();
  if (balancer !== mapping.balancer && !hasBalancer(balancer)) return refuse(500, 'not-mapped');
  return toBalancer(balancer, slash < 0 ? '' : glued.slice(slash), query);
}

function toBalancer(balancer: string, behind: string, query: string): MappedRequest {
  const path = behind === '' ? '/' : behind;
  return { kind: 'balancer', balancer, searchText: `balancer://${balancer}${path}${query}`, path, query };
}

function refuse(
  status: 400 | 404 | 500,
  cause: 'bad-request' | 'not-mapped',
): Extract<MappedRequest, { kind: 'refuse' }> {
  return { kind: 'refuse', status, cause };
}
