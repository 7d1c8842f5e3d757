import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { KeptMutes } from '../../../core/app/kept-mutes.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'routepin-mutes-'));
});
afterEach(() => rm(folder, { recursive: true }));

const mutesOf = (name: string | null) =>
  new KeptMutes(path.join(folder, 'data'), () => ({ name, folder: '/a' }));

test('are there in the next run, for their own project alone, and gone when nothing is muted any more', async () => {
  const shop = mutesOf('shop.routepin.json');
  expect(await shop.load()).toBeUndefined();
  const mutes = { detectors: ['bouncing'], places: ['load-uneven\nlb'] } as const;
  await Promise.all([shop.save({ detectors: [], places: ['x'] }), shop.save(mutes)]);
  await mutesOf('other.routepin.json').save({ detectors: ['load-uneven'], places: [] });
  expect(await mutesOf('shop.routepin.json').load()).toEqual(mutes);
  await mutesOf('shop.routepin.json').save({ detectors: [], places: [] });
  expect(await shop.load()).toBeUndefined();
  expect(await mutesOf('other.routepin.json').load()).toEqual({ detectors: ['load-uneven'], places: [] });
  expect(await readdir(path.join(folder, 'data'))).toEqual(['mutes.json']);
});

test('a project without a file is not known again; a file that is none of ours mutes nothing', async () => {
  await mutesOf(null).save({ detectors: ['bouncing'], places: [] });
  expect(await readdir(folder)).toEqual([]);
  await mkdir(path.join(folder, 'data'));
  await writeFile(path.join(folder, 'data', 'mutes.json'), '{"/a/x":{"detectors":["nobody"]}}');
  expect(await mutesOf('x').load()).toBeUndefined();
});
