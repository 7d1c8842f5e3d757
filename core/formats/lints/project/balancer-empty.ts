import type { ProjectLint } from '../lint.ts';
import { sitesOf } from '../project-view.ts';

export const balancerEmpty: ProjectLint = {
  id: 'balancer-empty',
  severity: 'error',
  finds: 'a balancer without members that a site sends requests to',
  symptom: 'Every request is answered 503.',
  logCode: 'AH01171',
  advice: 'Add a member.',
  *find(view) {
    for (const { balancer, key, path } of view.balancers) {
      if (balancer.members.length > 0 || sitesOf(view, key).length === 0) continue;
      yield { path: `${path}.members`, message: `${balancer.name} has no members.` };
    }
  },
};
