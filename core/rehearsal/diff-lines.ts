import { diffArrays, diffWordsWithSpace } from 'diff';
import type { DiffLine, DiffPart } from '../contract/index.ts';

/** So many equal lines are shown around a difference. */
const CONTEXT = 2;
/** More than this nobody reads; the rest is counted. */
const MOST_LINES = 400;
/** Two long texts with nothing in common take quadratic time: beyond so many edits they are simply different. */
const MOST_EDITS = 4000;
/** Words are compared in lines up to this length. */
const MOST_LINE = 2000;

/** Two texts line by line. */
export interface TextDiff {
  readonly lines: readonly DiffLine[];
  readonly changedLines: number;
  readonly totalLines: number;
  /** Why they were not compared line by line; null where they were. */
  readonly because: string | null;
}

/** What `own` has otherwise than `other`: removed lines are the other's, added ones its own; changed words are marked. */
export function diffTexts(other: string, own: string): TextDiff {
  const before = other.split('\n');
  const after = own.split('\n');
  const totalLines = Math.max(before.length, after.length);
  const changes = diffArrays(before, after, { maxEditLength: MOST_EDITS });
  if (changes === undefined) {
    return {
      lines: [],
      changedLines: totalLines,
      totalLines,
      because: 'they have next to nothing in common',
    };
  }
  const lines: DiffLine[] = [];
  let changedLines = 0;
  for (let at = 0; at < changes.length; at++) {
    const change = changes[at];
    if (change === undefined) continue;
    const next = changes[at + 1];
    if (change.removed === true && next?.added === true) {
      changedLines += Math.max(change.value.length, next.value.length);
      lines.push(...pairedLines(change.value, next.value));
      at += 1;
    } else if (change.removed === true || change.added === true) {
      changedLines += change.value.length;
      const kind = change.removed === true ? 'removed' : 'added';
      lines.push(...change.value.map((text): DiffLine => ({ kind, text, parts: [{ text, changed: true }] })));
    } else lines.push(...change.value.map(same));
  }
  return { lines: cut(folded(lines)), changedLines, totalLines, because: null };
}

/** Lines that took the place of others: those that stand opposite have their words compared. */
function pairedLines(removed: readonly string[], added: readonly string[]): readonly DiffLine[] {
  const paired = removed.map((text, index) => wordParts(text, added[index]));
  return [
    ...removed.map(
      (text, index): DiffLine => ({ kind: 'removed', text, parts: paired[index]?.removed ?? [] }),
    ),
    ...added.map(
      (text, index): DiffLine => ({
        kind: 'added',
        text,
        parts: paired[index]?.added ?? [{ text, changed: true }],
      }),
    ),
  ];
}

function wordParts(
  removed: string,
  added: string | undefined,
): { readonly removed: readonly DiffPart[]; readonly added: readonly DiffPart[] } {
  const whole = {
    removed: [{ text: removed, changed: true }],
    added: added === undefined ? [] : [{ text: added, changed: true }],
  };
  if (added === undefined || removed.length > MOST_LINE || added.length > MOST_LINE) return whole;
  const words = diffWordsWithSpace(removed, added, { maxEditLength: 500 });
  if (words === undefined) return whole;
  return {
    removed: words
      .filter((part) => !part.added)
      .map(({ value, removed }) => ({ text: value, changed: removed })),
    added: words.filter((part) => !part.removed).map(({ value, added }) => ({ text: value, changed: added })),
  };
}

function same(text: string): DiffLine {
  return { kind: 'same', text, parts: [{ text, changed: false }] };
}

/** Equal lines far from any difference become one line that counts them. */
function folded(lines: readonly DiffLine[]): readonly DiffLine[] {
  const near = new Set<number>();
  lines.forEach(({ kind }, index) => {
    if (kind === 'same') return;
    for (let at = index - CONTEXT; at <= index + CONTEXT; at++) near.add(at);
  });
  const out: DiffLine[] = [];
  let left = 0;
  lines.forEach((line, index) => {
    if (line.kind === 'same' && !near.has(index)) {
      left += 1;
      return;
    }
    if (left > 0) out.push({ kind: 'gap', count: left });
    left = 0;
    out.push(line);
  });
  if (left > 0) out.push({ kind: 'gap', count: left });
  return out;
}

function cut(lines: readonly DiffLine[]): readonly DiffLine[] {
  if (lines.length <= MOST_LINES) return lines;
  return [...lines.slice(0, MOST_LINES), { kind: 'gap', count: lines.length - MOST_LINES }];
}
