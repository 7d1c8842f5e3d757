import { describe, expect, test } from 'vitest';
import { createFrameQueue, type FrameClock } from '../../../renderer/store/frame-queue.ts';

/** A queue whose frames and timers come when the test says so. */
function play(mayWait: () => boolean = () => false) {
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
  const queue = createFrameQueue<number>((items) => delivered.push([...items]), clock, mayWait);
  return { queue, delivered, frame: () => frame?.(), timer: () => timer?.() };
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
    const { queue, delivered, frame } = play(() => isScrolling);
    queue.push(1);
    frame();
    queue.push(2);
    frame();
    expect(delivered).toEqual([]);
    isScrolling = false;
    frame();
    expect(delivered).toEqual([[1, 2]]);
  });

  test('it does not wait for ever, and the next wait is as long', () => {
    const { queue, delivered, frame, timer } = play(() => true);
    for (const round of [1, 2]) {
      queue.push(round);
      for (let turn = 0; turn < 2; turn++) {
        frame();
        timer();
        expect(delivered).toHaveLength(round - 1);
      }
      timer();
      expect(delivered).toHaveLength(round);
    }
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
