import { useRef } from 'react';
import { type ExchangeSummary, summaryOf } from '../../../core/contract/index.ts';
import { type ExchangeLog, visitFrom } from '../../store/exchange-log.ts';

/** Each session's own exchanges, oldest first. */
export type ExchangesBySession = ReadonlyMap<string, readonly ExchangeSummary[]>;

interface Index {
  log: ExchangeLog | null;
  readonly bySession: Map<string, ExchangeSummary[]>;
}

/**
 * The log by session, kept up as it grows: only what is new is looked at. When the front of the log is dropped it is
 * made anew, so that it is bounded as the log is.
 */
export function useExchangesBySession(log: ExchangeLog): ExchangesBySession {
  const index = useRef<Index>({ log: null, bySession: new Map() });
  const { current } = index;
  if (current.log !== log) {
    const before = current.log;
    const isGrown = before !== null && before.dropped === log.dropped && before.length <= log.length;
    if (!isGrown) current.bySession.clear();
    visitFrom(log, isGrown ? before.length : 0, (exchange) => {
      if (exchange.sessionId === null) return;
      const own = current.bySession.get(exchange.sessionId);
      if (own === undefined) current.bySession.set(exchange.sessionId, [summaryOf(exchange)]);
      else own.push(summaryOf(exchange));
    });
    current.log = log;
  }
  return current.bySession;
}
