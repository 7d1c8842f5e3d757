import { DEFAULT_COOKIE_VALUE, renderHeaderFormat, routeOf } from '../../contract/index.ts';
import { change, type Spot } from './lint.ts';
import type { BalancerPlace } from './project-view.ts';

/** The variable that the route cookie's value needs. */
export const ROUTE_VARIABLE = '%{BALANCER_WORKER_ROUTE}e';

/** What is wrong with the value of a route cookie, seen by the separator that will read it back; null when nothing is. */
export type ValueTrouble = 'no-route' | 'no-separator' | 'at-odds';

/**
 * Renders the cookie's value as mod_headers will and reads it back as the sticky lookup will. Only for a balancer
 * whose stickysession names the cookie: what nobody reads can't be read wrongly.
 */
export function valueTrouble(place: BalancerPlace): ValueTrouble | null {
  const cookie = place.balancer.routeCookie;
  if (cookie == null || place.sticky === null || cookie.name !== place.sticky.cookieName) return null;
  const value = cookie.value ?? DEFAULT_COOKIE_VALUE;
  if (!value.includes(ROUTE_VARIABLE)) return 'no-route';
  const { separator } = place.sticky;
  // A route that no separator could be part of.
  const rendered = renderHeaderFormat(value, { BALANCER_WORKER_ROUTE: '\u0001' });
  if (routeOf(rendered, separator) === '\u0001') return null;
  return rendered === '\u0001' ? 'no-separator' : 'at-odds';
}

/** The finding for one kind of trouble, with the value that the separator would read back. */
export function valueSpot(place: BalancerPlace, message: string): Spot {
  const separator = place.sticky?.separator ?? '';
  const path = `${place.path}.routeCookie.value`;
  // Not every separator may stand in a cookie's value; the dot may.
  const canStand = !/[;,\s"\\]/.test(separator) && separator.charCodeAt(0) < 0x80;
  if (separator === '' || canStand) {
    const value = `${separator === '%' ? '%%' : separator}${ROUTE_VARIABLE}`;
    return { path, message, mend: change(`Set the value to ${value}`, { path, value }) };
  }
  return {
    path,
    message,
    mend: change(
      'Use the dot as the separator',
      { path: `${place.path}.stickysessionsep`, remove: true },
      { path, value: DEFAULT_COOKIE_VALUE },
    ),
  };
}
