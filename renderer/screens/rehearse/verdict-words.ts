import type { RehearsalView } from '../../../core/contract/index.ts';
import { plural } from '../../format/numbers.ts';

/** Of how many: users who were never answered have no session that could be kept. */
export function begunWords({ users, idle }: RehearsalView['totals']): string {
  return `of ${plural(users - idle, 'session')}`;
}

/** What the lost ones lost. */
export function lostWords({ users, totals }: RehearsalView): string {
  if (totals.lost === 0) return 'nobody';
  const cookie = users.find(({ lost }) => lost !== null)?.lost?.cookie ?? '';
  return cookie === '' ? 'session gone' : `${cookie} gone`;
}

/** Whether those whose member was taken away were answered again; `never`: how many were not. */
export function recoveryWords(isOver: boolean, outages: number, never: number): string {
  if (!isOver) return 'told at the end';
  if (outages === 0) return 'nobody was taken away';
  return never === 0 ? 'all were answered again' : `${plural(never, 'user')} not answered again`;
}

/** The state of a run in one sentence, for screen readers. */
export function verdictWords({ state, totals, result }: RehearsalView): string {
  if (state === 'running') return 'The rehearsal is running';
  if (result === null) return 'The rehearsal has failed';
  const end = state === 'cancelled' ? 'cancelled' : result.passed ? 'passed' : 'failed';
  return `Rehearsal ${end}: ${totals.kept} kept, ${totals.moved} moved, ${totals.lost} lost, ${totals.failedRequests} errors`;
}
