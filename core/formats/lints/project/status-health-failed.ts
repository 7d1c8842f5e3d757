import { withStatusFlag } from '../../../contract/index.ts';
import { type ProjectLint, setStatus } from '../lint.ts';

/** APACHE.md §5.4, §8: neither retry nor forced recovery clears C, only a health check does. */
export const statusHealthFailed: ProjectLint = {
  id: 'status-health-failed',
  severity: 'error',
  finds: '`status=+C` on a member without a health check',
  symptom: 'The member never serves: nothing will ever clear the mark.',
  advice: 'Take +C off, or give the member a health check.',
  *find(view) {
    for (const { members } of view.balancers) {
      for (const { member, path, flags } of members) {
        if (!flags.includes('C') || (member.hcmethod ?? 'None') !== 'None') continue;
        const status = withStatusFlag(member.status, 'C', false);
        yield {
          path: `${path}.status`,
          message: `${member.url} starts as failed by a health check that it does not have.`,
          mend: setStatus('Take +C off', path, status),
        };
      }
    }
  },
};
