import { type ProjectLint, set } from '../lint.ts';

/** Servlet containers write the cookie in capitals and the path parameter in small letters; the search minds case. */
export const jsessionidInUrl: ProjectLint = {
  id: 'jsessionid-in-url',
  severity: 'hint',
  finds: '`stickysession=JSESSIONID` without `|jsessionid`',
  symptom:
    'A client without cookies is not recognised: ;jsessionid=….1 in its URLs is not the name looked for.',
  advice: 'Write JSESSIONID|jsessionid.',
  *find(view) {
    for (const { balancer, path } of view.balancers) {
      if (balancer.stickysession !== 'JSESSIONID') continue;
      yield {
        path: `${path}.stickysession`,
        message: `${balancer.name} looks for JSESSIONID in URLs too, where servlet containers write jsessionid.`,
        mend: set('Set it to JSESSIONID|jsessionid', `${path}.stickysession`, 'JSESSIONID|jsessionid'),
      };
    }
  },
};
