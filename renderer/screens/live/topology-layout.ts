import type { BalancerView, MemberView, SessionView, TabView } from '../../../core/contract/index.ts';
import { isRouteDown, mainPin } from '../../store/selectors.ts';
import { pinKey, type RouteOrder } from '../../theme/route-identity.ts';

/** Rows of the session column, in pixels; the list below has the same rhythm. */
export const SESSION_ROW = 28;
/** A member on two lines while there are few, on one when there are many. */
const ROOMY_ROW = 56;
const DENSE_ROW = 28;
const ROOMY_MEMBERS = 6;
/** Fewer sessions than this leave the topology as high as its members. */
const MIN_SESSION_ROWS = 8;
const BOX_HEIGHT = 132;
/** Lines fan out over a box this much of its members' height: from one point they would be a knot. */
const BOX_SHARE = 0.5;
const BOX_GAP = 12;
/** No request for this long: the line is drawn as idle. */
const IDLE_MS = 60_000;

export interface MemberPlace {
  readonly member: MemberView;
  /** Middle of its row. */
  readonly y: number;
}

export interface BoxPlace {
  readonly balancer: BalancerView;
  readonly top: number;
  readonly height: number;
}

export interface SessionPlace {
  readonly session: SessionView;
  readonly y: number;
  /** The tabs shown below it, one row each; none while it is folded. */
  readonly tabs: readonly TabView[];
  /** Route and balancer it is pinned to; null when it has no pin. */
  readonly pin: { readonly balancer: string; readonly route: string } | null;
  readonly isDown: boolean;
  readonly isIdle: boolean;
}

/** Where everything of the topology stands, in pixels from the top of its body. */
export interface TopologyLayout {
  readonly height: number;
  readonly memberRow: number;
  readonly isDense: boolean;
  readonly members: readonly MemberPlace[];
  readonly boxes: readonly BoxPlace[];
  readonly sessions: readonly SessionPlace[];
  /** Sessions that found no row. */
  readonly hiddenSessions: number;
}

export interface TopologyInput {
  readonly balancers: readonly BalancerView[];
  readonly sessions: ReadonlyMap<string, SessionView>;
  readonly tabsBySession: ReadonlyMap<string, readonly TabView[]>;
  /** Sessions whose tabs are shown. */
  readonly expanded: ReadonlySet<string>;
  readonly order: RouteOrder;
  /** Always gets a row: the session of the selected exchange. */
  readonly selectedSessionId: string | null;
  readonly nowMs: number;
}

/**
 * Places sessions, balancers and members. Sessions stand in the order of their routes, so that lines hardly cross;
 * those that find no row are the latest to come, because a list that reshuffles with each request can't be read.
 */
export function layOutTopology(input: TopologyInput): TopologyLayout {
  const { balancers, sessions, order } = input;
  const memberCount = balancers.reduce((sum, { members }) => sum + members.length, 0);
  const isDense = memberCount > ROOMY_MEMBERS;
  const memberRow = isDense ? DENSE_ROW : ROOMY_ROW;
  const boxesHeight = balancers.length * BOX_HEIGHT + (balancers.length - 1) * BOX_GAP;
  const wanted = Math.min(sessions.size, Math.max(MIN_SESSION_ROWS, 1)) * SESSION_ROW;
  const folded = Math.max(memberCount * memberRow, wanted, boxesHeight, 4 * SESSION_ROW);
  const rows = Math.floor(folded / SESSION_ROW);
  const shown = chooseSessions(sessions, rows, input.selectedSessionId);
  const tabsOf = ({ sessionId }: SessionView) =>
    input.expanded.has(sessionId) ? (input.tabsBySession.get(sessionId) ?? []) : [];
  // What is unfolded makes the picture higher where there is no room left, and pushes nobody out.
  const tabRows = shown.reduce((sum, session) => sum + tabsOf(session).length, 0);
  const moreRow = sessions.size > shown.length ? 1 : 0;
  const height = Math.max(folded, (shown.length + moreRow + tabRows) * SESSION_ROW);
  let row = 0;
  const members = placeMembers(balancers, memberRow);
  return {
    height,
    memberRow,
    isDense,
    members,
    boxes: placeBoxes(balancers, members, memberRow, folded),
    sessions: byRoute(shown, order).map((session) => {
      const pin = mainPin(session) ?? null;
      const tabs = tabsOf(session);
      const y = row * SESSION_ROW + SESSION_ROW / 2;
      row += 1 + tabs.length;
      return {
        session,
        y,
        tabs,
        pin: pin === null ? null : { balancer: pin.balancer, route: pin.route },
        isDown: pin !== null && isRouteDown(balancers, pin.balancer, pin.route),
        isIdle: input.nowMs - session.lastSeenAtMs > IDLE_MS,
      };
    }),
    hiddenSessions: sessions.size - shown.length,
  };
}

function placeMembers(balancers: readonly BalancerView[], row: number): readonly MemberPlace[] {
  return balancers
    .flatMap(({ members }) => members)
    .map((member, index) => ({ member, y: index * row + row / 2 }));
}

/** Each box in the middle of its members, pushed down where it would cover the one before. */
function placeBoxes(
  balancers: readonly BalancerView[],
  members: readonly MemberPlace[],
  row: number,
  height: number,
): readonly BoxPlace[] {
  let free = 0;
  return balancers.map((balancer, index) => {
    const own = members.filter(({ member }) => member.balancer === balancer.name).map(({ y }) => y);
    const first = own[0] ?? row / 2;
    const last = own.at(-1) ?? row / 2;
    const after = (balancers.length - 1 - index) * (BOX_HEIGHT + BOX_GAP);
    const lowest = height - after - BOX_HEIGHT;
    const boxHeight = Math.max(BOX_HEIGHT, BOX_SHARE * (last - first));
    const top = Math.max(free, Math.min(lowest, (first + last) / 2 - boxHeight / 2));
    free = top + boxHeight + BOX_GAP;
    return { balancer, top, height: boxHeight };
  });
}

function chooseSessions(
  sessions: ReadonlyMap<string, SessionView>,
  rows: number,
  selectedSessionId: string | null,
): readonly SessionView[] {
  const all = [...sessions.values()];
  if (all.length <= rows) return all;
  // One row is for "… more".
  const room = Math.max(1, rows - 1);
  // People watch the users they opened themselves; they come before what browsers left behind.
  const embedded = all.filter(({ userId }) => userId !== null);
  const rest = all.filter(({ userId }) => userId === null);
  const shown = [...embedded, ...rest].slice(0, room);
  const selected = selectedSessionId === null ? undefined : sessions.get(selectedSessionId);
  if (selected === undefined || shown.includes(selected)) return shown;
  return [...shown.slice(0, room - 1), selected];
}

function byRoute(sessions: readonly SessionView[], order: RouteOrder): readonly SessionView[] {
  const place = (session: SessionView) => {
    const pin = mainPin(session);
    return pin === undefined
      ? Number.MAX_SAFE_INTEGER
      : (order.get(pinKey(pin.balancer, pin.route)) ?? Number.MAX_SAFE_INTEGER);
  };
  return [...sessions].sort((a, b) => place(a) - place(b));
}
