import type { BalancerSettings, PinView, ProjectSettings, StickySettings } from '../contract/index.ts';

/** How one balancer's sticky id travels. */
export interface StickyName {
  /** As the project writes it: the name that pins and events bear. */
  readonly balancer: string;
  readonly cookieName: string;
  readonly urlName: string;
  readonly separator: string | null;
  /** Whether our own `Header add Set-Cookie` line sets that cookie, or the application does. */
  readonly how: Exclude<PinView['how'], 'url'>;
}

/** The sticky names of a project, by balancer key; balancers without `stickysession` are left out. */
export function stickyNamesOf(settings: ProjectSettings): ReadonlyMap<string, StickyName> {
  return new Map(
    settings.balancers.flatMap((balancer): [string, StickyName][] =>
      balancer.sticky === null ? [] : [[balancer.key, nameOf(balancer, balancer.sticky)]],
    ),
  );
}

/** The route in a sticky value, or null when it names none (APACHE.md §1.5). An empty route names none either. */
export function routeIn(value: string, name: StickyName): string | null {
  if (name.separator === null) return value === '' ? null : value;
  const at = value.indexOf(name.separator);
  return at < 0 || at === value.length - 1 ? null : value.slice(at + 1);
}

function nameOf(balancer: BalancerSettings, sticky: StickySettings): StickyName {
  return {
    balancer: balancer.name,
    cookieName: sticky.cookieName,
    urlName: sticky.urlName,
    separator: sticky.separator,
    how: balancer.routeCookie?.name === sticky.cookieName ? 'route-cookie' : 'application-id',
  };
}
