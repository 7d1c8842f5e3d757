import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { medianWithin, pairs, verdict } from '../bench/pairs.mjs';

describe('pairs', () => {
  test('a phase in which everything is dearer leaves the quotients as they are', () => {
    expect(pairs([10, 16, 10], [40, 64, 40])).toEqual([0.25, 0.25, 0.25]);
  });

  test('a round in which one of the two measured nothing is left out', () => {
    expect(pairs([10, Number.NaN, 30, 40], [20, 20, 0])).toEqual([0.5]);
  });

  test('differences can be compared, too', () => {
    expect(pairs([10, 20], [4, 5], (a, b) => a - b)).toEqual([6, 15]);
  });
});

describe('medianWithin', () => {
  // The order statistics that every table of the sign test gives for 95 %.
  test.each([
    [6, 0],
    [8, 0],
    [9, 1],
    [11, 1],
    [12, 2],
    [15, 3],
    [20, 5],
    [25, 7],
  ])('of %i values the one at %i, from both ends', (n, at) => {
    const values = Array.from({ length: n }, (_, index) => index);
    expect(medianWithin(values)).toEqual({ value: (n - 1) / 2, low: at, high: n - 1 - at });
  });

  test('fewer than six values say nothing for sure', () => {
    expect(medianWithin([1, 1, 1, 1, 1])).toEqual({
      value: 1,
      low: Number.NEGATIVE_INFINITY,
      high: Number.POSITIVE_INFINITY,
    });
  });

  test('the median lies within, whatever the values and their order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 10, noNaN: true }), { minLength: 1, maxLength: 40 }),
        (values) => {
          const { value, low, high } = medianWithin(values);
          expect(low).toBeLessThanOrEqual(value);
          expect(high).toBeGreaterThanOrEqual(value);
          expect(medianWithin(values.toReversed())).toEqual({ value, low, high });
        },
      ),
    );
  });
});

test.each([
  ['all of it below', { low: 0.2, high: 0.3 }, 'met'],
  ['touching from below', { low: 0.2, high: 1 / 3 }, 'met'],
  ['on both sides', { low: 0.3, high: 0.4 }, 'too noisy to tell'],
  ['all of it above', { low: 0.4, high: 0.5 }, 'not met'],
  ['unknown', { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY }, 'too noisy to tell'],
])('verdict: %s', (_name, within, expected) => {
  expect(verdict(within, 1 / 3)).toBe(expected);
});
