import { createHash } from 'node:crypto';
import { type Project, parseListen } from '../../core/contract/index.ts';
import { asksForWiderListen } from '../../core/index.ts';

/** The listen addresses of a project that other machines could reach (DESIGN.md §8), each once. */
export function wideListens(project: Project): readonly string[] {
  return [...new Set(asksForWiderListen(project).map(({ listen }) => listen))];
}

/** The project with every wide listen narrowed to 127.0.0.1, ports kept. */
export function narrowListens(project: Project): Project {
  const wide = new Set(wideListens(project));
  return {
    ...project,
    sites: project.sites.map((site) =>
      wide.has(site.listen)
        ? { ...site, listen: `127.0.0.1:${parseListen(site.listen)?.port ?? 8080}` }
        : site,
    ),
  };
}

/** What an answer is remembered by: this file with these listens. Another listen in it is asked about again. */
export function listenDigest(file: string, listens: readonly string[]): string {
  return createHash('sha256')
    .update(JSON.stringify([file, [...listens].sort()]))
    .digest('hex');
}
