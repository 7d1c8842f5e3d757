import { describe, expect, test } from 'vitest';
import { storySnapshot } from '../../../renderer/fixtures/story-snapshot.ts';
import { lostSessions } from '../../../renderer/screens/sessions/LossesBar.tsx';
import { laneRows, sessionRowAt } from '../../../renderer/screens/sessions/lane-rows.ts';
import { logOf } from '../../../renderer/store/exchange-log.ts';
import { groupTabs } from '../../../renderer/store/selectors.ts';

const story = storySnapshot(1_700_000_000_000);
const tabs = groupTabs(new Map(story.tabs.map((tab) => [tab.tabId, tab])));
const namesOf = (expanded: readonly string[]) =>
  laneRows(story.sessions.slice(0, 3), tabs, new Set(expanded)).map((row) =>
    row.kind === 'tab' ? `- ${row.tab.title}${row.isLast ? '.' : ''}` : row.session.label,
  );

describe('the rows of the lanes', () => {
  test.each<[expanded: readonly string[], rows: readonly string[]]>([
    [[], ['Firefox · Linux', 'anna', 'dora']],
    [['anna'], ['Firefox · Linux', 'anna', '- Your cart', '- Account.', 'dora']],
    [
      ['dora', 'gone'],
      ['Firefox · Linux', 'anna', 'dora', '- Wish list.'],
    ],
  ])('unfolded %j', (expanded, rows) => {
    expect(namesOf(expanded)).toEqual(rows);
  });

  test.each<[from: string | null, steps: number, to: string]>([
    [null, 1, 'firefox'],
    ['firefox', 1, 'anna'],
    ['anna', 1, 'dora'],
    ['dora', -1, 'anna'],
    ['dora', 5, 'dora'],
    ['dora', -5, 'firefox'],
    ['gone', 1, 'firefox'],
  ])('from %s, %i steps lead to %s, past the tabs', (from, steps, to) => {
    const rows = laneRows(story.sessions.slice(0, 3), tabs, new Set(['anna', 'firefox']));
    const row = rows[sessionRowAt(rows, from, steps)];
    expect(row).toMatchObject({ kind: 'session', session: { sessionId: to } });
  });

  test('without sessions there is no row to go to', () => {
    expect(sessionRowAt([], null, 1)).toBe(-1);
  });
});

describe('lost sessions', () => {
  const log = logOf(story.exchanges, 0);
  test('the latest first, each with its exchange; closed ones are left out', () => {
    const all = lostSessions(story.sessions, log, []);
    expect(all.map(({ label }) => label)).toEqual(['ben', 'Chrome · Linux']);
    expect(all.every(({ atMs }) => atMs !== null)).toBe(true);
    const closed = all.slice(0, 1).map(({ exchangeId }) => exchangeId);
    expect(lostSessions(story.sessions, log, closed).map(({ label }) => label)).toEqual(['Chrome · Linux']);
  });
});
