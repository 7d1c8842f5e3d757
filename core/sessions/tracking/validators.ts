/**
 * Entity tags of documents that we changed are marked, so that a cache never takes a changed document for an unchanged
 * one or the other way round (DESIGN.md §8). Members see their own tags only.
 *
 * | the member sent            | the browser gets                       | the browser asks   | the member is asked     |
 * | -------------------------- | -------------------------------------- | ------------------ | ----------------------- |
 * | `ETag: "x"`                | `ETag: "x~d1"`                         | INM `"x~d1"`       | INM `"x"`               |
 * | only Last-Modified         | that and `ETag: W/"~d1"`               | INM `W/"~d1"`, IMS | IMS                     |
 * | anything, before tracking  |                                        | INM `"x"`, IMS     | neither: a full answer  |
 *
 * The mark ends with a version of what is inserted: a document changed by an older version is fetched anew.
 */
const MARK = '~d1';
const DATE_ONLY = `W/"${MARK}"`;

/** The entity tag to give out for a changed document; null when the member gave nothing to validate by. */
export function markedTag(tag: string | null, hasLastModified: boolean): string | null {
  if (tag === null) return hasLastModified ? DATE_ONLY : null;
  const text = tag.trim();
  return text.endsWith('"') && text.length > 1 ? `${text.slice(0, -1)}${MARK}"` : null;
}

/** What a navigation's conditions become before a member sees them: our marks off, and no condition without a mark. */
export function unmarkedConditions(fields: readonly string[]): readonly string[] {
  let kept: string[] | null = null;
  let isOurs = false;
  for (let at = 0; at < fields.length; at += 2) {
    const name = (fields[at] as string).toLowerCase();
    if (name === 'if-none-match') isOurs ||= (fields[at + 1] as string).includes(`${MARK}"`);
  }
  for (let at = 0; at < fields.length; at += 2) {
    const name = fields[at] as string;
    const value = fields[at + 1] as string;
    const lower = name.length === 13 || name.length === 17 ? name.toLowerCase() : '';
    const isCondition = lower === 'if-none-match' || lower === 'if-modified-since';
    if (isCondition) kept ??= fields.slice(0, at);
    if (kept === null) continue;
    if (lower === 'if-none-match') {
      const tags = unmarkedTags(value);
      if (tags !== '') kept.push(name, tags);
    } else if (lower !== 'if-modified-since' || isOurs) kept.push(name, value);
  }
  return kept ?? fields;
}

function unmarkedTags(list: string): string {
  const tags = list.match(/(?:W\/)?"[^"]*"/g) ?? [];
  return tags
    .filter((tag) => tag.endsWith(`${MARK}"`) && tag !== DATE_ONLY)
    .map((tag) => `${tag.slice(0, -MARK.length - 1)}"`)
    .join(', ');
}
