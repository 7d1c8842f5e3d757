import type { RowWindow } from './row-window.ts';

/** A row and the element that it has as long as it is drawn. */
export interface PlacedRow {
  readonly element: number;
  /** The row's number, those included that the list has dropped. */
  readonly row: number;
}

/**
 * The elements of the rows of this window, as they follow each other in the document: a row that stays keeps its element, and what
 * comes takes those of what goes, so that none is made or thrown away but where more or fewer rows are drawn.
 *
 * To move an element in the document is to work out its styles and boxes anew, which was most of what scrolling cost. So none
 * is moved where no row stays (each batch of a crowd, a leap): the new rows go into the elements in order. With `keeps` none is
 * moved either while rows stay; otherwise they are put into the order of the rows. `dropped` rows came and went before the list.
 */
export function placeRows(
  before: readonly PlacedRow[],
  { first, end }: RowWindow,
  dropped: number,
  keeps: boolean,
): readonly PlacedRow[] {
  const isDrawn = (row: number) => row >= dropped + first && row < dropped + end;
  const staying = new Set(before.map(({ row }) => row).filter(isDrawn));
  const coming: number[] = [];
  for (let row = dropped + first; row < dropped + end; row++) if (!staying.has(row)) coming.push(row);
  let taken = 0;
  let unused = 0;
  const placed: PlacedRow[] = [];
  for (const each of before) {
    unused = Math.max(unused, each.element + 1);
    if (isDrawn(each.row)) placed.push(each);
    else {
      const row = coming[taken++];
      if (row !== undefined) placed.push({ element: each.element, row });
    }
  }
  for (const row of coming.slice(taken)) placed.push({ element: unused++, row });
  return keeps || areInOrder(placed) ? placed : placed.sort((a, b) => a.row - b.row);
}

/** Whether the document has them in the order of the rows. */
export function areInOrder(placed: readonly PlacedRow[]): boolean {
  return placed.every(({ row }, place) => place === 0 || row > (placed[place - 1]?.row ?? row));
}
