import path from 'node:path';
import { app, type BrowserWindow, session } from 'electron';
import { type Door, openDoor } from '../ipc/door.ts';
import { readWindowMemory } from '../settings/window-memory.ts';
import { serveApp } from './app-scheme.ts';
import { applyTheme } from './appearance.ts';
import { denyAppPermissions, lockDownEveryPage } from './lock-down.ts';
import { createMainWindow, loadInterface } from './main-window.ts';

export interface FirstWindow {
  readonly window: BrowserWindow;
  readonly door: Door;
  /** The theme it opened in. */
  readonly theme: string | undefined;
  /** Whoever calls this sees to the window's closing from now on. */
  attended(): void;
}

/**
 * Opens the window and loads its page: first of all, since its page has a process to start and a program to read, and
 * does so while the rest of ours is read and made. Imports as little as it can: everything that this file reaches is
 * read before the window is there. `userData` is the settings' folder.
 */
export function openFirstWindow(userData: string, log: (text: string) => void): FirstWindow {
  const memory = readWindowMemory(userData);
  lockDownEveryPage();
  denyAppPermissions(session.defaultSession);
  serveApp(session.defaultSession, path.join(__dirname, '..', 'renderer'));
  applyTheme(memory.theme, null);
  const window = createMainWindow(memory);
  const door = openDoor(() => (window.isDestroyed() ? null : window.webContents.id));
  loadInterface(window).catch((error: unknown) => {
    log(`the interface could not be loaded: ${error instanceof Error ? error.message : String(error)}`);
    if (!window.isDestroyed()) window.show();
  });
  // Closed while nothing is behind it yet: there is nothing to ask about and nothing to save.
  const leave = () => app.exit(0);
  window.on('close', leave);
  return { window, door, theme: memory.theme, attended: () => void window.off('close', leave) };
}
