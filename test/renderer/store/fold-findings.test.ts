import { expect, test } from 'vitest';
import { NO_FINDINGS, type RoutepinEvent, type TrafficFinding } from '../../../core/contract/index.ts';
import { countWords, groupsOf } from '../../../renderer/screens/findings/finding-groups.ts';
import { withFinding, withMute } from '../../../renderer/store/fold-findings.ts';

const finding = (id: string, given: Partial<TrafficFinding> = {}): TrafficFinding => ({
  id,
  detector: 'bouncing',
  severity: 'warning',
  title: 'Session bounces',
  sentence: '',
  symptom: '',
  advice: '',
  remedy: null,
  place: { site: null, balancer: null, route: null, member: null, sessionId: null },
  evidence: [],
  count: 1,
  openedAtMs: 1,
  lastSeenAtMs: 1,
  closedAtMs: null,
  isMuted: false,
  ...given,
});
const told = (event: 'finding.opened' | 'finding.updated' | 'finding.closed', one: TrafficFinding) =>
  ({ event, seq: 1, atMs: 1, ...one }) as Extract<RoutepinEvent, { event: 'finding.opened' }>;

test('findings come, count on, and go behind those that last', () => {
  let view = withFinding(NO_FINDINGS, told('finding.opened', finding('f1')));
  view = withFinding(view, told('finding.opened', finding('f2', { severity: 'error', openedAtMs: 2 })));
  view = withFinding(view, told('finding.updated', finding('f1', { count: 7 })));
  expect(view.findings.map(({ id, count }) => [id, count])).toEqual([
    ['f1', 7],
    ['f2', 1],
  ]);
  expect(groupsOf(view).open.map(({ id }) => id)).toEqual(['f2', 'f1']);
  expect(countWords(groupsOf(view).open)).toBe('2 findings, 1 of them an error');
  view = withFinding(view, told('finding.closed', finding('f1', { count: 7, closedAtMs: 9 })));
  expect(view.findings.map(({ id }) => id)).toEqual(['f2', 'f1']);
  expect(groupsOf(view).closed.map(({ id }) => id)).toEqual(['f1']);
  // Nothing of the event's envelope stays in the finding.
  expect(Object.keys(view.findings[0] ?? {})).not.toContain('seq');
});

test('a muted finding is out of the count and in a group of its own', () => {
  const view = withFinding(NO_FINDINGS, told('finding.updated', finding('f1', { isMuted: true })));
  expect(groupsOf(view)).toMatchObject({ open: [], muted: [{ id: 'f1' }], closed: [] });
  expect(withMute(withMute(view, 'bouncing', true), 'bouncing', true).mutedDetectors).toEqual(['bouncing']);
  expect(withMute(withMute(view, 'bouncing', true), 'bouncing', false).mutedDetectors).toEqual([]);
});

test('what is gone is bounded', () => {
  let view = NO_FINDINGS;
  for (let at = 1; at <= 60; at++) {
    view = withFinding(view, told('finding.closed', finding(`f${at}`, { closedAtMs: at })));
  }
  expect(view.findings).toHaveLength(50);
  expect(view.findings[0]?.id).toBe('f11');
});
