import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  orderRows,
  placeRows,
  type RowWindow,
  type RowWindowInput,
  rowWindow,
  scrollTopAfter,
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
  const moved = ({ first, end }: RowWindow, by: number) => ({ first: first + by, end: end + by });

  test('are in the order of the rows, unless they are to stay where they are', () => {
    fc.assert(
      fc.property(windows, fc.integer({ min: 0, max: 70 }), ({ window, dropped }, by) => {
        const before = orderRows(null, window, dropped, true);
        const order = orderRows(before, moved(window, by), dropped, false);
        expect(order.isSettled).toBe(true);
        const rows = placeRows(order, dropped).map(({ index }) => index);
        expect(rows).toEqual(rows.map((_, place) => window.first + by + place));
      }),
    );
    expect(placeRows(orderRows(null, { first: 0, end: 0 }, 512, true), 512)).toEqual([]);
  });

  test('stay in their places, and what scrolls in takes those of what scrolls out', () => {
    fc.assert(
      fc.property(windows, fc.integer({ min: -70, max: 70 }), ({ window, dropped }, steps) => {
        const by = Math.max(-window.first, steps);
        const slots = window.end - window.first;
        const before = orderRows(null, window, dropped, true);
        const after = orderRows(before, moved(window, by), dropped, true);
        const [here, there] = [placeRows(before, dropped), placeRows(after, dropped)];
        expect([...there].map(({ index }) => index).sort((a, b) => a - b)).toEqual(
          here.map((_, place) => window.first + by + place),
        );
        const kept = here.filter((row, place) => there[place]?.index === row.index);
        expect(kept).toHaveLength(Math.max(0, slots - Math.abs(by)));
        if (Math.abs(by) < slots) {
          expect(there.map(({ element }) => element)).toEqual(here.map(({ element }) => element));
        } else expect(after.isSettled).toBe(true);
      }),
    );
  });

  test('keep their rows when the bounded list has dropped others', () => {
    const before = orderRows(null, { first: 1000, end: 1004 }, 0, true);
    const after = orderRows(before, { first: 488, end: 492 }, 512, true);
    expect(placeRows(after, 512)).toEqual(
      placeRows(before, 0).map(({ element, index }) => ({ element, index: index - 512 })),
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

describe('a list that gets another shape', () => {
  const before = { rowHeight: 28, height: 560, scrollTop: 2800 };

  test.each([
    ['smaller, with the selected row at its lower edge', 119, { rowHeight: 28, height: 280 }, 3080],
    ['smaller, with the selected row at its upper edge', 100, { rowHeight: 28, height: 280 }, 2800],
    ['smaller, with the selected row elsewhere', 10, { rowHeight: 28, height: 280 }, 2800],
    ['smaller, with nothing selected', -1, { rowHeight: 28, height: 280 }, 2800],
    ['larger rows', 119, { rowHeight: 34, height: 560 }, 3520],
    ['larger rows, with nothing selected: the first one stays', -1, { rowHeight: 34, height: 560 }, 3400],
  ])('%s', (_, selected, after, scrollTop) => {
    expect(scrollTopAfter(selected, before, after)).toBe(scrollTop);
  });

  test('keeps a selected row in sight that was there', () => {
    const shapes = fc.record({
      rowHeight: fc.constantFrom(28, 34),
      height: fc.integer({ min: 34, max: 2000 }),
    });
    fc.assert(
      fc.property(shapes, shapes, fc.nat({ max: 99_999 }), fc.nat(), (from, to, selected, offset) => {
        const top = selected * from.rowHeight;
        const scrollTop = Math.max(0, top - (offset % from.height));
        const after = scrollTopAfter(selected, { ...from, scrollTop }, to);
        expect(after).toBeLessThanOrEqual(selected * to.rowHeight + 1e-6);
        expect(after + to.height).toBeGreaterThanOrEqual((selected + 1) * to.rowHeight - 1e-6);
      }),
    );
  });
});
