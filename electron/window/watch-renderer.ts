import type { BrowserWindow } from 'electron';
import type { Questions } from '../project/questions.ts';

export interface RendererCare {
  /** The page is gone or hangs: nothing is to be sent to it. */
  readonly onTrouble: () => void;
  /** A page that hung answers again. */
  readonly onRecovered: () => void;
  readonly log: (text: string) => void;
}

/** A second crash this soon after the first will not be the last. */
const CRASH_AGAIN_MS = 60_000;

/**
 * Looks after the window's page: balancing goes on in the main process when the page crashes, so the page is
 * loaded again; when that doesn't help, somebody is asked.
 */
export function watchRenderer(window: BrowserWindow, questions: Questions, care: RendererCare): void {
  const contents = window.webContents;
  let lastCrashAtMs = Number.NEGATIVE_INFINITY;

  contents.on('render-process-gone', (_event, { reason, exitCode }) => {
    care.onTrouble();
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    care.log(`the window's page ended: ${reason} (${exitCode})`);
    const nowMs = Date.now();
    const again = nowMs - lastCrashAtMs < CRASH_AGAIN_MS;
    lastCrashAtMs = nowMs;
    void (async () => {
      if (again && !(await questions.reloadAfterCrash())) return window.close();
      if (!window.isDestroyed()) contents.reload();
    })();
  });

  // It ended before somebody looked after it.
  if (contents.isCrashed()) contents.reload();

  let hangs = false;
  window.on('unresponsive', () => {
    hangs = true;
    care.onTrouble();
    void (async () => {
      if (!(await questions.reloadUnresponsive()) || !hangs || window.isDestroyed()) return;
      // A hanging page does not obey a reload: its process goes first, and the crash handler loads it again.
      contents.forcefullyCrashRenderer();
    })();
  });
  window.on('responsive', () => {
    hangs = false;
    care.onRecovered();
  });
}
