import { useMemo, useRef } from 'react';
import type { ExchangeSummary, SessionView, UserView } from '../../../core/contract/index.ts';
import { isStale } from '../../format/tab-words.ts';
import { type PinChoice, pinChoices } from '../../store/pin-targets.ts';
import {
  identityOfRoute,
  isRouteDown,
  selectBalancers,
  selectExchanges,
  selectRouteOrder,
  selectSessions,
} from '../../store/selectors.ts';
import { useApp } from '../../store/store-context.tsx';
import type { RouteIdentity } from '../../theme/route-identity.ts';
import {
  createTrafficReader,
  memberWord,
  NO_TRAFFIC,
  routeOfSession,
  sessionOfUser,
  type UserRoute,
} from './user-route.ts';

/** One line of the strip under a page. */
export interface PaneExchange {
  readonly exchange: ExchangeSummary;
  readonly route: RouteIdentity | null;
  readonly from: RouteIdentity | null;
}

/** Everything that a user's pane shows, looked up. */
export interface Pane {
  readonly user: UserView;
  readonly session: SessionView | undefined;
  readonly route: UserRoute | null;
  readonly identity: RouteIdentity | null;
  readonly fromIdentity: RouteIdentity | null;
  readonly isFromDown: boolean;
  readonly isDown: boolean;
  readonly word: ReturnType<typeof memberWord>;
  readonly lost: SessionView['lost'];
  readonly move: ExchangeSummary | null;
  readonly latest: readonly PaneExchange[];
  /** The route that served what the tab in front shows, when it is not the one it is pinned to. */
  readonly staleIdentity: RouteIdentity | null;
  /** Where it can be pinned by hand. */
  readonly choices: readonly PinChoice[];
}

/** The panes of the users that are shown. */
export function usePanes(users: readonly UserView[]): readonly Pane[] {
  const sessions = useApp(selectSessions);
  const balancers = useApp(selectBalancers);
  const order = useApp(selectRouteOrder);
  const log = useApp(selectExchanges);
  const tabs = useApp((state) => state.live.tabs);
  const known = useMemo(
    () => users.map((user) => ({ user, session: sessionOfUser(sessions.values(), user) })),
    [users, sessions],
  );
  const reader = useRef(createTrafficReader());
  const traffic = useMemo(
    () =>
      reader.current(
        log,
        known.flatMap(({ session }) => session?.sessionId ?? []),
      ),
    [log, known],
  );
  return known.map(({ user, session }) => {
    const { latest, move } = traffic.get(session?.sessionId ?? '') ?? NO_TRAFFIC;
    const route = routeOfSession(session, balancers, move);
    const look = (text: string | null) =>
      route === null ? null : identityOfRoute(order, route.balancer, text);
    const tab = tabs.get(user.tabId);
    return {
      user,
      session,
      staleIdentity: tab !== undefined && isStale(tab) ? look(tab.servedBy) : null,
      choices: session === undefined ? [] : pinChoices(balancers, order, session),
      route,
      identity: look(route?.route ?? null),
      fromIdentity: look(route?.from ?? null),
      isFromDown: route?.from != null && isRouteDown(balancers, route.balancer, route.from),
      isDown: route !== null && isRouteDown(balancers, route.balancer, route.route),
      word: route === null ? null : memberWord(route.member),
      lost: session?.lost ?? null,
      move,
      latest: latest.map((exchange) => ({
        exchange,
        route: identityOfRoute(order, exchange.balancer, exchange.route),
        from:
          exchange.sessionRoute === exchange.route
            ? null
            : identityOfRoute(order, exchange.balancer, exchange.sessionRoute),
      })),
    };
  });
}
