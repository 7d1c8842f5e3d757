import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundleCli } from '../../build/cli/bundle-cli.mjs';

const SOURCES: Record<string, string> = {
  'main.ts': `
    import { counter, count } from './shared.ts';
    import * as tls from 'node:tls';
    import { request } from 'node:http';
    const loaded = () => (process as any).moduleLoadList.filter((name: string) => /NativeModule (tls|_http_client)$/.test(name));
    count();
    const before = loaded();
    void (async () => {
      const late = await import('./late.ts');
      const { joined } = await import('./uses-commonjs.ts');
      console.log(JSON.stringify({
        before,
        shared: [late.seen(), counter],
        joined,
        kinds: [typeof tls.connect, typeof request, tls.DEFAULT_MIN_VERSION],
        after: loaded().length,
        folder: import.meta.url.endsWith('.cjs'),
        word: '\\u00fc',
      }));
    })();`,
  'second.ts': `import { count } from './shared.ts'; import './beside.ts'; export const again = count;`,
  'beside.ts': `(globalThis as any).beside = 'a text of the file beside';`,
  'shared.ts': `export let counter = 0; export function count() { counter++; }`,
  'late.ts': `import { count, counter } from './shared.ts'; export const seen = () => { count(); return counter; };`,
  'uses-commonjs.ts': `import join from './old.cjs'; export const joined = join('a', 'b');`,
  'old.cjs': `module.exports = (...words) => words.join('+');`,
};

describe('a program that is split', () => {
  let folder = '';
  const entries = () => ({
    main: path.join(folder, 'src/main.ts'),
    second: path.join(folder, 'src/second.ts'),
  });

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'routepin-split-'));
    await mkdir(path.join(folder, 'src'));
    for (const [name, text] of Object.entries(SOURCES)) await writeFile(path.join(folder, 'src', name), text);
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('runs as one program, and loads the large modules of Node late', async () => {
    const out = path.join(folder, 'out');
    const warnings = await bundleCli(out, { entries: entries(), together: 'program', sourcemap: true });

    expect(warnings).toEqual([]);
    expect(
      JSON.parse(execFileSync(process.execPath, [path.join(out, 'main.cjs')], { encoding: 'utf8' })),
    ).toEqual({
      before: [],
      shared: [2, 2],
      joined: 'a+b',
      kinds: ['function', 'function', 'TLSv1.2'],
      after: 2,
      folder: true,
      word: 'ü',
    });
  });

  test('has in the one file what its entries import, and not what they import late', async () => {
    const out = path.join(folder, 'together');
    await bundleCli(out, { entries: entries(), together: 'program', sourcemap: false });
    const text = await readFile(path.join(out, 'program.cjs'), 'utf8');

    expect(text).toContain('a text of the file beside');
    expect(text).not.toContain('words.join');
    expect([...text].every((character) => character < '\u0080')).toBe(true);
    expect((await readdir(out)).filter((file) => file.endsWith('.map'))).toEqual([]);
  });
});
