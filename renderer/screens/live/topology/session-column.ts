import type { BalancerView, SessionView, TabView } from '../../../../core/contract/index.ts';
import { isRouteDown, mainPin } from '../../../store/selectors.ts';
import { pinKey, type RouteOrder } from '../../../theme/route-identity.ts';

/** No request for this long: the line is drawn as idle. */
const IDLE_MS = 60_000;
/** Own rows beside the groups for users of this window; Browse shows as many side by side. */
const OWN_ROWS = 6;
/** An unfolded group shows this many sessions; the Sessions screen is better at more. */
const UNFOLDED_ROWS = 20;

/** Route and balancer that something is pinned to. */
export interface Pin {
  readonly balancer: string;
  readonly route: string;
}

interface Row {
  readonly pin: Pin | null;
  /** Nobody answers for its route. */
  readonly isDown: boolean;
  readonly isIdle: boolean;
}

/** A session with a row of its own. */
export interface SessionRowPlan extends Row {
  readonly kind: 'session';
  readonly session: SessionView;
  /** The tabs shown below it, one row each; none while it is folded. */
  readonly tabs: readonly TabView[];
  /** It stands below its group. */
  readonly isInGroup: boolean;
}

/** The sessions of a route that have no row of their own, as one row. */
export interface GroupRowPlan extends Row {
  readonly kind: 'group';
  /** Names it among the groups: `ui.expandedRoutes` holds such keys. */
  readonly key: string;
  readonly sessions: readonly SessionView[];
  /** Sessions of the route altogether. */
  readonly total: number;
  readonly isExpanded: boolean;
}

export type RowPlan = SessionRowPlan | GroupRowPlan;

export interface SessionColumnInput {
  readonly balancers: readonly BalancerView[];
  readonly sessions: ReadonlyMap<string, SessionView>;
  readonly tabsBySession: ReadonlyMap<string, readonly TabView[]>;
  /** Sessions whose tabs are shown. */
  readonly expanded: ReadonlySet<string>;
  /** Groups whose sessions are shown, by their key. */
  readonly expandedRoutes: ReadonlySet<string>;
  readonly order: RouteOrder;
  /** Always gets a row: the session of the selected exchange. */
  readonly selectedSessionId: string | null;
  readonly nowMs: number;
}

/**
 * The rows of the session column, in the order of the routes, so that lines hardly cross. While all sessions find
 * one of `rows` each, they are rows; with more, each route is one row, and only the users of this window, the
 * selected session and what stands alone at its route keep their own: 500 sessions read like 24, and nothing
 * reshuffles with each request.
 */
export function planSessionColumn(input: SessionColumnInput, rows: number): readonly RowPlan[] {
  const { sessions } = input;
  const isGrouped = sessions.size > rows;
  const own = isGrouped ? ownRows(sessions, input.selectedSessionId) : null;
  return byRoute(sessions, input.order).flatMap(([key, some]): readonly RowPlan[] => {
    if (own === null || some.length === 1) return some.map((session) => sessionRow(input, session, false));
    const alone = some.filter(({ sessionId }) => own.has(sessionId));
    const grouped = some.filter(({ sessionId }) => !own.has(sessionId));
    const isExpanded = input.expandedRoutes.has(key);
    // A few more than that are shown, too: a row that says "1 more" would take the room of that one.
    const most = grouped.length <= UNFOLDED_ROWS + 4 ? grouped.length : UNFOLDED_ROWS;
    const shown = isExpanded ? grouped.slice(0, most) : [];
    const hidden = grouped.slice(shown.length);
    return [
      ...alone.map((session) => sessionRow(input, session, false)),
      ...(grouped.length === 0 ? [] : [groupRow(input, key, hidden, some, isExpanded)]),
      ...shown.map((session) => sessionRow(input, session, true)),
    ];
  });
}

function ownRows(sessions: ReadonlyMap<string, SessionView>, selected: string | null): ReadonlySet<string> {
  const users = [...sessions.values()].filter(({ userId }) => userId !== null).slice(0, OWN_ROWS);
  const ids = users.map(({ sessionId }) => sessionId);
  return new Set(selected === null ? ids : [...ids, selected]);
}

function sessionRow(input: SessionColumnInput, session: SessionView, isInGroup: boolean): SessionRowPlan {
  const isExpanded = input.expanded.has(session.sessionId);
  return {
    kind: 'session',
    session,
    tabs: isExpanded ? (input.tabsBySession.get(session.sessionId) ?? []) : [],
    isInGroup,
    ...rowOf(input, [session]),
  };
}

function groupRow(
  input: SessionColumnInput,
  key: string,
  sessions: readonly SessionView[],
  all: readonly SessionView[],
  isExpanded: boolean,
): GroupRowPlan {
  return { kind: 'group', key, sessions, total: all.length, isExpanded, ...rowOf(input, all) };
}

function rowOf({ balancers, nowMs }: SessionColumnInput, sessions: readonly SessionView[]): Row {
  const pin = sessions[0] === undefined ? undefined : mainPin(sessions[0]);
  return {
    pin: pin === undefined ? null : { balancer: pin.balancer, route: pin.route },
    isDown: pin !== undefined && isRouteDown(balancers, pin.balancer, pin.route),
    isIdle: sessions.every(({ lastSeenAtMs }) => nowMs - lastSeenAtMs > IDLE_MS),
  };
}

/** Sessions by the key of their pin, in the order of the routes; those without one last, under ''. */
function byRoute(
  sessions: ReadonlyMap<string, SessionView>,
  order: RouteOrder,
): readonly (readonly [key: string, sessions: readonly SessionView[]])[] {
  const groups = new Map<string, SessionView[]>();
  for (const session of sessions.values()) {
    const pin = mainPin(session);
    const key = pin === undefined ? '' : pinKey(pin.balancer, pin.route);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [session]);
    else group.push(session);
  }
  const place = (key: string) =>
    key === '' ? Number.MAX_VALUE : (order.get(key) ?? Number.MAX_SAFE_INTEGER);
  return [...groups].sort(([a], [b]) => place(a) - place(b));
}
