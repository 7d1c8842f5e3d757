import { identityOfMember, identityOfRoute, isDown } from '../../../store/selectors.ts';
import type { RouteOrder } from '../../../theme/route-identity.ts';
import { type Curve, spread } from './curves.ts';
import { lineWidth, rateKey } from './rate-meter.ts';
import type { RowPlan } from './session-column.ts';
import type { TopologyLayout } from './topology-layout.ts';

/** The balancer's box, in pixels; it stands in the middle between sessions and members. */
const BOX_WIDTH = 116;
/** Where the middle is narrow: lines need room to part. */
const NARROW_BOX_WIDTH = 84;
const NARROW = 172;
/** Room between a line's end and what it leads to. */
const END_GAP = 4;

/** A line of the topology and how it is drawn. */
export interface Edge {
  readonly id: string;
  /** The sessions of a line at the left: one, or those of a group; none at the right. */
  readonly sessionIds: readonly string[];
  /** `rateKey.member` of a line at the right; null at the left. */
  readonly memberKey: string | null;
  /** 0: no route, no hue. */
  readonly slot: number;
  readonly curve: Curve;
  readonly width: number;
  /** `down` leads to nobody, `idle` had no request for a while; both are dashed. */
  readonly state: 'active' | 'idle' | 'down';
}

/** How wide the balancer's box is in a middle `width` pixels wide. */
export function boxWidthIn(width: number): number {
  return width < NARROW ? NARROW_BOX_WIDTH : BOX_WIDTH;
}

/** Every line of the topology in a middle `width` pixels wide; none while the width is unknown. */
export function edgesOf(
  layout: TopologyLayout,
  order: RouteOrder,
  rates: ReadonlyMap<string, number>,
  width: number,
): readonly Edge[] {
  if (width === 0) return [];
  const widest = layout.isDense ? 3.5 : 5;
  const boxWidth = boxWidthIn(width);
  const left = (width - boxWidth) / 2;
  const right = left + boxWidth;
  return layout.boxes.flatMap(({ balancer, top, height }) => {
    const key = balancer.name.toLowerCase();
    const rows = layout.rows.filter(
      (row) => row.pin?.balancer.toLowerCase() === key && sessionIdsOf(row).length > 0,
    );
    const members = layout.members.filter(({ member }) => member.balancer.toLowerCase() === key);
    const arrivals = spread(rows.length, top, height);
    const departures = spread(members.length, top, height);
    return [
      ...rows.map((row, index): Edge => {
        const sessionIds = sessionIdsOf(row);
        const requests = sessionIds.reduce((sum, id) => sum + (rates.get(rateKey.session(id)) ?? 0), 0);
        return {
          id: row.kind === 'group' ? `g ${row.key}` : `s ${row.session.sessionId} ${key}`,
          sessionIds,
          memberKey: null,
          slot: identityOfRoute(order, balancer.name, row.pin?.route ?? null)?.slot ?? 0,
          curve: { x0: END_GAP, y0: row.y, x1: left, y1: arrivals[index] ?? top },
          width: lineWidth(requests, widest) - 0.5,
          state: row.isDown ? 'down' : row.isIdle ? 'idle' : 'active',
        };
      }),
      ...members.map(({ member, y }, index): Edge => {
        const memberKey = rateKey.member(balancer.name, member.url);
        const requests = rates.get(memberKey) ?? 0;
        return {
          id: `m ${member.url} ${key}`,
          sessionIds: [],
          memberKey,
          slot: identityOfMember(order, member).slot,
          curve: { x0: right, y0: departures[index] ?? top, x1: width - END_GAP, y1: y },
          width: lineWidth(requests, widest),
          state: isDown(member) ? 'down' : requests === 0 ? 'idle' : 'active',
        };
      }),
    ];
  });
}

/** Whose requests a row's line carries. */
function sessionIdsOf(row: RowPlan): readonly string[] {
  return row.kind === 'group' ? row.sessions.map(({ sessionId }) => sessionId) : [row.session.sessionId];
}
