import { type ProjectLint, set } from '../lint.ts';

/** APACHE.md §6.6: member URL and path are joined as they stand. The article's snippet has it. */
export const memberTrailingSlash: ProjectLint = {
  id: 'member-trailing-slash',
  severity: 'warning',
  finds: 'a member URL that ends in a slash',
  symptom: 'The member is asked for //cart instead of /cart; many applications answer 404 or redirect.',
  advice: 'Leave the slash out; the path begins with one.',
  *find(view) {
    for (const { members } of view.balancers) {
      for (const { member, path } of members) {
        if (!member.url.endsWith('/')) continue;
        const url = member.url.replace(/\/+$/, '');
        yield {
          path: `${path}.url`,
          message: `${member.url} and /cart make ${member.url}/cart.`,
          mend: set(`Write ${url}`, `${path}.url`, url),
        };
      }
    }
  },
};
