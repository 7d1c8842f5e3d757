import { appendsRoutes, frameworkOf } from '../known-cookies.ts';
import { type ProjectLint, set } from '../lint.ts';

export const stickyIdMissing: ProjectLint = {
  id: 'sticky-id-missing',
  severity: 'warning',
  finds:
    'a sticky balancer without a route cookie, whose `stickysession` is no id that applications append a route to',
  symptom: 'Nobody sets the cookie that stickysession looks for, so every request is balanced anew.',
  advice: 'Add a route cookie, or have the application append ".route" to its own session id.',
  *find(view) {
    for (const { balancer, path, sticky, members } of view.balancers) {
      if (balancer.routeCookie != null || sticky === null || members.length < 2) continue;
      if (appendsRoutes(sticky.cookieName)) continue;
      const framework = frameworkOf(sticky.cookieName);
      const message =
        framework === undefined
          ? `${balancer.name} looks for the cookie ${sticky.cookieName} and has no route cookie that sets it.`
          : `${balancer.name} looks for a route in ${sticky.cookieName}, and ${framework} puts none into it.`;
      const steps =
        framework === undefined && /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(sticky.cookieName)
          ? set(`Add the route cookie ${sticky.cookieName}`, `${path}.routeCookie`, {
              name: sticky.cookieName,
              path: '/',
            })
          : {
              label: 'Be sticky by a route cookie ROUTEID',
              steps: [
                { path: `${path}.stickysession`, value: 'ROUTEID' },
                { path: `${path}.routeCookie`, value: { name: 'ROUTEID', path: '/' } },
              ],
            };
      yield { path: `${path}.routeCookie`, message, mend: steps };
    }
  },
};
