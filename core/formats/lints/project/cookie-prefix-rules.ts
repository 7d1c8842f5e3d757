import type { RouteCookie } from '../../../contract/index.ts';
import { routeCookies } from '../cookie-scope.ts';
import { change, type ProjectLint } from '../lint.ts';

/** RFC 6265bis §4.1.3: prefixes are compared without regard to case by browsers. */
export const cookiePrefixRules: ProjectLint = {
  id: 'cookie-prefix-rules',
  severity: 'error',
  finds:
    'a route cookie named `__Secure-…` without `Secure`, or `__Host-…` without `Secure`, with a Domain, or with a path other than `/`',
  symptom: 'Browsers drop the cookie without a word: every request is balanced anew.',
  advice: 'Give it the attributes that its name promises, or another name.',
  *find(view) {
    for (const { cookie, path } of routeCookies(view)) {
      const missing = brokenPromises(cookie);
      if (missing.length === 0) continue;
      const isHost = /^__host-/i.test(cookie.name);
      yield {
        path: `${path}.name`,
        message: `A cookie named ${cookie.name} needs ${missing.join(', ')}.`,
        mend: change(
          'Give it what its name promises',
          { path: `${path}.secure`, value: true },
          ...(isHost
            ? [{ path: `${path}.path`, value: '/' }, { path: `${path}.domain`, remove: true } as const]
            : []),
        ),
      };
    }
  },
};

function brokenPromises(cookie: RouteCookie): readonly string[] {
  const isHost = /^__host-/i.test(cookie.name);
  if (!isHost && !/^__secure-/i.test(cookie.name)) return [];
  const broken = cookie.secure === true ? [] : ['Secure'];
  if (isHost && cookie.path !== '/') broken.push('path=/');
  if (isHost && cookie.domain !== undefined) broken.push('no Domain');
  return broken;
}
