import { browserClock, FALLBACK_MS, type FrameClock } from './frame-queue.ts';

/**
 * Runs `task` when what has just changed was drawn: the next frame draws it, and when the one after that begins it is on its way
 * to the screen. What other threads do for it then takes about as long as that one frame took here: for so long they have the
 * cores. In a hidden window, which draws nothing, after a quarter of a second. Gives what takes the task back.
 */
export function afterDrawn(task: () => void, clock: FrameClock = browserClock): () => void {
  let frame = clock.requestFrame((drawnMs) => {
    frame = clock.requestFrame((nextMs) => {
      clock.clearTimer(timer);
      timer = clock.setTimer(run, Math.min(nextMs - drawnMs, FALLBACK_MS));
    });
  });
  let timer = clock.setTimer(run, FALLBACK_MS);
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
