import type { LoadURLOptions, Session, WebContents } from 'electron';
import type { UserTabView } from '../../core/contract/index.ts';
import { webUrlOf } from '../window/app-url.ts';
import { fetchFavicon } from './favicon.ts';
import { loadTrouble } from './page-address.ts';

/** What a page tells of itself; the rest of a `UserView` is known to who opened it. */
export type PageState = Omit<UserTabView, 'tabId'>;

/** A window that a page asks for: what to load in a new tab, and whether it is to come in front. */
export interface WishedTab {
  readonly url: string;
  readonly options: LoadURLOptions;
  readonly inFront: boolean;
}

/** Chromium's number for a navigation that another one replaced: no failure. */
const ABORTED = -3;

/**
 * Follows one embedded page and keeps it on the web: http(s) only, new windows as tabs, refused schemes with a word.
 * `onState` is called at most once per turn with what has changed.
 */
export function followPage(
  contents: WebContents,
  session: Session,
  first: string,
  told: {
    readonly onState: (state: PageState) => void;
    /** Something was refused: a sentence without its subject, such as "may not open mailto: links". */
    readonly onRefused: (what: string) => void;
    readonly onWindow: (wished: WishedTab) => void;
  },
): { readonly state: () => PageState } {
  let state: PageState = {
    url: first,
    title: '',
    loading: true,
    canGoBack: false,
    canGoForward: false,
    trouble: null,
    favicon: null,
  };
  let isDue = false;
  let faviconUrl: string | null = null;

  const change = (patch: Partial<PageState>) => {
    if (contents.isDestroyed()) return;
    const next = {
      ...state,
      ...patch,
      canGoBack: contents.canGoBack(),
      canGoForward: contents.canGoForward(),
    };
    const isSame = (Object.keys(next) as (keyof PageState)[]).every((key) => next[key] === state[key]);
    state = next;
    if (isSame || isDue) return;
    isDue = true;
    queueMicrotask(() => {
      isDue = false;
      told.onState(state);
    });
  };

  contents.on('did-start-loading', () => change({ loading: true }));
  contents.on('did-stop-loading', () => change({ loading: false }));
  contents.on('did-navigate', (_event, url) => {
    if (hostOf(url) !== hostOf(state.url)) {
      faviconUrl = null;
      change({ favicon: null });
    }
    // A page that failed is at chrome-error://; its address is the one that was asked for.
    if (webUrlOf(url) !== null) change({ url, trouble: null });
  });
  contents.on('did-navigate-in-page', (_event, url, isMainFrame) => {
    if (isMainFrame) change({ url });
  });
  contents.on('page-title-updated', (_event, title) => change({ title }));
  contents.on('page-favicon-updated', (_event, [icon]) => {
    if (icon === undefined || icon === faviconUrl) return;
    faviconUrl = icon;
    void fetchFavicon(session, icon).then((favicon) => {
      if (faviconUrl === icon) change({ favicon });
    });
  });
  contents.on('did-fail-load', (_event, code, text, url, isMainFrame) => {
    if (!isMainFrame || code === ABORTED) return;
    change({ url, title: '', loading: false, trouble: loadTrouble(text, url) });
  });
  contents.on('render-process-gone', (_event, { reason }) => {
    if (reason !== 'clean-exit') change({ loading: false, trouble: crashText(reason) });
  });
  contents.on('unresponsive', () => change({ trouble: 'The page does not answer.' }));
  contents.on('responsive', () => change({ trouble: null }));
  // Asked by a page whether it may stay ("beforeunload"): what the person does here is closing or leaving it.
  contents.on('will-prevent-unload', (event) => event.preventDefault());

  const webOnly = (event: { preventDefault(): void }, url: string) => {
    if (webUrlOf(url) !== null || url === 'about:blank') return;
    event.preventDefault();
    told.onRefused(`may not open ${schemeOf(url)} addresses`);
  };
  contents.on('will-navigate', (event, url) => webOnly(event, url));
  contents.on('will-redirect', (event, url) => webOnly(event, url));
  contents.setWindowOpenHandler(({ url, referrer, postBody, disposition }) => {
    if (webUrlOf(url) === null) {
      told.onRefused(`may not open a window for ${schemeOf(url)}`);
      return { action: 'deny' };
    }
    const options: LoadURLOptions = {
      httpReferrer: referrer,
      ...(postBody !== undefined && {
        postData: postBody.data as NonNullable<LoadURLOptions['postData']>,
        extraHeaders: `Content-Type: ${postBody.contentType}${postBody.boundary === undefined ? '' : `; boundary=${postBody.boundary}`}`,
      }),
    };
    // After this turn: nothing may happen to the page while it is asking.
    setImmediate(() => told.onWindow({ url, options, inFront: disposition !== 'background-tab' }));
    return { action: 'deny' };
  });

  return { state: () => state };
}

function crashText(reason: string): string {
  switch (reason) {
    case 'crashed':
      return 'The page has crashed.';
    case 'oom':
      return 'The page ran out of memory.';
    case 'killed':
      return 'The process of the page was ended from outside.';
    default:
      return `The page has crashed (${reason}).`;
  }
}

function hostOf(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return '';
  }
}

function schemeOf(url: string): string {
  return /^[a-z][a-z0-9+.-]*:/i.exec(url)?.[0].toLowerCase() ?? 'such';
}
