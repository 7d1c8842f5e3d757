import type { BrowserWindow, WebContents } from 'electron';
import type { MenuAction } from '../../core/contract/index.ts';
import type { PageView } from '../tabs/page-view.ts';
import { pageKeyOf } from './keys.ts';

/** Keeps the app's shortcuts alive while an embedded page has the focus: looked at before the page sees them. */
export function listenToPageKeys(
  userId: string,
  { webContents }: PageView,
  window: BrowserWindow,
  act: (action: MenuAction) => void,
): void {
  webContents.on('before-input-event', (event, input) => {
    const key = pageKeyOf(input, userId, process.platform === 'darwin');
    if (key === null) return;
    event.preventDefault();
    if (key.kind === 'action') {
      // What opens next (palette, address line) wants to be typed into.
      window.webContents.focus();
      act(key.action);
      return;
    }
    if (key.act === 'leave') window.webContents.focus();
    else if (key.act === 'back') webContents.goBack();
    else if (key.act === 'forward') webContents.goForward();
    else if (key.act === 'reload') webContents.reload();
    else toggleDevTools(webContents);
  });
}

/** While they are being loaded a second press does nothing: Electron 25 did not always outlive closing them then. */
function toggleDevTools(webContents: WebContents): void {
  if (webContents.devToolsWebContents?.isLoading() !== true) webContents.toggleDevTools();
}
