import { isId } from './names.ts';

/** What a page says of itself. */
export interface PageWords {
  /** False: it is being left. */
  readonly isHere: boolean;
  /** The tab's id as the page knows it; '' for a new tab. */
  readonly tabId: string;
  readonly documentId: string;
  readonly url: string;
  readonly title: string;
  /** Counts what this document has said, from 0. */
  readonly count: number;
}

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
  const [isHere, tabId, documentId, url, title, count] = value as readonly unknown[];
  if ((isHere !== 0 && isHere !== 1) || !isId(documentId) || (tabId !== '' && !isId(tabId))) return null;
  if (typeof url !== 'string' || typeof title !== 'string') return null;
  if (url.length > MOST_URL || title.length > MOST_TITLE || !/^https?:\/\//.test(url)) return null;
  if (typeof count !== 'number' || !Number.isSafeInteger(count) || count < 0) return null;
  return { isHere: isHere === 1, tabId, documentId, url, title, count };
}
