import { browserClock, FALLBACK_MS, type FrameClock } from './frame-queue.ts';

/**
 * Runs `task` when what has just changed was drawn: the next frame draws it, and when the one after that begins it is on its way
 * to the screen. In a hidden window, which draws nothing, after a quarter of a second. Gives what takes the task back.
 */
export function afterDrawn(task: () => void, clock: FrameClock = browserClock): () => void {
  let frame = clock.requestFrame(() => {
    frame = clock.requestFrame(run);
  });
  const timer = clock.setTimer(run, FALLBACK_MS);
  const cancel = () => {
    clock.cancelFrame(frame);
    clock.clearTimer(timer);
  };
  function run() {
    cancel();
    task();
  }
  return cancel;
}
