import type { TabView } from '../../contract/index.ts';
import { pinAt, type Session } from '../session.ts';

/** What a page's socket is to its tab. */
export interface PageLink {
  /** Tells the page its tab's id. */
  tell(tabId: string): void;
  /** Asks the page whether it is still there: it speaks, or its socket closes. */
  ask(): void;
}

/** A tab of an ordinary browser, as it is kept. */
export interface FollowedTab {
  readonly tabId: string;
  readonly openedAtMs: number;
  session: Session;
  url: string;
  title: string;
  documentId: string;
  servedBy: string | null;
  /** The balancer behind its document, by the name that pins bear. */
  balancer: string | null;
  toldRoute: string | null;
  /** The socket that it holds; null for pages with short sockets or beacons, and while it is being left. */
  link: PageLink | null;
  isHere: boolean;
  /** Whether its page is known to have heard the tab's id. */
  isNamed: boolean;
  heardAtMs: number;
  leaving: NodeJS.Timeout | null;
  notFollowed: string | null;
}

/** Where the next request of a tab goes: its session's pin at the balancer behind its document. */
export function routeOf(tab: FollowedTab): string | null {
  const pin = tab.balancer === null ? tab.session.pins[0] : pinAt(tab.session, tab.balancer);
  return pin?.route ?? null;
}

/** A tab as the interface sees it. */
export function viewOf(tab: FollowedTab): TabView {
  return {
    tabId: tab.tabId,
    sessionId: tab.session.id,
    userId: null,
    url: tab.url,
    title: tab.title,
    route: routeOf(tab),
    servedBy: tab.servedBy === '' ? null : tab.servedBy,
    openedAtMs: tab.openedAtMs,
    ...(tab.notFollowed === null ? {} : { notFollowed: tab.notFollowed }),
  };
}

/** An address without its fragment, which no request carries. */
export function withoutHash(url: string): string {
  const at = url.indexOf('#');
  return at < 0 ? url : url.slice(0, at);
}
