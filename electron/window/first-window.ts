import path from 'node:path';
import { app, type BrowserWindow, ipcMain, session } from 'electron';
import { type Door, openDoor } from '../ipc/door.ts';
import { readWindowMemory } from '../settings/window-memory.ts';
import { serveApp } from './app-scheme.ts';
import { APP_PAGE } from './app-url.ts';
import { applyTheme } from './appearance.ts';
import { denyAppPermissions, lockDownEveryPage } from './lock-down.ts';
import { createMainWindow, loadInterface } from './main-window.ts';

export interface FirstWindow {
  readonly window: BrowserWindow;
  readonly door: Door;
  /** Its page is on the way, or will not come: now is the time to read the rest of our program. */
  readonly served: Promise<void>;
  /** The theme it opened in. */
  readonly theme: string | undefined;
  /** Whoever calls this sees to the window's closing from now on. */
  attended(): void;
}

/** Balancing doesn't wait for a page that hangs. A slow machine's page is on the way by then. */
const PAGE_LIMIT_MS = 3000;

/**
 * Opens the window and loads its page: first of all, since its page has a process to start and a program to read, and
 * does so while the rest of ours is read and made. Imports as little as it can: everything that this file reaches is
 * read before the window is there. `userData` is the settings' folder.
 */
export function openFirstWindow(userData: string, log: (text: string) => void): FirstWindow {
  const memory = readWindowMemory(userData);
  lockDownEveryPage();
  denyAppPermissions(session.defaultSession);
  let goOn = () => {};
  // The page's process is begun in turns of our thread: reading the rest of our program now would keep it from starting.
  const served = new Promise<void>((resolve) => {
    goOn = () => setImmediate(resolve);
  });
  serveApp(session.defaultSession, path.join(__dirname, '..', 'renderer'), (url) => {
    if (url === APP_PAGE) goOn();
  });
  applyTheme(memory.theme, null);
  const window = createMainWindow(memory);
  const door = openDoor(ipcMain, () => (window.isDestroyed() ? null : window.webContents.id));
  loadInterface(window).catch((error: unknown) => {
    log(`the interface could not be loaded: ${error instanceof Error ? error.message : String(error)}`);
    goOn();
    if (!window.isDestroyed()) window.show();
  });
  window.webContents.once('dom-ready', goOn);
  window.webContents.once('render-process-gone', goOn);
  setTimeout(goOn, PAGE_LIMIT_MS).unref();
  // Closed while nothing is behind it yet: there is nothing to ask about and nothing to save.
  const leave = () => app.exit(0);
  window.on('close', leave);
  return { window, door, served, theme: memory.theme, attended: () => void window.off('close', leave) };
}
