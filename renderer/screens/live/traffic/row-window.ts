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
  /** Somebody scrolls by so much that nearly all rows are others with each frame (`isLeaping`). */
  readonly isLeaping?: boolean;
}

/** The rows that exist: from `first` up to, not including, `end`. */
export interface RowWindow {
  readonly first: number;
  readonly end: number;
  /** How many elements there are for them at most: the same at each place of the list, followed or not. */
  readonly slots: number;
}

/**
 * Which rows of a list of equal rows are drawn: as many at each place, while there are that many, so that elements are used
 * again and none comes or goes but when somebody begins or ends to follow or to leap. Arithmetic, whatever the count: a virtualiser for rows of any height copies its measurements
 * with each change of the count, which at 100,000 rows was a third of all this page did.
 */
export function rowWindow(input: RowWindowInput): RowWindow {
  const { count, rowHeight, scrollTop, height, isFollowing, isLeaping = false } = input;
  if (height === 0) return { first: 0, end: 0, slots: 0 };
  const seen = Math.ceil(height / rowHeight) + 1;
  const slots = seen + 2 * OVERSCAN;
  const beyond = isFollowing || isLeaping ? LEAST_OVERSCAN : OVERSCAN;
  const drawn = Math.min(count, isFollowing ? seen + beyond : seen + 2 * beyond);
  const wanted = isFollowing ? count : Math.floor(scrollTop / rowHeight) - beyond;
  const first = Math.max(0, Math.min(wanted, count - drawn));
  return { first, end: first + drawn, slots };
}

/** Whether a frame scrolls from one place to another by more than half of what is seen; places and height in pixels. */
export function isLeap(from: number, to: number, height: number): boolean {
  return height > 0 && Math.abs(to - from) > height / 2;
}

/** Elements of rows as they follow each other in the document. */
export interface RowOrder {
  /** How many there may be; as many as are drawn have a row. */
  readonly slots: number;
  readonly drawn: number;
  /** The number of the first row that is drawn, those included that the list has dropped. */
  readonly at: number;
  /** What is added to a row's number before its element is that number modulo `slots`. */
  readonly shift: number;
  /** The element that the document begins with. */
  readonly base: number;
  /** Whether the document has them in the order of the rows. */
  readonly isSettled: boolean;
}

/** A row and the element that it has as long as it is drawn. */
export interface PlacedRow {
  readonly element: number;
  readonly index: number;
}

/**
 * The order of the elements for this window: to move an element in the document is to work out its styles and boxes anew, which
 * was most of what scrolling cost. So none is moved where no row stays (each batch of a crowd, a leap): the elements stand, and
 * the new rows go into them in order. With `keeps` none is moved either while rows stay, and what scrolls out is used again for
 * what scrolls in; otherwise they are put into the order of the rows. `dropped` rows came and went before the list.
 */
export function orderRows(
  before: RowOrder | null,
  { first, end, slots }: RowWindow,
  dropped: number,
  keeps: boolean,
): RowOrder {
  const at = dropped + first;
  const drawn = end - first;
  if (before?.slots !== slots || slots === 0) {
    return { slots, drawn, at, shift: 0, base: modulo(at, slots), isSettled: true };
  }
  const areOthers = at >= before.at + before.drawn || at + drawn <= before.at;
  const shift = areOthers ? modulo(before.base - at, slots) : before.shift;
  const turn = modulo(at + shift, slots);
  // How far the document's beginning lies behind the first row; beyond the last row it cuts nothing in two.
  const behind = modulo(before.base - turn, slots);
  const stays = keeps && behind > 0 && behind < drawn;
  return { slots, drawn, at, shift, base: stays ? before.base : turn, isSettled: !stays };
}

/** The rows in the order of their elements. */
export function placeRows(
  { slots, drawn, at, shift, base }: RowOrder,
  dropped: number,
): readonly PlacedRow[] {
  const turn = modulo(at + shift, slots);
  return Array.from({ length: slots }, (_, place) => {
    const element = (base + place) % slots;
    return { element, index: at - dropped + modulo(element - turn, slots) };
  }).filter(({ index }) => index < at - dropped + drawn);
}

function modulo(number: number, by: number): number {
  return by === 0 ? 0 : ((number % by) + by) % by;
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
