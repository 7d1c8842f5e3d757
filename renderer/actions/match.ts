import type { Action } from './action.ts';

/** An action that a text finds, and how well; higher is better. */
export interface Match {
  readonly action: Action;
  readonly score: number;
}

/**
 * The actions that `text` finds, best first. Each word of the text must begin a word of the label, stand inside it,
 * be a subsequence of it, or stand in the detail or keywords, in this order of worth. No text finds all, in order.
 */
export function matchActions(actions: readonly Action[], text: string): readonly Action[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const visible = actions.filter((action) => action.hidden !== true);
  if (words.length === 0) return visible;
  return visible
    .flatMap((action): Match[] => {
      const scores = words.map((word) => scoreOf(action, word));
      const worst = Math.min(...scores);
      return worst === 0 ? [] : [{ action, score: scores.reduce((sum, score) => sum + score, 0) }];
    })
    .sort((a, b) => b.score - a.score)
    .map(({ action }) => action);
}

function scoreOf(action: Action, word: string): number {
  const label = action.label.toLowerCase();
  if (label.startsWith(word)) return 12;
  if (label.split(/[\s:/.]+/).some((part) => part.startsWith(word))) return 10;
  if (label.includes(word)) return 7;
  const more = `${action.detail ?? ''} ${action.keywords ?? ''} ${action.group}`.toLowerCase();
  if (more.split(/[\s:/]+/).some((part) => part.startsWith(word))) return 5;
  if (more.includes(word)) return 4;
  // One letter is in nearly every label; it would find everything.
  return word.length > 1 && isSubsequence(word, label) ? 2 : 0;
}

function isSubsequence(word: string, label: string): boolean {
  let from = 0;
  for (const char of word) {
    const at = label.indexOf(char, from);
    if (at < 0) return false;
    from = at + 1;
  }
  return true;
}
