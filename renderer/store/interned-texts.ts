/** More different ones than this are no names of sites, members and sessions any more; then it starts anew. */
const MOST_TEXTS = 20_000;
const texts = new Map<string, string>();

/** One string for all equal texts: rows live long and mostly say the same, each batch brings strings of its own. */
export function intern(text: string): string {
  const known = texts.get(text);
  if (known !== undefined) return known;
  if (texts.size === MOST_TEXTS) texts.clear();
  texts.set(text, text);
  return text;
}
