import type { EventBatch } from './events.ts';
import type { Result } from './result.ts';
import type { Snapshot } from './views.ts';

/**
 * What the desktop window's preload exposes as `window.routepin`: named functions only, never Electron's own
 * objects. Each `on…` returns its remover (STYLE.md §4.3).
 */
export interface DesktopBridge {
  /** The operating system, as Node names it: `linux`, `darwin`, `win32`. */
  readonly platform: string;
  /** Runs a core or shell command. Never rejects: failures come back as data. */
  execute(name: string, params: unknown): Promise<Result<unknown>>;
  /** The snapshot that starts the stream, and each one that replaces it. */
  onSnapshot(listener: (snapshot: Snapshot) => void): () => void;
  onBatch(listener: (batch: EventBatch) => void): () => void;
  /** An action id chosen in the native menu, or by a key pressed while an embedded page has the focus. */
  onMenu(listener: (actionId: string) => void): () => void;
}
