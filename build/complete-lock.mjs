#!/usr/bin/env node
/**
 * Adds to package-lock.json the packages for other platforms that the registry at hand could not serve when the
 * lock file was written: npm leaves those out silently, and then `npm ci` refuses the lock file everywhere.
 * Without an integrity hash (nobody here has seen them), npm takes the one that the registry states.
 *
 *   node build/complete-lock.mjs     after `npm install …`
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './staleness.mjs';

/** npm's names of systems and processors, as packages for one platform carry them in their names. */
const SYSTEMS = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
];
const PROCESSORS = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64'];

/**
 * @typedef {object} LockedPackage
 * @property {string} [version]
 * @property {string} [integrity]
 * @property {readonly string[]} [os]
 * @property {readonly string[]} [cpu]
 * @property {readonly string[]} [libc]
 * @property {boolean} [dev]
 * @property {boolean} [optional]
 * @property {Readonly<Record<string, string>>} [optionalDependencies]
 *
 * @typedef {Record<string, LockedPackage>} LockedPackages by folder, `node_modules/a`
 */

/**
 * The entries that are missing from a lock file.
 * @param {Readonly<LockedPackages>} packages
 * @returns {LockedPackages}
 */
export function missingEntries(packages) {
  /** @type {LockedPackages} */
  const missing = {};
  for (const [parent, entry] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      if (isLocked(packages, parent, name)) continue;
      const platform = platformOf(name);
      if (!platform || !/^\d+\.\d+\.\d+$/.test(version)) {
        throw new Error(
          `${parent} wants ${name}@${version}, which is neither locked nor made for one platform`,
        );
      }
      const { cpu, libc, os } = platform;
      // In npm's own order, so that its next run changes nothing.
      missing[`node_modules/${name}`] = {
        version,
        cpu,
        ...(entry.dev && { dev: true }),
        ...(libc && { libc }),
        optional: true,
        os,
      };
    }
  }
  return missing;
}

/**
 * Node looks in the package's own node_modules first, then further up.
 * @param {Readonly<LockedPackages>} packages
 * @param {string} parent
 * @param {string} name
 */
function isLocked(packages, parent, name) {
  for (let at = parent; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    if (packages[`${at === '' ? '' : `${at}/`}node_modules/${name}`]) return true;
    if (at === '') return false;
  }
}

/**
 * @param {string} name for example `@scope/binding-linux-arm64-musl`
 * @returns {{ cpu: string[], libc?: string[], os: string[] } | null}
 */
function platformOf(name) {
  const words = name.split(/[/@-]/);
  const system = words.find((word) => SYSTEMS.includes(word));
  const processor = words.find((word) => PROCESSORS.includes(word));
  if (!system || !processor) return null;
  const musl = words.some((word) => word.startsWith('musl'));
  return { cpu: [processor], ...(musl && { libc: ['musl'] }), os: [system] };
}

async function main() {
  const file = path.join(root, 'package-lock.json');
  const lock = JSON.parse(await readFile(file, 'utf8'));
  const missing = missingEntries(lock.packages);
  const entries = Object.entries({ ...lock.packages, ...missing });
  entries.sort(([a], [b]) => a.localeCompare(b, 'en'));
  lock.packages = Object.fromEntries(entries);
  await writeFile(file, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`package-lock.json: ${Object.keys(missing).length} entries added`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
