/** Throws of a dice that fall the same way for the same seed (mulberry32). */
export interface Chance {
  pick<Item>(items: readonly Item[]): Item;
  /** True in this share of all cases, 0 to 1. */
  often(share: number): boolean;
  /** A whole number from 0 to `bound` − 1. */
  below(bound: number): number;
}

export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (bound: number) => Math.floor(next() * bound);
  return {
    below,
    pick: (items) => {
      const item = items[below(items.length)];
      if (item === undefined) throw new Error('nothing to pick from');
      return item;
    },
    often: (share) => next() < share,
  };
}
