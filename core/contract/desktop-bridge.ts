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
  /** Batches as frames (`batchOfFrame`): the border between preload and page copies objects piece by piece. */
  onBatch(listener: (json: string, rows: Uint8Array | null) => void): () => void;
  /** An action chosen in the native menu, or by a key pressed while an embedded page has the focus. */
  onMenu(listener: (action: MenuAction) => void): () => void;
}

/**
 * What the native menu and keys pressed inside an embedded page may ask the interface to do. `project.open-recent:N`
 * names an entry of `ShellView.recent`; `user.close-tab:ID`, `user.open-tab:ID` and `user.focus-address:ID` the user
 * whose page has the focus.
 */
export const MENU_ACTIONS = [
  'project.new',
  'project.open',
  'project.save',
  'project.save-as',
  'project.undo',
  'project.redo',
  'export.save',
  'config.import',
  'har.export',
  'har.open',
  'rehearsal.open',
  'rehearsal.save',
  'cookie.explain',
  'cookie.decode',
  'findings.show',
  'replay.open',
  'traffic.clear',
  'balancing.toggle',
  'demo.start',
  'lint.show',
  'lint.mend',
  'parity.show',
  'compare.show',
  'fetch.show',
  'rehearsal.run',
  'rehearsal.cancel',
  'rehearsal.add-step',
  'broadcast.send',
  'density.toggle',
  'motion.toggle',
  'user.open-kept',
  'palette.open',
  'settings.open',
  'screen.live',
  'screen.sessions',
  'screen.browse',
  'screen.rehearse',
  'screen.config',
  'theme.system',
  'theme.light',
  'theme.dark',
  'theme.contrast',
  'user.open',
  'help.keys',
  'folder.logs',
  'folder.crashes',
  'update.check',
] as const;
export type MenuAction =
  | (typeof MENU_ACTIONS)[number]
  | `project.open-recent:${number}`
  | `user.close-tab:${string}`
  | `user.open-tab:${string}`
  | `user.focus-address:${string}`;
