import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS, withAccepted, withRecent } from '../../../electron/settings/settings.ts';
import { openSettings } from '../../../electron/settings/settings-store.ts';

let folder: string;
let problems: string[];
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'routepin-settings-'));
  problems = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));
const open = (where = folder) => openSettings(where, (text) => problems.push(text));

describe('openSettings', () => {
  test('remembers from run to run, in a folder that does not exist yet', async () => {
    const where = path.join(folder, 'user', 'data');
    const first = await open(where);
    expect(first.current).toEqual(DEFAULT_SETTINGS);
    first.update((old) => withRecent(old, '/tmp/a.routepin.json'));
    first.update((old) => ({ ...old, choices: { theme: 'dark' } }));
    await first.flush();
    const second = await open(where);
    expect(second.current.lastProject).toBe('/tmp/a.routepin.json');
    expect(second.current.choices).toEqual({ theme: 'dark' });
    expect(problems).toEqual([]);
  });

  test.each([
    ['half a file', '{"version": 1, "rec'],
    ['another version', '{"version": 2}'],
    ['a wrong type', JSON.stringify({ ...DEFAULT_SETTINGS, recent: 'all' })],
    ['an empty file', ''],
  ])('%s is set aside with a word, and the defaults hold', async (_name, text) => {
    await writeFile(path.join(folder, 'settings.json'), text);
    const settings = await open();
    expect(settings.current).toEqual(DEFAULT_SETTINGS);
    expect(problems.join()).toContain('damaged');
    expect(await readdir(folder)).toEqual(['settings.json.damaged']);
    expect(await readFile(path.join(folder, 'settings.json.damaged'), 'utf8')).toBe(text);
  });

  test('changes made while one is being written are written too', async () => {
    const settings = await open();
    for (let i = 0; i < 20; i++) settings.update((old) => withRecent(old, `/tmp/${i}`));
    await settings.flush();
    const saved = JSON.parse(await readFile(path.join(folder, 'settings.json'), 'utf8'));
    expect(saved.lastProject).toBe('/tmp/19');
  });

  test('a folder that cannot be written is told once per change and never thrown', async () => {
    await writeFile(path.join(folder, 'taken'), 'a file where the folder should be');
    const settings = await open(path.join(folder, 'taken', 'below'));
    problems.length = 0;
    settings.update((old) => withAccepted(old, 'x'));
    await settings.flush();
    expect(problems).toHaveLength(1);
    expect(settings.current.acceptedListens).toEqual(['x']);
  });
});

describe('recent projects', () => {
  test('newest first, each once, ten at most', () => {
    const files = Array.from({ length: 12 }, (_, i) => `/p/${i}`);
    const settings = [...files, '/p/7'].reduce(withRecent, DEFAULT_SETTINGS);
    expect(settings.recent[0]).toBe('/p/7');
    expect(settings.recent).toHaveLength(10);
    expect(new Set(settings.recent).size).toBe(10);
  });
});
