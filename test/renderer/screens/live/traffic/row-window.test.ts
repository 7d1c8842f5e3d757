import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  isLargeGap,
  isLeap,
  isNearGap,
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
    expect(calm).toEqual({ first: 996, end: 996 + 16 + 8 });
    expect(leaping).toEqual({ first: 999, end: 999 + 16 + 2 });
  });

  test('none while nobody knows how high the list is', () => {
    const window = rowWindow({ count: 50, rowHeight: 28, scrollTop: 0, height: 0, isFollowing: false });
    expect(window).toMatchObject({ first: 0, end: 0 });
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

describe('the room that dropped rows leave above a list', () => {
  test.each([
    ['none', 0, 0, false],
    ['far above what is seen', 100, 100 * 28 + 561, false],
    ['less than a screen above it', 100, 100 * 28 + 559, true],
    ['seen', 100, 99 * 28, true],
  ])('%s', (_, gap, scrollTop, isNear) => {
    expect(isNearGap(gap, { rowHeight: 28, scrollTop, height: 560 })).toBe(isNear);
  });

  test('is large from a tenth of the list on', () => {
    expect([isLargeGap(0, 0), isLargeGap(10_000, 100_000), isLargeGap(10_001, 100_000)]).toEqual([
      false,
      false,
      true,
    ]);
  });
});
