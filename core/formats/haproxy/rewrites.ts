import { authorityOf, type MemberUrl, type Site } from '../../contract/index.ts';
import type { LineWriter } from '../line-writer.ts';
import type { PeerBalancer, PeerListen, PeerMapping, PeerPlan } from '../peers/plan.ts';
import { pattern, quoted, quotedFormat } from './words.ts';

/** A mapping and where it stands. */
export interface MappingUse {
  readonly mapping: PeerMapping;
  readonly site: Site;
  readonly listen: PeerListen;
}

/** Where a mapping's number is kept, when a path is rewritten behind it. */
export const MAPPING = 'txn.mapping';

/** Whether a path reaches the member as it came. */
export function isUnchanged({ prefix, newPrefix, to, addsSlash }: PeerMapping): boolean {
  return to.kind === 'none' || (prefix === newPrefix && !addsSlash);
}

/** Whether the mappings of an address have to be told apart by number behind it. */
export function needsNumbers(listen: PeerListen): boolean {
  return listen.sites.some(({ mappings }) => mappings.some((mapping) => !isUnchanged(mapping)));
}

/** Every mapping that goes to a balancer. */
export function usesOf(plan: PeerPlan, balancer: PeerBalancer): readonly MappingUse[] {
  return plan.listens.flatMap((listen) =>
    listen.sites.flatMap(({ site, mappings }) =>
      mappings.flatMap((mapping) =>
        mapping.to.kind === 'balancer' && mapping.to.balancer === balancer ? [{ mapping, site, listen }] : [],
      ),
    ),
  );
}

/** Paths as the member is to see them, and redirects of members turned back into the site's own paths. */
export function writeRewrites(
  out: LineWriter,
  { members }: { readonly members: readonly { readonly target: MemberUrl }[] },
  uses: readonly MappingUse[],
): void {
  for (const { mapping } of uses) {
    if (isUnchanged(mapping)) continue;
    if (mapping.addsSlash) {
      // The prefix alone gets a slash.
      const from = quoted(`^${pattern(mapping.prefix)}/?(.*)$`);
      out.line(
        `http-request replace-path ${from} ${quotedFormat(`${mapping.newPrefix}/\\1`)} if ${isMapping(mapping)}`,
        mapping.path,
      );
      continue;
    }
    // Bytes rather than a regular expression: nothing of a path has to be escaped.
    const rest = `%[path,bytes(${mapping.prefix.length})]`;
    out.line(
      `http-request set-path ${quotedFormat(mapping.newPrefix, rest)} if ${isMapping(mapping)}`,
      mapping.path,
    );
  }
  for (const use of uses) {
    if (use.site.proxyPassReverse === false) continue;
    for (const { target } of members) writeReverse(out, use, target);
  }
}

function isMapping({ id }: PeerMapping): string {
  return `{ var(${MAPPING}) -m int ${id} }`;
}

/** ProxyPassReverse: a redirect to the member itself becomes one to the site (APACHE.md §6.7). */
function writeReverse(out: LineWriter, { mapping, listen }: MappingUse, target: MemberUrl): void {
  const scheme = target.scheme.replace('ws', 'http');
  const both = mapping.prefix.endsWith('/') && mapping.newPrefix.endsWith('/');
  const from = `${scheme}://${authorityOf(target)}${both ? mapping.newPrefix : withoutSlash(mapping.newPrefix)}`;
  const to = both ? mapping.prefix : withoutSlash(mapping.prefix);
  const condition = needsNumbers(listen) ? ` if ${isMapping(mapping)}` : '';
  out.line(
    `http-response replace-header Location ${quoted(`^${pattern(from)}${both ? '(.*)$' : '(/.*)?$'}`)} ${quotedFormat(`${to}\\1`)}${condition}`,
    mapping.path,
  );
}

function withoutSlash(path: string): string {
  return path.endsWith('/') ? path.slice(0, -1) : path;
}
