import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Batcher } from '../../../core/app/batcher.ts';
import type { BatchedEvent, CounterSample, EventBatch, Totals } from '../../../core/contract/index.ts';
import { exchange } from '../../renderer/support.ts';

beforeEach(() => void vi.useFakeTimers({ now: 1000 }));
afterEach(() => void vi.useRealTimers());

const TOTALS: Totals = {
  exchanges: 0,
  moved: 0,
  lost: 0,
  errors: 0,
  requestsPerSecond: 0,
  p50Ms: null,
  p95Ms: null,
};

function play() {
  const state = { elected: 0, totals: TOTALS };
  const logged: string[] = [];
  let seq = 0;
  const sample = (member: string, elected: number): CounterSample => ({
    balancer: 'lb',
    member,
    counters: { busy: 0, elected, lbstatus: 0, transferredBytes: 0, readBytes: 0 },
    pins: 0,
    lastAnswerAtMs: null,
  });
  const batcher = new Batcher({
    counters: () => [sample('a', state.elected), sample('b', 0)],
    totals: () => state.totals,
    nowMs: Date.now,
    log: (text) => logged.push(text),
  });
  const event = (): BatchedEvent => ({
    event: 'session.ended',
    sessionId: 'x',
    seq: seq++,
    atMs: Date.now(),
  });
  const batches: EventBatch[] = [];
  return { batcher, state, logged, event, batches, listen: () => batcher.on((batch) => batches.push(batch)) };
}

describe('Batcher', () => {
  test('the first batch brings counters and totals, the next ones only what changed', () => {
    const { batcher, state, batches, listen, event } = play();
    listen();
    vi.advanceTimersByTime(50);
    expect(batches).toMatchObject([
      { events: [], counters: [{ member: 'a' }, { member: 'b' }], totals: TOTALS },
    ]);
    state.elected = 1;
    batcher.add(event());
    vi.advanceTimersByTime(50);
    expect(batches[1]).toMatchObject({ events: [{ seq: 0 }], counters: [{ member: 'a' }], totals: null });
  });

  test('at most 20 batches a second, and no event is lost or turned round', () => {
    const { batcher, batches, listen, event } = play();
    listen();
    for (let ms = 0; ms < 1000; ms++) {
      batcher.add(event());
      vi.advanceTimersByTime(1);
    }
    vi.advanceTimersByTime(100);
    expect(batches.length).toBeLessThanOrEqual(21);
    expect(batches.length).toBeGreaterThan(15);
    expect(batches.flatMap(({ events }) => events.map(({ seq }) => seq))).toEqual(
      Array.from({ length: 1000 }, (_, index) => index),
    );
  });

  test('in a crowd four batches a second, and nothing of it is lost; what is asked for does not wait for it', () => {
    const { batcher, batches, listen, event } = play();
    listen();
    vi.advanceTimersByTime(50);
    let seq = 0;
    const crowd = (ms: number) => {
      for (let at = 0; at < ms; at++) {
        for (let n = 0; n < 5; n++) batcher.addExchange(seq++, exchange());
        vi.advanceTimersByTime(1);
      }
    };
    crowd(1000);
    expect(batches.length).toBeLessThanOrEqual(7);
    let before = batches.length;
    while (batches.length === before) crowd(1);
    before = batches.length;
    crowd(60);
    expect(batches).toHaveLength(before);
    batcher.add({ ...event(), event: 'demo.changed', backends: [] } as BatchedEvent);
    vi.advanceTimersByTime(0);
    expect(batches).toHaveLength(before + 1);
    vi.advanceTimersByTime(250);
    const packed = batches.flatMap(({ exchanges }) => (exchanges === null ? [] : [exchanges.count]));
    expect(packed.reduce((sum, count) => sum + count, 0)).toBe(seq);
    // Over: the next one comes as quickly as ever.
    batcher.addExchange(seq++, exchange());
    vi.advanceTimersByTime(50);
    const after = batches.length;
    batcher.addExchange(seq++, exchange());
    vi.advanceTimersByTime(50);
    expect(batches).toHaveLength(after + 1);
  });

  test('an event after a rest goes out at once', () => {
    const { batcher, batches, listen, event } = play();
    listen();
    vi.advanceTimersByTime(10_000);
    const before = batches.length;
    batcher.add(event());
    vi.advanceTimersByTime(0);
    expect(batches.length).toBe(before + 1);
  });

  test('no timer without listeners, nor when there is nothing to send', () => {
    const { batcher, listen, event } = play();
    batcher.add(event());
    batcher.poke();
    expect(vi.getTimerCount()).toBe(0);
    const remove = listen();
    vi.advanceTimersByTime(10_000);
    expect(vi.getTimerCount()).toBe(0);
    batcher.add(event());
    remove();
    expect(vi.getTimerCount()).toBe(0);
  });

  test('a poke without news sends nothing', () => {
    const { batcher, batches, listen } = play();
    listen();
    vi.advanceTimersByTime(50);
    batcher.poke();
    vi.advanceTimersByTime(1000);
    expect(batches).toHaveLength(1);
  });

  test('the rate is told until it is zero, once a second', () => {
    const { batcher, state, batches, listen } = play();
    listen();
    vi.advanceTimersByTime(50);
    state.totals = { ...TOTALS, requestsPerSecond: 10 };
    batcher.poke();
    vi.advanceTimersByTime(50);
    state.totals = { ...TOTALS, requestsPerSecond: 5 };
    vi.advanceTimersByTime(1000);
    state.totals = TOTALS;
    vi.advanceTimersByTime(1000);
    expect(batches.map(({ totals }) => totals?.requestsPerSecond)).toEqual([0, 10, 5, 0]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('a newcomer starts between two batches; the others miss nothing', () => {
    const { batcher, batches, listen, event } = play();
    listen();
    vi.advanceTimersByTime(50);
    batcher.add(event());
    const late: EventBatch[] = [];
    batcher.on((batch) => late.push(batch));
    batcher.add(event());
    vi.advanceTimersByTime(100);
    expect(batches.flatMap(({ events }) => events.map(({ seq }) => seq))).toEqual([0, 1]);
    expect(late.flatMap(({ events }) => events.map(({ seq }) => seq))).toEqual([1]);
  });

  test('a listener that throws is removed and logged', () => {
    const { batcher, batches, logged, listen, event } = play();
    batcher.on(() => {
      throw new Error('gone');
    });
    listen();
    batcher.add(event());
    vi.advanceTimersByTime(100);
    batcher.add(event());
    vi.advanceTimersByTime(100);
    expect(logged).toHaveLength(1);
    expect(batches.flatMap(({ events }) => events)).toHaveLength(2);
  });

  test('closing sends what waits', () => {
    const { batcher, batches, listen, event } = play();
    listen();
    batcher.add(event());
    batcher.close();
    expect(batches.flatMap(({ events }) => events)).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });
});
