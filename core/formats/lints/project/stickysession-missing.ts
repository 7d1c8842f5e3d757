import type { ProjectLint } from '../lint.ts';
import { lookForCookie } from '../sticky-names.ts';

/** Without stickysession BALANCER_ROUTE_CHANGED is never set (APACHE.md §3), so that the cookie line never fires. */
export const stickysessionMissing: ProjectLint = {
  id: 'stickysession-missing',
  severity: 'error',
  finds: 'a route cookie on a balancer without `stickysession`',
  symptom: 'No cookie is ever set and every request is balanced anew.',
  advice: "Set stickysession to the cookie's name.",
  *find(view) {
    for (const { balancer, path, sticky } of view.balancers) {
      const cookie = balancer.routeCookie;
      if (cookie == null || sticky !== null || balancer.stickysession?.startsWith('|') === true) continue;
      yield {
        path: `${path}.stickysession`,
        message: `${balancer.name} has a route cookie and no stickysession that would read it.`,
        mend: lookForCookie(path, cookie),
      };
    }
  },
};
