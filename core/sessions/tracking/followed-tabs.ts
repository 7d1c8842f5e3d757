import type { TabView } from '../../contract/index.ts';
import { pinAt, type Session } from '../session.ts';
import type { Emit } from '../types.ts';
import { Documents, type FollowedDocument, SPEAKS_WITHIN_MS } from './documents.ts';
import { newId } from './names.ts';
import type { PageWords } from './page-words.ts';
import { UnfollowedPages } from './unfollowed-pages.ts';

/** What a page's socket is to its tab. */
export interface PageLink {
  /** Tells the page its tab's id. */
  tell(tabId: string): void;
}

interface Tab {
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
  heardAtMs: number;
  leaving: NodeJS.Timeout | null;
  notFollowed: string | null;
}

/** The same tab twice for so long: a duplicate, not a reload (TABS.md, duplicates). */
const DUPLICATE_MS = 300;
/** A page that was left comes back from the back/forward cache, or its successor speaks, in less. */
const LEFT_MS = 250;
/** A page without a socket speaks once a minute (page-script.js); two missed, and it has crashed. */
const SILENT_MS = 150_000;
/** A page that can't be followed is forgotten so long after its last request. */
const UNFOLLOWED_MS = 600_000;
const SWEEP_MS = 30_000;
export const MOST_TABS = 2000;

/** The tabs of ordinary browsers: who is there, what they show, and when they have gone. */
export class FollowedTabs {
  readonly documents = new Documents();
  readonly #emit: Emit;
  readonly #nowMs: () => number;
  readonly #balancerName: (key: string | null) => string | null;
  readonly #byId = new Map<string, Tab>();
  readonly #byLink = new Map<PageLink, Tab>();
  /** Pages that claim a tab which somebody else has, until it is clear who stays. */
  readonly #contenders = new Map<PageLink, NodeJS.Timeout>();
  readonly #unfollowed = new UnfollowedPages();
  #sweeper: NodeJS.Timeout | null = null;

  constructor(emit: Emit, nowMs: () => number, balancerName: (key: string | null) => string | null) {
    this.#emit = emit;
    this.#nowMs = nowMs;
    this.#balancerName = balancerName;
  }

  get isFull(): boolean {
    return this.#byId.size >= MOST_TABS;
  }

