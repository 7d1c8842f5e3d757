import type { TabView } from '../../contract/index.ts';
import type { Session } from '../session.ts';
import type { Emit } from '../types.ts';
import { type Claim, Contenders } from './contenders.ts';
import { Documents, type FollowedDocument, SPEAKS_WITHIN_MS } from './documents.ts';
import { type FollowedTab, type PageLink, routeOf, viewOf, withoutHash } from './followed-tab.ts';
import { newId } from './names.ts';
import type { SocketEnd } from './page-socket.ts';
import type { PageWords } from './page-words.ts';
import { SessionTabs } from './session-tabs.ts';
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
  /** Whose page spoke through a socket, for as long as that is open. */
  readonly #byLink = new Map<PageLink, FollowedTab>();
  readonly #tabs = new SessionTabs();
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
    const own = this.#ownOf(link, words);
    if (own !== undefined) {
      own.isNamed ||= words.tabId === own.tabId;
      this.#show(own, words, own.session);
      this.#contenders.stays(own.tabId);
      return;
    }
    const known = this.#known(words, session);
    const claim: Claim = { link, isHeld, words, session };
    if (known !== undefined && isTaken(known, claim)) this.#contenders.add(known.tabId, claim, known.link);
    else this.#take(known ?? words.tabId, claim);
  }

  /** A page speaks by a beacon: it can't be told an id, so a copy has its document's. */
  beaconed(words: PageWords, session: Session): void {
    if (this.documents.isVoid(words.documentId, words.count)) return;
    const claim: Claim = { link: null, isHeld: false, words, session };
    const own = this.#byId.get(words.documentId);
    const known = own ?? this.#known(words, session);
    if (!words.isHere) {
      this.documents.left(words.documentId, words.count);
      if (this.#contenders.drop(claim) || known?.documentId !== words.documentId) return;
      this.#gone(known, words.isKept);
    } else if (known !== undefined && known !== own && isTaken(known, claim)) {
      this.#contenders.add(known.tabId, claim, known.link);
    } else this.#take(known ?? (words.tabId === '' ? words.documentId : words.tabId), claim);
  }

  /** A page's socket has closed. */
  unlinked(link: PageLink, how: SocketEnd): void {
    this.#contenders.drop({ link, words: { documentId: '' } });
    const tab = this.#byLink.get(link);
    this.#byLink.delete(link);
    if (tab === undefined) return;
    if (how === 'heard') tab.isNamed = true;
    if (tab.link !== link) return;
    tab.link = null;
    this.#gone(tab, how === 'kept');
  }

  /** A page was shown that can't be followed. */
  shownUnfollowed(page: UnfollowedPage): void {
    this.#unfollowed.add(page, () => this.#settleUnfollowed(page));
  }

  /** The one tab of a session that shows this address, or null when none or several do. */
  tabAt(session: Session, url: string): string | null {
    const found = this.#tabs.onlyAt(session, url);
    // All that is heard of a page that can't be followed are its requests.
    if (found !== null && found.notFollowed !== null) found.heardAtMs = this.#nowMs();
    return found?.tabId ?? null;
  }

  pinsChanged(session: Session): void {
    for (const tab of this.#tabs.of(session)) {
      if (routeOf(tab) !== tab.toldRoute) this.#tell('tab.pinned', tab);
    }
  }

  hasTabs(session: Session): boolean {
    return this.#tabs.of(session).size > 0;
  }

  /** A session has ended, and its tabs with it. */
  sessionEnded(session: Session): void {
    this.#unfollowed.drop(session);
    this.#contenders.dropSession(session);
    for (const tab of [...this.#tabs.of(session)]) this.#close(tab);
  }

  views(): readonly TabView[] {
    return [...this.#byId.values()].map(viewOf);
  }

  stop(): void {
    for (const tab of this.#byId.values()) if (tab.leaving !== null) clearTimeout(tab.leaving);
    this.#contenders.stop();
    this.#unfollowed.stop();
    this.#byId.clear();
    this.#tabs.clear();
    this.#byLink.clear();
    if (this.#sweeper !== null) clearInterval(this.#sweeper);
    this.#sweeper = null;
  }

  /** The tab of the page that speaks through this socket; undefined for one that has not spoken or whose tab has gone on. */
  #ownOf(link: PageLink, words: PageWords): FollowedTab | undefined {
    const tab = this.#byLink.get(link);
    if (tab === undefined || tab.link === link) return tab;
    const isStill = this.#byId.get(tab.tabId) === tab && tab.documentId === words.documentId;
    return isStill ? tab : undefined;
  }

  /** The tab that a page names; for one that knows no id, the one that was opened for it a moment ago. */
  #known(words: PageWords, session: Session): FollowedTab | undefined {
    return words.tabId === '' ? this.#tabs.unheardOf(session, words.documentId) : this.#byId.get(words.tabId);
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
    if (link !== null) this.#byLink.set(link, tab);
    tab.isHere = true;
    tab.isNamed = words.tabId === tab.tabId;
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
    // A link most likely opened in its own tab, and a reload did.
    const before = id === '' ? this.#tabs.leftFor(session, document?.referer ?? null, words.url) : undefined;
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
      isNamed: false,
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
    this.#tabs.enter(tab, session);
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
    this.#tabs.exit(tab);
    this.#tell('tab.closed', tab);
  }

  /** Nobody left for it: a tab of its own, or the one that showed its referrer and can't be followed either. */
  #settleUnfollowed(page: UnfollowedPage): void {
    const { session } = page;
    const known =
      this.#tabs.unfollowedAt(session, page.url) ?? this.#tabs.unfollowedAt(session, page.referer);
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
    this.#tabs.enter(tab, session);
    this.#unfollowed.guessed(page, tab.tabId, this.#nowMs());
    this.#startSweeping();
    this.#tell('tab.opened', tab);
  }

  #turnUnfollowed(tab: FollowedTab, page: UnfollowedPage): void {
    Object.assign(tab, this.#servedOf(page), { isHere: true, heardAtMs: this.#nowMs() });
    this.#tabs.moved(tab);
    this.#startSweeping();
    this.#tell('tab.navigated', tab);
  }

  #servedOf(
    page: UnfollowedPage,
  ): Pick<FollowedTab, 'url' | 'title' | 'documentId' | 'servedBy' | 'balancer' | 'notFollowed'> {
    const { url, route, balancer, why } = page;
    return { url, title: '', documentId: '', servedBy: route, balancer, notFollowed: why };
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
