import type {
  BalancerView,
  MemberView,
  PinView,
  SessionView,
  SiteView,
  TabView,
} from '../../core/contract/index.ts';
import {
  identityOf,
  pinKey,
  type RouteIdentity,
  type RouteOrder,
  routeKey,
} from '../theme/route-identity.ts';
import type { AppState } from './app-store.ts';
import type { MemberRef } from './ui-state.ts';

export const selectBalancers = (state: AppState): readonly BalancerView[] => state.live.balancers;
export const selectExchanges = (state: AppState) => state.live.exchanges;
export const selectSessions = (state: AppState) => state.live.sessions;
export const selectRouteOrder = (state: AppState): RouteOrder => state.live.routeOrder;
export const selectCapabilities = (state: AppState) => state.live.capabilities;
/** The site that people open first: the first of the project. */
export const selectFirstSite = (state: AppState): SiteView | undefined => state.live.sites[0];
/** Whether the project balances anything yet; false shows the first run. */
export const selectHasMembers = (state: AppState): boolean =>
  state.config.project.balancers.some(({ members }) => members.length > 0);

/** The member that a ref names, or undefined when it is gone. */
export function findMember(
  balancers: readonly BalancerView[],
  ref: MemberRef | null,
): MemberView | undefined {
  if (ref === null) return undefined;
  return balancers.find(({ name }) => name === ref.balancer)?.members.find(({ url }) => url === ref.member);
}

/** Letter and hue of a member. */
export function identityOfMember(
  order: RouteOrder,
  member: Pick<MemberView, 'balancer' | 'route' | 'url'>,
): RouteIdentity {
  return identityOf(order, routeKey(member.balancer, member.route, member.url));
}

/** Letter and hue of a route at a balancer, or null for a request or session without one. */
export function identityOfRoute(
  order: RouteOrder,
  balancer: string | null,
  route: string | null,
): RouteIdentity | null {
  return balancer === null || route === null || route === ''
    ? null
    : identityOf(order, pinKey(balancer, route));
}

/** The pin that stands for a session where only one can be shown: the newest. */
export function mainPin(session: SessionView): PinView | undefined {
  return session.pins.reduce<PinView | undefined>(
    (newest, pin) => (newest === undefined || pin.sinceMs > newest.sinceMs ? pin : newest),
    undefined,
  );
}

/** Whether a route has nobody to answer for it now: every member that carries it is unusable. */
export function isRouteDown(balancers: readonly BalancerView[], balancer: string, route: string): boolean {
  const carriers = balancers
    .find(({ name }) => name.toLowerCase() === balancer.toLowerCase())
    ?.members.filter((member) => member.route === route);
  return carriers === undefined || carriers.length === 0 || carriers.every(isDown);
}

/** Whether a member takes nothing now, not even its own sessions. */
export function isDown(member: Pick<MemberView, 'state'>): boolean {
  return ['disabled', 'stopped', 'error', 'health-failed', 'outage'].includes(member.state);
}

/** Tabs by session, in the order of opening. */
export function groupTabs(tabs: ReadonlyMap<string, TabView>): ReadonlyMap<string, readonly TabView[]> {
  const groups = new Map<string, TabView[]>();
  for (const tab of tabs.values()) {
    const group = groups.get(tab.sessionId);
    if (group === undefined) groups.set(tab.sessionId, [tab]);
    else group.push(tab);
  }
  for (const group of groups.values()) group.sort((a, b) => a.openedAtMs - b.openedAtMs);
  return groups;
}
