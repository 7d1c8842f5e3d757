import type { TabView } from '../../contract/index.ts';
import type { Session } from '../session.ts';
import type { Emit } from '../types.ts';
import { type Claim, Contenders } from './contenders.ts';
import { Documents, type FollowedDocument, SPEAKS_WITHIN_MS } from './documents.ts';
import { type FollowedTab, type PageLink, routeOf, viewOf, withoutHash } from './followed-tab.ts';
import { newId } from './names.ts';
import type { PageWords } from './page-words.ts';
import { type UnfollowedPage, UnfollowedPages } from './unfollowed-pages.ts';

/** The page that is shown in place of one that was left, out of a cache, speaks in less. */
const LEFT_MS = 100;
/** As `LEFT_MS`, where the browser says that it may show the page again: then the tab was not closed. */
const KEPT_MS = 250;
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
  readonly #byId = new Map<string, FollowedTab>();
  readonly #byLink = new Map<PageLink, FollowedTab>();
  /** Each session's tabs: asked about with every request that a page makes. */
  readonly #bySession = new Map<Session, Set<FollowedTab>>();
  /** The tabs of a session by address, null where several show it; made when asked for, void when one changes. */
  readonly #byUrl = new Map<Session, Map<string, FollowedTab | null>>();
  readonly #contenders: Contenders;
  readonly #unfollowed = new UnfollowedPages();
  #sweeper: NodeJS.Timeout | null = null;

  constructor(emit: Emit, nowMs: () => number, balancerName: (key: string | null) => string | null) {
    this.#emit = emit;
    this.#nowMs = nowMs;
    this.#balancerName = balancerName;
    this.#contenders = new Contenders((claim, tabId, isCopy) => this.#settleClaim(claim, tabId, isCopy));
  }

  get isFull(): boolean {
    return this.#byId.size >= MOST_TABS;
  }

  /** A page speaks through its socket. `isHeld`: the socket lives as long as the page. */
  spoke(link: PageLink, words: PageWords, session: Session, isHeld: boolean): void {
    if (this.documents.isVoid(words.documentId, words.count)) return;
    const own = this.#byLink.get(link);
    if (own !== undefined) {
      this.#show(own, words, own.session);
      this.#contenders.stays(own.tabId);
      return;
    }
    const known = words.tabId === '' ? undefined : this.#byId.get(words.tabId);
    const claim: Claim = { link, isHeld, words, session };
    if (known !== undefined && isTaken(known, claim)) this.#contenders.add(known.tabId, claim, known.link);
    else this.#take(known ?? words.tabId, claim);
  }

  /** A page speaks by a beacon: it can't be told an id, so a copy has its document's. */
  beaconed(words: PageWords, session: Session): void {
    if (this.documents.isVoid(words.documentId, words.count)) return;
    const claim: Claim = { link: null, isHeld: false, words, session };
    const own = this.#byId.get(words.documentId);
    const known = own ?? (words.tabId === '' ? undefined : this.#byId.get(words.tabId));
    if (!words.isHere) {
      this.documents.left(words.documentId, words.count);
      if (this.#contenders.drop(claim) || known?.documentId !== words.documentId) return;
      this.#gone(known, words.isKept);
    } else if (known !== undefined && known !== own && isTaken(known, claim)) {
      this.#contenders.add(known.tabId, claim, known.link);
    } else this.#take(known ?? (words.tabId === '' ? words.documentId : words.tabId), claim);
  }

  /** A page's socket has closed. `isKept`: the browser may show the page again. */
  unlinked(link: PageLink, isKept: boolean): void {
    this.#contenders.drop({ link, words: { documentId: '' } });
    const tab = this.#byLink.get(link);
    this.#byLink.delete(link);
    if (tab?.link !== link) return;
    tab.link = null;
    this.#gone(tab, isKept);
  }

  /** A page was shown that can't be followed. */
  shownUnfollowed(page: UnfollowedPage): void {
    this.#unfollowed.add(page, () => this.#settleUnfollowed(page));
  }

  /** The one tab of a session that shows this address, or null when none or several do. */
  tabAt(session: Session, url: string): string | null {
    const tabs = this.#bySession.get(session);
    if (tabs === undefined) return null;
    let byUrl = this.#byUrl.get(session);
    if (byUrl === undefined) {
      byUrl = new Map();
      for (const tab of tabs) {
        const shown = withoutHash(tab.url);
        byUrl.set(shown, byUrl.has(shown) ? null : tab);
      }
      this.#byUrl.set(session, byUrl);
    }
    const found = byUrl.get(withoutHash(url)) ?? null;
    // All that is heard of a page that can't be followed are its requests.
    if (found !== null && found.notFollowed !== null) found.heardAtMs = this.#nowMs();
    return found?.tabId ?? null;
  }

  pinsChanged(session: Session): void {
    for (const tab of this.#bySession.get(session) ?? []) {
      if (routeOf(tab) !== tab.toldRoute) this.#tell('tab.pinned', tab);
    }
  }

  hasTabs(session: Session): boolean {
    return this.#bySession.has(session);
  }

  /** A session has ended, and its tabs with it. */
  sessionEnded(session: Session): void {
    this.#unfollowed.drop(session);
    this.#contenders.dropSession(session);
    for (const tab of [...(this.#bySession.get(session) ?? [])]) this.#close(tab);
  }

  views(): readonly TabView[] {
    return [...this.#byId.values()].map(viewOf);
  }

  stop(): void {
    for (const tab of this.#byId.values()) if (tab.leaving !== null) clearTimeout(tab.leaving);
    this.#contenders.stop();
    this.#unfollowed.stop();
    this.#byId.clear();
    this.#bySession.clear();
    this.#byUrl.clear();
    this.#byLink.clear();
    if (this.#sweeper !== null) clearInterval(this.#sweeper);
    this.#sweeper = null;
  }

  /** It is clear whose the tab is that a page claimed. A copy with beacons is known by its document from now on. */
  #settleClaim(claim: Claim, tabId: string, isCopy: boolean): void {
    const copyId = claim.link === null ? claim.words.documentId : '';
    const id = isCopy ? copyId : tabId;
    this.#take(this.#byId.get(id) ?? id, claim);
  }

  /** A page has gone: to the one that claims its tab already, or nobody knows yet where. */
  #gone(tab: FollowedTab, isKept: boolean): void {
    tab.isHere = false;
    if (!this.#contenders.left(tab.tabId)) this.#leave(tab, isKept ? KEPT_MS : LEFT_MS);
  }

  /** Gives a page its tab: a known one, the id that it brought along, or ('') a new one. */
  #take(tabOrId: FollowedTab | string, { link, words, session, isHeld }: Claim): void {
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

  #open(id: string, document: FollowedDocument | undefined, session: Session, words: PageWords): FollowedTab {
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

  #show(tab: FollowedTab, words: PageWords, session: Session, isChanged = false): void {
    const changed =
      isChanged || tab.url !== words.url || tab.title !== words.title || tab.session !== session;
    this.#fill(tab, words, session);
    if (changed) this.#tell('tab.navigated', tab);
  }

  #fill(tab: FollowedTab, words: PageWords, session: Session): void {
    tab.heardAtMs = this.#nowMs();
    tab.url = words.url;
    tab.title = words.title;
    this.#enter(tab, session);
  }

  #enter(tab: FollowedTab, session: Session): void {
    if (tab.session !== session) this.#exit(tab);
    tab.session = session;
    this.#byUrl.delete(session);
    const tabs = this.#bySession.get(session);
    if (tabs === undefined) this.#bySession.set(session, new Set([tab]));
    else tabs.add(tab);
  }

  #exit(tab: FollowedTab): void {
    this.#byUrl.delete(tab.session);
    const tabs = this.#bySession.get(tab.session);
    tabs?.delete(tab);
    if (tabs?.size === 0) this.#bySession.delete(tab.session);
  }

  /** A page is being left: for another that will speak soon, for one that can't, or for good. */
  #leave(tab: FollowedTab, waitMs: number): void {
    const leftAtMs = this.#nowMs();
    const look = (): void => {
      tab.leaving = null;
      const nowMs = this.#nowMs();
      const shown = this.#unfollowed.takeFor(tab.session);
      if (shown !== undefined) {
        this.#turnUnfollowed(tab, shown);
        return;
      }
      const guess = this.#unfollowed.takeGuess(tab.session, nowMs);
      const guessed = guess === undefined ? undefined : this.#byId.get(guess.tabId);
      if (guess !== undefined && guessed !== undefined && guessed.notFollowed !== null) {
        // It was this tab after all, whose page said late that it is left.
        this.#close(guessed);
        this.#turnUnfollowed(tab, guess.page);
        return;
      }
      if (nowMs - leftAtMs < SPEAKS_WITHIN_MS && this.documents.isAwaited(tab.session.id, nowMs)) wait();
      else this.#close(tab);
    };
    const wait = (): void => {
      if (tab.leaving !== null) clearTimeout(tab.leaving);
      tab.leaving = setTimeout(look, waitMs);
      tab.leaving.unref();
    };
    wait();
  }

  #close(tab: FollowedTab): void {
    if (tab.leaving !== null) clearTimeout(tab.leaving);
    if (tab.link !== null) this.#byLink.delete(tab.link);
    this.#byId.delete(tab.tabId);
    this.#exit(tab);
    this.#tell('tab.closed', tab);
  }

  /** Nobody left for it: a tab of its own, or the one that showed its referrer and can't be followed either. */
  #settleUnfollowed(page: UnfollowedPage): void {
    const { session } = page;
    const known = this.#unfollowedAt(session, page.url) ?? this.#unfollowedAt(session, page.referer);
    if (known !== undefined) {
      this.#turnUnfollowed(known, page);
      return;
    }
    if (this.isFull) return;
    const words = {
      isHere: true,
      isKept: false,
      tabId: '',
      documentId: '',
      url: page.url,
      title: '',
      count: 0,
    };
    const tab = { ...this.#open(newId(), undefined, session, words), ...this.#servedOf(page) };
    this.#byId.set(tab.tabId, tab);
    this.#enter(tab, session);
    this.#unfollowed.guessed(page, tab.tabId, this.#nowMs());
    this.#startSweeping();
    this.#tell('tab.opened', tab);
  }

  #turnUnfollowed(tab: FollowedTab, page: UnfollowedPage): void {
    Object.assign(tab, this.#servedOf(page), { isHere: true, heardAtMs: this.#nowMs() });
    this.#byUrl.delete(tab.session);
    this.#startSweeping();
    this.#tell('tab.navigated', tab);
  }

  #servedOf(
    page: UnfollowedPage,
  ): Pick<FollowedTab, 'url' | 'title' | 'documentId' | 'servedBy' | 'balancer' | 'notFollowed'> {
    const { url, route, balancer, why } = page;
    return { url, title: '', documentId: '', servedBy: route, balancer, notFollowed: why };
  }

  #unfollowedAt(session: Session, url: string | null): FollowedTab | undefined {
    if (url === null) return undefined;
    const wanted = withoutHash(url);
    for (const tab of this.#bySession.get(session) ?? []) {
      if (tab.notFollowed !== null && withoutHash(tab.url) === wanted) return tab;
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

  #tell(event: 'tab.opened' | 'tab.navigated' | 'tab.pinned' | 'tab.closed', tab: FollowedTab): void {
    tab.toldRoute = routeOf(tab);
    this.#emit({ event, ...viewOf(tab) });
  }
}

/** Whether another page than the one that speaks has this tab, as far as is known. */
function isTaken(tab: FollowedTab, { link, words }: Claim): boolean {
  if (!tab.isHere || tab.notFollowed !== null) return false;
  if (tab.link !== null) return tab.link !== link;
  return tab.documentId !== words.documentId;
}
