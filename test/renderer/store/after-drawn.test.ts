import { describe, expect, test } from 'vitest';
import { afterDrawn } from '../../../renderer/store/after-drawn.ts';
import type { FrameClock } from '../../../renderer/store/frame-queue.ts';

/** Frames and timers that come when the test says so; how often the task ran. */
function play() {
  const frames = new Map<number, (beganMs: number) => void>();
  const timers = new Map<number, () => void>();
  const delays: number[] = [];
  let ids = 0;
  const keep = <Task>(tasks: Map<number, Task>, task: Task) => {
    ids += 1;
    tasks.set(ids, task);
    return ids;
  };
  const take = <Task>(tasks: Map<number, Task>) => {
    const due = [...tasks.values()];
    tasks.clear();
    return due;
  };
  const clock: FrameClock = {
    requestFrame: (task) => keep(frames, task),
    cancelFrame: (id) => void frames.delete(id),
    setTimer: (task, delayMs) => {
      delays.push(delayMs);
      return keep(timers, task);
    },
    clearTimer: (id) => void timers.delete(id),
  };
  const played = {
    runs: 0,
    delays,
    frame: (beganMs: number) => {
      for (const task of take(frames)) task(beganMs);
    },
    timer: () => {
      for (const task of take(timers)) task();
    },
    takeBack: () => {},
  };
  played.takeBack = afterDrawn(() => {
    played.runs += 1;
  }, clock);
  return played;
}

describe('after what has just changed was drawn', () => {
  test('the task runs once, as long after the next frame as that one came after it', () => {
    const played = play();
    played.frame(1000);
    played.frame(1040);
    expect([played.runs, played.delays.at(-1)]).toEqual([0, 40]);
    played.timer();
    expect(played.runs).toBe(1);
    played.frame(1060);
    played.timer();
    expect(played.runs).toBe(1);
  });

  test('frames that are far apart delay it no longer than none', () => {
    const played = play();
    played.frame(0);
    played.frame(5000);
    expect(played.delays).toEqual([250, 250]);
  });

  test('a hidden window has it run by a timer, once', () => {
    const played = play();
    played.timer();
    played.frame(0);
    played.frame(16);
    played.timer();
    expect(played.runs).toBe(1);
  });

  test.each([0, 1, 2])('taken back after %i frames it does not run', (frames) => {
    const played = play();
    for (let each = 0; each < frames; each++) played.frame(each);
    played.takeBack();
    played.frame(8);
    played.frame(9);
    played.timer();
    expect(played.runs).toBe(0);
  });
});
