import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  batchAfter,
  batchOfFrame,
  DECISION_CAUSES,
  DECISIONS,
  type EventBatch,
  ExchangePacker,
  type ExchangeSummary,
  frameOfBatch,
  type PackedExchanges,
  seqRange,
  summaryOf,
  textOfBatch,
  visitExchanges,
} from '../../../core/contract/index.ts';

const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', 'shop', 'lb', '1', '\n', '"'));
const maybe = fc.option(text, { nil: null });
const exchange: fc.Arbitrary<ExchangeSummary> = fc.record({
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

function batchOf(exchanges: readonly ExchangeSummary[], firstSeq: number): EventBatch {
  const packer = new ExchangePacker();
  for (const [index, one] of exchanges.entries()) packer.add(firstSeq + index, one);
  return { atMs: 1, events: [], exchanges: packer.take(), counters: [], totals: null };
}

function unpacked(packed: PackedExchanges, afterSeq = -1) {
  const found: { readonly seq: number; readonly exchange: ExchangeSummary }[] = [];
  visitExchanges(packed, afterSeq, (exchange, seq) => found.push({ seq, exchange: summaryOf(exchange) }));
  return found;
}

describe('packed exchanges', () => {
  test('come out as they went in, over each border and twice from one packer', () => {
    fc.assert(
      fc.property(fc.array(exchange, { maxLength: 300 }), fc.nat(), (exchanges, seq) => {
        const packer = new ExchangePacker();
        for (const round of [0, 1]) {
          for (const [index, one] of exchanges.entries()) packer.add(seq + index, one);
          const packed = packer.take();
          if (packed === null) return exchanges.length === 0;
          const batch: EventBatch = {
            atMs: round,
            events: [],
            exchanges: packed,
            counters: [],
            totals: null,
          };
          const wanted = exchanges.map((one, index) => ({ seq: seq + index, exchange: one }));
          for (const arrived of [
            batch,
            batchOfFrame(structuredClone(frameOfBatch(batch))),
            JSON.parse(textOfBatch(batch)).batch as EventBatch,
          ]) {
            if (arrived.exchanges === null) throw new Error('nothing arrived');
            expect(unpacked(arrived.exchanges)).toEqual(wanted);
          }
        }
        return packer.isEmpty;
      }),
      { numRuns: 60 },
    );
  });

  test('only those after a number are shown, and equal texts cross once', () => {
    const [one] = fc.sample(exchange, 1) as [ExchangeSummary];
    const same = { ...one, site: 'shop', balancer: 'lb', method: 'GET', member: null, route: null };
    const plain = { ...same, sessionRoute: null, setCookie: null, sessionId: null, tabId: null, url: '/' };
    const { exchanges } = batchOf([plain, plain, plain], 10);
    if (exchanges === null) throw new Error('nothing was packed');
    expect(unpacked(exchanges, 11).map(({ seq }) => seq)).toEqual([12]);
    expect([...exchanges.texts].sort()).toEqual(['/', 'GET', 'lb', 'shop']);
  });

  test('what a snapshot holds is taken off the front', () => {
    fc.assert(
      fc.property(fc.array(exchange, { minLength: 1, maxLength: 20 }), fc.nat(30), (exchanges, seen) => {
        const batch = batchAfter(batchOf(exchanges, 10), seen);
        const left = exchanges.slice(Math.max(0, seen - 9));
        expect(seqRange(batch)).toEqual(
          left.length === 0 ? null : { first: Math.max(10, seen + 1), last: 9 + exchanges.length },
        );
        expect(batch.exchanges === null ? [] : unpacked(batch.exchanges).map((one) => one.exchange)).toEqual(
          left,
        );
        if (batch.exchanges === null) return;
        const { count, first, last } = batch.exchanges;
        expect({ count, first, last }).toEqual({
          count: left.length,
          first: Math.max(10, seen + 1),
          last: 9 + exchanges.length,
        });
      }),
    );
  });
});
