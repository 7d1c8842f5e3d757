import { expect, test } from 'vitest';
import type { Project, UnnumberedEvent } from '../../../../core/contract/index.ts';
import { bouncing } from '../../../../core/sessions/detectors/bouncing.ts';
import { BoundedMap } from '../../../../core/sessions/diagnosis/bounded-map.ts';
import type { Sighting, Tally } from '../../../../core/sessions/diagnosis/detector.ts';
import { FindingKeeper } from '../../../../core/sessions/diagnosis/finding-keeper.ts';

function keeper() {
  const told: UnnumberedEvent[] = [];
  const names = () => told.splice(0).map(({ event }) => event);
  return { kept: new FindingKeeper((event) => told.push(event)), names };
}

const seen = (sessionId: string, exchangeId: number): ((tally: Tally) => Sighting) => {
  return ({ count, sessions }) => ({
    sentence: `${count} times, ${sessions} sessions`,
    place: { balancer: 'lb', sessionId },
    exchange: { id: exchangeId, atMs: exchangeId, text: `exchange ${exchangeId}` },
  });
};

test('raised once, updated at most once a look, closed when it was not seen for long enough', () => {
  const { kept, names } = keeper();
  for (let id = 1; id <= 100; id++) kept.report(bouncing, 'lb', seen(id % 2 ? 's1' : 's2', id), id);
  expect(names()).toEqual(['finding.opened']);
  kept.tell(1000);
  kept.tell(2000);
  expect(names()).toEqual(['finding.updated']);
  const [finding] = kept.view().findings;
  expect(finding).toMatchObject({ count: 100, sentence: '100 times, 2 sessions', closedAtMs: null });
  // The first and the newest.
  expect(finding?.evidence.map(({ exchangeId }) => exchangeId)).toEqual([1, 97, 98, 99, 100]);
  kept.tell(100 + (bouncing.goneAfterMs ?? 0));
  expect(names()).toEqual(['finding.closed']);
  kept.report(bouncing, 'lb', seen('s1', 101), 200_000);
  expect(kept.view().findings.map(({ id, closedAtMs }) => [id, closedAtMs !== null])).toEqual([
    ['f2', false],
    ['f1', true],
  ]);
});

test('a mute holds for what is open and, of a detector, for what comes', () => {
  const { kept, names } = keeper();
  kept.report(bouncing, 'a', seen('s1', 1), 1);
  expect(kept.mute('f1', true)).toBe(true);
  expect(kept.mute('f9', true)).toBe(false);
  kept.muteDetector('bouncing', true);
  kept.report(bouncing, 'b', seen('s1', 2), 2);
  expect(kept.view().findings.map(({ isMuted }) => isMuted)).toEqual([true, true]);
  expect(names()).toEqual(['finding.opened', 'finding.updated', 'detector.muted', 'finding.opened']);
  kept.muteDetector('bouncing', false);
  // The one that was muted by hand stays so.
  expect(kept.view().findings.map(({ isMuted }) => isMuted)).toEqual([true, false]);
});

test('mutes of an earlier run hold: by place for what comes and what is open, and by detector', () => {
  const before = keeper().kept;
  before.report(bouncing, 'a', seen('s1', 1), 1);
  before.mute('f1', true);
  const { kept } = keeper();
  kept.report(bouncing, 'a', seen('s1', 1), 1);
  kept.restore(before.mutes);
  kept.report(bouncing, 'b', seen('s1', 2), 2);
  expect(kept.view().findings.map(({ isMuted }) => isMuted)).toEqual([true, false]);
  kept.mute('f1', false);
  expect(kept.mutes).toEqual({ detectors: [], places: [] });
  const other = keeper().kept;
  other.restore({ detectors: ['bouncing'], places: [] });
  expect(other.view().mutedDetectors).toEqual(['bouncing']);
});

test('what the project no longer has is closed; two hundred are the most', () => {
  const { kept } = keeper();
  kept.report(bouncing, 'lb', seen('s1', 1), 1);
  const project: Project = { version: 1, name: '', balancers: [], sites: [] };
  kept.configure(project, 2);
  expect(kept.hasOpen).toBe(false);
  for (let place = 0; place < 250; place++) kept.report(bouncing, String(place), seen('s1', place), 3);
  expect(kept.view().findings.filter(({ closedAtMs }) => closedAtMs === null)).toHaveLength(200);
  expect(kept.view().untold).toBe(50);
});

test('a bounded map forgets what was not asked for, and never more than half', () => {
  const map = new BoundedMap<number>(10);
  map.set('kept', 0);
  for (let index = 0; index < 100; index++) {
    map.set(String(index), index);
    expect(map.get('kept')).toBe(0);
    expect(map.size).toBeLessThanOrEqual(10);
  }
  expect(map.get('0')).toBeUndefined();
  expect(map.get('99')).toBe(99);
});
