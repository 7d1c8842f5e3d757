import type { ParityRow, ParityView } from '../../../core/contract/index.ts';

export type ParityFilter = 'all' | 'different' | 'not-compared';

/** A run with the rows known before and those that `next` brings; `next` was asked for from the first row unknown. */
export function joinParity(before: ParityView | null, next: ParityView): ParityView {
  return before === null || before.id !== next.id ? next : { ...next, rows: [...before.rows, ...next.rows] };
}

/** The rows that a filter lets through; changes of backends stay with what follows from them only where all is shown. */
export function filterRows(rows: readonly ParityRow[], filter: ParityFilter): readonly ParityRow[] {
  if (filter === 'all') return rows;
  return rows.filter((row) => row.kind === 'request' && row.outcome === filter);
}

/** How many requests came out as `outcome`. */
export function countRows(
  rows: readonly ParityRow[],
  outcome: 'equal' | 'different' | 'not-compared' | 'all',
): number {
  return rows.filter((row) => row.kind === 'request' && (outcome === 'all' || row.outcome === outcome))
    .length;
}

/** The verdict of a run in a sentence, and whether it is good. null while it goes on. */
export function parityVerdict(
  view: ParityView,
): { readonly tone: 'ok' | 'err' | 'warn'; readonly text: string } | null {
  const { state, summary, trouble, different } = view;
  if (state === 'running') return null;
  if (state === 'cancelled') return { tone: 'warn', text: 'Cancelled; these rows were compared before.' };
  if (state === 'failed' || summary === null) {
    return { tone: 'err', text: `The comparison failed: ${trouble?.message ?? 'no reason was given'}.` };
  }
  const apache = `Apache/${summary.apache.version}`;
  if (summary.compared === 0) {
    return { tone: 'warn', text: `Nothing of this project could be compared with ${apache}.` };
  }
  return different > 0 || summary.different > 0
    ? { tone: 'err', text: `${apache} differs on ${summary.different} of ${summary.compared} requests` }
    : { tone: 'ok', text: `${apache} agrees on ${summary.equal} of ${summary.compared} requests` };
}
