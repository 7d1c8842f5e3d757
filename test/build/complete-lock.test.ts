import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { missingEntries } from '../../build/complete-lock.mjs';

const root = path.resolve(import.meta.dirname, '../..');

test('our lock file is complete: if not, run `node build/complete-lock.mjs`', async () => {
  const lock = JSON.parse(await readFile(path.join(root, 'package-lock.json'), 'utf8'));
  expect(missingEntries(lock.packages)).toEqual({});
});

test('our lock file names no registry', async () => {
  expect(await readFile(path.join(root, 'package-lock.json'), 'utf8')).not.toContain('"resolved": "http');
});

describe('missingEntries', () => {
  const wants = (name: string, version = '1.2.3') => ({
    'node_modules/tool': { version: '1.2.3', dev: true, optionalDependencies: { [name]: version } },
  });

  test('takes system, processor and C library from the name', () => {
    expect(missingEntries(wants('@tool/cli-linux-arm64-musl'))).toEqual({
      'node_modules/@tool/cli-linux-arm64-musl': {
        version: '1.2.3',
        cpu: ['arm64'],
        dev: true,
        libc: ['musl'],
        optional: true,
        os: ['linux'],
      },
    });
    expect(missingEntries(wants('@tool/binding-linux-arm-musleabihf'))).toMatchObject({
      'node_modules/@tool/binding-linux-arm-musleabihf': { cpu: ['arm'], libc: ['musl'], os: ['linux'] },
    });
  });

  test.each(['node_modules/@tool/cli-darwin-x64', 'node_modules/tool/node_modules/@tool/cli-darwin-x64'])(
    'what lies in %s is there',
    (folder) => {
      expect(missingEntries({ ...wants('@tool/cli-darwin-x64'), [folder]: { version: '1.2.3' } })).toEqual(
        {},
      );
    },
  );

  test.each([
    ['a package for every platform', wants('fast-path')],
    ['a range, which names no one version', wants('@tool/cli-darwin-x64', '^1.2.3')],
  ])('refuses to invent %s', (_name, packages) => {
    expect(() => missingEntries(packages)).toThrow('neither locked nor made for one platform');
  });
});
