import type { SavedWindow } from '../settings/settings.ts';

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Below this the topology and the list no longer stand beside each other. */
export const MIN_WINDOW = { width: 1024, height: 640 } as const;
const DEFAULT_WINDOW = { width: 1440, height: 900 } as const;
/** As much of the title bar must be in reach as a pointer needs to drag the window back. */
const GRIP = { width: 120, height: 32 } as const;

export interface Placement {
  readonly width: number;
  readonly height: number;
  /** Absent: the system's choice, centred. */
  readonly position: { readonly x: number; readonly y: number } | null;
  readonly maximized: boolean;
}

/**
 * Where the window opens: as it was left, unless its display is gone or has shrunk. `workAreas` are the displays
 * without panels and docks, the primary one first.
 */
export function placeWindow(saved: SavedWindow | null, workAreas: readonly Rectangle[]): Placement {
  const home = saved === null ? undefined : workAreas.find((area) => gripIsInside(saved, area));
  const area = home ?? workAreas[0] ?? { x: 0, y: 0, ...DEFAULT_WINDOW };
  const wanted = saved ?? DEFAULT_WINDOW;
  const width = clamp(wanted.width, MIN_WINDOW.width, area.width);
  const height = clamp(wanted.height, MIN_WINDOW.height, area.height);
  const position = saved === null || home === undefined ? null : { x: saved.x, y: saved.y };
  return { width, height, position, maximized: saved?.maximized ?? false };
}

function clamp(wanted: number, min: number, available: number): number {
  // A display smaller than the minimum still gets the minimum: the system then lets the window be moved about.
  return Math.max(min, Math.min(wanted, available));
}

function gripIsInside(window: Rectangle, area: Rectangle): boolean {
  const overlap = Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x);
  return overlap >= GRIP.width && window.y >= area.y && window.y + GRIP.height <= area.y + area.height;
}
