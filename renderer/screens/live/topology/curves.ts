/** A line of the topology from left to right; both ends leave level, so that neighbours stay apart. */
export interface Curve {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** The curve as an SVG path: a cubic with both handles in the middle. */
export function pathOf({ x0, y0, x1, y1 }: Curve): string {
  const middle = (x0 + x1) / 2;
  return `M${x0} ${y0}C${middle} ${y0} ${middle} ${y1} ${x1} ${y1}`;
}

/** The point at `t` (0 to 1) of the same cubic. */
export function pointOn({ x0, y0, x1, y1 }: Curve, t: number): { readonly x: number; readonly y: number } {
  const rest = 1 - t;
  const middle = (x0 + x1) / 2;
  const ends = rest * rest * rest;
  const early = 3 * rest * rest * t;
  const late = 3 * rest * t * t;
  const close = t * t * t;
  return {
    x: ends * x0 + (early + late) * middle + close * x1,
    y: (ends + early) * y0 + (late + close) * y1,
  };
}

/** Evenly spread heights on a box's side for `count` lines, in the order of the lines. */
export function spread(count: number, top: number, height: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => top + ((index + 1) * height) / (count + 1));
}
