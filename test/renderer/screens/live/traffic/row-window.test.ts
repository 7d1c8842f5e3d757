import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type RowWindowInput,
  rowsByElement,
  rowWindow,
  scrollTopFor,
} from '../../../../../renderer/screens/live/traffic/row-window.ts';

const inputs: fc.Arbitrary<RowWindowInput> = fc.record({
  count: fc.integer({ min: 0, max: 100_000 }),
  rowHeight: fc.constantFrom(28, 34),
  scrollTop: fc.integer({ min: 0, max: 4_000_000 }),
  height: fc.integer({ min: 1, max: 2000 }),
  isFollowing: fc.boolean(),
});

describe('the rows that are drawn', () => {
  test('are those that are seen, and none that is not there', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const { count, rowHeight, height, isFollowing } = input;
        const { first, end } = rowWindow(input);
        expect(first).toBeGreaterThanOrEqual(0);
        expect(end).toBeLessThanOrEqual(count);
        // A browser scrolls no further than to the end; whoever follows is there.
        const most = Math.max(0, count * rowHeight - height);
        const scrollTop = isFollowing ? most : Math.min(input.scrollTop, most);
        expect(first * rowHeight).toBeLessThanOrEqual(scrollTop);
        expect(end * rowHeight).toBeGreaterThanOrEqual(Math.min(scrollTop + height, count * rowHeight));
      }),
    );
  });

  test('are as many wherever somebody scrolls to, so that none comes or goes', () => {
    fc.assert(
      fc.property(inputs, fc.nat({ max: 4_000_000 }), (input, scrollTop) => {
        const here = rowWindow(input);
        const there = rowWindow({ ...input, scrollTop });
        expect(there.end - there.first).toBe(here.end - here.first);
      }),
    );
  });

  test('none while nobody knows how high the list is', () => {
    const window = rowWindow({ count: 50, rowHeight: 28, scrollTop: 0, height: 0, isFollowing: false });
    expect(window).toMatchObject({ first: 0, end: 0 });
  });
});

describe('the elements of the rows', () => {
  const windows = fc
    .record({ first: fc.nat({ max: 100_000 }), drawn: fc.integer({ min: 1, max: 60 }), dropped: fc.nat() })
    .map(({ first, drawn, dropped }) => ({ window: { first, end: first + drawn }, dropped }));
  const sorted = (rows: readonly number[]) => [...rows].sort((a, b) => a - b);

  test('hold each row once, in their order while the list is short', () => {
    fc.assert(
      fc.property(windows, ({ window, dropped }) => {
        const rows = rowsByElement(window, dropped);
        expect(sorted(rows)).toEqual(rows.map((_, place) => window.first + place));
      }),
    );
    expect(rowsByElement({ first: 0, end: 4 }, 0)).toEqual([0, 1, 2, 3]);
    expect(rowsByElement({ first: 0, end: 0 }, 512)).toEqual([]);
  });

  test('keep their rows: what scrolls in takes the elements of what scrolls out', () => {
    fc.assert(
      fc.property(windows, fc.integer({ min: -20, max: 20 }), ({ window, dropped }, steps) => {
        const by = Math.max(-window.first, steps);
        const before = rowsByElement(window, dropped);
        const after = rowsByElement({ first: window.first + by, end: window.end + by }, dropped);
        const stayed = before.filter((row, element) => after[element] === row);
        expect(stayed).toHaveLength(Math.max(0, before.length - Math.abs(by)));
      }),
    );
    // The rows are others by their places, and the same ones, after a bounded list has dropped some.
    expect(rowsByElement({ first: 488, end: 492 }, 512)).toEqual(
      rowsByElement({ first: 1000, end: 1004 }, 0).map((row) => row - 512),
    );
  });
});

describe('scrolling to a row', () => {
  const list = { rowHeight: 28, scrollTop: 2800, height: 280 };
  test.each([
    ['one that is seen stays where it is', 105, 2800],
    ['one above comes to the top', 50, 1400],
    ['one below comes to the bottom', 120, 121 * 28 - 280],
    ['one half below comes up', 110, 111 * 28 - 280],
  ])('%s', (_, index, scrollTop) => {
    expect(scrollTopFor(index, list)).toBe(scrollTop);
  });
});
