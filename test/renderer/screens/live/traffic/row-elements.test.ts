import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  areInOrder,
  type PlacedRow,
  placeRows,
} from '../../../../../renderer/screens/live/traffic/row-elements.ts';
import { type RowWindow, rowWindow } from '../../../../../renderer/screens/live/traffic/row-window.ts';

const windows = fc
  .record({
    first: fc.nat({ max: 100_000 }),
    drawn: fc.integer({ min: 1, max: 60 }),
    dropped: fc.nat({ max: 1_000_000 }),
  })
  .map(({ first, drawn, dropped }) => ({ window: { first, end: first + drawn }, dropped }));
const moved = ({ first, end }: RowWindow, by: number): RowWindow => ({ first: first + by, end: end + by });
const rowsOf = (placed: readonly PlacedRow[]) => placed.map(({ row }) => row);
const elementsOf = (placed: readonly PlacedRow[]) => placed.map(({ element }) => element);
const numbers = ({ first, end }: RowWindow, dropped: number) =>
  Array.from({ length: end - first }, (_, place) => dropped + first + place);

describe('the elements of the rows', () => {
  test('are in the order of the rows, unless they are to stay where they are', () => {
    fc.assert(
      fc.property(windows, fc.integer({ min: 0, max: 70 }), ({ window, dropped }, by) => {
        const before = placeRows([], window, dropped, true);
        const after = placeRows(before, moved(window, by), dropped, false);
        expect(rowsOf(after)).toEqual(numbers(moved(window, by), dropped));
        expect(areInOrder(after)).toBe(true);
      }),
    );
    expect(placeRows([], { first: 0, end: 0 }, 512, true)).toEqual([]);
  });

  test('whatever happens one after the other: each row has one element, keeps it while it is drawn, and none is made that is not needed', () => {
    const steps = fc.array(
      fc.record({ by: fc.integer({ min: -90, max: 90 }), keeps: fc.boolean(), hidden: fc.nat({ max: 7 }) }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(windows, steps, ({ window, dropped }, all) => {
        let placed = placeRows([], window, dropped, false);
        let { first } = window;
        for (const { by, keeps, hidden } of all) {
          const was = new Map(placed.map(({ element, row }) => [row, element]));
          const had = new Set(elementsOf(placed));
          first = Math.max(0, first + by);
          const next = { first, end: first + Math.max(1, window.end - window.first - hidden) };
          placed = placeRows(placed, next, dropped, keeps);
          expect(new Set(elementsOf(placed)).size).toBe(placed.length);
          expect(rowsOf(placed).sort((a, b) => a - b)).toEqual(numbers(next, dropped));
          for (const { element, row } of placed) expect(was.get(row) ?? element).toBe(element);
          const isInOrder = rowsOf(placed).every((row, place) => row === dropped + first + place);
          expect(areInOrder(placed)).toBe(isInOrder);
          if (!keeps) expect(isInOrder).toBe(true);
          const made = elementsOf(placed).filter((element) => !had.has(element));
          expect(made).toHaveLength(Math.max(0, placed.length - had.size));
        }
      }),
    );
  });

  test('stay in their places, and what scrolls in takes those of what scrolls out', () => {
    fc.assert(
      fc.property(windows, fc.integer({ min: -70, max: 70 }), ({ window, dropped }, steps) => {
        const by = Math.max(-window.first, steps);
        const before = placeRows([], window, dropped, true);
        const after = placeRows(before, moved(window, by), dropped, true);
        expect(elementsOf(after)).toEqual(elementsOf(before));
        const kept = rowsOf(before).filter((row, place) => after[place]?.row === row);
        expect(kept).toHaveLength(Math.max(0, before.length - Math.abs(by)));
        if (Math.abs(by) >= before.length) expect(areInOrder(after)).toBe(true);
      }),
    );
  });

  test('none is moved by a batch that brings more rows than are seen, wherever they were', () => {
    fc.assert(
      fc.property(
        windows,
        fc.integer({ min: 1, max: 59 }),
        fc.integer({ min: 130, max: 5000 }),
        fc.boolean(),
        ({ window, dropped }, little, by, keeps) => {
          const turned = placeRows(
            placeRows([], window, dropped, false),
            moved(window, little),
            dropped,
            true,
          );
          const after = placeRows(turned, moved(window, by), dropped, keeps);
          expect(elementsOf(after)).toEqual(elementsOf(turned));
          expect(areInOrder(after)).toBe(true);
        },
      ),
    );
  });

  test('whoever stops following keeps the rows that were seen in their elements, and one more is made', () => {
    const list = { count: 5000, rowHeight: 28, height: 400, scrollTop: 5000 * 28 - 400, isLeaping: true };
    const before = placeRows([], rowWindow({ ...list, isFollowing: true }), 0, false);
    const after = placeRows(before, rowWindow({ ...list, isFollowing: false }), 0, true);
    for (const row of before) expect(after).toContainEqual(row);
    expect(after).toHaveLength(before.length + 1);
  });

  test('keep their rows when the bounded list has dropped others', () => {
    const before = placeRows([], { first: 1000, end: 1004 }, 0, true);
    expect(placeRows(before, { first: 488, end: 492 }, 512, true)).toEqual(before);
  });
});
