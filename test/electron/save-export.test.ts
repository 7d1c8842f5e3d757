import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { succeed } from '../../core/contract/index.ts';
import type { Routepin } from '../../core/index.ts';
import { saveExport } from '../../electron/save-export.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'routepin-export-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function saving(name: string | null, params: { open?: boolean; comments?: boolean }, said = '') {
  const asked: unknown[] = [];
  const opened: string[] = [];
  const execute = (async (_name: string, given: unknown) => {
    asked.push(given);
    return succeed({ text: 'ProxySet stickysession=ROUTEID\n', fileName: 'shop.conf' });
  }) as unknown as Routepin['execute'];
  const result = saveExport(
    { format: 'apache', ...params },
    {
      routepin: { execute },
      questions: { chooseFileToSave: async () => (name === null ? null : path.join(folder, name)) },
    },
    async (file) => {
      opened.push(path.basename(file));
      return said;
    },
  );
  return { asked, opened, result };
}

test('the saved file is opened only where asked, and comments are left out where asked', async () => {
  const plain = saving('shop.conf', { comments: false });
  expect(await plain.result).toEqual(succeed({ file: path.join(folder, 'shop.conf'), openTrouble: null }));
  expect(plain.asked).toEqual([{ format: 'apache', comments: false }]);
  expect(plain.opened).toEqual([]);
  expect(await readFile(path.join(folder, 'shop.conf'), 'utf8')).toContain('ROUTEID');

  const opening = saving('shop.conf', { open: true });
  expect(await opening.result).toMatchObject({ ok: true, value: { openTrouble: null } });
  expect(opening.opened).toEqual(['shop.conf']);
});

test.each(['run.sh', 'shop.desktop', 'shop.exe', 'shop'])(
  '%s is saved and never opened: opening could run it',
  async (name) => {
    const { opened, result } = saving(name, { open: true });
    expect(await result).toMatchObject({ ok: true, value: { openTrouble: { code: 'bad-params' } } });
    expect(opened).toEqual([]);
    expect(await readFile(path.join(folder, name), 'utf8')).toContain('ROUTEID');
  },
);

test('what the system can’t open is said; a closed dialog saves nothing', async () => {
  const failing = saving('shop.conf', { open: true }, 'no application found');
  expect(await failing.result).toMatchObject({
    ok: true,
    value: { openTrouble: { message: expect.stringContaining('no application found') } },
  });
  expect(await saving(null, { open: true }).result).toEqual(succeed(null));
});
