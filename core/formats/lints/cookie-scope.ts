import type { RouteCookie } from '../../contract/index.ts';
import { type BalancerPlace, isLoopback, type ProjectView, type SitePlace, sitesOf } from './project-view.ts';

/** A balancer's route cookie with the sites that hand it out. */
export interface CookiePlace {
  readonly place: BalancerPlace;
  readonly cookie: RouteCookie;
  readonly path: string;
  readonly sites: ReturnType<typeof sitesOf>;
}

/** Every route cookie of a project. */
export function* routeCookies(view: ProjectView): Generator<CookiePlace> {
  for (const place of view.balancers) {
    const cookie = place.balancer.routeCookie;
    if (cookie == null) continue;
    yield { place, cookie, path: `${place.path}.routeCookie`, sites: sitesOf(view, place.key) };
  }
}

/** Names that browsers may know a site by; a wide listen without a name may be any, so it tells nothing. */
export function knownNames({ names }: SitePlace): readonly string[] {
  return names.filter((name) => !/^(\*|0\.0\.0\.0|::)$/.test(name) && !/[*?]/.test(name));
}

/** Whether a cookie's Domain covers a host (RFC 6265 §5.1.3); an address only covers itself. */
export function domainCovers(domain: string, host: string): boolean {
  const wanted = domain.replace(/^\./, '').toLowerCase();
  if (host === wanted) return true;
  const isAddress = /^[\d.]+$/.test(host) || host.includes(':');
  return !isAddress && host.endsWith(`.${wanted}`);
}

/** Hosts that share a cookie jar entry: names are compared, every spelling of this machine's address is its own. */
export function shareHost(one: SitePlace, other: SitePlace): boolean {
  return knownNames(one).some((name) => knownNames(other).includes(name));
}

/** Whether every name of a site is this machine's. */
export function isLocalSite(place: SitePlace): boolean {
  return place.names.every((name) => isLoopback(name));
}
