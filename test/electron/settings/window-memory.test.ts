import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../electron/settings/settings.ts';
import { openSettings } from '../../../electron/settings/settings-store.ts';
import { readWindowMemory } from '../../../electron/settings/window-memory.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'routepin-window-memory-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const NOTHING = { place: null, theme: undefined };
const PLACE = { x: -5, y: 30, width: 1100, height: 700, maximized: true };

describe('readWindowMemory', () => {
  test('what the settings wrote', async () => {
    const settings = await openSettings(folder, () => {});
    settings.update((old) => ({ ...old, window: PLACE, choices: { theme: 'dark' } }));
    await settings.flush();
    expect(readWindowMemory(folder)).toEqual({ place: PLACE, theme: 'dark' });
  });

  test('no file, no folder', () => {
    expect(readWindowMemory(folder)).toEqual(NOTHING);
    expect(readWindowMemory(path.join(folder, 'none'))).toEqual(NOTHING);
  });

  test.each([
    ['not JSON', '{"window":', NOTHING],
    ['nothing', '', NOTHING],
    ['not an object', 'null', NOTHING],
    ['a list', '[1]', NOTHING],
    ['defaults', JSON.stringify(DEFAULT_SETTINGS), NOTHING],
    ['a window that is a text', '{"window":"here"}', NOTHING],
    ['a window without a width', JSON.stringify({ window: { ...PLACE, width: undefined } }), NOTHING],
    ['a width of nothing', JSON.stringify({ window: { ...PLACE, width: 0 } }), NOTHING],
    ['a height below nothing', JSON.stringify({ window: { ...PLACE, height: -700 } }), NOTHING],
    ['half a pixel', JSON.stringify({ window: { ...PLACE, x: 0.5 } }), NOTHING],
    ['a number that is a text', JSON.stringify({ window: { ...PLACE, y: '30' } }), NOTHING],
    ['beyond whole numbers', JSON.stringify({ window: PLACE }).replace('1100', '1e300'), NOTHING],
    ['a theme that is no text', '{"choices":{"theme":{}}}', NOTHING],
    [
      'maximized in other words',
      JSON.stringify({ window: { ...PLACE, maximized: 1 } }),
      { place: { ...PLACE, maximized: false }, theme: undefined },
    ],
  ])('%s', async (_name, text, expected) => {
    await writeFile(path.join(folder, 'settings.json'), text);
    expect(readWindowMemory(folder)).toEqual(expected);
  });
});
