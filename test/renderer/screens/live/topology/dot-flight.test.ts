import { describe, expect, test } from 'vitest';
import {
  createDotGate,
  DOTS_PER_SECOND,
  type Dot,
  FLIGHT_MS,
  indexEdges,
  placeOf,
} from '../../../../../renderer/screens/live/topology/dot-flight.ts';
import { exchange } from '../../../support.ts';

/** Batches of requests at `perSecond`, one each `batchMs`, as they reach the window. */
function dotsOf(perSecond: number, batchMs: number, seconds: number): Dot[] {
  const gate = createDotGate();
  const dots: Dot[] = [];
  const perBatch = (perSecond * batchMs) / 1000;
  for (let batch = 0; batch * batchMs < seconds * 1000; batch++) {
    const nowMs = 5000 + batch * batchMs;
    const requests = Array.from({ length: perBatch }, (_, i) =>
      exchange({ startedAtMs: 1_000_000 + batch * batchMs + (i * 1000) / perSecond }),
    );
    const [first] = requests;
    if (first !== undefined) gate.begin(first, nowMs);
    for (const request of requests) {
      const dot = gate.admit(request);
      if (dot !== null) dots.push(dot);
    }
  }
  return dots;
}

describe('dots', () => {
  test('each request is one while there are few', () => {
    expect(dotsOf(20, 50, 3)).toHaveLength(60);
  });

  test('requests of one moment, such as a page and its parts, are one each', () => {
    const gate = createDotGate();
    const page = Array.from({ length: 25 }, () => exchange());
    gate.begin(exchange(), 0);
    expect(page.map((request) => gate.admit(request)).filter((dot) => dot !== null)).toHaveLength(25);
  });

  test('under load they are as many as can be told apart, and an even stream whatever the batches', () => {
    const dots = dotsOf(5000, 200, 5);
    expect(dots.length).toBeLessThanOrEqual(DOTS_PER_SECOND * 5 + 40);
    expect(dots.length).toBeGreaterThan(DOTS_PER_SECOND * 5 - 20);
    // Without the first burst: no gap is wider than a few dots.
    const starts = dots.slice(40).map(({ startMs }) => startMs);
    const gaps = starts.slice(1).map((startMs, i) => startMs - (starts[i] ?? 0));
    expect(Math.max(...gaps)).toBeLessThan((3 * 1000) / DOTS_PER_SECOND);
  });

  test('one that has not begun is nowhere yet, one that is late starts at once', () => {
    const gate = createDotGate();
    gate.begin(exchange({ startedAtMs: 1000 }), 50);
    const later = gate.admit(exchange({ startedAtMs: 1100 })) as Dot;
    const earlier = gate.admit(exchange({ startedAtMs: 10 })) as Dot;
    expect(later.startMs).toBe(150);
    expect(earlier.startMs).toBe(50);
    const edges = indexEdges([]);
    expect(placeOf(later, edges, 60)).toBeNull();
    expect(placeOf(later, edges, 150 + FLIGHT_MS)).toBe('arrived');
  });

  test('a request that no member answered has none', () => {
    const gate = createDotGate();
    gate.begin(exchange(), 0);
    expect(gate.admit(exchange({ member: null }))).toBeNull();
  });
});
