import type { EventBatch } from '../../core/contract/index.ts';
import * as recentInput from './recent-input.ts';

/** More rows than a list shows: none of them is what somebody is waiting for. */
const CROWD = 150;
/** A crowd waits so long at most while somebody scrolls or types … */
const MOST_WAIT_MS = 750;
/** … and so long where it would come between a key and its answer. */
const MOST_WAIT_FOR_ANSWER_MS = 1000;

/** Whether batches that have waited for so long may go on to do so, for the sake of somebody who works with the window. */
export function mayWait(
  batches: readonly EventBatch[],
  waitedMs: number,
  { isInputRecent, isAnswerDue }: Pick<typeof recentInput, 'isInputRecent' | 'isAnswerDue'> = recentInput,
): boolean {
  if (!isCrowd(batches)) return false;
  return waitedMs < MOST_WAIT_MS ? isInputRecent() : waitedMs < MOST_WAIT_FOR_ANSWER_MS && isAnswerDue();
}

/** Whether batches hold nothing but a crowd of exchanges: what else happened is shown at once. */
function isCrowd(batches: readonly EventBatch[]): boolean {
  const rows = batches.reduce((sum, { exchanges }) => sum + (exchanges?.count ?? 0), 0);
  return (
    rows > CROWD && batches.every(({ events }) => events.every(({ event }) => event.startsWith('session.')))
  );
}
