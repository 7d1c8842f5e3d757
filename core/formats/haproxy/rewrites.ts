import type { Site } from '../../contract/index.ts';
import type { LineWriter } from '../line-writer.ts';
import type { PeerBalancer, PeerListen, PeerMapping, PeerPlan, PeerSite } from '../peers/plan.ts';
import { reversesOf } from '../peers/reverses.ts';
import { pattern, quoted, quotedFormat } from './words.ts';

/** A mapping and where it stands. */
export interface MappingUse {
  readonly mapping: PeerMapping;
  readonly site: Site;
  readonly peerSite: PeerSite;
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
  return (
    listen.sites.some(({ mappings }) => mappings.some((mapping) => !isUnchanged(mapping))) ||
    new Set(listen.sites.map(({ site }) => site.proxyPassReverse === false)).size > 1
  );
}

/** Every mapping that goes to a balancer. */
export function usesOf(plan: PeerPlan, balancer: PeerBalancer): readonly MappingUse[] {
  return plan.listens.flatMap((listen) =>
    listen.sites.flatMap((peerSite) =>
      peerSite.mappings.flatMap((mapping) =>
        mapping.to.kind === 'balancer' && mapping.to.balancer === balancer
          ? [{ mapping, site: peerSite.site, peerSite, listen }]
          : [],
      ),
    ),
  );
}

/** Paths as the member is to see them, and redirects of members turned back into the site's own paths. */
export function writeRewrites(out: LineWriter, uses: readonly MappingUse[]): void {
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
  for (const [site, ids] of bySite(uses)) {
    const condition = ids === null ? '' : ` if { var(${MAPPING}) -m int ${ids.join(' ')} }`;
    for (const { mapping, pattern: from, to } of reversesOf(site)) {
      out.line(
        `http-response replace-header Location ${quoted(from)} ${quotedFormat(`${to}\\2`)}${condition}`,
        mapping.path,
      );
    }
  }
}

function isMapping({ id }: PeerMapping): string {
  return `{ var(${MAPPING}) -m int ${id} }`;
}

/** The sites that a backend serves, each with the numbers of its mappings that lead here; null where they are not told apart. */
function bySite(uses: readonly MappingUse[]): ReadonlyMap<PeerSite, readonly number[] | null> {
  const found = new Map<PeerSite, number[] | null>();
  for (const { mapping, peerSite, listen } of uses) {
    const known = found.get(peerSite);
    if (!needsNumbers(listen)) found.set(peerSite, null);
    else if (known != null) known.push(mapping.id);
    else found.set(peerSite, [mapping.id]);
  }
  return found;
}
