import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  buildStaleness,
  installStaleness,
  lockDifference,
  STAMP_FILE,
  sourceHash,
} from '../../build/staleness.mjs';

describe('lockDifference', () => {
  const lock = {
    packages: {
      '': { version: '1.0.0' },
      'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
      'node_modules/b': { version: '2.0.0', optional: true },
    },
  };
  const installed = (packages: Readonly<Record<string, { version: string; integrity: string }>>) => ({
    packages,
  });
  const a = { version: '1.0.0', integrity: 'sha512-a' };
  const b = { version: '2.0.0', integrity: 'sha512-b' };

  test.each([
    ['the same', { 'node_modules/a': a, 'node_modules/b': b }, null],
    ['an optional package of another platform is absent', { 'node_modules/a': a }, null],
    ['a package is missing', { 'node_modules/b': b }, 'node_modules/a is not installed'],
    [
      'another version',
      { 'node_modules/a': { ...a, version: '0.9.0' } },
      'node_modules/a is 0.9.0, the lock file says 1.0.0',
    ],
    [
      'the same version with other content',
      { 'node_modules/a': { ...a, integrity: 'sha512-x' } },
      'node_modules/a is 1.0.0, the lock file says 1.0.0',
    ],
    ['one too many', { 'node_modules/a': a, 'node_modules/c': a }, 'node_modules/c is not in the lock file'],
  ])('%s', (_name, packages, difference) => {
    expect(lockDifference(lock, installed(packages))).toBe(difference);
  });
});

describe('in a checkout', () => {
  let folder: string;
  const write = async (file: string, text: string) => {
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
    await writeFile(path.join(folder, file), text);
  };

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'routepin-stale-'));
    await write('package.json', '{}');
    await write('package-lock.json', JSON.stringify({ packages: { '': {} } }));
    await write('core/index.ts', 'export {};');
    await write(STAMP_FILE, JSON.stringify({ sources: await sourceHash(folder) }));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  test('a build is fresh right after it, and after a checkout that only touches times', async () => {
    await utimes(path.join(folder, 'core/index.ts'), 0, 0);
    expect(await buildStaleness(folder)).toBeNull();
  });

  test.each([
    ['a source changed', 'core/index.ts', 'export const a = 1;'],
    ['a source was added', 'renderer/deep/new.css', ''],
    ['the lock file changed', 'package-lock.json', '{}'],
  ])('a build is stale when %s', async (_name, file, text) => {
    await write(file, text);
    expect(await buildStaleness(folder)).toBe('the sources changed');
  });

  test('a build is stale when a source is renamed with the same content', async () => {
    await write('core/other.ts', 'export {};');
    await rm(path.join(folder, 'core/index.ts'));
    expect(await buildStaleness(folder)).toBe('the sources changed');
  });

  test.each([
    ['a test', 'test/a.test.ts'],
    ['a document', 'core/README.md'],
  ])('%s makes no build stale', async (_name, file) => {
    await write(file, 'x');
    expect(await buildStaleness(folder)).toBeNull();
  });

  test.each([
    ['missing', null],
    ['damaged', '{"sources":'],
  ])('a stamp that is %s means: build', async (_name, text) => {
    await rm(path.join(folder, STAMP_FILE));
    if (text !== null) await write(STAMP_FILE, text);
    expect(await buildStaleness(folder)).toBe('nothing is built yet');
  });

  test('nothing installed, then installed', async () => {
    expect(await installStaleness(folder)).toBe('nothing is installed yet');
    await write('node_modules/.package-lock.json', JSON.stringify({ packages: {} }));
    expect(await installStaleness(folder)).toBeNull();
  });

  test('a missing lock file is an error that says what to do', async () => {
    await write('node_modules/.package-lock.json', '{}');
    await rm(path.join(folder, 'package-lock.json'));
    await expect(installStaleness(folder)).rejects.toThrow('restore it from git');
  });
});
