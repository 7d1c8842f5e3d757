import type { ReplayDifference, ReplayRow, ReplayView } from '../../../core/contract/index.ts';
import { plural } from '../../format/numbers.ts';

/** Whether state is shared, in a sentence, and how it looks. */
export function verdictOf({ route, state, counts }: ReplayView): {
  readonly tone: 'ok' | 'warn' | 'err' | 'neutral';
  readonly words: string;
} {
  const where = route === null ? 'once more' : `on route ${route}`;
  const compared = counts.same + counts.different;
  if (state === 'running') return { tone: 'neutral', words: 'Asking…' };
  if (counts.sessionLost > 0) {
    return {
      tone: 'err',
      words: `The session is not known ${where}: ${plural(counts.sessionLost, 'answer')} began a new one or asked for a login.`,
    };
  }
  if (compared === 0) return { tone: 'warn', words: 'Nothing could be compared.' };
  if (counts.different === 0 && counts.failed === 0) {
    return {
      tone: 'ok',
      words: `All ${plural(compared, 'answer')} are the same ${where}: for these requests state is shared.`,
    };
  }
  if (counts.different === 0)
    return {
      tone: 'warn',
      words: `${plural(counts.same, 'answer')} are the same ${where}, and ${counts.failed} came to nothing.`,
    };
  return {
    tone: 'warn',
    words: `${counts.different} of ${plural(compared, 'answer')} ${counts.different === 1 ? 'differs' : 'differ'} ${where}.`,
  };
}

/** One row in a word or two. */
export function rowWords(row: ReplayRow): string {
  if (row.trouble !== null) return row.trouble;
  if (row.sessionLost) return 'the session is not known there';
  if (row.outcome === 'same') return 'same';
  return row.differences.map(({ where, name }) => (name === '' ? where : `${where} ${name}`)).join(', ');
}

/** What a difference is called. */
export function differenceName({ where, name }: ReplayDifference): string {
  return { status: 'Status', field: name, cookie: `Cookie ${name}`, body: 'Body' }[where];
}
