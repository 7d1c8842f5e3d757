import { chmod, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writeFileAtomically } from '../../../electron/project/atomic-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'routepin-atomic-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('writeFileAtomically (DESIGN.md §8)', () => {
  test('writes a new file and leaves nothing else', async () => {
    await writeFileAtomically(path.join(folder, 'a.json'), 'new', { backup: path.join(folder, 'a.bak') });
    expect(await readdir(folder)).toEqual(['a.json']);
    expect(await readFile(path.join(folder, 'a.json'), 'utf8')).toBe('new');
  });

  test('keeps what was there as the backup, and its permissions', async () => {
    const file = path.join(folder, 'a.json');
    await writeFile(file, 'old');
    await chmod(file, 0o640);
    await writeFileAtomically(file, 'new', { backup: `${file}.bak` });
    expect(await readFile(`${file}.bak`, 'utf8')).toBe('old');
    expect(await readFile(file, 'utf8')).toBe('new');
    expect((await stat(file)).mode & 0o777).toBe(0o640);
    expect((await readdir(folder)).sort()).toEqual(['a.json', 'a.json.bak']);
  });

  test('a symbolic link keeps pointing; its target is replaced', async () => {
    const target = path.join(folder, 'target.json');
    const link = path.join(folder, 'link.json');
    await writeFile(target, 'old');
    await symlink(target, link);
    await writeFileAtomically(link, 'new');
    expect(await readFile(target, 'utf8')).toBe('new');
    expect((await readdir(folder)).sort()).toEqual(['link.json', 'target.json']);
  });

  test('a failure leaves the old file and no temporary one', async () => {
    const file = path.join(folder, 'a.json');
    await writeFile(file, 'old');
    const nowhere = path.join(folder, 'missing', 'a.bak');
    await expect(writeFileAtomically(file, 'new', { backup: nowhere })).rejects.toThrow(/ENOENT/);
    expect(await readFile(file, 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['a.json']);
  });

  test('writes at once leave one of the texts, whole', async () => {
    const file = path.join(folder, 'a.json');
    const texts = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(50_000));
    await Promise.all(texts.map((text) => writeFileAtomically(file, text)));
    expect(texts).toContain(await readFile(file, 'utf8'));
    expect(await readdir(folder)).toEqual(['a.json']);
  });
});
