import { WORDS_OF_A_LIFE } from './page-words.ts';

/** A document that was given its script: what its page will not know of itself. */
export interface FollowedDocument {
  readonly id: string;
  readonly sessionId: string | null;
  readonly balancer: string | null;
  readonly route: string | null;
  readonly referer: string | null;
  readonly atMs: number;
  /** A page that was fetched ahead of time tells nothing about a tab that is just leaving. */
  readonly isAheadOfTime: boolean;
  /** Whether its page has spoken. */
  isClaimed: boolean;
  /** The count of the word by which a page of it last said that it is being left; −1 for never. */
  leftAt: number;
}

/** A 304 to a navigation. */
export interface Revalidation {
  readonly sessionId: string;
  readonly url: string;
  readonly balancer: string | null;
  readonly route: string | null;
  readonly atMs: number;
}

/** A page keeps its document as long as it lives, in a cache as well: the oldest go. */
const MOST_DOCUMENTS = 5000;
/** How long after its answer a document is expected to speak. */
export const SPEAKS_WITHIN_MS = 3000;

/** The documents that were given their script. */
export class Documents {
  readonly #byId = new Map<string, FollowedDocument>();
  /** Those of the last seconds, in order. */
  #recent: FollowedDocument[] = [];
  #revalidations: Revalidation[] = [];

  add(document: FollowedDocument): void {
    this.#byId.set(document.id, document);
    this.#recent = this.#recent.filter(({ atMs }) => document.atMs - atMs <= SPEAKS_WITHIN_MS);
    this.#recent.push(document);
    if (this.#byId.size <= MOST_DOCUMENTS) return;
    const oldest = this.#byId.keys().next();
    if (oldest.done !== true) this.#byId.delete(oldest.value);
  }

  /** A cached document was found to be still right: its page says its old id, and somebody else answered for it. */
  revalidated(by: Revalidation): void {
    this.#revalidations = this.#revalidations.filter(({ atMs }) => by.atMs - atMs <= SPEAKS_WITHIN_MS);
    this.#revalidations.push(by);
  }

  /** Who found the document at this address still right just now; undefined for nobody. */
  takeRevalidation(sessionId: string, url: string, nowMs: number): Revalidation | undefined {
    const found = this.#revalidations.findLast(
      (one) => one.sessionId === sessionId && one.url === url && nowMs - one.atMs <= SPEAKS_WITHIN_MS,
    );
    if (found !== undefined) this.#revalidations = this.#revalidations.filter((one) => one !== found);
    return found;
  }

  /** The document with this id, which its page now speaks for. */
  claim(id: string): FollowedDocument | undefined {
    const document = this.#byId.get(id);
    if (document !== undefined) document.isClaimed = true;
    return document;
  }

  /** A page says with its word `count` that it is being left: what it said before and comes later is void. */
  left(id: string, count: number): void {
    const document = this.#byId.get(id);
    if (document === undefined || (isOfOneLife(document.leftAt, count) && document.leftAt > count)) return;
    document.leftAt = count;
  }

  isVoid(id: string, count: number): boolean {
    const leftAt = this.#byId.get(id)?.leftAt ?? -1;
    return count < leftAt && isOfOneLife(count, leftAt);
  }

  /** Whether a document of this session has been answered just now and not yet spoken. */
  isAwaited(sessionId: string, nowMs: number): boolean {
    const isFresh = ({ atMs, ...one }: Revalidation): boolean =>
      one.sessionId === sessionId && nowMs - atMs <= SPEAKS_WITHIN_MS;
    if (this.#revalidations.some(isFresh)) return true;
    return this.#recent.some(
      (document) =>
        document.sessionId === sessionId &&
        !document.isClaimed &&
        !document.isAheadOfTime &&
        nowMs - document.atMs <= SPEAKS_WITHIN_MS,
    );
  }
}

/**
 * Whether one page said both. A document in the browser's cache outlives its pages: shown again without the back/forward cache,
 * or in two tabs, it has the same id.
 */
function isOfOneLife(count: number, other: number): boolean {
  return Math.floor(count / WORDS_OF_A_LIFE) === Math.floor(other / WORDS_OF_A_LIFE);
}
