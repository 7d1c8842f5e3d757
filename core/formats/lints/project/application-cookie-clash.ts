import { shareHost } from '../cookie-scope.ts';
import { freeHostName } from '../host-names.ts';
import { appendsRoutes } from '../known-cookies.ts';
import { type ProjectLint, set } from '../lint.ts';
import type { ProjectView, SitePlace } from '../project-view.ts';

/**
 * USERS.md §B 1: cookies ignore ports (RFC 6265 §8.5), so that two applications on one host share the session cookies
 * of their framework. Told from ids that balancers look for, and from Set-Cookie lines that were seen.
 */
export const applicationCookieClash: ProjectLint = {
  id: 'application-cookie-clash',
  severity: 'warning',
  finds:
    'two sites of one host whose applications set session cookies of one name (`JSESSIONID`), whatever the ports',
  symptom: 'Logging in to one application logs the user out of the other.',
  advice: 'Give each site a host name of its own, such as shop.localhost.',
  *find(view) {
    for (const [at, later] of view.sites.entries()) {
      const own = applicationCookies(view, later);
      for (const earlier of view.sites.slice(0, at)) {
        if (!shareHost(earlier, later) || sendToTheSame(earlier, later)) continue;
        const theirs = applicationCookies(view, earlier);
        const shared = [...own].find((name) => theirs.has(name));
        if (shared === undefined) continue;
        const path = `${later.path}.serverName`;
        const host = freeHostName(view, later);
        yield {
          path,
          message: `The sites ${earlier.site.name} and ${later.site.name} are one host, and both applications set ${shared}.`,
          ...(later.site.serverAlias === undefined ? { mend: set(`Name it ${host}`, path, host) } : {}),
        };
        break;
      }
    }
  },
};

/** Cookies that the applications behind a site set themselves. */
function applicationCookies(view: ProjectView, { site, mappings }: SitePlace): ReadonlySet<string> {
  const behind = view.balancers.filter(({ key }) => mappings.some(({ balancer }) => balancer === key));
  const looked = behind.flatMap(({ balancer, sticky }) =>
    balancer.routeCookie == null && sticky !== null && appendsRoutes(sticky.cookieName)
      ? [sticky.cookieName]
      : [],
  );
  const seen = view.seen.applicationCookies.filter((one) => one.site === site.name).map(({ name }) => name);
  return new Set([...looked, ...seen]);
}

/** Two sites of one application, such as one for http and one for https, mean the same session. */
function sendToTheSame(one: SitePlace, other: SitePlace): boolean {
  return one.mappings.some(({ mapping }) =>
    other.mappings.some((its) => sameTarget(mapping.url, its.mapping.url)),
  );
}

function sameTarget(one: string, other: string): boolean {
  const origin = (url: string): string => (/^[a-z]+:\/\/[^/]+/i.exec(url)?.[0] ?? url).toLowerCase();
  return one !== '!' && origin(one) === origin(other);
}
