import type { ExchangeSummary } from '../../../core/contract/index.ts';

/** A stretch of time that the lanes show. */
export interface TimeWindow {
  readonly fromMs: number;
  /** A little after now, so that the newest marks have room. */
  readonly toMs: number;
  readonly nowMs: number;
}

/** A stretch that a session spent on one route. */
export interface Segment {
  readonly balancer: string;
  readonly route: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** Whether it began before the window. */
  readonly isCut: boolean;
  /** From when on nothing was asked any more; null while it is busy. */
  readonly idleFromMs: number | null;
}

/** Without a request for this share of the window, and at least so long, a session is idle. */
const IDLE_SHARE = 1 / 6;
const IDLE_AT_LEAST_MS = 10_000;
/** Ticks closer than this share of the window would be drawn over each other. */
const TICK_SHARE = 1 / 400;
/** Room after now. */
const FUTURE_SHARE = 0.04;

/** The window of `spanMs` that ends now; null shows everything since `startMs`. */
export function windowOf(spanMs: number | null, startMs: number, nowMs: number): TimeWindow {
  const span = Math.max(10_000, spanMs ?? nowMs - startMs);
  return { fromMs: nowMs - span, toMs: nowMs + span * FUTURE_SHARE, nowMs };
}

/** Where a time stands in the window, in percent. */
export function placeOf(atMs: number, { fromMs, toMs }: TimeWindow): number {
  return (100 * (atMs - fromMs)) / (toMs - fromMs);
}

/** The segments of one session that the window shows. `exchanges` are its own, oldest first. */
export function segmentsOf(exchanges: readonly ExchangeSummary[], window: TimeWindow): readonly Segment[] {
  const segments: { balancer: string; route: string; fromMs: number; lastMs: number }[] = [];
  for (const { balancer, route, startedAtMs } of exchanges) {
    if (balancer === null || route === null || route === '') continue;
    const last = segments.at(-1);
    if (last !== undefined && last.balancer === balancer && last.route === route) last.lastMs = startedAtMs;
    else segments.push({ balancer, route, fromMs: startedAtMs, lastMs: startedAtMs });
  }
  const idleMs = Math.max(IDLE_AT_LEAST_MS, (window.nowMs - window.fromMs) * IDLE_SHARE);
  return segments.flatMap(({ balancer, route, fromMs, lastMs }, index) => {
    const toMs = segments[index + 1]?.fromMs ?? window.nowMs;
    if (toMs <= window.fromMs || fromMs > window.toMs) return [];
    const idleFromMs = toMs - lastMs > idleMs ? Math.max(lastMs + idleMs / 4, window.fromMs) : null;
    return [
      {
        balancer,
        route,
        fromMs: Math.max(fromMs, window.fromMs),
        toMs,
        isCut: fromMs < window.fromMs,
        idleFromMs,
      },
    ];
  });
}

/** One request, or several that fall on the same place. */
export interface Tick {
  readonly id: number;
  readonly atMs: number;
  readonly balancer: string;
  readonly route: string;
}

/** Requests as ticks, thinned to what can be told apart. */
export function ticksOf(exchanges: readonly ExchangeSummary[], window: TimeWindow): readonly Tick[] {
  const apart = (window.toMs - window.fromMs) * TICK_SHARE;
  const ticks: Tick[] = [];
  let last: Tick | null = null;
  for (let index = firstSince(exchanges, window.fromMs); index < exchanges.length; index++) {
    const exchange = exchanges[index];
    if (exchange === undefined || exchange.balancer === null || exchange.route === null) continue;
    const { id, startedAtMs: atMs, balancer, route } = exchange;
    if (last !== null && last.route === route && atMs - last.atMs < apart) continue;
    last = { id, atMs, balancer, route };
    ticks.push(last);
  }
  return ticks;
}

/** The index of the first exchange that began at `fromMs` or later. */
export function firstSince(exchanges: readonly ExchangeSummary[], fromMs: number): number {
  let low = 0;
  let high = exchanges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((exchanges[middle]?.startedAtMs ?? 0) < fromMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

const STEPS_MS = [5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600].map((s) => s * 1000);
const MOST_GRID_LINES = 8;

/** Round times within the window, for its grid. */
export function gridOf({ fromMs, nowMs }: TimeWindow): readonly number[] {
  const step = STEPS_MS.find((candidate) => (nowMs - fromMs) / candidate <= MOST_GRID_LINES) ?? 86_400_000;
  const times: number[] = [];
  for (let at = Math.ceil(fromMs / step) * step; at < nowMs; at += step) times.push(at);
  return times;
}
