import { type ProjectLint, set } from '../lint.ts';

export const hcuriMissing: ProjectLint = {
  id: 'hcuri-missing',
  severity: 'error',
  finds: 'a health check by GET or HEAD without `hcuri`, on a member without a path',
  symptom: 'The check sends a request line without a target, gets 400, and a healthy member is out for good.',
  logCode: 'AH03303',
  advice: 'Set hcuri, such as /.',
  *find(view) {
    for (const { members } of view.balancers) {
      for (const { member, path, target } of members) {
        if (!/^(HEAD|GET)/.test(member.hcmethod ?? 'None') || target.path !== '') continue;
        if (member.hcuri !== undefined) continue;
        yield {
          path: `${path}.hcuri`,
          message: `The health check of ${member.url} asks for nothing at all.`,
          mend: set('Set hcuri to /', `${path}.hcuri`, '/'),
        };
      }
    }
  },
};
