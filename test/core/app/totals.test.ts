import { describe, expect, test } from 'vitest';
import { TotalsMeter } from '../../../core/app/totals.ts';
import type { ExchangeSummary } from '../../../core/contract/index.ts';

const exchange = (edit: Partial<ExchangeSummary> = {}): ExchangeSummary =>
  ({ status: 200, decision: 'pinned', durationMs: 10, upgraded: false, ...edit }) as ExchangeSummary;

describe('TotalsMeter', () => {
  test('nothing yet', () => {
    expect(new TotalsMeter(0).read(10_000)).toEqual({
      exchanges: 0,
      moved: 0,
      lost: 0,
      errors: 0,
      requestsPerSecond: 0,
      p50Ms: null,
      p95Ms: null,
    });
  });

  test('counts by kind; an answer that nobody got is an error', () => {
    const meter = new TotalsMeter(0);
    for (const edit of [
      {},
      { decision: 'moved' },
      { status: 503, decision: 'refused' },
      { status: 0 },
      { status: 404 },
    ] as const)
      meter.count(exchange(edit), 1000);
    meter.countLost();
    expect(meter.read(1000)).toMatchObject({ exchanges: 5, moved: 1, lost: 1, errors: 2 });
  });

  test('the rate covers the last five seconds and falls to zero', () => {
    const meter = new TotalsMeter(0);
    for (let ms = 10_000; ms < 15_000; ms += 10) meter.count(exchange(), ms);
    expect(meter.read(14_999).requestsPerSecond).toBe(100);
    expect(meter.read(17_499).requestsPerSecond).toBe(50);
    expect(meter.read(20_000).requestsPerSecond).toBe(0);
  });

  test('a young run is not diluted', () => {
    const meter = new TotalsMeter(0);
    for (let count = 0; count < 20; count++) meter.count(exchange(), 1900);
    expect(meter.read(2000).requestsPerSecond).toBe(10);
  });

  test('percentiles by nearest rank over the window; tunnels do not count', () => {
    const meter = new TotalsMeter(0);
    for (let ms = 1; ms <= 100; ms++) meter.count(exchange({ durationMs: ms }), 1000);
    meter.count(exchange({ durationMs: 1_000_000, upgraded: true }), 1000);
    expect(meter.read(1000)).toMatchObject({ p50Ms: 50, p95Ms: 95 });
    expect(meter.read(6000)).toMatchObject({ p50Ms: null, p95Ms: null });
  });
});
