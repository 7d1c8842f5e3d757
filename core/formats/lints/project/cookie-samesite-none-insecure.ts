import { routeCookies } from '../cookie-scope.ts';
import { type ProjectLint, set } from '../lint.ts';

/** RFC 6265bis §5.7: SameSite=None is taken only with Secure. */
export const cookieSamesiteNoneInsecure: ProjectLint = {
  id: 'cookie-samesite-none-insecure',
  severity: 'error',
  finds: 'a route cookie with `SameSite=None` and without `Secure`',
  symptom: 'Browsers drop the cookie without a word: every request is balanced anew.',
  advice: 'Use Lax, or add Secure and serve the site over TLS.',
  *find(view) {
    for (const { cookie, path } of routeCookies(view)) {
      if (cookie.sameSite !== 'None' || cookie.secure === true) continue;
      yield {
        path: `${path}.sameSite`,
        message: `${cookie.name} has SameSite=None, which browsers take only together with Secure.`,
        mend: set('Use SameSite=Lax', `${path}.sameSite`, 'Lax'),
      };
    }
  },
};
