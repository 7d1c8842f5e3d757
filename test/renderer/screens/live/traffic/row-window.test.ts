import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type RowWindowInput,
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
  test('are those that are seen, at most as many as there are slots, and none that is not there', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const { count, rowHeight, height, isFollowing } = input;
        const { first, end, slots } = rowWindow(input);
        expect(first).toBeGreaterThanOrEqual(0);
        expect(end).toBeLessThanOrEqual(count);
        expect(end - first).toBeLessThanOrEqual(slots);
        // A browser scrolls no further than to the end; whoever follows is there.
        const most = Math.max(0, count * rowHeight - height);
        const scrollTop = isFollowing ? most : Math.min(input.scrollTop, most);
        expect(first * rowHeight).toBeLessThanOrEqual(scrollTop);
        expect(end * rowHeight).toBeGreaterThanOrEqual(Math.min(scrollTop + height, count * rowHeight));
      }),
    );
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
