#!/usr/bin/env node
/**
 * Builds everything that ships into dist/: the CLI, Electron's main process and preload, and the renderer.
 *
 *   node build/build.mjs             with source maps
 *   node build/build.mjs --release   without, for packages
 *
 * Every target is built beside the old one and swapped in when it succeeded, so a failed build leaves what
 * worked before, and somebody who is running it isn't left without files.
 */
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { build as viteBuild } from 'vite';
import { buildCli } from './cli/build-cli.mjs';
import { networkLoad } from './network-loads.mjs';
import { bundle, bundledPackages, commonJsBundle, nodeBundle, noteBundled } from './node-bundle.mjs';
import { splitBundle } from './split-bundle.mjs';
import { root, STAMP_FILE, sourceHash } from './staleness.mjs';
import viteConfig from './vite.config.mjs';

const release = process.argv.includes('--release');
const dist = path.join(root, 'dist');
const staging = path.join(dist, `.building-${process.pid}`);

/** @type {ReadonlyArray<{ name: string, run: () => Promise<string[]> }>} */
const targets = [
  {
    name: 'cli',
    run: () => buildCli(path.join(staging, 'cli'), { sourcemap: !release }),
  },
  {
    name: 'electron',
    run: async () => [
      ...(await splitBundle(path.join(staging, 'electron'), {
        name: 'main',
        entry: 'electron/main.ts',
        sourcemap: !release,
        external: ['electron'],
      })),
      ...(await bundle({
        ...nodeBundle,
        sourcemap: !release,
        entryPoints: ['electron/preload.ts'],
        outfile: path.join(staging, 'electron/preload.cjs'),
        format: 'cjs',
        // A sandboxed preload may require electron and next to nothing else: the browser platform makes any
        // other import a build error instead of a blank window.
        platform: 'browser',
        target: 'chrome114',
        external: ['electron'],
      })),
      // The command line of packages: one program, which Electron runs as Node or beside its main process. A module
      // of the other kind can't be loaded out of an archive by every Electron.
      ...(await bundle({
        ...commonJsBundle,
        sourcemap: !release,
        entryPoints: ['core/cli/main.ts'],
        outfile: path.join(staging, 'electron/cli.cjs'),
      })),
    ],
  },
  { name: 'renderer', run: buildRenderer },
];

async function buildRenderer() {
  const outDir = path.join(staging, 'renderer');
  await viteBuild({
    ...viteConfig,
    configFile: false,
    plugins: [
      ...(viteConfig.plugins ?? []),
      { name: 'routepin:bundled', moduleParsed: ({ id }) => noteBundled(id) },
    ],
    build: { ...viteConfig.build, outDir, sourcemap: !release },
  });
  for (const file of await filesBelow(outDir)) {
    const outside = /\.(html|css)$/.test(file) && networkLoad(await readFile(file, 'utf8'));
    if (outside)
      throw new Error(`${path.relative(outDir, file)} loads ${outside} from the network: ship the file`);
  }
  return [];
}

/** @param {string} name */
async function swapIn(name) {
  const [fresh, live, old] = [
    path.join(staging, name),
    path.join(dist, name),
    path.join(staging, `${name}.old`),
  ];
  await rename(live, old).catch((error) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await rename(fresh, live);
}

/**
 * @param {string} folder
 * @returns {Promise<string[]>}
 */
async function filesBelow(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}

/** @param {string} name */
async function sizesOf(name) {
  const files = (await filesBelow(path.join(dist, name)))
    .filter((file) => !/\.(cache|map|txt)$/.test(file))
    .sort();
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
  const shown = files.map(
    (file, i) => `  ${path.relative(root, file).padEnd(48)} ${kilobytes(sizes[i] ?? 0)}`,
  );
  const total = sizes.reduce((sum, size) => sum + size, 0);
  return shown.length <= 6
    ? shown.join('\n')
    : `  ${`dist/${name} (${files.length} files)`.padEnd(48)} ${kilobytes(total)}`;
}

/** @param {number} bytes */
function kilobytes(bytes) {
  return `${(bytes / 1024).toFixed(1).padStart(8)} kB`;
}

async function main() {
  const startedMs = performance.now();
  // Before anything is read: a file saved while we build makes the result stale, not fresh.
  const sources = await sourceHash(root);
  await mkdir(staging, { recursive: true });
  let failed = 0;
  try {
    const results = await Promise.allSettled(targets.map((target) => target.run()));
    for (const [i, target] of targets.entries()) {
      const result = results[i];
      if (result?.status !== 'fulfilled') {
        failed++;
        console.error(
          `build of ${target.name} failed:\n${result?.reason instanceof Error ? result.reason.message : result?.reason}`,
        );
        continue;
      }
      for (const warning of result.value) console.warn(warning);
      await swapIn(target.name);
      console.log(await sizesOf(target.name));
    }
    if (failed === 0)
      await writeFile(
        path.join(root, STAMP_FILE),
        `${JSON.stringify({ sources, release, bundled: bundledPackages() })}\n`,
      );
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
  console.log(
    `${failed ? 'build failed' : 'built'} in ${((performance.now() - startedMs) / 1000).toFixed(1)} s`,
  );
  process.exitCode = failed ? 1 : 0;
}

await main();
