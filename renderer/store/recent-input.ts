/** Somebody who scrolls or types does so again within this time, or has stopped. */
const RECENT_MS = 200;
/** How often it is looked whether somebody still does. */
const LOOK_MS = 250;
const INPUTS = ['wheel', 'keydown', 'pointerdown', 'touchmove'] as const;

let lastMs = Number.NEGATIVE_INFINITY;
let isListening = false;

/** Whether somebody scrolls, types or presses at this moment. */
export function isInputRecent(): boolean {
  if (!isListening) {
    isListening = true;
    const note = () => {
      lastMs = performance.now();
    };
    for (const name of INPUTS) window.addEventListener(name, note, { capture: true, passive: true });
  }
  return performance.now() - lastMs < RECENT_MS;
}

/** Runs `task` once, when nobody scrolls, types or presses any more; gives what takes it back. */
export function whenInputRests(task: () => void): () => void {
  const timer = setInterval(() => {
    if (isInputRecent()) return;
    clearInterval(timer);
    task();
  }, LOOK_MS);
  return () => clearInterval(timer);
}
