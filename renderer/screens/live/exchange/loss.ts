import type { ExchangeSummary, SessionView } from '../../../../core/contract/index.ts';
import { type ExchangeLog, exchangeAt, indexOfExchange } from '../../../store/exchange-log.ts';

/** A session's loss as seen from one of its exchanges. */
export interface Loss {
  readonly cookie: string;
  readonly exchangeId: number;
  /** Milliseconds from this exchange to the one that lost it; 0 when they are the same. */
  readonly laterMs: number;
}

/** A move and its loss are one story for this long; after it the loss has another cause. */
const SAME_STORY_MS = 10_000;

/** The loss that this exchange caused: with it, or soon after it when it moved the session. */
export function lossAfter(
  exchange: ExchangeSummary,
  losses: ReadonlyMap<number, string>,
  session: SessionView | undefined,
  log: ExchangeLog,
): Loss | null {
  const here = losses.get(exchange.id);
  if (here !== undefined) return { cookie: here, exchangeId: exchange.id, laterMs: 0 };
  const lost = session?.lost;
  if (lost == null || !exchange.routeChanged) return null;
  const then = exchangeAt(log, indexOfExchange(log, lost.exchangeId));
  const laterMs = then === undefined ? -1 : then.startedAtMs - exchange.startedAtMs;
  if (laterMs <= 0 || laterMs > SAME_STORY_MS) return null;
  return { cookie: lost.cookie, exchangeId: lost.exchangeId, laterMs };
}