  /** A page speaks through its socket. `isHeld`: the socket lives as long as the page. */
  spoke(link: PageLink, words: PageWords, session: Session, isHeld: boolean): void {
    const own = this.#byLink.get(link);
    if (own !== undefined) {
      this.#show(own, words, own.session);
      return;
    }
    if (this.#contenders.has(link)) return;
    const known = words.tabId === '' ? undefined : this.#byId.get(words.tabId);
    if (known === undefined || !this.#isTaken(known, words, isHeld)) {
      this.#take(known ?? words.tabId, link, words, session, isHeld);
      return;
    }
    const timer = setTimeout(() => {
      this.#contenders.delete(link);
      const still = this.#byId.get(words.tabId);
      const isDuplicate = still !== undefined && this.#isTaken(still, words, isHeld);
      this.#take(isDuplicate ? '' : (still ?? words.tabId), link, words, session, isHeld);
    }, DUPLICATE_MS);
    timer.unref();
    this.#contenders.set(link, timer);
  }

  /** A page speaks by a beacon: it can't be told its id, so a duplicate is known by its document. */
  beaconed(words: PageWords, session: Session): void {
    const known = this.#byId.get(words.tabId);
    const other = this.#byId.get(words.documentId);
    if (!words.isHere) {
      const left = known?.documentId === words.documentId ? known : other;
      if (left?.documentId === words.documentId) this.#leave(left);
      return;
    }
    if (known !== undefined && known.documentId !== words.documentId && known.isHere) {
      this.#take(other ?? words.documentId, null, words, session, false);
    } else
      this.#take(known ?? (words.tabId === '' ? words.documentId : words.tabId), null, words, session, false);
  }

  /** A page's socket has closed. */
  unlinked(link: PageLink): void {
    const timer = this.#contenders.get(link);
    if (timer !== undefined) clearTimeout(timer);
    this.#contenders.delete(link);
    const tab = this.#byLink.get(link);
    this.#byLink.delete(link);
    if (tab?.link !== link) return;
    tab.link = null;
    this.#leave(tab);
  }

  /** A page was shown that can't be followed. */
  shownUnfollowed(page: {
    readonly session: Session;
    readonly url: string;
    readonly why: string;
    readonly route: string | null;
    readonly balancer: string | null;
    readonly referer: string | null;
  }): void {
    this.#unfollowed.add(page, () => this.#settleUnfollowed(page));
  }

  /** The one tab of a session that shows this address, or null when none or several do. */
  tabAt(session: Session, url: string): string | null {
    let found: string | null = null;
    const wanted = withoutHash(url);
    for (const tab of this.#byId.values()) {
      if (tab.session !== session || withoutHash(tab.url) !== wanted) continue;
      if (found !== null) return null;
      found = tab.tabId;
    }
    return found;
  }

  pinsChanged(session: Session): void {
    for (const tab of this.#byId.values()) {
      if (tab.session === session && routeOf(tab) !== tab.toldRoute) this.#tell('tab.pinned', tab);
    }
  }

  hasTabs(session: Session): boolean {
    for (const tab of this.#byId.values()) if (tab.session === session) return true;
    return false;
  }

  /** A session has ended, and its tabs with it. */
  sessionEnded(session: Session): void {
    for (const tab of [...this.#byId.values()]) if (tab.session === session) this.#close(tab);
  }

  views(): readonly TabView[] {
    return [...this.#byId.values()].map(viewOf);
  }

  stop(): void {
    for (const tab of this.#byId.values()) if (tab.leaving !== null) clearTimeout(tab.leaving);
    for (const timer of this.#contenders.values()) clearTimeout(timer);
    this.#unfollowed.stop();
    this.#contenders.clear();
    this.#byId.clear();
    this.#byLink.clear();
    if (this.#sweeper !== null) clearInterval(this.#sweeper);
    this.#sweeper = null;
  }

  #isTaken(tab: Tab, words: PageWords, isHeld: boolean): boolean {
    if (!tab.isHere || tab.notFollowed !== null) return false;
    return isHeld ? tab.link !== null : tab.documentId !== words.documentId;
  }

  /** Gives a page its tab: a known one, the id that it brought along, or ('') a new one. */
  #take(
    tabOrId: Tab | string,
    link: PageLink | null,
    words: PageWords,
    session: Session,
    isHeld: boolean,
  ): void {
    const document = this.documents.claim(words.documentId);
    const tab = typeof tabOrId === 'string' ? this.#open(tabOrId, document, session, words) : tabOrId;
    if (tab.leaving !== null) clearTimeout(tab.leaving);
    tab.leaving = null;
    if (tab.link !== null && tab.link !== link) this.#byLink.delete(tab.link);
    tab.link = isHeld ? link : null;
    if (link !== null && isHeld) this.#byLink.set(link, tab);
    tab.isHere = true;
    const isNew = !this.#byId.has(tab.tabId);
    this.#byId.set(tab.tabId, tab);
    const wasUnfollowed = tab.notFollowed !== null;
    tab.notFollowed = null;
    link?.tell(tab.tabId);
    this.#startSweeping();
    const fresh = this.documents.takeRevalidation(session.id, withoutHash(words.url), this.#nowMs());
    const isNavigated = tab.documentId !== words.documentId || fresh !== undefined;
    if (isNavigated || isNew) {
      tab.documentId = words.documentId;
      tab.servedBy = (fresh ?? document)?.route ?? null;
      tab.balancer = this.#balancerName((fresh ?? document)?.balancer ?? null);
    }
    if (isNew) {
      this.#fill(tab, words, session);
      this.#tell('tab.opened', tab);
    } else this.#show(tab, words, session, wasUnfollowed || isNavigated);
  }

  #open(id: string, document: FollowedDocument | undefined, session: Session, words: PageWords): Tab {
    // A link on a page that can't be followed most likely opened in its own tab.
    const before = id === '' ? this.#unfollowedAt(session, document?.referer ?? null) : undefined;
    if (before !== undefined) return before;
    return {
      tabId: id === '' ? newId() : id,
      openedAtMs: this.#nowMs(),
      session,
      url: words.url,
      title: words.title,
      documentId: words.documentId,
      servedBy: null,
      balancer: null,
      toldRoute: null,
      link: null,
      isHere: true,
      heardAtMs: this.#nowMs(),
      leaving: null,
      notFollowed: null,
    };
  }

  #show(tab: Tab, words: PageWords, session: Session, isChanged = false): void {
    const changed =
      isChanged || tab.url !== words.url || tab.title !== words.title || tab.session !== session;
    this.#fill(tab, words, session);
    if (changed) this.#tell('tab.navigated', tab);
  }

  #fill(tab: Tab, words: PageWords, session: Session): void {
    tab.heardAtMs = this.#nowMs();
    tab.url = words.url;
    tab.title = words.title;
    tab.session = session;
  }

  /** A page is being left: for another that will speak soon, for one that can't, or for good. */
  #leave(tab: Tab): void {
    tab.isHere = false;
    const leftAtMs = this.#nowMs();
    const look = (): void => {
      tab.leaving = null;
      const nowMs = this.#nowMs();
      const shown = this.#unfollowed.takeFor(tab.session);
      if (shown !== undefined) {
        this.#turnUnfollowed(tab, shown);
        return;
      }
      if (nowMs - leftAtMs < SPEAKS_WITHIN_MS && this.documents.isAwaited(tab.session.id, nowMs)) wait();
      else this.#close(tab);
    };
    const wait = (): void => {
      if (tab.leaving !== null) clearTimeout(tab.leaving);
      tab.leaving = setTimeout(look, LEFT_MS);
      tab.leaving.unref();
    };
    wait();
  }

  #close(tab: Tab): void {
    if (tab.leaving !== null) clearTimeout(tab.leaving);
    if (tab.link !== null) this.#byLink.delete(tab.link);
    this.#byId.delete(tab.tabId);
    this.#tell('tab.closed', tab);
  }

  /** Nobody left for it: a tab of its own, or the one that showed its referrer and can't be followed either. */
  #settleUnfollowed(page: Parameters<FollowedTabs['shownUnfollowed']>[0]): void {
    const { session } = page;
    const known = this.#unfollowedAt(session, page.url) ?? this.#unfollowedAt(session, page.referer);
    if (known !== undefined) {
      this.#turnUnfollowed(known, page);
      return;
    }
    if (this.isFull) return;
    const words = { isHere: true, tabId: '', documentId: '', url: page.url, title: '' };
    const tab = { ...this.#open(newId(), undefined, session, words), ...this.#servedOf(page) };
    this.#byId.set(tab.tabId, tab);
    this.#startSweeping();
    this.#tell('tab.opened', tab);
  }

  #turnUnfollowed(tab: Tab, page: Parameters<FollowedTabs['shownUnfollowed']>[0]): void {
    Object.assign(tab, this.#servedOf(page), { isHere: true, heardAtMs: this.#nowMs() });
    this.#startSweeping();
    this.#tell('tab.navigated', tab);
  }

  #servedOf(
    page: Parameters<FollowedTabs['shownUnfollowed']>[0],
  ): Pick<Tab, 'url' | 'title' | 'documentId' | 'servedBy' | 'balancer' | 'notFollowed'> {
    const { url, route, balancer, why } = page;
    return { url, title: '', documentId: '', servedBy: route, balancer, notFollowed: why };
  }

  #unfollowedAt(session: Session, url: string | null): Tab | undefined {
    if (url === null) return undefined;
    const wanted = withoutHash(url);
    for (const tab of this.#byId.values()) {
      if (tab.session === session && tab.notFollowed !== null && withoutHash(tab.url) === wanted) return tab;
    }
    return undefined;
  }

