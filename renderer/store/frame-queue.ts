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

/** How often what may wait is let wait once more, at the end of the fallback. */
const MOST_EXTENSIONS = 2;

/**
 * Collects items and hands them over together, once per frame, or after a quarter of a second without frames. `mayWait`: whether
 * what has been collected can stand by for other frames, because somebody waits for those; three quarters of a second at most.
 */
export function createFrameQueue<Item>(
  deliver: (items: readonly Item[]) => void,
  clock: FrameClock = browserClock,
  mayWait: (items: readonly Item[]) => boolean = () => false,
): FrameQueue<Item> {
  let waiting: Item[] = [];
  let frame = 0;
  let timer = 0;
  let extensions = 0;
  const cancel = () => {
    // Nothing was asked for then.
    if (waiting.length === 0) return;
    clock.cancelFrame(frame);
    clock.clearTimer(timer);
  };
  const flush = () => {
    cancel();
    const items = waiting;
    waiting = [];
    extensions = 0;
    if (items.length > 0) deliver(items);
  };
  const onFrame = () => {
    if (mayWait(waiting)) frame = clock.requestFrame(onFrame);
    else flush();
  };
  const onTimer = () => {
    if (extensions >= MOST_EXTENSIONS || !mayWait(waiting)) return flush();
    extensions += 1;
    timer = clock.setTimer(onTimer, FALLBACK_MS);
  };
  return {
    push(item) {
      waiting.push(item);
      if (waiting.length > 1) return;
      frame = clock.requestFrame(onFrame);
      timer = clock.setTimer(onTimer, FALLBACK_MS);
    },
    flush,
    clear() {
      cancel();
      waiting = [];
      extensions = 0;
    },
  };
}
