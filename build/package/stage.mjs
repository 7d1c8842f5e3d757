/** The app as it goes into packages: what was built, a manifest of its own, and the licences of what it is made of. */
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { root, STAMP_FILE } from '../staleness.mjs';
import { publisher } from './config.mjs';
import { loadTs } from './load-ts.mjs';
import { manPage } from './man.mjs';

/** What of dist/ is shipped. The CLI for Node (dist/cli) is the same program as electron/cli.cjs. */
const SHIPPED = ['electron', 'renderer'];

/**
 * @param {string} folder emptied and filled
 * @param {{ version?: string }} [options] another version than package.json's, for tests of upgrades
 * @returns {Promise<{ app: string, manPage: string, version: string }>}
 */
export async function stage(folder, options = {}) {
  const manifest = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
  const stamp = JSON.parse(await readFile(path.join(root, STAMP_FILE), 'utf8'));
  if (stamp.release !== true)
    throw new Error('dist/ was built with source maps: node build/build.mjs --release');
  const version = options.version ?? manifest.version;
  const app = path.join(folder, 'app');
  await rm(folder, { recursive: true, force: true });
  await mkdir(path.join(app, 'dist'), { recursive: true });
  for (const name of SHIPPED) {
    await cp(path.join(root, 'dist', name), path.join(app, 'dist', name), {
      recursive: true,
      // The licences below hold what bundlers put beside their output.
      filter: (file) => !/\.(map|LEGAL\.txt)$/.test(file),
    });
  }
  await writeFile(path.join(app, 'LICENCES.txt'), await licences(stamp.bundled));
  await writeFile(
    path.join(app, 'package.json'),
    `${JSON.stringify(
      {
        name: manifest.name,
        productName: 'Routepin',
        version,
        description: manifest.description,
        license: manifest.license,
        homepage: publisher(process.env).homepage,
        author: 'The Routepin authors',
        desktopName: 'routepin-desktop.desktop',
        main: manifest.main,
      },
      null,
      2,
    )}\n`,
  );
  const manual = path.join(folder, 'routepin.1.gz');
  const { createProgram } = await loadTs('core/cli/program.ts');
  const text = manPage(createProgram(), { version, date: await dateOf() });
  // Without a time inside: the same sources make the same bytes.
  await writeFile(manual, await promisify(gzip)(text, { level: 9 }));
  return { app, manPage: manual, version };
}

/** The day of the newest entry of the changelog's releases, or of its head: not of the build. */
async function dateOf() {
  const changes = await readFile(path.join(root, 'CHANGELOG.md'), 'utf8');
  return /^## \[?\d[^\n]*?(\d{4}-\d{2}-\d{2})/m.exec(changes)?.[1] ?? '2026-11-27';
}

/**
 * The licences of all packages whose code is in the bundles.
 * @param {readonly string[]} packages
 */
export async function licences(packages) {
  const parts = await Promise.all(
    packages.map(async (name) => {
      const folder = path.join(root, 'node_modules', name);
      const { version, license } = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
      const file = (await readdir(folder)).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
      const text = file === undefined ? '' : (await readFile(path.join(folder, file), 'utf8')).trim();
      return `${name} ${version} (${license})\n\n${text}`;
    }),
  );
  const own = (await readFile(path.join(root, 'LICENSE'), 'utf8')).trim();
  const line = `\n\n${'-'.repeat(78)}\n\n`;
  const fonts = 'Inter and JetBrains Mono: SIL Open Font License 1.1, https://openfontlicense.org';
  return `Routepin\n\n${own}${line}${[...parts, fonts].join(line)}\n`;
}
