import fc from 'fast-check';
import { DECISION_CAUSES, DECISIONS, type ExchangeSummary } from '../../core/contract/index.ts';

const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', 'shop', 'lb', '1', '\n', '"'));
const maybe = fc.option(text, { nil: null });

/** Any row of the traffic: what it says need not be possible, only be kept as it is. */
export const anyExchange: fc.Arbitrary<ExchangeSummary> = fc.record({
  id: fc.nat(),
  startedAtMs: fc.integer({ min: 0, max: 2 ** 43 }),
  site: text,
  balancer: maybe,
  method: text,
  url: text,
  status: fc.integer({ min: 0, max: 599 }),
  member: maybe,
  route: maybe,
  sessionRoute: maybe,
  decision: fc.constantFrom(...DECISIONS),
  cause: fc.constantFrom(...DECISION_CAUSES),
  routeChanged: fc.boolean(),
  setCookie: maybe,
  sessionId: maybe,
  tabId: maybe,
  attempts: fc.nat(9),
  durationMs: fc.double({ min: 0, max: 1e9, noNaN: true }).map((ms) => ms + 0),
  upgraded: fc.boolean(),
  bodyBytes: fc.maxSafeNat(),
});
