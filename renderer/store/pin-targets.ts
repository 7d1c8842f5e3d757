import type { BalancerView, MemberView, SessionView } from '../../core/contract/index.ts';
import type { RouteIdentity, RouteOrder } from '../theme/route-identity.ts';
import { identityOfRoute, isRouteDown } from './selectors.ts';

/** A route that a session can be pinned to. */
export interface PinTarget {
  readonly balancer: string;
  readonly route: string;
  /** The first member that carries it. */
  readonly member: MemberView;
  /** It is where the session is pinned now. */
  readonly isCurrent: boolean;
}

/** Where a session can be pinned: the routes of the balancers it is pinned at, or of every sticky one while it has no pin. */
export function pinTargets(
  balancers: readonly BalancerView[],
  session: Pick<SessionView, 'pins'>,
): readonly PinTarget[] {
  const open = balancers.filter(
    ({ name, stickysession }) =>
      stickysession !== null &&
      (session.pins.length === 0 || session.pins.some((pin) => sameName(pin.balancer, name))),
  );
  return open.flatMap(({ name, members }) => {
    const current = session.pins.find((pin) => sameName(pin.balancer, name))?.route;
    return members
      .filter(
        ({ route }, index) => route !== '' && members.findIndex((member) => member.route === route) === index,
      )
      .map((member) => ({
        balancer: name,
        route: member.route,
        member,
        isCurrent: member.route === current,
      }));
  });
}

/** A target with its letter and hue. */
export interface PinChoice extends PinTarget {
  readonly identity: RouteIdentity | null;
  readonly isDown: boolean;
}

/** The same for a menu or a dialog. */
export function pinChoices(
  balancers: readonly BalancerView[],
  order: RouteOrder,
  session: Pick<SessionView, 'pins'>,
): readonly PinChoice[] {
  return pinTargets(balancers, session).map((target) => ({
    ...target,
    identity: identityOfRoute(order, target.balancer, target.route),
    isDown: isRouteDown(balancers, target.balancer, target.route),
  }));
}

function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
