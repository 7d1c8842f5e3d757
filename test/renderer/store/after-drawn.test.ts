import { describe, expect, test } from 'vitest';
import { afterDrawn } from '../../../renderer/store/after-drawn.ts';
import type { FrameClock } from '../../../renderer/store/frame-queue.ts';

/** Frames and timers that come when the test says so; how often the task ran. */
function play() {
  const frames = new Map<number, () => void>();
  const timers = new Map<number, () => void>();
  const delays: number[] = [];
  let ids = 0;
  const keep = (tasks: Map<number, () => void>) => (task: () => void) => {
    ids += 1;
    tasks.set(ids, task);
    return ids;
  };
  const next = (tasks: Map<number, () => void>) => () => {
    const due = [...tasks.values()];
    tasks.clear();
    for (const task of due) task();
  };
  const clock: FrameClock = {
    requestFrame: keep(frames),
    cancelFrame: (id) => void frames.delete(id),
    setTimer: (task, delayMs) => {
      delays.push(delayMs);
      return keep(timers)(task);
    },
    clearTimer: (id) => void timers.delete(id),
  };
  const played = { runs: 0, delays, frame: next(frames), timer: next(timers), takeBack: () => {} };
  played.takeBack = afterDrawn(() => {
    played.runs += 1;
  }, clock);
  return played;
}

describe('after what has just changed was drawn', () => {
  test('the task runs once, a moment after the frame after that has begun', () => {
    const played = play();
    played.frame();
    expect(played.runs).toBe(0);
    played.frame();
    expect([played.runs, played.delays]).toEqual([0, [250, 60]]);
    played.timer();
    expect(played.runs).toBe(1);
    played.frame();
    played.timer();
    expect(played.runs).toBe(1);
  });

  test('a hidden window has it run by a timer, once', () => {
    const played = play();
    played.timer();
    played.frame();
    played.frame();
    played.timer();
    expect(played.runs).toBe(1);
  });

  test.each([0, 1, 2])('taken back after %i frames it does not run', (frames) => {
    const played = play();
    for (let each = 0; each < frames; each++) played.frame();
    played.takeBack();
    played.frame();
    played.frame();
    played.timer();
    expect(played.runs).toBe(0);
  });
});
