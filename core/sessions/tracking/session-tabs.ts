import type { Session } from '../session.ts';
import { type FollowedTab, withoutHash } from './followed-tab.ts';

const NONE: ReadonlySet<FollowedTab> = new Set();

/** The tabs of each session, and which of them shows an address: asked with every request that a page makes. */
export class SessionTabs {
  readonly #bySession = new Map<Session, Set<FollowedTab>>();
  /** Null where several show an address; made when asked for, void when a tab of the session changes. */
  readonly #byUrl = new Map<Session, Map<string, FollowedTab | null>>();

  of(session: Session): ReadonlySet<FollowedTab> {
    return this.#bySession.get(session) ?? NONE;
  }

  /** A tab is this session's from now on, or shows another address. */
  enter(tab: FollowedTab, session: Session): void {
    if (tab.session !== session) this.exit(tab);
    tab.session = session;
    this.#byUrl.delete(session);
    const tabs = this.#bySession.get(session);
    if (tabs === undefined) this.#bySession.set(session, new Set([tab]));
    else tabs.add(tab);
  }

  exit(tab: FollowedTab): void {
    this.#byUrl.delete(tab.session);
    const tabs = this.#bySession.get(tab.session);
    tabs?.delete(tab);
    if (tabs?.size === 0) this.#bySession.delete(tab.session);
  }

  /** A tab shows another address. */
  moved(tab: FollowedTab): void {
    this.#byUrl.delete(tab.session);
  }

  clear(): void {
    this.#bySession.clear();
    this.#byUrl.clear();
  }

  /** The one tab of a session that shows this address, or null when none or several do. */
  onlyAt(session: Session, url: string): FollowedTab | null {
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
    return byUrl.get(withoutHash(url)) ?? null;
  }

  /** The tab opened for a page that can't have heard its id yet: it speaks again, or is left, in that very moment. */
  unheardOf(session: Session, documentId: string): FollowedTab | undefined {
    for (const tab of this.of(session)) {
      const isUnheard = !tab.isNamed && tab.link === null && tab.notFollowed === null;
      if (isUnheard && tab.documentId === documentId) return tab;
    }
    return undefined;
  }

  /**
   * The tab whose page could tell its successor no id: it can't be followed, or it was left before it heard one. `referer`
   * is the address that a link was on, `url` the successor's own, which a reload keeps.
   */
  leftFor(session: Session, referer: string | null, url: string): FollowedTab | undefined {
    const unfollowed = this.unfollowedAt(session, referer);
    if (unfollowed !== undefined) return unfollowed;
    const before = referer === null ? null : withoutHash(referer);
    const same = withoutHash(url);
    for (const tab of this.of(session)) {
      if (tab.isNamed || tab.isHere) continue;
      const left = withoutHash(tab.url);
      if (left === before || left === same) return tab;
    }
    return undefined;
  }

  /** The tab that shows a page at this address which can't be followed. */
  unfollowedAt(session: Session, url: string | null): FollowedTab | undefined {
    if (url === null) return undefined;
    const wanted = withoutHash(url);
    for (const tab of this.of(session)) {
      if (tab.notFollowed !== null && withoutHash(tab.url) === wanted) return tab;
    }
    return undefined;
  }
}
