/** A source of numbers from 0 up to 1. */
export type Random = () => number;

/**
 * A seeded source (mulberry32) of its own for one user: how fast others are answered changes nothing of what it draws, so
 * the same seed gives the same arrivals, pauses and requests.
 */
export function userRandom(seed: number, user: number): Random {
  // Neighbouring seeds are pulled apart (a multiplier of MurmurHash3), else users 1 and 2 would draw alike.
  let state = Math.imul((seed >>> 0) ^ Math.imul(user + 1, 0x85ebca6b), 0xc2b2ae35) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
