import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createLeave } from '../../../electron/upkeep/leave.ts';

type Answer = 'wait' | 'now' | 'cancel';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function leaving(requests: number, ...answers: readonly Answer[]) {
  const queue = [...answers];
  const state = { requests, balancing: true, asked: [] as [number, boolean][], told: [] as string[] };
  const leave = createLeave({
    count: () => state.requests,
    setBalancing: async (on) => {
      state.balancing = on;
    },
    ask: async (count, isWaiting) => {
      state.asked.push([count, isWaiting]);
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
    expect(state).toMatchObject({ asked: [[2, false]], balancing: true });
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
      [2, false],
      [2, true],
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
