import { type ProjectLint, unset } from '../lint.ts';

/** APACHE.md §2.7, §5.1: an exhausted pool is taken for a refused connection. */
export const poolLimitMarksError: ProjectLint = {
  id: 'pool-limit-marks-error',
  severity: 'hint',
  finds: '`max` together with `acquire`',
  symptom:
    'Under load a healthy member is marked in error when no connection comes free in time, and its sessions move.',
  logCode: 'AH00941',
  advice: 'Leave acquire out, so that requests wait for a connection.',
  *find(view) {
    for (const { members } of view.balancers) {
      for (const { member, path } of members) {
        if ((member.max ?? 0) === 0 || (member.acquire ?? 0) === 0) continue;
        yield {
          path: `${path}.acquire`,
          message: `${member.url} counts as failed when ${member.max} connections are busy for ${member.acquire} s.`,
          mend: unset('Remove acquire', `${path}.acquire`),
        };
      }
    }
  },
};
