/**
 * Rows drawn beyond what is seen, so that a step by wheel or key shows no gap. Each is a dozen boxes to lay out, in the very
 * frames that somebody who scrolls waits for.
 */
export const OVERSCAN = 4;
/**
 * While the list follows its tail nobody scrolls, and who leaps is beyond those rows with the next frame: they would be drawn for
 * nobody.
 */
const LEAST_OVERSCAN = 1;

export interface RowWindowInput {
  readonly count: number;
  readonly rowHeight: number;
  /** Where the list is scrolled to, its heading left out, in pixels. */
  readonly scrollTop: number;
  /** Height of what is seen, its heading left out, in pixels; 0 while unknown. */
  readonly height: number;
  readonly isFollowing: boolean;
  /** Somebody scrolls by so much that nearly all rows are others with each frame (`isLeap`), or has just left the tail. */
  readonly isLeaping?: boolean;
}

/** The rows that exist: from `first` up to, not including, `end`. */
export interface RowWindow {
  readonly first: number;
  readonly end: number;
}

/**
 * Which rows of a list of equal rows are drawn: as many at each place, while there are that many, so that elements are used
 * again and none comes or goes but when somebody begins or ends to follow or to leap. Arithmetic, whatever the count: a virtualiser for rows of any height copies its measurements
 * with each change of the count, which at 100,000 rows was a third of all this page did.
 */
export function rowWindow(input: RowWindowInput): RowWindow {
  const { count, rowHeight, scrollTop, height, isFollowing, isLeaping = false } = input;
  if (height === 0) return { first: 0, end: 0 };
  const seen = Math.ceil(height / rowHeight) + 1;
  const beyond = isFollowing || isLeaping ? LEAST_OVERSCAN : OVERSCAN;
  const drawn = Math.min(count, isFollowing ? seen + beyond : seen + 2 * beyond);
  const wanted = isFollowing ? count : Math.floor(scrollTop / rowHeight) - beyond;
  const first = Math.max(0, Math.min(wanted, count - drawn));
  return { first, end: first + drawn };
}

/** Whether a frame scrolls from one place to another by more than half of what is seen; places and height in pixels. */
export function isLeap(from: number, to: number, height: number): boolean {
  return height > 0 && Math.abs(to - from) > height / 2;
}

/** Room for more rows than this share of those that there are goes when nobody scrolls or types. */
const MOST_GAP_SHARE = 0.1;

/** Whether the room that dropped rows left above a list is so large that the bar beside it tells of what is gone. `gap` in rows. */
export function isLargeGap(gap: number, count: number): boolean {
  return gap > count * MOST_GAP_SHARE;
}

/** Whether somebody sees the room that dropped rows left above a list, or soon would. `gap` in rows. */
export function isNearGap(
  gap: number,
  { rowHeight, scrollTop, height }: Pick<RowWindowInput, 'rowHeight' | 'scrollTop' | 'height'>,
): boolean {
  return gap > 0 && scrollTop < gap * rowHeight + height;
}

/** How the list stands: height of what is seen and of a row, both in pixels. */
export type ListShape = Pick<RowWindowInput, 'rowHeight' | 'height'>;

/**
 * Where to scroll when the list got another shape: what stood at its top stays there, unless the selected row was seen before and
 * would be no longer. `selected` is its index, -1 for none.
 */
export function scrollTopAfter(
  selected: number,
  before: ListShape & Pick<RowWindowInput, 'scrollTop'>,
  { rowHeight, height }: ListShape,
): number {
  const scrollTop = (before.scrollTop / before.rowHeight) * rowHeight;
  const top = selected * before.rowHeight;
  const wasSeen =
    selected >= 0 && top + before.rowHeight > before.scrollTop && top < before.scrollTop + before.height;
  return wasSeen ? scrollTopFor(selected, { rowHeight, scrollTop, height }) : scrollTop;
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
