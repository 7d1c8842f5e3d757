import { bytesOf } from '../../../contract/index.ts';
import { type ProjectLint, set } from '../lint.ts';

/** APACHE.md §8: the request's target is member path and hcuri as they stand. */
export const hcuriWithoutSlash: ProjectLint = {
  id: 'hcuri-without-slash',
  severity: 'error',
  finds: 'an `hcuri` that does not begin with a slash, on a member without a path',
  symptom: 'The check sends "HEAD health", gets 400, and a healthy member is out for good.',
  logCode: 'AH03303',
  advice: 'Begin hcuri with a slash.',
  *find(view) {
    for (const { members } of view.balancers) {
      for (const { member, path, target } of members) {
        if (!/^(HEAD|GET)/.test(member.hcmethod ?? 'None') || target.path !== '') continue;
        const { hcuri } = member;
        if (hcuri === undefined || hcuri.startsWith('/')) continue;
        const mended = `/${hcuri}`;
        yield {
          path: `${path}.hcuri`,
          message: `The health check of ${member.url} asks for "${hcuri}", which is no path.`,
          // Apache takes at most 63 bytes here.
          ...(bytesOf(mended) <= 63 ? { mend: set(`Write ${mended}`, `${path}.hcuri`, mended) } : {}),
        };
      }
    }
  },
};
