import type {
  EventBatch,
  ExchangeSummary,
  RoutepinEvent,
  UnnumberedEvent,
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
  return {
    atMs: 2_000_000,
    events: events.map(
      (event, index) => ({ ...event, seq: firstSeq + index, atMs: 2_000_000 }) as RoutepinEvent,
    ),
    counters: [],
    totals: null,
  };
}
