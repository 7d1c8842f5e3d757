import type { ExchangeSummary } from '../../../../core/contract/index.ts';
import { appendExchanges, EMPTY_LOG, type ExchangeLog, visitFrom } from '../../../store/exchange-log.ts';

/** After this many were dropped at the front, the matches are worked out anew; sooner would cost more than it frees. */
const STALE_ROWS = 10_000;

/**
 * A filter that remembers: each call looks only at the exchanges that came since the last one, so that a list of
 * 100,000 costs nothing per frame. Matches that the list dropped meanwhile linger for at most `STALE_ROWS` rows.
 */
export function createLogFilter(
  matches: (exchange: ExchangeSummary) => boolean,
): (log: ExchangeLog) => ExchangeLog {
  let found = EMPTY_LOG;
  let seen = 0;
  let droppedAtStart = 0;
  return (log) => {
    const end = log.dropped + log.length;
    if (end < seen || log.dropped - droppedAtStart > STALE_ROWS) {
      found = { ...EMPTY_LOG };
      seen = 0;
    }
    if (seen === 0) droppedAtStart = log.dropped;
    const fresh: ExchangeSummary[] = [];
    visitFrom(log, seen - log.dropped, (exchange) => {
      if (matches(exchange)) fresh.push(exchange);
    });
    found = appendExchanges(found, fresh);
    seen = end;
    return found;
  };
}
