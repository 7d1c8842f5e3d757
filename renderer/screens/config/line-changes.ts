/** By index in the new text: lines that an edit made or changed, each with the line that it replaces, or null. */
export type LineChanges = ReadonlyMap<number, string | null>;

/** Beyond this a table of all pairs is too large; then everything between the ends counts as changed. */
const MOST_PAIRS = 1_000_000;

/** The lines of `after` that `before` does not have at that place (longest common subsequence). */
export function changedLines(before: readonly string[], after: readonly string[]): LineChanges {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let end = 0;
  const most = Math.min(before.length, after.length) - start;
  while (end < most && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  const old = before.slice(start, before.length - end);
  const fresh = after.slice(start, after.length - end);
  const kept = old.length * fresh.length > MOST_PAIRS ? [] : keptPairs(old, fresh);
  const changes = new Map<number, string | null>();
  let oldIndex = 0;
  let freshIndex = 0;
  for (const [keptOld, keptFresh] of [...kept, [old.length, fresh.length] as const]) {
    for (; freshIndex < keptFresh; freshIndex++) {
      changes.set(start + freshIndex, oldIndex < keptOld ? (old[oldIndex] ?? null) : null);
      oldIndex = Math.min(keptOld, oldIndex + 1);
    }
    oldIndex = keptOld + 1;
    freshIndex = keptFresh + 1;
  }
  return changes;
}

/** Pairs of equal lines, in order. */
function keptPairs(old: readonly string[], fresh: readonly string[]): readonly (readonly [number, number])[] {
  const width = fresh.length + 1;
  const lengths = new Uint32Array((old.length + 1) * width);
  const at = (i: number, j: number) => lengths[i * width + j] ?? 0;
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = fresh.length - 1; j >= 0; j--) {
      lengths[i * width + j] =
        old[i] === fresh[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const pairs: [number, number][] = [];
  for (let i = 0, j = 0; i < old.length && j < fresh.length; ) {
    if (old[i] === fresh[j]) pairs.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return pairs;
}
