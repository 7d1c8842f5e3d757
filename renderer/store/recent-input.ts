/** Somebody who scrolls or types does so again within this time, or has stopped. */
const RECENT_MS = 200;
/** How often it is looked whether somebody still does. */
const LOOK_MS = 250;
/** Within this time what a key or a press asked for is on the screen. */
const ANSWERED_MS = 100;
const GLIDES = ['wheel', 'touchmove'] as const;
const PRESSES = ['keydown', 'pointerdown'] as const;

let glideMs = Number.NEGATIVE_INFINITY;
let pressMs = Number.NEGATIVE_INFINITY;
let isListening = false;

function listen(): void {
  if (isListening) return;
  isListening = true;
  const options = { capture: true, passive: true };
  const noteGlide = () => {
    glideMs = performance.now();
  };
  const notePress = () => {
    pressMs = performance.now();
  };
  for (const name of GLIDES) window.addEventListener(name, noteGlide, options);
  for (const name of PRESSES) window.addEventListener(name, notePress, options);
}

/** Whether somebody scrolls, types or presses at this moment. */
export function isInputRecent(): boolean {
  listen();
  return performance.now() - Math.max(glideMs, pressMs) < RECENT_MS;
}

/** Whether somebody has just pressed a key or a button, and the answer to that may still be on its way to the screen. */
export function isAnswerDue(): boolean {
  listen();
  return performance.now() - pressMs < ANSWERED_MS;
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
