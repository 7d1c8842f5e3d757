import { expect, test } from 'vitest';
import { createEventReporter } from '../../core/cli/serve-report.ts';
import type { RoutepinEvent, TrafficFinding } from '../../core/contract/index.ts';

const FINDING: TrafficFinding = {
  id: 'f1',
  detector: 'cookie-refused',
  severity: 'error',
  title: 'Cookie refused',
  sentence: 'Browsers refuse the cookie login: it is Secure, and shop.test is asked over plain http.',
  symptom: 'Logging in does nothing.',
  advice: 'Change the attributes where the cookie is set.',
  remedy: null,
  place: { site: 'shop', balancer: 'lb', route: '1', member: null, sessionId: null },
  evidence: [],
  count: 1,
  openedAtMs: 0,
  lastSeenAtMs: 0,
  closedAtMs: null,
  isMuted: false,
};

function said(...events: readonly Partial<RoutepinEvent>[]): readonly string[] {
  const lines: string[] = [];
  const reporter = createEventReporter((line) => lines.push(line));
  events.forEach((event, seq) => {
    reporter.tell({ seq, atMs: 0, ...event } as RoutepinEvent);
  });
  reporter.stop();
  return lines.map((line) => line.slice(10));
}

test('a finding is one line when it is opened, and none while it goes on or is muted', () => {
  expect(
    said(
      { event: 'finding.opened', ...FINDING },
      { event: 'finding.updated', ...FINDING, count: 2 },
      { event: 'finding.opened', ...FINDING, id: 'f2', isMuted: true },
      { event: 'finding.closed', ...FINDING, closedAtMs: 5 },
    ),
  ).toEqual([
    'error: Browsers refuse the cookie login: it is Secure, and shop.test is asked over plain http. Change the attributes where the cookie is set.',
  ]);
});
