import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  batchAfter,
  batchOfFrame,
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
import { anyExchange } from '../../support/exchange-arbitrary.ts';

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
      fc.property(fc.array(anyExchange, { maxLength: 300 }), fc.nat(), (exchanges, seq) => {
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
    const [one] = fc.sample(anyExchange, 1) as [ExchangeSummary];
    const same = { ...one, site: 'shop', balancer: 'lb', method: 'GET', member: null, route: null };
    const plain = { ...same, sessionRoute: null, setCookie: null, sessionId: null, tabId: null, url: '/' };
    const { exchanges } = batchOf([plain, plain, plain], 10);
    if (exchanges === null) throw new Error('nothing was packed');
    expect(unpacked(exchanges, 11).map(({ seq }) => seq)).toEqual([12]);
    expect([...exchanges.texts].sort()).toEqual(['/', 'GET', 'lb', 'shop']);
  });

  test('what a snapshot holds is taken off the front', () => {
    fc.assert(
      fc.property(fc.array(anyExchange, { minLength: 1, maxLength: 20 }), fc.nat(30), (exchanges, seen) => {
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
