import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createLeave, type Unfinished, unfinishedWords } from '../../../electron/upkeep/leave.ts';

type Answer = 'wait' | 'now' | 'cancel';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function leaving(requests: number, ...answers: readonly Answer[]) {
  const queue = [...answers];
  const state = {
    requests,
    downloads: 0,
    balancing: true,
    asked: [] as [string, boolean][],
    told: [] as string[],
  };
  const left = (): Unfinished => ({ requests: state.requests, tunnels: 0, downloads: state.downloads });
  const leave = createLeave({
    unfinished: left,
    setBalancing: async (on) => {
      state.balancing = on;
    },
    ask: async (what, isWaiting) => {
      state.asked.push([unfinishedWords(what), isWaiting]);
      return queue.shift() ?? 'cancel';
    },
    tell: (text) => state.told.push(text),
  });
  return { leave, state };
}

describe('createLeave: no request is cut off silently', () => {
  test('nothing in flight: nobody is asked', async () => {
    const { leave, state } = leaving(0);
    expect(await leave.mayLeave()).toBe(true);
    expect(state.asked).toEqual([]);
  });

  test('a short request is waited for without a question', async () => {
    const { leave, state } = leaving(1);
    const may = leave.mayLeave();
    await vi.advanceTimersByTimeAsync(100);
    state.requests = 0;
    await vi.advanceTimersByTimeAsync(200);
    expect(await may).toBe(true);
    expect(state.asked).toEqual([]);
  });

  test.each([
    ['now', true],
    ['cancel', false],
  ] as const)('%s', async (answer, expected) => {
    const { leave, state } = leaving(2, answer);
    const may = leave.mayLeave();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await may).toBe(expected);
    expect(state).toMatchObject({ asked: [['2 requests', false]], balancing: true });
  });

  test('a download of a page from elsewhere counts, too', async () => {
    const { leave, state } = leaving(0, 'wait');
    state.downloads = 1;
    const may = leave.mayLeave();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(state.told).toEqual(['Waiting for one download, then Routepin ends.']);
    state.downloads = 0;
    await vi.advanceTimersByTimeAsync(200);
    expect(await may).toBe(true);
  });

  test('wait: the listeners close, and it ends when the last request is answered', async () => {
    const { leave, state } = leaving(2, 'wait');
    const may = leave.mayLeave();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(state.balancing).toBe(false);
    expect(state.told).toEqual(['Waiting for 2 requests, then Routepin ends.']);
    state.requests = 0;
    await vi.advanceTimersByTimeAsync(200);
    expect(await may).toBe(true);
  });

  test('quitting again while it waits: at once', async () => {
    const { leave, state } = leaving(2, 'wait', 'now');
    const may = leave.mayLeave();
    await vi.advanceTimersByTimeAsync(1_000);
    leave.again();
    await vi.advanceTimersByTimeAsync(200);
    expect(await may).toBe(true);
    expect(state.asked).toEqual([
      ['2 requests', false],
      ['2 requests', true],
    ]);
  });

  test('quitting again while it waits: to stay after all opens the listeners again', async () => {
    const { leave, state } = leaving(2, 'wait', 'cancel');
    const may = leave.mayLeave();
    await vi.advanceTimersByTimeAsync(1_000);
    leave.again();
    await vi.advanceTimersByTimeAsync(200);
    expect(await may).toBe(false);
    expect(state.balancing).toBe(true);
  });
});

describe('unfinishedWords', () => {
  test.each([
    [{ requests: 0, tunnels: 0, downloads: 0 }, ''],
    [{ requests: 1, tunnels: 0, downloads: 0 }, 'one request'],
    [{ requests: 0, tunnels: 1, downloads: 2 }, 'one open WebSocket and 2 downloads'],
    [{ requests: 3, tunnels: 2, downloads: 1 }, '3 requests, 2 open WebSockets and one download'],
  ])('%o', (left, words) => {
    expect(unfinishedWords(left)).toBe(words);
  });
});
