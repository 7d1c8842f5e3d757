import type { ProjectView, SitePlace } from './project-view.ts';

/** A host name for a site that no other one has: `second.localhost`, which resolves to this machine everywhere. */
export function freeHostName(view: ProjectView, { site }: SitePlace): string {
  const taken = new Set(view.sites.flatMap(({ names }) => names));
  const label = site.name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  for (let number = 1; ; number++) {
    const name = `${label || 'site'}${number === 1 ? '' : number}.localhost`;
    if (!taken.has(name)) return name;
  }
}
