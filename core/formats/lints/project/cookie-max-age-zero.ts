import { routeCookies } from '../cookie-scope.ts';
import { type ProjectLint, unset } from '../lint.ts';

export const cookieMaxAgeZero: ProjectLint = {
  id: 'cookie-max-age-zero',
  severity: 'error',
  finds: 'a route cookie with `maxAge` 0',
  symptom: 'Browsers delete the cookie the moment they get it: every request is balanced anew.',
  advice: 'Leave maxAge out: the cookie then lasts as long as the browser.',
  *find(view) {
    for (const { cookie, path } of routeCookies(view)) {
      if (cookie.maxAge !== 0) continue;
      yield {
        path: `${path}.maxAge`,
        message: `Max-Age=0 asks browsers to delete ${cookie.name}.`,
        mend: unset('Remove maxAge', `${path}.maxAge`),
      };
    }
  },
};
