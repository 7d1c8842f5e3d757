import type { RehearsalMark, RehearsalSample } from '../../../core/contract/index.ts';

/** What a chart shows of a slice. */
export type ChartValue = 'requests' | 'sessions';

/** One member's band: the place of its lower and upper edge at each slice, in the chart's own numbers. */
export interface Band {
  readonly lower: readonly number[];
  readonly upper: readonly number[];
}

/** A chart without its pixels: x runs from 0 to 1 over the duration, y from 0 to `top`. */
export interface ChartShape {
  readonly bands: readonly Band[];
  /** Place of each slice, 0 to 1. */
  readonly places: readonly number[];
  readonly top: number;
  readonly ticks: readonly number[];
}

/** Slices that a rate is averaged over: single requests would make a comb of it. */
const SMOOTH = 5;

/** Stacks members on each other, the first at the bottom: requests per second (a moving mean) or sessions. */
export function chartShape(
  samples: readonly RehearsalSample[],
  value: ChartValue,
  sampleMs: number,
  durationMs: number,
): ChartShape {
  const width = samples[0]?.requests.length ?? 0;
  const rows = samples.map((sample, index) =>
    value === 'sessions' ? sample.users : rateAt(samples, index, width, sampleMs),
  );
  const sums = rows.map(() => 0);
  const bands = Array.from({ length: width }, (_, member): Band => {
    const lower = [...sums];
    for (const [index, row] of rows.entries()) sums[index] = (sums[index] ?? 0) + (row[member] ?? 0);
    return { lower, upper: [...sums] };
  });
  const ticks = niceTicks(Math.max(1, ...sums));
  return {
    bands,
    // A slice is drawn at its middle.
    places: samples.map((_, index) => Math.min(1, ((index + 0.5) * sampleMs) / durationMs)),
    top: ticks.at(-1) ?? 1,
    ticks,
  };
}

function rateAt(
  samples: readonly RehearsalSample[],
  index: number,
  width: number,
  sampleMs: number,
): readonly number[] {
  const half = Math.floor(SMOOTH / 2);
  const near = samples.slice(Math.max(0, index - half), index + half + 1);
  const seconds = (near.length * sampleMs) / 1000;
  return Array.from(
    { length: width },
    (_, member) => near.reduce((sum, sample) => sum + (sample.requests[member] ?? 0), 0) / seconds,
  );
}

/** Round numbers from 0 to at least `most`: three or four of them. */
export function niceTicks(most: number): readonly number[] {
  const rough = most / 3;
  const power = 10 ** Math.floor(Math.log10(Math.max(rough, 1e-9)));
  const step = ([1, 2, 5, 10].find((each) => each * power >= rough) ?? 10) * power;
  const whole = Math.max(1, step);
  return Array.from({ length: Math.ceil(most / whole) + 1 }, (_, index) => index * whole);
}

/** Seconds to write on the time axis: round, at most `most` of them, the end always. */
export function timeTicks(durationMs: number, most = 8): readonly number[] {
  const seconds = durationMs / 1000;
  const step = [0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600].find((each) => seconds / each <= most) ?? 1200;
  const ticks = Array.from({ length: Math.floor(seconds / step) + 1 }, (_, index) => index * step);
  const last = ticks.at(-1) ?? 0;
  if (last === seconds) return ticks;
  // The end is written whatever it is; the last round number would touch it.
  return seconds - last < step / 2 ? [...ticks.slice(0, -1), seconds] : [...ticks, seconds];
}

/** The outline of a band as an SVG path on a canvas of 1000 × 1000. */
export function areaPath({ lower, upper }: Band, places: readonly number[], top: number): string {
  const point = (value: number, index: number) =>
    `${round((places[index] ?? 0) * 1000)} ${round(1000 - (value / top) * 1000)}`;
  const there = upper.map(point);
  const back = lower.map(point).toReversed();
  return there.length === 0 ? '' : `M${[...there, ...back].join('L')}Z`;
}