  #startSweeping(): void {
    if (this.#sweeper !== null) return;
    this.#sweeper = setInterval(() => this.#sweep(), SWEEP_MS);
    this.#sweeper.unref();
  }

  /** Pages that fell silent without a word. */
  #sweep(): void {
    const nowMs = this.#nowMs();
    for (const tab of [...this.#byId.values()]) {
      if (tab.link !== null || tab.leaving !== null) continue;
      const most = tab.notFollowed === null ? SILENT_MS : UNFOLLOWED_MS;
      if (nowMs - tab.heardAtMs > most) this.#close(tab);
    }
    if (this.#byId.size > 0 || this.#sweeper === null) return;
    clearInterval(this.#sweeper);
    this.#sweeper = null;
  }

  #tell(event: 'tab.opened' | 'tab.navigated' | 'tab.pinned' | 'tab.closed', tab: Tab): void {
    tab.toldRoute = routeOf(tab);
    this.#emit({ event, ...viewOf(tab) });
  }
}

function routeOf(tab: Tab): string | null {
  const pin = tab.balancer === null ? tab.session.pins[0] : pinAt(tab.session, tab.balancer);
  return pin?.route ?? null;
}

function viewOf(tab: Tab): TabView {
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

function withoutHash(url: string): string {
  const at = url.indexOf('#');
  return at < 0 ? url : url.slice(0, at);
}
