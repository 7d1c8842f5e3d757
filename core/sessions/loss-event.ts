import type { ExchangeSummary, UnnumberedEvent } from '../contract/index.ts';
import { fieldValue, type SetCookie } from './fields.ts';
import type { Session } from './session.ts';
import { observeLoss } from './session-loss.ts';
import type { StickyName } from './sticky-names.ts';

/** The event of a session whose application has forgotten it with this exchange, noted at the session; else null. */
export function lossEvent(
  session: Session,
  exchange: ExchangeSummary,
  facts: {
    readonly cookies: readonly SetCookie[];
    readonly memberFields: readonly string[];
    readonly requestFields: readonly string[];
  },
  name: StickyName | undefined,
  nowMs: number,
): UnnumberedEvent | null {
  const isRedirect = exchange.status >= 300 && exchange.status < 400;
  const location = isRedirect ? fieldValue(facts.memberFields, 'location') : null;
  const lost = observeLoss(
    session,
    exchange,
    { cookies: facts.cookies, location, requestFields: facts.requestFields },
    name === undefined ? null : { ...name, ours: name.how === 'route-cookie' },
    nowMs,
  );
  if (lost === null) return null;
  session.lost = { ...lost, exchangeId: exchange.id };
  return { event: 'session.lost', sessionId: session.id, ...session.lost };
}
