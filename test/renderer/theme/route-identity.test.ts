import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  extendOrder,
  identityAt,
  identityOf,
  pinKey,
  routeKey,
} from '../../../renderer/theme/route-identity.ts';

describe('letters and hues of routes (STYLE.md §9.9)', () => {
  test.each([
    [0, 'A', 1, false],
    [7, 'H', 8, false],
    [8, 'I', 1, true],
    [25, 'Z', 2, true],
    [26, 'AA', 3, true],
    [701, 'ZZ', 6, true],
    [702, 'AAA', 7, true],
  ])('the route at %i is %s on hue %i', (index, letter, slot, outlined) => {
    expect(identityAt(index)).toEqual({ letter, slot, outlined });
  });

  test('letters are unique', () => {
    const letters = Array.from({ length: 2000 }, (_, index) => identityAt(index).letter);
    expect(new Set(letters).size).toBe(2000);
  });

  test('members that share a route look alike; those without one do not', () => {
    expect(routeKey('lb', '1', 'http://a:1')).toBe(routeKey('LB', '1', 'http://b:1'));
    expect(routeKey('lb', '', 'http://a:1')).not.toBe(routeKey('lb', '', 'http://b:1'));
  });

  test('a route that no member has is a question mark, alike everywhere', () => {
    const stray = identityOf(new Map(), pinKey('lb', 'old'));
    expect(stray).toEqual(identityOf(new Map([['x', 0]]), pinKey('lb', 'old')));
    expect(stray).toMatchObject({ letter: '?', outlined: true });
  });

  test('a member keeps its place when another one goes, and an undo brings the same place back', () => {
    const keys = ['1', '2', '3'].map((route) => pinKey('lb', route));
    const before = extendOrder(new Map(), keys);
    const without = extendOrder(before, [keys[0] ?? '', keys[2] ?? '']);
    expect(without).toBe(before);
    const added = extendOrder(without, [pinKey('lb', '4')]);
    expect(identityOf(added, pinKey('lb', '4')).letter).toBe('D');
    expect(identityOf(extendOrder(added, keys), keys[1] ?? '').letter).toBe('B');
  });

  test('every key ever given keeps its place, whatever comes', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.string(), { maxLength: 5 }), { maxLength: 8 }), (rounds) => {
        let order: ReadonlyMap<string, number> = new Map();
        for (const keys of rounds) {
          const next = extendOrder(order, keys);
          for (const [key, place] of order) expect(next.get(key)).toBe(place);
          order = next;
        }
        expect([...order.values()]).toEqual([...order.keys()].map((_, index) => index));
      }),
    );
  });
});
