import type { ExchangeSummary } from '../../../../core/contract/index.ts';
import { appendMatches, EMPTY_LOG, type ExchangeLog } from '../../../store/exchange-log.ts';
import type { PickedChunk } from '../../../store/picked-chunk.ts';

/** After this many were dropped at the front, the matches are worked out anew; sooner would cost more than it frees. */
const STALE_ROWS = 10_000;

/**
 * A filter that remembers: each call looks only at the exchanges that came since the last one, so that a list of
 * 100,000 costs nothing per frame. Matches that the list dropped meanwhile linger for at most `STALE_ROWS` rows.
 */
export function createLogFilter(
  matches: (exchange: ExchangeSummary) => boolean,
): (log: ExchangeLog) => ExchangeLog {
  let found: ExchangeLog<PickedChunk> = EMPTY_LOG;
  let seen = 0;
  let droppedAtStart = 0;
  return (log) => {
    if (log.dropped + log.length < seen || log.dropped - droppedAtStart > STALE_ROWS) {
      found = { ...EMPTY_LOG };
      seen = 0;
    }
    if (seen === 0) droppedAtStart = log.dropped;
    found = appendMatches(found, log, seen - log.dropped, matches);
    seen = log.dropped + log.length;
    return found;
  };
}
