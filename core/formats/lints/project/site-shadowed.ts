import { freeHostName } from '../host-names.ts';
import { type ProjectLint, set } from '../lint.ts';

/** Sites that share an address are told apart by Host alone; the first that fits is taken. */
export const siteShadowed: ProjectLint = {
  id: 'site-shadowed',
  severity: 'error',
  finds: 'a site whose every name belongs to an earlier site on the same address',
  symptom: 'It is never reached: the earlier site answers in its place.',
  advice: 'Give it a serverName of its own.',
  *find(view) {
    for (const [at, later] of view.sites.entries()) {
      const earlier = view.sites.slice(0, at).filter(({ site }) => site.listen === later.site.listen);
      const taken = new Set(earlier.flatMap(({ names }) => names));
      if (!later.names.every((name) => taken.has(name))) continue;
      const own = freeHostName(view, later);
      yield {
        path: `${later.path}.serverName`,
        message: `No Host leads to the site ${later.site.name}: an earlier one on ${later.site.listen} has its names.`,
        mend: set(`Name it ${own}`, `${later.path}.serverName`, own),
      };
    }
  },
};
