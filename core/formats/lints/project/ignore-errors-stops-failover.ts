import { withStatusFlag } from '../../../contract/index.ts';
import { type ProjectLint, setStatus } from '../lint.ts';

/** APACHE.md §0.6: a member that stays usable after a failure ends the loop. */
export const ignoreErrorsStopsFailover: ProjectLint = {
  id: 'ignore-errors-stops-failover',
  severity: 'warning',
  finds: 'a member that ignores errors (`status=+I`) beside others',
  symptom: 'While it is down, its sessions and its share of new ones get 503; nobody fails over.',
  logCode: 'AH00957',
  advice: 'Take +I off.',
  *find(view) {
    for (const { members } of view.balancers) {
      if (members.length < 2) continue;
      for (const { member, path, flags } of members) {
        if (!flags.includes('I')) continue;
        const status = withStatusFlag(member.status, 'I', false);
        yield {
          path: `${path}.status`,
          message: `${member.url} is never marked in error, so no request to it fails over.`,
          mend: setStatus('Take +I off', path, status),
        };
      }
    }
  },
};
