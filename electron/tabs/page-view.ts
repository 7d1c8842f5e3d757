import { BrowserView, type BrowserWindow, type Session, type WebContents, WebContentsView } from 'electron';
import type { Rectangle } from '../window/window-bounds.ts';

/** A page inside the window, whichever class this Electron has for it. */
export interface PageView {
  readonly webContents: WebContents;
  attach(window: BrowserWindow): void;
  detach(window: BrowserWindow): void;
  /** In the window's device-independent pixels. */
  setBounds(bounds: Rectangle): void;
  /** Ends the page: it does not end with its window. */
  destroy(): void;
}

/**
 * `WebContentsView` is public from Electron 30 on. Chosen by version: Electron 25 has a private class of that name
 * that ignores `webPreferences`, so its page would land in the default session (TOOLCHAIN.md).
 */
const HAS_WEB_CONTENTS_VIEW = Number.parseInt(process.versions.electron ?? '0', 10) >= 30;

/** A hardened page with the cookie jar of `session`: no preload, no Node, sandboxed (DESIGN.md §8). */
export function createPageView(session: Session): PageView {
  const webPreferences = {
    session,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInSubFrames: false,
    nodeIntegrationInWorker: false,
    webviewTag: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    navigateOnDragDrop: false,
    safeDialogs: true,
    spellcheck: false,
  };
  if (HAS_WEB_CONTENTS_VIEW) {
    const view = new WebContentsView({ webPreferences });
    return {
      webContents: view.webContents,
      attach: (window) => window.contentView.addChildView(view),
      detach: (window) => window.contentView.removeChildView(view),
      setBounds: (bounds) => view.setBounds(bounds),
      destroy: () => view.webContents.close(),
    };
  }
  const view = new BrowserView({ webPreferences });
  view.setBackgroundColor('#ffffff');
  return {
    webContents: view.webContents,
    attach: (window) => window.addBrowserView(view),
    detach: (window) => window.removeBrowserView(view),
    setBounds: (bounds) => view.setBounds(bounds),
    destroy: () => view.webContents.close(),
  };
}
