import type { BrowserWindow, LoadURLOptions, Session } from 'electron';
import type { UserTabView } from '../../core/contract/index.ts';
import { acceptOwnCertificates, type OwnCertificates } from './own-certificates.ts';
import { createPageView, type PageView } from './page-view.ts';
import type { AskingTab } from './request-tab.ts';
import { followPage, type WishedTab } from './user-page.ts';

/** A page that was never shown stands in bounds of this size: some pages lay themselves out only once. */
const UNSEEN_BOUNDS = { x: 0, y: 0, width: 1024, height: 768 } as const;

/** One tab of a user: a page of its own in the user's jar. */
export interface UserTab {
  readonly tabId: string;
  readonly view: PageView;
  state(): UserTabView;
  /** By what its requests are told. */
  asker(): AskingTab;
  /** Starts to load an address; what becomes of it is told by the state. */
  load(url: string, options?: LoadURLOptions): void;
}

export interface UserTabOptions {
  readonly tabId: string;
  readonly session: Session;
  readonly window: BrowserWindow;
  readonly own: OwnCertificates;
  /** The address that is shown until the page tells of itself. */
  readonly url: string;
  readonly onState: () => void;
  readonly onRefused: (what: string) => void;
  readonly onWindow: (wished: WishedTab) => void;
}

/** Makes a tab. Nothing is loaded yet. */
export function createUserTab(options: UserTabOptions): UserTab {
  const { tabId, session, window, onState, onRefused, onWindow } = options;
  const view = createPageView(session);
  acceptOwnCertificates(view.webContents, options.own);
  // A page may load long before it is shown, and must not find itself in a window of no size; bounds only hold
  // once it has been in a window. Nothing is painted in between.
  view.attach(window);
  view.setBounds(UNSEEN_BOUNDS);
  view.detach(window);
  const page = followPage(view.webContents, session, options.url, { onState, onRefused, onWindow });
  return {
    tabId,
    view,
    state: () => ({ tabId, ...page.state() }),
    asker: () => ({ tabId, webContentsId: view.webContents.id, url: page.state().url }),
    load(url, load) {
      // Failures are told by the page itself.
      view.webContents.loadURL(url, load).catch(() => {});
    },
  };
}
