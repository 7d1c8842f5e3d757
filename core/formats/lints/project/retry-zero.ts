import { type ProjectLint, set } from '../lint.ts';

/** APACHE.md §2.4: the pinned member is due again at once, so every attempt of the request goes to it. */
export const retryZero: ProjectLint = {
  id: 'retry-zero',
  severity: 'warning',
  finds: '`retry=0` on a member of a sticky balancer',
  symptom:
    'Sessions pinned to it never fail over: while it is down they get 503, each after several attempts.',
  logCode: 'AH00959',
  advice: 'Use retry=1 or more.',
  *find(view) {
    for (const { sticky, members } of view.balancers) {
      if (sticky === null || members.length < 2) continue;
      for (const { member, path } of members) {
        if (member.retry !== 0) continue;
        yield {
          path: `${path}.retry`,
          message: `${member.url} is tried again within the very request that found it dead.`,
          mend: set('Set retry to 1', `${path}.retry`, 1),
        };
      }
    }
  },
};
