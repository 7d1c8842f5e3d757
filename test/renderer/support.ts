import {
  type EventBatch,
  ExchangePacker,
  type ExchangeSummary,
  type RoutepinEvent,
  type UnnumberedEvent,
} from '../../core/contract/index.ts';

/** An uneventful exchange with some fields of its own. */
export function exchange(fields: Partial<ExchangeSummary> = {}): ExchangeSummary {
  return {
    id: 1,
    startedAtMs: 1_000_000,
    site: 'shop',
    balancer: 'lb',
    method: 'GET',
    url: '/cart',
    status: 200,
    member: 'http://127.0.0.1:13001',
    route: '1',
    sessionRoute: '1',
    decision: 'pinned',
    cause: 'followed-route',
    routeChanged: false,
    setCookie: null,
    sessionId: 'anna',
    tabId: null,
    attempts: 1,
    durationMs: 12,
    upgraded: false,
    bodyBytes: 100,
    ...fields,
  };
}

/** A batch of events numbered from `firstSeq`. */
export function batchOf(firstSeq: number, events: readonly UnnumberedEvent[]): EventBatch {
  const numbered = events.map(
    (event, index) => ({ ...event, seq: firstSeq + index, atMs: 2_000_000 }) as RoutepinEvent,
  );
  const packer = new ExchangePacker();
  for (const event of numbered) if (event.event === 'exchange.finished') packer.add(event.seq, event);
  return {
    atMs: 2_000_000,
    events: numbered.filter((event) => event.event !== 'exchange.finished'),
    exchanges: packer.take(),
    counters: [],
    totals: null,
  };
}
