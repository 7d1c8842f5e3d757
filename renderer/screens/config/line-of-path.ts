import { isWithin } from './project-path.ts';

/**
 * The line of an export that stands for a setting: the one that it made, else the one of the part around it that lies
 * nearest, else the first of its own parts. null when the export has none (its site was left out).
 */
export function lineOfPath(linePaths: readonly (string | null)[], path: string): number | null {
  let best: number | null = null;
  let bestLength = 0;
  for (const [index, at] of linePaths.entries()) {
    if (at === path) return index;
    if (at !== null && isWithin(path, at) && at.length > bestLength) {
      best = index;
      bestLength = at.length;
    }
  }
  if (best !== null) return best;
  const part = linePaths.findIndex((at) => at !== null && isWithin(at, path));
  return part < 0 ? null : part;
}
