import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';

/** A new room without walls, or one that the compiler is never asked about, is found here. */

const root = path.resolve(import.meta.dirname, '../..');

async function json<T>(file: string): Promise<T> {
  return JSON.parse(await readFile(path.join(root, file), 'utf8')) as T;
}

async function foldersOf(folder: string): Promise<readonly string[]> {
  const entries = await readdir(path.join(root, folder), { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => `${folder}/${entry.name}`);
}

/** The folders and files that the projects named in the root tsconfig.json include. */
async function compiledPlaces(): Promise<readonly string[]> {
  const { references } = await json<{ references: readonly { path: string }[] }>('tsconfig.json');
  const projects = references.map(({ path: file }) => path.posix.normalize(file));
  const includes = await Promise.all(
    projects.map(async (project) => (await json<{ include: readonly string[] }>(project)).include),
  );
  return includes.flat().map((place) => path.posix.normalize(`build/${place}`));
}

async function walledPlaces(): Promise<readonly string[]> {
  const { overrides } = await json<{
    overrides: readonly {
      includes: readonly string[];
      linter?: { rules?: { style?: { noRestrictedImports?: unknown } } };
    }[];
  }>('biome.json');
  const walls = overrides.filter(({ linter }) => linter?.rules?.style?.noRestrictedImports);
  return walls.flatMap(({ includes }) => includes.map((place) => place.replace('/**', '')));
}

const ROOMS = [...(await foldersOf('core')), 'core/index.ts', 'electron', 'renderer'];

test.each(ROOMS)('%s is compiled', async (room) => {
  expect(await compiledPlaces()).toContain(room);
});

test.each(ROOMS)('%s has import walls', async (room) => {
  expect(await walledPlaces()).toContain(room);
});
