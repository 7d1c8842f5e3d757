/**
 * Is what lies in node_modules/ and dist/ still made from what lies beside it? No dependencies: `npm start`
 * and `npm test` ask this in a fresh clone, before anything is installed.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout this script belongs to. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** Written by a build that succeeded, relative to the root. */
export const STAMP_FILE = 'dist/.stamp.json';

/** Everything a build reads. Tests and documents change without making the product stale. */
const SOURCES = ['core', 'electron', 'renderer', 'build', 'package.json', 'package-lock.json'];

/**
 * A digest of all source files, by name and content: times say nothing after a checkout.
 * @param {string} folder the checkout
 */
export async function sourceHash(folder) {
  const hash = createHash('sha256');
  for (const source of SOURCES) {
    for (const file of await filesAt(folder, source)) {
      hash
        .update(`${file}\0`)
        .update(await readFile(path.join(folder, file)))
        .update('\0');
    }
  }
  return hash.digest('hex');
}

/**
 * @param {string} folder
 * @param {string} source a file or folder in it
 * @returns {Promise<string[]>} files, with `/`, sorted; none when there is no such source
 */
async function filesAt(folder, source) {
  try {
    const entries = await readdir(path.join(folder, source), { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && !entry.name.endsWith('.md'))
      .map((entry) =>
        path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'),
      )
      .sort();
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code === 'ENOTDIR') return [source];
    if (code === 'ENOENT') return [];
    throw error;
  }
}

/**
 * Why dist/ has to be built again, or null when it is up to date.
 * @param {string} folder the checkout
 */
export async function buildStaleness(folder) {
  const stamp = await readJson(path.join(folder, STAMP_FILE));
  if (!stamp) return 'nothing is built yet';
  return stamp.sources === (await sourceHash(folder)) ? null : 'the sources changed';
}

/**
 * Why `npm ci` has to run, or null when node_modules/ is what the lock file says.
 * @param {string} folder the checkout
 */
export async function installStaleness(folder) {
  const installed = await readJson(path.join(folder, 'node_modules/.package-lock.json'));
  if (!installed) return 'nothing is installed yet';
  const wanted = await readJson(path.join(folder, 'package-lock.json'));
  if (!wanted) throw new Error('package-lock.json is missing or is not JSON: restore it from git');
  return lockDifference(wanted, installed);
}

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, peer?: boolean, devOptional?: boolean }} LockEntry
 * @typedef {{ packages?: Record<string, LockEntry> }} Lock
 */

/**
 * What npm noted of an installation (node_modules/.package-lock.json) against the lock file. Packages for other
 * platforms are optional and not installed.
 * @param {Lock} wanted
 * @param {Lock} installed
 * @returns {string | null} one difference, in words
 */
export function lockDifference(wanted, installed) {
  for (const [name, entry] of Object.entries(wanted.packages ?? {})) {
    if (name === '') continue;
    const have = installed.packages?.[name];
    if (!have) {
      if (entry.optional || entry.devOptional || entry.peer) continue;
      return `${name} is not installed`;
    }
    // Entries that complete-lock.mjs added have no integrity, what npm then installs has.
    const sameContent = entry.integrity === undefined || have.integrity === entry.integrity;
    if (have.version !== entry.version || !sameContent) {
      return `${name} is ${have.version}, the lock file says ${entry.version}`;
    }
  }
  const extra = Object.keys(installed.packages ?? {}).find((name) => !wanted.packages?.[name]);
  return extra ? `${extra} is not in the lock file` : null;
}

/** @param {string} file */
async function readJson(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    // Missing and damaged mean the same here: make it anew.
    return null;
  }
}
