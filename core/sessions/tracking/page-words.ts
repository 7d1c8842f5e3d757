import { isId } from './names.ts';

/** What a page says of itself. */
export interface PageWords {
  /** False: it is being left. */
  readonly isHere: boolean;
  /** It is left, and the browser may keep it in its back/forward cache. */
  readonly isKept: boolean;
  /** The tab's id as the page knows it; '' for a new tab. */
  readonly tabId: string;
  readonly documentId: string;
  readonly url: string;
  readonly title: string;
  /** Grows with everything that this page says, from the milliseconds of its birth times {@link WORDS_OF_A_LIFE} on. */
  readonly count: number;
}

/** Two pages of one document out of a cache are told apart by their words' counts (page-script.js). */
export const WORDS_OF_A_LIFE = 1024;
/** What a page's word begins with (page-script.js). */
const LEFT = 0;
const HERE = 1;
const KEPT = 2;

const MOST_URL = 2000;
const MOST_TITLE = 200;

/** Reads a page's words; null for anything that is not exactly so, since any page may send anything. */
export function readPageWords(text: string): PageWords | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (!Array.isArray(value) || value.length !== 6) return null;
  const [what, tabId, documentId, url, title, count] = value as readonly unknown[];
  if (
    (what !== LEFT && what !== HERE && what !== KEPT) ||
    !isId(documentId) ||
    (tabId !== '' && !isId(tabId))
  )
    return null;
  if (typeof url !== 'string' || typeof title !== 'string') return null;
  if (url.length > MOST_URL || title.length > MOST_TITLE || !/^https?:\/\//.test(url)) return null;
  if (typeof count !== 'number' || !Number.isSafeInteger(count) || count < 0) return null;
  return { isHere: what === HERE, isKept: what === KEPT, tabId, documentId, url, title, count };
}
