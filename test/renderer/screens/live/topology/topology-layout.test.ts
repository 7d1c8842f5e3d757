import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { crowdSnapshot } from '../../../../../renderer/fixtures/crowd-snapshot.ts';
import { storySnapshot } from '../../../../../renderer/fixtures/story-snapshot.ts';
import { pointOn, spread } from '../../../../../renderer/screens/live/topology/curves.ts';
import { boxWidthIn, edgesOf } from '../../../../../renderer/screens/live/topology/edges.ts';
import { createRateMeter, rateKey } from '../../../../../renderer/screens/live/topology/rate-meter.ts';
import {
  layOutTopology,
  SESSION_ROW,
  type TopologyLayout,
} from '../../../../../renderer/screens/live/topology/topology-layout.ts';
import { INITIAL_CORE_STATE, stateOfSnapshot } from '../../../../../renderer/store/live-state.ts';
import { groupTabs } from '../../../../../renderer/store/selectors.ts';
import { exchange } from '../../../support.ts';

const NOW = 1_700_000_000_000;

function layOut(
  snapshot: ReturnType<typeof storySnapshot>,
  selectedSessionId: string | null = null,
  expanded: readonly string[] = [],
  expandedRoutes: readonly string[] = [],
) {
  const { live } = stateOfSnapshot(snapshot, INITIAL_CORE_STATE);
  const { balancers, sessions, routeOrder: order } = live;
  const folded = {
    balancers,
    sessions,
    tabsBySession: groupTabs(live.tabs),
    expanded: new Set(expanded),
    expandedRoutes: new Set(expandedRoutes),
    order,
    selectedSessionId,
    nowMs: NOW,
  };
  const layout = layOutTopology(folded);
  return { layout, order, rows: layout.rows.filter((row) => row.kind === 'session') };
}

const groupsOf = ({ rows }: TopologyLayout) => rows.filter((row) => row.kind === 'group');
const rowCount = ({ rows }: TopologyLayout) =>
  rows.reduce((sum, row) => sum + 1 + (row.kind === 'session' ? row.tabs.length : 0), 0);

