import type { BalancerView, ExchangeSummary, SessionView } from '../../core/contract/index.ts';
import type { AppStore } from '../store/app-store.ts';
import { isRouteDown } from '../store/selectors.ts';
import { pinSession } from './session-actions.ts';

/** A loss and the move that caused it are one story for this long. */
const SAME_STORY_MS = 10_000;

/** The move that led to a loss: with the same exchange, or shortly before it. `exchanges` are the session's, oldest first. */
export function moveBefore(
  exchanges: readonly ExchangeSummary[],
  lost: ExchangeSummary,
): ExchangeSummary | null {
  const found = exchanges.findLast(
    ({ id, startedAtMs, sessionRoute, route }) =>
      id <= lost.id &&
      lost.startedAtMs - startedAtMs <= SAME_STORY_MS &&
      sessionRoute !== null &&
      sessionRoute !== '' &&
      route !== null &&
      sessionRoute !== route,
  );
  return found ?? null;
}

/** Whether the route that a session came from has nobody to answer now. */
export function isDownNow(balancers: readonly BalancerView[], move: ExchangeSummary | null): boolean {
  return (
    move !== null &&
    move.balancer !== null &&
    move.sessionRoute !== null &&
    isRouteDown(balancers, move.balancer, move.sessionRoute)
  );
}

/** Moves a session back to where its last move took it from; undefined while nobody answers there, or it is there. */
export function moveBackOf(
  store: AppStore,
  session: SessionView,
  balancers: readonly BalancerView[],
  move: ExchangeSummary | null,
): (() => void) | undefined {
  if (move === null || isDownNow(balancers, move)) return undefined;
  const { balancer, sessionRoute: route } = move;
  if (balancer === null || route === null || session.pins.some((pin) => pin.route === route))
    return undefined;
  return () => void pinSession(store, session, { balancer, route });
}
