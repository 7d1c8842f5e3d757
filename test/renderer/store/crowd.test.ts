import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type EventBatch, ExchangePacker } from '../../../core/contract/index.ts';
import { mayWait } from '../../../renderer/store/crowd.ts';
import { exchange } from '../support.ts';

/** A batch of so many rows. */
function batchOf(rows: number, events: EventBatch['events'] = []): EventBatch {
  const packer = new ExchangePacker();
  for (let seq = 0; seq < rows; seq++) packer.add(seq, exchange());
  return { atMs: 0, events, exchanges: packer.take(), counters: [], totals: null };
}

const NEWS: EventBatch['events'] = [{ event: 'session.ended', seq: 1, atMs: 0, sessionId: 's' }];
const EDIT: EventBatch['events'] = [
  { event: 'detector.muted', seq: 1, atMs: 0, detector: 'bouncing', on: true },
];

describe('what has come may wait', () => {
  const cases: readonly {
    name: string;
    batches: readonly EventBatch[];
    waitedMs: number;
    input?: boolean;
    answer?: boolean;
    may: boolean;
  }[] = [
    { name: 'a crowd, nobody works', batches: [batchOf(200)], waitedMs: 0, may: false },
    { name: 'a crowd, somebody scrolls', batches: [batchOf(200)], waitedMs: 0, input: true, may: true },
    {
      name: 'a crowd of several batches',
      batches: [batchOf(90), batchOf(90)],
      waitedMs: 0,
      input: true,
      may: true,
    },
    { name: 'a crowd with sessions', batches: [batchOf(200, NEWS)], waitedMs: 0, input: true, may: true },
    { name: 'a crowd with an edit', batches: [batchOf(200, EDIT)], waitedMs: 0, input: true, may: false },
    { name: 'a few rows', batches: [batchOf(20)], waitedMs: 0, input: true, answer: true, may: false },
    { name: 'a crowd just before its time', batches: [batchOf(200)], waitedMs: 700, input: true, may: true },
    { name: 'a crowd whose time has come', batches: [batchOf(200)], waitedMs: 750, input: true, may: false },
    {
      name: 'a crowd whose time has come between a key and its answer',
      batches: [batchOf(200)],
      waitedMs: 750,
      input: true,
      answer: true,
      may: true,
    },
    {
      name: 'a key held down keeps it no longer than a second',
      batches: [batchOf(200)],
      waitedMs: 1000,
      input: true,
      answer: true,
      may: false,
    },
  ];
  test.each(cases)('$name: $may', ({ batches, waitedMs, input = false, answer = false, may }) => {
    expect(mayWait(batches, waitedMs, { isInputRecent: () => input, isAnswerDue: () => answer })).toBe(may);
  });
});

describe('what somebody does with the window', () => {
  beforeAll(() => {
    vi.useFakeTimers({ toFake: ['performance'] });
    vi.stubGlobal('window', new EventTarget());
  });
  afterAll(() => {
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });

  test.each([
    { name: 'wheel', afterMs: 0, recent: true, due: false },
    { name: 'touchmove', afterMs: 199, recent: true, due: false },
    { name: 'wheel', afterMs: 200, recent: false, due: false },
    { name: 'keydown', afterMs: 0, recent: true, due: true },
    { name: 'keydown', afterMs: 100, recent: true, due: false },
    { name: 'pointerdown', afterMs: 99, recent: true, due: true },
    { name: 'pointermove', afterMs: 0, recent: false, due: false },
  ])(
    '$afterMs ms after $name: recent $recent, an answer due $due',
    async ({ name, afterMs, recent, due }) => {
      const { isAnswerDue, isInputRecent } = await import('../../../renderer/store/recent-input.ts');
      isInputRecent();
      vi.advanceTimersByTime(10_000);
      window.dispatchEvent(new Event(name));
      vi.advanceTimersByTime(afterMs);
      expect([isInputRecent(), isAnswerDue()]).toEqual([recent, due]);
    },
  );
});
