import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ExchangeSummary, summaryOf } from '../../../core/contract/index.ts';
import { createLogFilter } from '../../../renderer/screens/live/traffic/filtered-log.ts';
import {
  appendExchanges,
  type ExchangeLog,
  exchangeAt,
  indexOfExchange,
  logOf,
  visitFrom,
} from '../../../renderer/store/exchange-log.ts';
import { anyExchange } from '../../support/exchange-arbitrary.ts';
import { exchange } from '../support.ts';

const some = (from: number, count: number): ExchangeSummary[] =>
  Array.from({ length: count }, (_, index) => exchange({ id: from + index }));

function idsOf(log: ExchangeLog): number[] {
  const ids: number[] = [];
  visitFrom(log, 0, ({ id }) => ids.push(id));
  return ids;
}

describe('the bounded list of exchanges', () => {
  test('holds what was appended, in order, whatever the batches', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1300 }), { maxLength: 6 }), (sizes) => {
        let log = logOf([]);
        let next = 1;
        for (const size of sizes) {
          log = appendExchanges(log, some(next, size));
          next += size;
        }
        expect(log.length).toBe(next - 1);
        expect(idsOf(log)).toEqual(some(1, next - 1).map(({ id }) => id));
        expect(exchangeAt(log, log.length)).toBeUndefined();
        if (log.length > 0) expect(exchangeAt(log, log.length - 1)?.id).toBe(next - 1);
      }),
      { numRuns: 30 },
    );
  });

  test('drops the oldest beyond its capacity and counts them', () => {
    let log = logOf([]);
    for (let i = 0; i < 20; i++) log = appendExchanges(log, some(1 + i * 300, 300), 2000);
    expect(log.dropped + log.length).toBe(6000);
    expect(log.length).toBeGreaterThanOrEqual(2000);
    expect(log.length).toBeLessThan(2000 + 512);
    expect(exchangeAt(log, 0)?.id).toBe(log.dropped + 1);
    expect(indexOfExchange(log, 6000)).toBe(log.length - 1);
    expect(indexOfExchange(log, 1)).toBe(-1);
  });

  test('finds an exchange in every list that holds it, wherever it was found before', () => {
    let long = logOf([]);
    const short = logOf(some(4000, 30).filter(({ id }) => id % 3 === 0));
    expect(indexOfExchange(long, 4002)).toBe(-1);
    for (let i = 0; i < 30; i++) {
      long = appendExchanges(long, some(1 + i * 300, 300), 2000);
      const id = long.dropped + 1;
      // The second time its place is known; meanwhile others were looked for, and it in another list.
      for (let turn = 0; turn < 2; turn++) {
        expect(indexOfExchange(long, id)).toBe(0);
        expect(indexOfExchange(long, id + 700)).toBe(long.length > 700 ? 700 : -1);
        expect(indexOfExchange(short, 4002)).toBe(0);
        expect(indexOfExchange(short, id)).toBe(idsOf(short).indexOf(id));
      }
      expect(indexOfExchange(long, 4002)).toBe(idsOf(long).indexOf(4002));
    }
  });

  test('appending leaves the list before as it was', () => {
    const before = logOf(some(1, 700));
    appendExchanges(before, some(701, 900));
    expect(idsOf(before)).toHaveLength(700);
    expect(exchangeAt(before, 700)).toBeUndefined();
    expect(indexOfExchange(before, 701)).toBe(-1);
  });

  test('two lists that go on from the same one don’t show in each other', () => {
    const both = logOf(some(1, 700));
    const one = appendExchanges(both, some(1001, 400));
    const other = appendExchanges(both, some(2001, 400));
    expect(idsOf(both)).toEqual(some(1, 700).map(({ id }) => id));
    expect(idsOf(one).slice(699, 702)).toEqual([700, 1001, 1002]);
    expect(idsOf(other).slice(699, 702)).toEqual([700, 2001, 2002]);
    expect(exchangeAt(one, 700)?.id).toBe(1001);
    expect(exchangeAt(other, 700)?.id).toBe(2001);
  });

  test('says of each exchange what was said of it when it came', () => {
    fc.assert(
      fc.property(
        fc.array(anyExchange, { maxLength: 40 }),
        fc.array(anyExchange, { maxLength: 40 }),
        (first, second) => {
          const before = logOf(first);
          // The second one finds the first one's rows behind its own, and takes over what is its.
          for (const log of [appendExchanges(before, second), appendExchanges(before, second)]) {
            const seen: ExchangeSummary[] = [];
            visitFrom(log, 0, (exchange) => seen.push(summaryOf(exchange)));
            expect(seen).toEqual([...first, ...second]);
            expect(seen.map((_, index) => exchangeAt(log, index))).toEqual(seen);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  test('gives the same object of a row that is asked for again, as long as not many others were', () => {
    const log = logOf(some(1, 3000));
    const rows = Array.from({ length: 100 }, (_, index) => exchangeAt(log, 450 + index));
    const longer = appendExchanges(log, some(3001, 10));
    for (let scroll = 0; scroll < 2000; scroll += 10) {
      exchangeAt(longer, scroll);
      expect(exchangeAt(longer, 450)).toBe(rows[0]);
    }
    expect(
      rows.map((_, index) => exchangeAt(longer, 450 + index)).every((row, index) => row === rows[index]),
    ).toBe(true);
  });
});

describe('a filter that remembers', () => {
  const even = () => createLogFilter(({ id }) => id % 2 === 0);

  test('gives the same as filtering everything, after each batch', () => {
    const filter = even();
    let log = logOf([]);
    for (let i = 0; i < 10; i++) {
      log = appendExchanges(log, some(1 + i * 177, 177));
      expect(idsOf(filter(log))).toEqual(idsOf(log).filter((id) => id % 2 === 0));
    }
  });

  test('looks at each exchange once', () => {
    let looks = 0;
    const filter = createLogFilter(() => {
      looks += 1;
      return true;
    });
    const log = logOf(some(1, 100));
    filter(log);
    filter(appendExchanges(log, some(101, 5)));
    expect(looks).toBe(105);
  });

  test('starts anew when the list was cleared', () => {
    const filter = even();
    filter(logOf(some(1, 100)));
    expect(idsOf(filter(logOf(some(101, 4))))).toEqual([102, 104]);
  });

  test('forgets matches that are long gone from the list', () => {
    const filter = even();
    let log = logOf(some(1, 2000));
    filter(log);
    for (let i = 0; i < 12; i++) log = appendExchanges(log, some(2001 + i * 1024, 1024), 1024);
    const ids = idsOf(filter(log));
    expect(ids[0]).toBeGreaterThan(log.dropped);
  });
});