describe('where things of the topology stand', () => {
  test('the story: sessions by route, the idle pin to a member in error is down', () => {
    const { layout, rows } = layOut(storySnapshot(NOW));
    expect(rows.map(({ session }) => session.sessionId)).toEqual([
      'firefox',
      'anna',
      'dora',
      'chrome',
      'ben',
      'carla',
      'private',
      'pw',
    ]);
    expect(rows.filter(({ isDown }) => isDown).map(({ session }) => session.sessionId)).toEqual(['dora']);
    expect(groupsOf(layout)).toEqual([]);
    expect(layout.isDense).toBe(false);
  });

  test('a session that is unfolded shows its tabs below it; those after it move down, nobody leaves', () => {
    const folded = layOut(storySnapshot(NOW)).layout;
    const { layout, rows } = layOut(storySnapshot(NOW), null, ['chrome', 'private']);
    const titles = rows.map(({ tabs }) => tabs.map(({ title }) => title).join(', '));
    expect(titles).toEqual(['', '', '', 'Checkout, Your cart, Order 1042', '', '', 'Home', '']);
    const rowOf = ({ y }: { readonly y: number }) => Math.floor(y / SESSION_ROW);
    expect(rows.map(rowOf)).toEqual([0, 1, 2, 3, 7, 8, 9, 11]);
    expect(layout.height).toBe(12 * SESSION_ROW);
    expect(layout.members).toEqual(folded.members);
    expect(layout.boxes).toEqual(folded.boxes);
  });

  test('500 sessions: a row for each route, its users and the selected session beside it, and nobody is left out', () => {
    const snapshot = crowdSnapshot(NOW, { members: 24, sessions: 500, exchanges: 0 });
    const { layout, rows } = layOut(snapshot, 's499');
    const groups = groupsOf(layout);
    expect(groups).toHaveLength(24);
    expect(rows.filter(({ session }) => session.userId !== null)).toHaveLength(6);
    expect(rows.map(({ session }) => session.sessionId)).toContain('s499');
    expect(groups.reduce((sum, { sessions }) => sum + sessions.length, 0) + rows.length).toBe(500);
    expect(groups.reduce((sum, { total }) => sum + total, 0)).toBe(500);
  });

  test('an unfolded route shows twenty of its sessions below it and says how many more', () => {
    const snapshot = crowdSnapshot(NOW, { members: 4, sessions: 500, exchanges: 0 });
    const folded = groupsOf(layOut(snapshot).layout);
    const { layout, rows } = layOut(snapshot, null, [], [folded[1]?.key ?? '']);
    expect(groupsOf(layout).map(({ isExpanded }) => isExpanded)).toEqual([false, true, false, false]);
    expect(rows.filter(({ isInGroup }) => isInGroup)).toHaveLength(20);
    expect(groupsOf(layout)[1]?.sessions).toHaveLength((folded[1]?.sessions.length ?? 0) - 20);
  });

  test('a line of a group carries the requests of all its sessions', () => {
    const snapshot = crowdSnapshot(NOW, { members: 4, sessions: 500, exchanges: 0 });
    const { layout, order } = layOut(snapshot);
    const [group] = groupsOf(layout);
    const rates = new Map(group?.sessions.map(({ sessionId }) => [rateKey.session(sessionId), 3]));
    const lines = edgesOf(layout, order, rates, 400).filter(({ id }) => id.startsWith('g '));
    expect(lines.map(({ sessionIds }) => sessionIds.length)).toEqual(
      groupsOf(layout).map(({ sessions }) => sessions.length),
    );
    expect(lines[0]?.width).toBeGreaterThan(lines[1]?.width ?? 0);
  });

  test('nothing overlaps or leaves the body, for any numbers', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 24 }), fc.integer({ min: 0, max: 120 }), (members, sessions) => {
        const { layout } = layOut(crowdSnapshot(NOW, { members, sessions, exchanges: 0 }));
        expect(rowCount(layout) * SESSION_ROW).toBeLessThanOrEqual(layout.height);
        expect(layout.members.length * layout.memberRow).toBeLessThanOrEqual(layout.height);
        for (const { top, height } of layout.boxes) {
          expect(top).toBeGreaterThanOrEqual(0);
          expect(top + height).toBeLessThanOrEqual(layout.height);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('every pinned session and every member has a line', () => {
    const { layout, order } = layOut(storySnapshot(NOW));
    const edges = edgesOf(layout, order, new Map(), 400);
    expect(edges.filter(({ sessionIds }) => sessionIds.length > 0)).toHaveLength(8);
    expect(edges.filter(({ memberKey }) => memberKey !== null)).toHaveLength(4);
    expect(
      edges
        .filter(({ state }) => state === 'down')
        .map(({ sessionIds, slot }) => [sessionIds[0] ?? null, slot]),
    ).toEqual([
      ['dora', 2],
      [null, 2],
    ]);
    expect(edgesOf(layout, order, new Map(), 0)).toEqual([]);
  });
});

describe('lines', () => {
  test.each([140, 150, 168, 200, 900])(
    'a middle of %i px leaves them room to part beside the box',
    (width) => {
      const { layout, order } = layOut(crowdSnapshot(NOW, { members: 24, sessions: 100, exchanges: 0 }));
      const left = (width - boxWidthIn(width)) / 2;
      expect(left).toBeGreaterThanOrEqual(28);
      for (const { curve, memberKey } of edgesOf(layout, order, new Map(), width)) {
        expect(memberKey === null ? curve.x1 : width - curve.x0).toBe(left);
      }
    },
  );

  test('a curve begins and ends where it says', () => {
    const curve = { x0: 4, y0: 10, x1: 100, y1: 90 };
    expect(pointOn(curve, 0)).toEqual({ x: 4, y: 10 });
    expect(pointOn(curve, 1)).toEqual({ x: 100, y: 90 });
    expect(pointOn(curve, 0.5)).toEqual({ x: 52, y: 50 });
  });

  test('lines are spread over a side without touching its ends', () => {
    expect(spread(3, 100, 40)).toEqual([110, 120, 130]);
    expect(spread(0, 100, 40)).toEqual([]);
  });
});

describe('motion', () => {
  test('a rate is of the last half minute', () => {
    const meter = createRateMeter();
    meter.count(exchange({ startedAtMs: NOW }));
    meter.count(exchange({ startedAtMs: NOW + 20_000 }));
    const key = rateKey.session('anna');
    expect(meter.read(NOW + 21_000).get(key)).toBe(2);
    expect(meter.read(NOW + 45_000).get(key)).toBe(1);
    expect(meter.read(NOW + 90_000).get(key)).toBeUndefined();
  });
});
