import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteRing } from '../../../core/engine/recording/byte-ring.ts';

const CAPACITY = 8000;

/** Writes texts of these lengths while only the latest `held` are wanted; gives where each was put. */
function places(lengths: readonly number[], held: number): readonly (readonly [number, number])[] {
  const ring = new ByteRing(CAPACITY);
  const all: [number, number][] = [];
  for (const length of lengths) {
    const at = ring.placeFor(length, all.at(-held)?.[0] ?? all[0]?.[0] ?? null);
    ring.goTo(at);
    ring.write('x'.repeat(length));
    all.push([at, at + length]);
  }
  return all;
}

describe('the byte ring', () => {
  it('never writes over what is held, and leaves memory alone that it does not need', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 600 }),
        fc.integer({ min: 1, max: 20 }),
        (lengths, held) => {
          const all = places(lengths, held);
          for (const [index, [start, end]] of all.entries()) {
            for (const [before, behind] of all.slice(Math.max(0, index - held), index))
              expect(start >= behind || end <= before).toBe(true);
          }
          // What 20 texts take twice, and an eighth of the room.
          const most = 2 * Math.max(CAPACITY / 8, held * 60) + 60;
          expect(Math.max(...all.map(([, end]) => end))).toBeLessThanOrEqual(most);
        },
      ),
    );
  });

  it('takes the whole room when that is what is held', () => {
    const all = places(new Array<number>(400).fill(40), 190);
    expect(Math.max(...all.map(([, end]) => end))).toBe(CAPACITY);
  });
});
