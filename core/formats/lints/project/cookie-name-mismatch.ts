import type { ProjectLint } from '../lint.ts';
import { lookForCookie } from '../sticky-names.ts';

/** Cookie names are compared with regard to case (USERS.md §0 row 13). */
export const cookieNameMismatch: ProjectLint = {
  id: 'cookie-name-mismatch',
  severity: 'error',
  finds: 'a route cookie that `stickysession` does not look for',
  symptom:
    'The browser sends the cookie and nobody reads it: every request is balanced anew, with a new cookie each time.',
  advice: 'Use one name in both places; case matters.',
  *find(view) {
    for (const { balancer, path, sticky } of view.balancers) {
      const cookie = balancer.routeCookie;
      if (cookie == null || sticky === null || cookie.name === sticky.cookieName) continue;
      // A name that Apache cuts is a finding of its own.
      if (cookie.name.slice(0, 63) === sticky.cookieName) continue;
      yield {
        path: `${path}.stickysession`,
        message: `${balancer.name} sets the cookie ${cookie.name} and looks for ${sticky.cookieName}.`,
        mend: lookForCookie(path, cookie),
      };
    }
  },
};
