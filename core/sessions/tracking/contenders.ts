import type { Session } from '../session.ts';
import type { PageLink } from './followed-tab.ts';
import type { PageWords } from './page-words.ts';

/** A page that brought along the id of a tab which another page has. */
export interface Claim {
  /** Its socket; null for a page that sends beacons. */
  readonly link: PageLink | null;
  readonly isHeld: boolean;
  session: Session;
  words: PageWords;
}

interface Waiting extends Claim {
  readonly timer: NodeJS.Timeout;
}

/** A page that holds a socket is asked, and answers unless its program hangs: then it is there for good. */
const ASKED_MS = 3000;
/** The word by which a page without a socket leaves comes soon after its successor, if not before. */
const BEACON_MS = 1000;

/**
 * Pages that claim a tab which another page has: either that page is just being left (a navigation, whose old page
 * may be taken down in a process of its own, later than the new one speaks), or the claimant is a copy (window.open,
 * a duplicated tab) that took the id along. Time can't tell them apart on a busy machine. The page that has the tab
 * can: asked, it speaks; or it is gone, because it is taken down before it hears the question.
 */
export class Contenders {
  readonly #byTab = new Map<string, Waiting[]>();
  readonly #settle: (claim: Claim, tabId: string, isCopy: boolean) => void;

  constructor(settle: (claim: Claim, tabId: string, isCopy: boolean) => void) {
    this.#settle = settle;
  }

  /** A page claims a tab; `holder` is the socket of the page that has it, or null. */
  add(tabId: string, claim: Claim, holder: PageLink | null): void {
    const others = this.#byTab.get(tabId) ?? [];
    const known = others.find((one) => isSame(one, claim));
    if (known !== undefined) {
      known.words = claim.words;
      known.session = claim.session;
      return;
    }
    const timer = setTimeout(() => this.#end(tabId, waiting, true), holder === null ? BEACON_MS : ASKED_MS);
    timer.unref();
    const waiting: Waiting = { ...claim, timer };
    this.#byTab.set(tabId, [...others, waiting]);
    holder?.ask();
  }

  /** The page that has the tab has spoken: whoever claims it is a copy. */
  stays(tabId: string): void {
    for (const waiting of this.#byTab.get(tabId) ?? []) this.#end(tabId, waiting, true);
  }

  /** The page that had the tab has gone: the first that claims it is its successor. Says whether there is one. */
  left(tabId: string): boolean {
    const [first, ...others] = this.#byTab.get(tabId) ?? [];
    if (first === undefined) return false;
    this.#end(tabId, first, false);
    for (const waiting of others) this.#end(tabId, waiting, true);
    return true;
  }

  /** A claimant has gone. Says whether there was one. */
  drop(gone: Pick<Claim, 'link'> & { readonly words: Pick<PageWords, 'documentId'> }): boolean {
    for (const [tabId, all] of this.#byTab) {
      const found = all.find((one) => isSame(one, gone));
      if (found === undefined) continue;
      this.#remove(tabId, found);
      return true;
    }
    return false;
  }

  /** A session has ended: its pages are taken for new ones when they speak again. */
  dropSession(session: Session): void {
    for (const [tabId, all] of [...this.#byTab]) {
      for (const one of all) if (one.session === session) this.#remove(tabId, one);
    }
  }

  stop(): void {
    for (const all of this.#byTab.values()) for (const { timer } of all) clearTimeout(timer);
    this.#byTab.clear();
  }

  #end(tabId: string, waiting: Waiting, isCopy: boolean): void {
    this.#remove(tabId, waiting);
    this.#settle(waiting, tabId, isCopy);
  }

  #remove(tabId: string, waiting: Waiting): void {
    clearTimeout(waiting.timer);
    const others = (this.#byTab.get(tabId) ?? []).filter((one) => one !== waiting);
    if (others.length === 0) this.#byTab.delete(tabId);
    else this.#byTab.set(tabId, others);
  }
}

/** A page with a socket is known by that, one that sends beacons by its document. */
function isSame(
  one: Claim,
  other: Pick<Claim, 'link'> & { readonly words: Pick<PageWords, 'documentId'> },
): boolean {
  if (one.link !== null || other.link !== null) return one.link === other.link;
  return one.words.documentId === other.words.documentId;
}
