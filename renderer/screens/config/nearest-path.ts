import { stepsOfPath } from '../../../core/contract/index.ts';

/**
 * Of several settings the one nearest to `asked`: the same one, else the one that shares most of the way from the root;
 * of equals the first. undefined when none has a step in common.
 */
export function nearestPath(paths: readonly string[], asked: string): string | undefined {
  const wanted = stepsOfPath(asked) ?? [];
  let best: string | undefined;
  let bestScore = 0;
  for (const path of paths) {
    if (path === asked) return path;
    const steps = stepsOfPath(path) ?? [];
    const differs = wanted.findIndex((step, index) => steps[index] !== step);
    const score = differs < 0 ? wanted.length : differs;
    if (score > bestScore) {
      best = path;
      bestScore = score;
    }
  }
  return best;
}
