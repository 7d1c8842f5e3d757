/** When the next frame would come, at the latest: a hidden window gets no frames and must not fill up (STYLE.md §9.6). */
export const FALLBACK_MS = 250;

export interface FrameClock {
  requestFrame(task: () => void): number;
  cancelFrame(id: number): void;
  setTimer(task: () => void, delayMs: number): number;
  clearTimer(id: number): void;
}

/** The browser's own frames and timers. */
export const browserClock: FrameClock = {
  requestFrame: (task) => requestAnimationFrame(task),
  cancelFrame: (id) => cancelAnimationFrame(id),
  setTimer: (task, delayMs) => window.setTimeout(task, delayMs),
  clearTimer: (id) => window.clearTimeout(id),
};

export interface FrameQueue<Item> {
  push(item: Item): void;
  /** Hands over at once what waits. */
  flush(): void;
  clear(): void;
}

/** How often it is looked whether what waits still may. */
export const LOOK_MS = 50;

/**
 * Collects items and hands them over together, once per frame, or after a quarter of a second without frames. `mayWait`: whether
 * what has been collected can stand by for other frames, because somebody waits for those, after having done so for `waitedMs`.
 */
export function createFrameQueue<Item>(
  deliver: (items: readonly Item[]) => void,
  clock: FrameClock = browserClock,
  mayWait: (items: readonly Item[], waitedMs: number) => boolean = () => false,
): FrameQueue<Item> {
  let waiting: Item[] = [];
  let frame = 0;
  let timer = 0;
  let waitedMs = 0;
  let isStandingBy = false;
  const cancel = () => {
    clock.cancelFrame(frame);
    clock.clearTimer(timer);
  };
  const clear = () => {
    // Nothing was asked for then.
    if (waiting.length > 0) cancel();
    waiting = [];
    waitedMs = 0;
  };
  const flush = () => {
    const items = waiting;
    clear();
    if (items.length > 0) deliver(items);
  };
  const look = () => {
    isStandingBy = mayWait(waiting, waitedMs);
    if (!isStandingBy) return flush();
    cancel();
    // No frames are asked for meanwhile: the window would draw each of them, beside the one that somebody waits for.
    timer = clock.setTimer(() => {
      waitedMs += LOOK_MS;
      look();
    }, LOOK_MS);
  };
  const ask = () => {
    isStandingBy = false;
    frame = clock.requestFrame(look);
    timer = clock.setTimer(look, FALLBACK_MS);
  };
  return {
    push(item) {
      waiting.push(item);
      if (waiting.length === 1) return ask();
      if (!isStandingBy || mayWait(waiting, waitedMs)) return;
      // What can't wait takes along what stood by.
      cancel();
      ask();
    },
    flush,
    clear,
  };
}
