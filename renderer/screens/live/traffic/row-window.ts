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

/** The rows that exist: from `first` up to, not including, `end`. */
export interface RowWindow {
  readonly first: number;
  readonly end: number;
}

/**
 * Which rows of a list of equal rows are drawn: as many at each place, while there are that many, so that elements are used
 * again and none comes or goes. Arithmetic, whatever the count: a virtualiser for rows of any height copies its measurements
 * with each change of the count, which at 100,000 rows was a third of all this page did.
 */
export function rowWindow({ count, rowHeight, scrollTop, height, isFollowing }: RowWindowInput): RowWindow {
  if (height === 0) return { first: 0, end: 0 };
  const seen = Math.ceil(height / rowHeight) + 1;
  const drawn = Math.min(count, seen + (isFollowing ? FOLLOWING_OVERSCAN : 2 * OVERSCAN));
  const wanted = isFollowing ? count : Math.floor(scrollTop / rowHeight) - OVERSCAN;
  const first = Math.max(0, Math.min(wanted, count - drawn));
  return { first, end: first + drawn };
}

/** Elements of rows as they follow each other in the document. */
export interface RowOrder {
  /** How many there are. */
  readonly slots: number;
  /** The number of the first row that is seen, those included that the list has dropped. */
  readonly at: number;
  /** The element that is the first one in the document. */
  readonly base: number;
  /** Whether that is the order of the rows. */
  readonly isSettled: boolean;
}

/** A row and the element that it has as long as it is drawn. */
export interface PlacedRow {
  readonly element: number;
  readonly index: number;
}

/**
 * The order of the elements for this window. With `keeps` each stays where it is in the document, what scrolls out is used again
 * for what scrolls in: to move an element is to work out its styles and boxes anew, which was most of what scrolling cost.
 * Otherwise, and where none of the rows is the same, it is the order of the rows. `dropped` rows came and went before the list.
 */
export function orderRows(
  before: RowOrder | null,
  { first, end }: RowWindow,
  dropped: number,
  keeps: boolean,
): RowOrder {
  const slots = end - first;
  const at = dropped + first;
  const turn = slots === 0 ? 0 : at % slots;
  const stays = keeps && before?.slots === slots && Math.abs(at - before.at) < slots;
  const base = stays ? before.base : turn;
  return { slots, at, base, isSettled: base === turn };
}

/** The rows in the order of their elements. */
export function placeRows({ slots, at, base }: RowOrder, dropped: number): readonly PlacedRow[] {
  return Array.from({ length: slots }, (_, place) => {
    const element = (base + place) % slots;
    return { element, index: at - dropped + ((element - (at % slots) + slots) % slots) };
  });
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
