import { routeCookies } from '../cookie-scope.ts';
import { type ProjectLint, set } from '../lint.ts';

/** RFC 6265 §5.1.4: without a Path the cookie belongs to the folder of the page that got it. */
export const cookiePathMissing: ProjectLint = {
  id: 'cookie-path-missing',
  severity: 'warning',
  finds: 'a route cookie without `path`',
  symptom:
    'A browser keeps one cookie for each folder of the site: users are at one member under /shop and at another elsewhere.',
  advice: 'Write path=/.',
  *find(view) {
    for (const { cookie, path } of routeCookies(view)) {
      if (cookie.path !== undefined) continue;
      yield {
        path: `${path}.path`,
        message: `${cookie.name} belongs to the folder of whichever page was asked for first.`,
        mend: set('Set path to /', `${path}.path`, '/'),
      };
    }
  },
};
