import { routeCookies } from '../cookie-scope.ts';
import { type ProjectLint, unset } from '../lint.ts';

/** The cookie is set when the route changes (APACHE.md §3) and never renewed while it is followed. */
export const cookieExpiresInSession: ProjectLint = {
  id: 'cookie-expires-in-session',
  severity: 'hint',
  finds: 'a route cookie with a `maxAge`: it is not renewed while it is followed',
  symptom:
    'That long after the first page the cookie is gone, in the middle of somebody’s work, and another member may take over.',
  advice: 'Leave maxAge out, or make it longer than any session.',
  *find(view) {
    for (const { cookie, path } of routeCookies(view)) {
      if (cookie.maxAge === undefined || cookie.maxAge === 0) continue;
      yield {
        path: `${path}.maxAge`,
        message: `${cookie.name} ends ${cookie.maxAge} seconds after it was set, however busy its user is.`,
        mend: unset('Remove maxAge', `${path}.maxAge`),
      };
    }
  },
};
