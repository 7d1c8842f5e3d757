import { expect, test } from 'vitest';
import { createNotices, type Notice } from '../../electron/notices.ts';

const notice = (text: string, level: Notice['level'] = 'warn'): Notice => ({ level, text, hint: null });

test('what is raised before the interface listens waits for it, in order', () => {
  const told: string[] = [];
  const notices = createNotices({ raiseNotice: ({ text }: Notice) => told.push(text) }, () => {});
  notices.raise(notice('first'));
  notices.raise(notice('second'));
  expect(told).toEqual([]);
  notices.release();
  notices.raise(notice('third'));
  notices.release();
  expect(told).toEqual(['first', 'second', 'third']);
});

test('all but the merely informative are logged at once, with their hint', () => {
  const logged: string[] = [];
  const notices = createNotices({ raiseNotice: () => {} }, (text) => logged.push(text));
  notices.raise(notice('fyi', 'info'));
  notices.raise({ level: 'error', text: 'It broke.', hint: 'Mend it.' });
  expect(logged).toEqual(['It broke. Mend it.']);
});