/** Its upper edge alone. */
export function edgePath({ upper }: Band, places: readonly number[], top: number): string {
  const points = upper.map(
    (value, index) => `${round((places[index] ?? 0) * 1000)} ${round(1000 - (value / top) * 1000)}`,
  );
  return points.length === 0 ? '' : `M${points.join('L')}`;
}

/** Where a band's letter fits: where it is thickest, as parts of the canvas; null where it is too thin to be read. */
export function letterPlace(
  { lower, upper }: Band,
  places: readonly number[],
  top: number,
  leastPart: number,
): { readonly x: number; readonly y: number } | null {
  const parts = upper.map((value, index) => (value - (lower[index] ?? 0)) / top);
  // The edges are left to axis and neighbours; a run that was ended has its own edge.
  const end = (places.at(-1) ?? 1) - 0.015;
  const candidates = parts.flatMap((part, index) => {
    const x = places[index] ?? 0;
    return x < 0.02 || x > end ? [] : [{ x, y: 1 - ((lower[index] ?? 0) / top + part / 2), part }];
  });
  const thickest = Math.max(0, ...candidates.map(({ part }) => part));
  // A later place is as good as a slightly thicker one: the end is what people read.
  const best = candidates.findLast(({ part }) => part >= thickest * 0.92);
  return best === undefined || best.part < leastPart ? null : { x: best.x, y: best.y };
}

/** A mark with what came of it until the next. */
export interface ToldMark extends RehearsalMark {
  readonly lost: number;
  readonly moved: number;
}

/** A mark and the row that its words stand in, so that neighbours don't lie over each other. */
export interface PlacedMark extends ToldMark {
  readonly place: number;
  readonly row: number;
  /** Its words stand at the left of its line: there is no room at the right. */
  readonly isFlipped: boolean;
  /** How much of the width is free for its words, 0 to 1. */
  readonly room: number;
}

/** Rows of words above a chart; marks beyond them share the last. */
export const MARK_ROWS = 3;

/** Places marks over a chart: `wordsPart` says how much of the width the words of one take. */
export function placeMarks(
  marks: readonly RehearsalMark[],
  samples: readonly RehearsalSample[],
  sampleMs: number,
  durationMs: number,
  wordsPart: (mark: ToldMark) => number,
): readonly PlacedMark[] {
  const taken = Array.from({ length: MARK_ROWS }, () => 0);
  const placed = marks.map((mark, index) => {
    const told = { ...mark, ...tollOf(marks, index, samples, sampleMs) };
    const part = Math.min(1, wordsPart(told));
    const place = Math.min(1, mark.atMs / durationMs);
    const isFlipped = place + part > 1 && place > 0.5;
    const start = isFlipped ? Math.max(0, place - part) : place;
    const free = taken.findIndex((end) => end <= start);
    const row = free < 0 ? MARK_ROWS - 1 : free;
    const before = taken[row] ?? 0;
    taken[row] = isFlipped ? place : place + part;
    return { ...told, place, row, isFlipped, before, start };
  });
  return placed.map(({ before, start: _, ...mark }, index) => {
    const after = placed.slice(index + 1).find(({ row }) => row === mark.row)?.start ?? 1;
    return { ...mark, room: Math.max(0, mark.isFlipped ? mark.place - before : after - mark.place) };
  });
}

/** Sessions lost and moved between a mark and the next; of several at one time the last one tells. */
function tollOf(
  marks: readonly RehearsalMark[],
  index: number,
  samples: readonly RehearsalSample[],
  sampleMs: number,
): Pick<ToldMark, 'lost' | 'moved'> {
  const atMs = marks[index]?.atMs ?? 0;
  if (marks[index + 1]?.atMs === atMs) return { lost: 0, moved: 0 };
  const next = marks.slice(index + 1).find((mark) => mark.atMs > atMs);
  const own = samples.slice(
    Math.floor(atMs / sampleMs),
    next === undefined ? undefined : Math.floor(next.atMs / sampleMs),
  );
  const total = (key: 'lost' | 'moved') => own.reduce((sum, sample) => sum + sample[key], 0);
  return { lost: total('lost'), moved: total('moved') };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
