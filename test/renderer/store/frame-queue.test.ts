import { describe, expect, test } from 'vitest';
import { createFrameQueue, type FrameClock, LOOK_MS } from '../../../renderer/store/frame-queue.ts';

/** A queue whose frames and timers come when the test says so. */
function play(mayWait: (waitedMs: number) => boolean = () => false) {
  const delivered: number[][] = [];
  let frame: (() => void) | null = null;
  let timer: (() => void) | null = null;
  const clock: FrameClock = {
    requestFrame: (task) => {
      frame = task;
      return 1;
    },
    cancelFrame: () => {
      frame = null;
    },
    setTimer: (task) => {
      timer = task;
      return 1;
    },
    clearTimer: () => {
      timer = null;
    },
  };
  const queue = createFrameQueue<number>(
    (items) => delivered.push([...items]),
    clock,
    (_, waitedMs) => mayWait(waitedMs),
  );
  return {
    queue,
    delivered,
    frame: () => frame?.(),
    timer: () => timer?.(),
    wantsFrame: () => frame !== null,
  };
}

describe('the frame queue', () => {
  test('hands over once per frame what came before it', () => {
    const { queue, delivered, frame } = play();
    queue.push(1);
    queue.push(2);
    frame();
    queue.push(3);
    frame();
    expect(delivered).toEqual([[1, 2], [3]]);
  });

  test('without frames a timer does', () => {
    const { queue, delivered, timer } = play();
    queue.push(1);
    timer();
    expect(delivered).toEqual([[1]]);
  });

  test('what may wait stands by for the frames of somebody who scrolls, and is there when they stop', () => {
    let isScrolling = true;
    const { queue, delivered, frame, timer, wantsFrame } = play(() => isScrolling);
    queue.push(1);
    frame();
    queue.push(2);
    // Each would be one more that the window draws.
    expect(wantsFrame()).toBe(false);
    timer();
    expect([delivered, wantsFrame()]).toEqual([[], false]);
    isScrolling = false;
    timer();
    expect(delivered).toEqual([[1, 2]]);
  });

  test('what can’t wait is there with the next frame, and so is what stood by', () => {
    let mayWait = true;
    const { queue, delivered, frame, wantsFrame } = play(() => mayWait);
    queue.push(1);
    frame();
    queue.push(2);
    expect(wantsFrame()).toBe(false);
    mayWait = false;
    queue.push(3);
    frame();
    expect(delivered).toEqual([[1, 2, 3]]);
  });

  test('is told how long it has waited, and each wait begins anew', () => {
    const { queue, delivered, frame, timer } = play((waitedMs) => waitedMs < 2 * LOOK_MS);
    for (const round of [1, 2]) {
      queue.push(round);
      frame();
      timer();
      expect(delivered).toHaveLength(round - 1);
      timer();
      expect(delivered).toHaveLength(round);
    }
  });

  test('without frames what may wait does so as well', () => {
    const { queue, delivered, timer } = play((waitedMs) => waitedMs === 0);
    queue.push(1);
    timer();
    expect(delivered).toEqual([]);
    timer();
    expect(delivered).toEqual([[1]]);
  });

  test('what is cleared is not handed over', () => {
    const { queue, delivered, frame, timer } = play();
    queue.push(1);
    queue.clear();
    frame();
    timer();
    queue.flush();
    expect(delivered).toEqual([]);
  });
});
