import { browserClock, FALLBACK_MS, type FrameClock } from './frame-queue.ts';

/** What other threads have to do for a frame takes so long on a busy machine; who looks at the frame does so longer. */
const ON_ITS_WAY_MS = 60;

/**
 * Runs `task` when what has just changed is on the screen: the next frame draws it, and when the one after that begins it is on
 * its way there, for which it has the cores a moment longer. In a hidden window, which draws nothing, after a quarter of a
 * second. Gives what takes the task back.
 */
export function afterDrawn(task: () => void, clock: FrameClock = browserClock): () => void {
  let frame = clock.requestFrame(() => {
    frame = clock.requestFrame(() => {
      clock.clearTimer(timer);
      timer = clock.setTimer(run, ON_ITS_WAY_MS);
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
