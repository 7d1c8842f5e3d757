import type { KeptBody } from '../../../../core/contract/index.ts';

/** Types that people read; others are shown by their size. */
const TEXT = /^(text\/|application\/(.*\+)?(json|xml|javascript|x-www-form-urlencoded|graphql))/i;

/** A kept body as text, or null when it isn't any. Bytes that are not UTF-8 are shown as U+FFFD. */
export function textOfBody({ contentType, base64 }: KeptBody): string | null {
  if (contentType !== null && !TEXT.test(contentType)) return null;
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const text = new TextDecoder().decode(bytes);
  // Without a type: what no text has.
  return contentType === null && (text.includes('\0') || text.includes('\ufffd')) ? null : text;
}
