// What a noisy machine can still tell: figures taken close together, compared pair by pair.

import { median } from './proxies/machine.mjs';

/** How sure a verdict is at least. */
const CONFIDENCE = 0.95;

/**
 * What each round says of two contenders: their figures were taken within seconds of each other, so a phase in which the whole
 * machine is slow makes both dearer and leaves the quotient as it is. Rounds without one of the two are left out.
 * @param {readonly number[]} ours
 * @param {readonly number[]} theirs of the same rounds, in the same order
 * @param {(ours: number, theirs: number) => number} [compare]
 */
export function pairs(ours, theirs, compare = (a, b) => a / b) {
  return ours
    .slice(0, theirs.length)
    .map((value, round) => compare(value, theirs[round]))
    .filter(Number.isFinite);
}

/**
 * The median of pairs and where the true one lies with 95 % certainty, whatever their distribution: between two of them, counted
 * from both ends, for each pair lies above or below the true median like a coin that is tossed. With fewer than six pairs even
 * the outermost two don't say that: then `low` and `high` are infinite.
 * @param {readonly number[]} values
 */
export function medianWithin(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const n = sorted.length;
  // `tail`: the chance that at most `at` of n tosses show heads.
  let [at, tail, exactly] = [-1, 0, 0.5 ** n];
  while (at + 1 < n / 2 && 2 * (tail + exactly) <= 1 - CONFIDENCE) {
    at += 1;
    tail += exactly;
    exactly *= (n - at) / (at + 1);
  }
  return {
    value: median(sorted),
    low: at < 0 ? Number.NEGATIVE_INFINITY : sorted[at],
    high: at < 0 ? Number.POSITIVE_INFINITY : sorted[n - 1 - at],
  };
}

/**
 * Whether the true figure keeps to a bound that it must not exceed.
 * @param {{ low: number, high: number }} within
 * @param {number} bound
 * @returns {'met' | 'not met' | 'too noisy to tell'}
 */
export function verdict({ low, high }, bound) {
  if (high <= bound) return 'met';
  return low > bound ? 'not met' : 'too noisy to tell';
}
