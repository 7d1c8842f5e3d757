import { routeCookies } from '../cookie-scope.ts';
import { frameworkOf } from '../known-cookies.ts';
import { change, type ProjectLint } from '../lint.ts';

const OWN_NAMES = ['ROUTEID', 'BALANCEID', 'STICKYID'] as const;

/** The route cookie comes after the application's (APACHE.md §7.2), so that the browser keeps ours. */
export const cookieNameOfApplication: ProjectLint = {
  id: 'cookie-name-of-application',
  severity: 'error',
  finds:
    "a route cookie named like a framework's session cookie (`JSESSIONID`, `PHPSESSID`, `connect.sid` …), or like one seen from the application",
  symptom: 'The route cookie overwrites the session: users are logged out on their first page.',
  advice: 'Use a name of its own, such as ROUTEID.',
  *find(view) {
    for (const { place, cookie, path, sites } of routeCookies(view)) {
      const framework = frameworkOf(cookie.name);
      const seen = new Set(
        view.seen.applicationCookies
          .filter((one) => sites.some(({ place: { site } }) => site.name === one.site))
          .map((one) => one.name),
      );
      if (framework === undefined && !seen.has(cookie.name)) continue;
      const name = OWN_NAMES.find((own) => !seen.has(own));
      yield {
        path: `${path}.name`,
        message: `${cookie.name} is also the session cookie of ${framework ?? 'the application behind it'}.`,
        ...(name === undefined
          ? {}
          : {
              mend: change(
                `Rename it to ${name}`,
                { path: `${path}.name`, value: name },
                { path: `${place.path}.stickysession`, value: name },
              ),
            }),
      };
    }
  },
};
