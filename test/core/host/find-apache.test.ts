import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findApache } from '../../../core/host/apache/find-apache.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'routepin-find-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A program that says what Apaches say. */
async function fake(name: string, version: string): Promise<string> {
  const file = path.join(folder, name);
  const script = `#!/bin/sh\ncase "$1" in\n-V) printf 'Server version: Apache/${version} (Unix)\\n -D HTTPD_ROOT="${folder}"\\n';;\n-l) printf 'Compiled in modules:\\n  core.c\\n  mod_watchdog.c\\n';;\nesac\n`;
  await writeFile(file, script, { mode: 0o755 });
  return file;
}

test('nothing in the usual places: what is missing and how to get it', async () => {
  expect(await findApache(undefined, [path.join(folder, 'apache2')])).toMatchObject({
    ok: false,
    error: {
      code: 'not-available',
      message: expect.stringContaining('no Apache on this machine'),
      hint: expect.stringMatching(/apt-get install apache2.*brew install httpd.*--apache PATH/),
    },
  });
});

test('the first 2.4 in the places counts, whatever older ones stand before it', async () => {
  const places = [path.join(folder, 'none'), await fake('old', '2.2.34'), await fake('new', '2.4.62')];
  expect(await findApache(undefined, places)).toMatchObject({
    ok: true,
    value: { program: places[2], version: '2.4.62', builtIn: ['core', 'watchdog'] },
  });
});

test('only old ones: the version that was found is said', async () => {
  expect(await findApache(undefined, [await fake('old', '2.2.34')])).toMatchObject({
    ok: false,
    error: { message: expect.stringContaining('old is Apache 2.2.34, and 2.4 is needed') },
  });
});

test.each([
  ['a name that nothing has', 'none'],
  ['a folder', '.'],
])('named by hand: %s', async (_, name) => {
  const named = path.join(folder, name);
  expect(await findApache(named)).toMatchObject({
    ok: false,
    error: { message: `there is no program at ${path.resolve(named)}` },
  });
});
