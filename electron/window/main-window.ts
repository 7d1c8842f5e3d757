import path from 'node:path';
import { BrowserWindow, screen } from 'electron';
import type { SettingsStore } from '../settings/settings-store.ts';
import type { WindowMemory } from '../settings/window-memory.ts';
import { APP_PAGE } from './app-url.ts';
import { windowLook } from './appearance.ts';
import { lockDownAppPage } from './lock-down.ts';
import { MIN_WINDOW, placeWindow } from './window-bounds.ts';

/** Dragging a window fires dozens of events a second; the place is worth remembering when it rests. */
const REMEMBER_AFTER_MS = 400;

/**
 * The one window, hardened, where it was last, shown when its page's script has run. Its page draws nothing before: to draw
 * it waits for the GPU's process, which starts at the same time, and it can read and run its script meanwhile.
 */
export function createMainWindow(memory: WindowMemory): BrowserWindow {
  const primary = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter(({ id }) => id !== primary.id);
  const place = placeWindow(
    memory.place,
    [primary, ...others].map(({ workArea }) => workArea),
  );
  const window = new BrowserWindow({
    width: place.width,
    height: place.height,
    ...place.position,
    minWidth: MIN_WINDOW.width,
    minHeight: MIN_WINDOW.height,
    title: 'Routepin',
    show: false,
    paintWhenInitiallyHidden: false,
    ...windowLook(memory.theme),
    webPreferences: {
      preload: path.join(__dirname, 'preload.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
    },
  });
  lockDownAppPage(window.webContents);
  if (place.maximized) window.maximize();
  window.webContents.once('dom-ready', () => window.show());
  return window;
}

/** Loads the interface; rejects when it is not built. */
export async function loadInterface(window: BrowserWindow): Promise<void> {
  await window.loadURL(APP_PAGE);
}

/** Keeps the window's place in the settings while it lives. */
export function rememberPlace(window: BrowserWindow, settings: SettingsStore): void {
  let timer: NodeJS.Timeout | null = null;
  const remember = () => {
    timer = null;
    if (window.isDestroyed()) return;
    // getNormalBounds: a maximised window must not come back as a normal one of the display's size.
    const { x, y, width, height } = window.getNormalBounds();
    const maximized = window.isMaximized();
    settings.update((old) => ({ ...old, window: { x, y, width, height, maximized } }));
  };
  const soon = () => {
    timer ??= setTimeout(remember, REMEMBER_AFTER_MS);
  };
  window.on('resize', soon);
  window.on('move', soon);
  window.on('maximize', soon);
  window.on('unmaximize', soon);
  window.on('close', remember);
  window.on('closed', () => {
    if (timer !== null) clearTimeout(timer);
  });
}
