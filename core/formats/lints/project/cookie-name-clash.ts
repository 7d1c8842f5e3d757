import { type CookiePlace, routeCookies, shareHost } from '../cookie-scope.ts';
import { change, type ProjectLint } from '../lint.ts';
import type { BalancerPlace } from '../project-view.ts';

/**
 * Cookies ignore ports (RFC 6265 §8.5), so that two sites of one host share names. Balancers with the same routes at
 * the same hosts share a pin on purpose, as `http://` and `ws://` members of one application do.
 */
export const cookieNameClash: ProjectLint = {
  id: 'cookie-name-clash',
  severity: 'warning',
  finds: 'two balancers with the same route cookie on one host, whatever the ports',
  symptom:
    'Whoever uses both is moved at each change between them: each balancer overwrites the cookie of the other.',
  advice: 'Give each balancer a cookie name of its own.',
  *find(view) {
    const cookies = [...routeCookies(view)];
    for (const [at, later] of cookies.entries()) {
      const earlier = cookies.slice(0, at).find((candidate) => clash(candidate, later));
      if (earlier === undefined) continue;
      const name = ownName(later, cookies);
      yield {
        path: `${later.path}.name`,
        message: `${earlier.place.balancer.name} and ${later.place.balancer.name} both set ${later.cookie.name} on one host.`,
        mend: change(
          `Rename it to ${name}`,
          { path: `${later.path}.name`, value: name },
          { path: `${later.place.path}.stickysession`, value: name },
        ),
      };
    }
  },
};

function clash(one: CookiePlace, other: CookiePlace): boolean {
  if (one.cookie.name !== other.cookie.name || one.cookie.path !== other.cookie.path) return false;
  if (signature(one.place) === signature(other.place)) return false;
  return one.sites.some((a) => other.sites.some((b) => shareHost(a.place, b.place)));
}

/** Which routes lead where, whatever the scheme. */
function signature({ members }: BalancerPlace): string {
  return members
    .map(({ route, target }) => `${route}\n${target.hostname.toLowerCase()}:${target.port}`)
    .sort()
    .join('\n\n');
}

function ownName(later: CookiePlace, cookies: readonly CookiePlace[]): string {
  const word = later.place.balancer.name.replace(/[^0-9A-Za-z_-]/g, '').slice(0, 20) || 'lb';
  const base = `${later.cookie.name.slice(0, 40)}_${word}`;
  const taken = new Set(cookies.map(({ cookie }) => cookie.name));
  for (let number = 1; ; number++) {
    const name = number === 1 ? base : `${base}${number}`;
    if (!taken.has(name)) return name;
  }
}
