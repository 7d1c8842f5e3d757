import type { ExchangeSummary, UnnumberedEvent } from '../contract/index.ts';
import { fieldValue, type SetCookie } from './fields.ts';
import type { Session } from './session.ts';
import { observeLoss, saysNothing } from './session-loss.ts';
import type { StickyName } from './sticky-names.ts';

/** The event of a session whose application has forgotten it with this exchange, noted at the session; else null. */
export function lossEvent(
  session: Session,
  exchange: ExchangeSummary,
  cookies: readonly SetCookie[],
  memberFields: readonly string[],
  requestFields: readonly string[],
  name: StickyName | null,
  nowMs: number,
): UnnumberedEvent | null {
  if (cookies.length === 0 && saysNothing(session, exchange)) return null;
  const isRedirect = exchange.status >= 300 && exchange.status < 400;
  const location = isRedirect ? fieldValue(memberFields, 'location') : null;
  const lost = observeLoss(session, exchange, { cookies, location, requestFields }, name, nowMs);
  if (lost === null) return null;
  session.lost = { ...lost, exchangeId: exchange.id };
  return { event: 'session.lost', sessionId: session.id, ...session.lost };
}
