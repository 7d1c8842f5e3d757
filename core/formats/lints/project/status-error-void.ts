import { withStatusFlag } from '../../../contract/index.ts';
import { change, type ProjectLint } from '../lint.ts';

/** APACHE.md §2.1: the error's time is 0, so that the first selection clears it. */
export const statusErrorVoid: ProjectLint = {
  id: 'status-error-void',
  severity: 'warning',
  finds: '`status=+E`',
  symptom: 'The member serves from the first request on, as if nothing were written.',
  advice: 'Use +D to keep a member out.',
  *find(view) {
    for (const { members } of view.balancers) {
      for (const { member, path, flags } of members) {
        if (!flags.includes('E')) continue;
        const status = withStatusFlag(withStatusFlag(member.status, 'E', false), 'D', true);
        yield {
          path: `${path}.status`,
          message: `An error that is configured is over at once: ${member.url} serves.`,
          mend: change(`Write ${status}`, { path: `${path}.status`, value: status }),
        };
      }
    }
  },
};
