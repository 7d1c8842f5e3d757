/** What is known of who makes a request. */
export interface Requester {
  /** The page that makes it; undefined for a worker's, which belongs to no page. */
  readonly webContentsId: number | undefined;
  /** The address that it names as its Referer, '' for none. */
  readonly referrer: string;
}

/** A tab as far as requests can be told to be its own. */
export interface AskingTab {
  readonly tabId: string;
  readonly webContentsId: number;
  /** The address that it shows. */
  readonly url: string;
}

/**
 * The tab of the page that makes a request. A worker serves all pages of its jar; what it asks is a tab's only when it
 * names the page that exactly one tab shows, as a service worker does that passes on what a page asked for. Otherwise
 * null: the request is its user's and no tab's.
 */
export function tabOfRequest(tabs: readonly AskingTab[], from: Requester): string | null {
  if (from.webContentsId !== undefined) {
    const own = tabs.find((tab) => tab.webContentsId === from.webContentsId);
    if (own !== undefined) return own.tabId;
  }
  const page = withoutHash(from.referrer);
  if (page === '') return null;
  const named = tabs.filter((tab) => withoutHash(tab.url) === page);
  return named.length === 1 ? (named[0]?.tabId ?? null) : null;
}

function withoutHash(url: string): string {
  const at = url.indexOf('#');
  return at < 0 ? url : url.slice(0, at);
}
