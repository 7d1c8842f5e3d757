import { routeCookies } from '../cookie-scope.ts';
import { type ProjectLint, set } from '../lint.ts';

export const cookiePathTooNarrow: ProjectLint = {
  id: 'cookie-path-too-narrow',
  severity: 'error',
  finds: "a route cookie whose `path` does not cover its balancer's ProxyPass path",
  symptom: 'Pages outside that path send no cookie: each of their requests is balanced anew.',
  advice: 'Write path=/, or the ProxyPass path.',
  *find(view) {
    for (const { place, cookie, path, sites } of routeCookies(view)) {
      const own = cookie.path;
      if (own === undefined || own === '/') continue;
      const outside = sites
        .flatMap(({ mappings }) => mappings.map(({ mapping }) => mapping.path))
        .find((mapped) => !covers(own, mapped));
      if (outside === undefined) continue;
      yield {
        path: `${path}.path`,
        message: `${place.balancer.name} serves ${outside}, and ${cookie.name} is sent below ${own} only.`,
        mend: set('Set path to /', `${path}.path`, '/'),
      };
    }
  },
};

/** RFC 6265 §5.1.4, path-match; a trailing slash of the cookie's path leaves out the bare folder, which hardly matters. */
function covers(cookiePath: string, mapped: string): boolean {
  const folder = cookiePath.replace(/\/$/, '');
  return mapped === folder || mapped.startsWith(`${folder}/`);
}
