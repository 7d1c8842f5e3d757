/**
 * Rows drawn beyond what is seen, so that a step by wheel or key shows no gap. Each is a dozen boxes to lay out, in the very
 * frames that somebody who scrolls waits for.
 */
export const OVERSCAN = 4;
/** While the list follows its tail nobody scrolls: what is drawn beyond the edge would be drawn for nobody. */
const FOLLOWING_OVERSCAN = 1;

export interface RowWindowInput {
  readonly count: number;
  readonly rowHeight: number;
  /** Where the list is scrolled to, its heading left out, in pixels. */
  readonly scrollTop: number;
  /** Height of what is seen, its heading left out, in pixels; 0 while unknown. */
  readonly height: number;
  readonly isFollowing: boolean;
}

/** The rows that exist: from `first` up to, not including, `end`; `slots` is more than there can ever be at this height. */
export interface RowWindow {
  readonly first: number;
  readonly end: number;
  readonly slots: number;
}

/**
 * Which rows of a list of equal rows are drawn. Arithmetic, whatever the count: a virtualiser for rows of any height copies its
 * measurements with each change of the count, which at 100,000 rows was a third of all this page did.
 */
export function rowWindow({ count, rowHeight, scrollTop, height, isFollowing }: RowWindowInput): RowWindow {
  const seen = Math.ceil(height / rowHeight) + 1;
  const slots = seen + 2 * OVERSCAN;
  if (height === 0) return { first: 0, end: 0, slots };
  if (isFollowing) return { first: Math.max(0, count - seen - FOLLOWING_OVERSCAN), end: count, slots };
  const top = Math.max(0, Math.min(Math.floor(scrollTop / rowHeight), count - seen));
  return { first: Math.max(0, top - OVERSCAN), end: Math.min(count, top + seen + OVERSCAN), slots };
}

/** Where to scroll so that the row is seen; the same place when it is. `scrollTop` and `height` as in `RowWindowInput`. */
export function scrollTopFor(
  index: number,
  { rowHeight, scrollTop, height }: Pick<RowWindowInput, 'rowHeight' | 'scrollTop' | 'height'>,
): number {
  const top = index * rowHeight;
  if (top < scrollTop) return top;
  return Math.max(scrollTop, top + rowHeight - height);
}
