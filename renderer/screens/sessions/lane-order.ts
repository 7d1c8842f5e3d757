import type { SessionView } from '../../../core/contract/index.ts';
import { mainPin } from '../../store/selectors.ts';
import { pinKey, type RouteOrder } from '../../theme/route-identity.ts';

export const LANE_ORDERS = ['moved', 'route', 'start'] as const;
export type LaneOrder = (typeof LANE_ORDERS)[number];

/** Sessions in the order of their lanes. */
export function orderedSessions(
  sessions: Iterable<SessionView>,
  by: LaneOrder,
  order: RouteOrder,
): readonly SessionView[] {
  const list = [...sessions];
  const byStart = (a: SessionView, b: SessionView) => a.firstSeenAtMs - b.firstSeenAtMs;
  switch (by) {
    case 'start':
      return list.sort(byStart);
    case 'route':
      return list.sort((a, b) => routePlace(a, order) - routePlace(b, order) || byStart(a, b));
    case 'moved':
      return list.sort((a, b) => gravity(b) - gravity(a) || b.lastSeenAtMs - a.lastSeenAtMs);
  }
}

/** Lost before moved before steady; the number of moves after that. */
function gravity({ lost, pins }: SessionView): number {
  const moves = pins.reduce((sum, pin) => sum + pin.moves, 0);
  return (lost === null ? 0 : 1000) + Math.min(999, moves);
}

function routePlace(session: SessionView, order: RouteOrder): number {
  const pin = mainPin(session);
  if (pin === undefined) return Number.MAX_SAFE_INTEGER;
  return order.get(pinKey(pin.balancer, pin.route)) ?? Number.MAX_SAFE_INTEGER - 1;
}
