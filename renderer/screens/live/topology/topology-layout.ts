import type { BalancerView, MemberView } from '../../../../core/contract/index.ts';
import { planSessionColumn, type RowPlan, type SessionColumnInput } from './session-column.ts';

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

/** A row of the session column; `y` is its middle. */
export type RowPlace = RowPlan & { readonly y: number };

/** Where everything of the topology stands, in pixels from the top of its body. */
export interface TopologyLayout {
  readonly height: number;
  readonly memberRow: number;
  readonly isDense: boolean;
  readonly members: readonly MemberPlace[];
  readonly boxes: readonly BoxPlace[];
  readonly rows: readonly RowPlace[];
}

/** Places sessions, balancers and members; how sessions become rows: session-column.ts. */
export function layOutTopology(input: SessionColumnInput): TopologyLayout {
  const { balancers, sessions } = input;
  const memberCount = balancers.reduce((sum, { members }) => sum + members.length, 0);
  const isDense = memberCount > ROOMY_MEMBERS;
  const memberRow = isDense ? DENSE_ROW : ROOMY_ROW;
  const boxesHeight = balancers.length * BOX_HEIGHT + (balancers.length - 1) * BOX_GAP;
  const wanted = Math.min(sessions.size, MIN_SESSION_ROWS) * SESSION_ROW;
  const folded = Math.max(memberCount * memberRow, wanted, boxesHeight, 4 * SESSION_ROW);
  const plan = planSessionColumn(input, Math.floor(folded / SESSION_ROW));
  let row = 0;
  const rows = plan.map((one): RowPlace => {
    const y = row * SESSION_ROW + SESSION_ROW / 2;
    row += 1 + (one.kind === 'session' ? one.tabs.length : 0);
    return { ...one, y };
  });
  const members = placeMembers(balancers, memberRow);
  return {
    // What is unfolded makes the picture higher where there is no room left, and pushes nobody out.
    height: Math.max(folded, row * SESSION_ROW),
    memberRow,
    isDense,
    members,
    boxes: placeBoxes(balancers, members, memberRow, folded),
    rows,
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
