import type { PickReason } from '../contract/index.ts';
import { isStandby, takesItsOwnSessions } from './member-flags.ts';
import type { BalancerState, MemberState } from './member-state.ts';
import { retryMember } from './recovery.ts';

/**
 * Place of the member that a route leads to, −1 for none or an empty route: first members that aren't standbys, then
 * standbys, each in configuration order; lbset and lbmethod play no role. A member that isn't usable is retried, then
 * its `redirect` is followed, then the next member with the same route has its turn (APACHE.md §1.6).
 * Source: mod_proxy_balancer, find_route_worker.
 */
export function findRouteMember(balancer: BalancerState, route: string, nowUs: number): number {
  return route === '' ? -1 : searchRoute(balancer, route, nowUs, 1, null);
}

/** Place of the first member with exactly this route, in whatever state; −1 for none or an empty route. */
export function firstWithRoute(balancer: BalancerState, route: string): number {
  return route === '' ? -1 : balancer.members.findIndex((member) => member.settings.route === route);
}

/** How a sticky lookup for `route` came to `chosen`: directly, or by one of the three stand-ins. */
export function stickyReason(balancer: BalancerState, route: string, chosen: MemberState): PickReason {
  if (chosen.settings.route !== route) return 'sticky-redirect';
  if (isOwn(balancer, route, chosen)) return 'sticky';
  return isStandby(chosen) ? 'sticky-standby' : 'sticky-same-route';
}

/**
 * `deadEnds` keeps for each route the least depth at which nothing was found: asking as deep or deeper would find
 * nothing again. Apache asks again, which grows as members^members when members sharing a route redirect to it.
 */
function searchRoute(
  balancer: BalancerState,
  route: string,
  nowUs: number,
  depth: number,
  deadEnds: Map<string, number> | null,
): number {
  const { members } = balancer;
  let ends = deadEnds;
  for (let pass = 0; pass < 2; pass += 1) {
    for (let index = 0; index < members.length; index += 1) {
      const member = members[index] as MemberState;
      if (member.settings.route !== route || isStandby(member) !== (pass === 1)) continue;
      if (!takesItsOwnSessions(member)) retryMember(balancer, member, nowUs);
      if (takesItsOwnSessions(member)) return index;
      const { redirect } = member.settings;
      if (redirect === '' || depth >= members.length) continue;
      ends ??= new Map();
      if ((ends.get(redirect) ?? Number.POSITIVE_INFINITY) <= depth + 1) continue;
      const redirected = searchRoute(balancer, redirect, nowUs, depth + 1, ends);
      if (redirected >= 0) return redirected;
    }
  }
  ends?.set(route, depth);
  return -1;
}

/** Whether a member is the first with its route: of those that are no standbys, when there are such. */
function isOwn({ members }: BalancerState, route: string, chosen: MemberState): boolean {
  let first: MemberState | undefined;
  for (const member of members) {
    if (member.settings.route !== route) continue;
    if (!isStandby(member)) return member === chosen;
    first ??= member;
  }
  return first === chosen;
}
