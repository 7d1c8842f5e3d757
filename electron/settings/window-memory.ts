import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { SavedWindow } from './settings.ts';

export const SETTINGS_FILE = 'settings.json';

/** What the first window needs of the settings. */
export interface WindowMemory {
  readonly place: SavedWindow | null;
  readonly theme: string | undefined;
}

const NOTHING: WindowMemory = { place: null, theme: undefined };

/**
 * A look into the settings file of `folder` for the window that opens first, before what reads settings is there: the
 * schema (settings.ts) takes as long to load as the window to be made. Believes nothing: what is not as it should be
 * is as if it were not there. Who judges the file, and keeps a damaged one, is `openSettings`, a moment later.
 */
export function readWindowMemory(folder: string): WindowMemory {
  try {
    // Not awaited: nothing else happens yet, and a small file is read in less than a turn of the loop takes.
    return windowMemoryOf(JSON.parse(readFileSync(path.join(folder, SETTINGS_FILE), 'utf8')));
  } catch {
    return NOTHING;
  }
}

function windowMemoryOf(settings: unknown): WindowMemory {
  const { window, choices } = fieldsOf(settings);
  const { x, y, width, height, maximized } = fieldsOf(window);
  const { theme } = fieldsOf(choices);
  const isPlace =
    [x, y, width, height].every(Number.isSafeInteger) && Number(width) > 0 && Number(height) > 0;
  return {
    place: isPlace
      ? {
          x: Number(x),
          y: Number(y),
          width: Number(width),
          height: Number(height),
          maximized: maximized === true,
        }
      : null,
    theme: typeof theme === 'string' ? theme : undefined,
  };
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
