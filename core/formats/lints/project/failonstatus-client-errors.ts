import { change, type ProjectLint } from '../lint.ts';

/** APACHE.md §2.6: whatever status is listed puts the member in error for `retry` seconds. */
export const failonstatusClientErrors: ProjectLint = {
  id: 'failonstatus-client-errors',
  severity: 'warning',
  finds: '`failonstatus` with a status below 500',
  symptom:
    'One visitor who asks for a page that does not exist takes the member out, and everybody pinned to it moves.',
  logCode: 'AH01174',
  advice: 'List only statuses that say the member is broken: 500 and above.',
  *find(view) {
    for (const { balancer, path } of view.balancers) {
      const all = balancer.failonstatus ?? [];
      const low = all.filter((status) => status < 500);
      if (low.length === 0) continue;
      const rest = all.filter((status) => status >= 500);
      const at = `${path}.failonstatus`;
      yield {
        path: at,
        message: `An answer ${low.join(' or ')} marks a healthy member of ${balancer.name} as failed.`,
        mend: change(
          rest.length === 0 ? 'Remove failonstatus' : `Keep ${rest.join(', ')}`,
          rest.length === 0 ? { path: at, remove: true } : { path: at, value: rest },
        ),
      };
    }
  },
};
