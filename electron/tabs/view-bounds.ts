import type { Rectangle } from '../window/window-bounds.ts';

/**
 * A rectangle of the interface, in CSS pixels at a zoom factor, as a view's bounds. Edges are rounded, not sizes, so
 * that neighbours neither overlap nor leave a gap.
 */
export function viewBounds(rect: Rectangle, zoomFactor: number): Rectangle {
  const edge = (value: number) => Math.round(value * zoomFactor);
  const x = edge(rect.x);
  const y = edge(rect.y);
  return {
    x,
    y,
    width: Math.max(0, edge(rect.x + rect.width) - x),
    height: Math.max(0, edge(rect.y + rect.height) - y),
  };
}
