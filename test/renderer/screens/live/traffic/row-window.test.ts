import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  isLeap,
  orderRows,
  placeRows,
  type RowOrder,
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
  isLeaping: fc.boolean(),
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

  test.each([
    ['a step of the wheel', 2800, 2900, false],
    ['a page', 2800, 3200, true],
    ['a page back', 3200, 2800, true],
    ['not moved', 2800, 2800, false],
  ])('%s is a leap or not', (_, from, to, is) => {
    expect(isLeap(from, to, 400)).toBe(is);
    expect(isLeap(from, to, 0)).toBe(false);
  });

  test('beyond what is seen are fewer while somebody leaps, and some at both ends all the same', () => {
    const list = { count: 5000, rowHeight: 28, height: 400, scrollTop: 28_000, isFollowing: false };
    const [calm, leaping] = [rowWindow(list), rowWindow({ ...list, isLeaping: true })];
    expect(calm).toEqual({ first: 996, end: 996 + 16 + 8, slots: 24 });
    expect(leaping).toEqual({ first: 999, end: 999 + 16 + 2, slots: 24 });
  });

  test('none while nobody knows how high the list is', () => {
    const window = rowWindow({ count: 50, rowHeight: 28, scrollTop: 0, height: 0, isFollowing: false });
    expect(window).toMatchObject({ first: 0, end: 0 });
  });
});

describe('the elements of the rows', () => {
  const windows = fc
    .record({
      first: fc.nat({ max: 100_000 }),
      drawn: fc.integer({ min: 1, max: 60 }),
      spare: fc.integer({ min: 0, max: 8 }),
      dropped: fc.nat(),
    })
    .map(({ first, drawn, spare, dropped }) => ({
      window: { first, end: first + drawn, slots: drawn + spare },
      dropped,
    }));
  const moved = ({ first, end, slots }: RowWindow, by: number) => ({
    first: first + by,
    end: end + by,
    slots,
  });
  const indexes = (order: RowOrder, dropped: number) => placeRows(order, dropped).map(({ index }) => index);
  const elements = (order: RowOrder, dropped: number) =>
    placeRows(order, dropped).map(({ element }) => element);

  test('are in the order of the rows, unless they are to stay where they are', () => {
    fc.assert(
      fc.property(windows, fc.integer({ min: 0, max: 70 }), ({ window, dropped }, by) => {
        const before = orderRows(null, window, dropped, true);
        const order = orderRows(before, moved(window, by), dropped, false);
        expect(order.isSettled).toBe(true);
        expect(indexes(order, dropped)).toEqual(
          Array.from({ length: window.end - window.first }, (_, place) => window.first + by + place),
        );
      }),
    );
    const empty = orderRows(null, { first: 0, end: 0, slots: 0 }, 512, true);
    expect(placeRows(empty, 512)).toEqual([]);
  });

  test('whatever happens one after the other: each row has one element, and keeps it while it is drawn', () => {
    const steps = fc.array(
      fc.record({ by: fc.integer({ min: -90, max: 90 }), keeps: fc.boolean(), hidden: fc.nat({ max: 7 }) }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(windows, steps, ({ window, dropped }, all) => {
        let order = orderRows(null, window, dropped, false);
        let { first } = window;
        for (const { by, keeps, hidden } of all) {
          const was = new Map(placeRows(order, dropped).map(({ element, index }) => [index, element]));
          first = Math.max(0, first + by);
          const end = first + Math.max(1, window.end - window.first - hidden);
          order = orderRows(order, { first, end, slots: window.slots }, dropped, keeps);
          const rows = placeRows(order, dropped);
          expect(new Set(rows.map(({ element }) => element)).size).toBe(end - first);
          expect(rows.map(({ index }) => index).sort((a, b) => a - b)).toEqual(
            Array.from({ length: end - first }, (_, place) => first + place),
          );
          for (const { element, index } of rows) expect(was.get(index) ?? element).toBe(element);
          const isInOrder = rows.every(({ index }, place) => index === first + place);
          expect(order.isSettled).toBe(isInOrder);
          if (!keeps) expect(isInOrder).toBe(true);
        }
      }),
    );
  });

  test('stay in their places, and what scrolls in takes those of what scrolls out', () => {
    fc.assert(
      fc.property(windows, fc.integer({ min: -70, max: 70 }), ({ window, dropped }, steps) => {
        const by = Math.max(-window.first, steps);
        const drawn = window.end - window.first;
        const all = { ...window, slots: drawn };
        const before = orderRows(null, all, dropped, true);
        const after = orderRows(before, moved(all, by), dropped, true);
        expect(elements(after, dropped)).toEqual(elements(before, dropped));
        const kept = indexes(before, dropped).filter((row, place) => indexes(after, dropped)[place] === row);
        expect(kept).toHaveLength(Math.max(0, drawn - Math.abs(by)));
        if (Math.abs(by) >= drawn) expect(after.isSettled).toBe(true);
      }),
    );
  });

  test('none is moved by a batch that brings more rows than are seen', () => {
    fc.assert(
      fc.property(
        windows,
        fc.integer({ min: 60, max: 5000 }),
        fc.boolean(),
        ({ window, dropped }, by, keeps) => {
          const before = orderRows(null, window, dropped, false);
          const after = orderRows(before, moved(window, by), dropped, keeps);
          expect(elements(after, dropped)).toEqual(elements(before, dropped));
          expect(after.isSettled).toBe(true);
        },
      ),
    );
  });

  test('whoever stops following keeps the rows that were seen in their elements', () => {
    const list = { count: 5000, rowHeight: 28, height: 400, scrollTop: 5000 * 28 - 400 };
    const followed = rowWindow({ ...list, isFollowing: true });
    const left = rowWindow({ ...list, isFollowing: false });
    expect(left.slots).toBe(followed.slots);
    const before = orderRows(null, followed, 0, false);
    const after = placeRows(orderRows(before, left, 0, true), 0);
    for (const row of placeRows(before, 0)) expect(after).toContainEqual(row);
  });

  test('keep their rows when the bounded list has dropped others', () => {
    const before = orderRows(null, { first: 1000, end: 1004, slots: 6 }, 0, true);
    const after = orderRows(before, { first: 488, end: 492, slots: 6 }, 512, true);
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
