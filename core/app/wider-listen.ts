import { type Project, parseListen } from '../contract/index.ts';

/** A site that others than this machine could reach. */
export interface WiderListen {
  readonly site: string;
  readonly listen: string;
}

/**
 * The sites that listen beyond this machine: the shells ask a person before they open such a project (DESIGN.md §8).
 * A host name counts as wider unless it is `localhost` or below it, because what it resolves to is not ours to say.
 */
export function asksForWiderListen(project: Project): readonly WiderListen[] {
  return project.sites
    .filter((site) => !isLoopback(parseListen(site.listen)?.host ?? ''))
    .map((site) => ({ site: site.name, listen: site.listen }));
}

/** Whether a listen host stays on this machine (RFC 6761 §6.3 for names, RFC 1122 §3.2.1.3 for 127/8). */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase();
  if (name === 'localhost' || name.endsWith('.localhost') || name === '::1') return true;
  const mapped = /^::ffff:(.*)$/.exec(name)?.[1] ?? name;
  return /^127(?:\.\d{1,3}){3}$/.test(mapped);
}
