#!/usr/bin/env node
/**
 * Makes a deb with dpkg-deb, or an rpm with rpmbuild, from the command line that electron-builder gives to fpm
 * (CUSTOM_FPM_PATH). fpm itself comes from GitHub only, and what we use of it is little: files with their places, a
 * few fields, two scripts. Anything it doesn't know is an error, so that nothing is left out silently.
 */
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { capture } from '../run.mjs';

/** Options of fpm that have a value, and where it goes here. */
const WITH_VALUE = new Set([
  '-s',
  '-t',
  '--architecture',
  '--after-install',
  '--after-remove',
  '--description',
  '--version',
  '--package',
  '--name',
  '--maintainer',
  '--vendor',
  '--url',
  '--category',
  '--deb-priority',
  '--deb-compression',
  '--rpm-compression',
  '--rpm-os',
  '--rpm-rpmbuild-define',
  '--rpm-summary',
  '--license',
  '-d',
  '--deb-recommends',
]);

/**
 * @typedef {object} FpmJob
 * @property {Readonly<Record<string, string>>} options the last value of each
 * @property {readonly string[]} depends
 * @property {ReadonlyArray<readonly [from: string, to: string]>} files
 */

/**
 * @param {readonly string[]} args
 * @returns {FpmJob}
 */
export function parseFpm(args) {
  /** @type {Record<string, string>} */
  const options = {};
  /** @type {string[]} */
  const depends = [];
  /** @type {[string, string][]} */
  const files = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    if (arg === '--force') continue;
    if (arg.startsWith('-')) {
      if (!WITH_VALUE.has(arg)) throw new Error(`fpm.mjs knows no option ${arg}`);
      const value = args[++i];
      if (value === undefined) throw new Error(`${arg} needs a value`);
      if (arg === '-d') depends.push(value);
      else options[arg] = value;
      continue;
    }
    const at = arg.lastIndexOf('=');
    if (at < 0) throw new Error(`not FILE=PLACE: ${arg}`);
    files.push([arg.slice(0, at), arg.slice(at + 1)]);
  }
  return { options, depends, files };
}

/** Whether an address is the one that stands for none (config.mjs, publisher). @param {string | undefined} url */
const isNowhere = (url) => url === undefined || new URL(url).hostname.endsWith('.invalid');

/**
 * The control file of a deb (deb-control(5)).
 * @param {FpmJob} job
 * @param {number} installedKilobytes
 */
export function debControl({ options, depends }, installedKilobytes) {
  const [synopsis = '', ...rest] = (options['--description'] ?? '').split('\n').map((line) => line.trim());
  return `${[
    `Package: ${options['--name']}`,
    `Version: ${options['--version']}`,
    `Section: ${options['--category'] ?? 'default'}`,
    `Priority: ${options['--deb-priority'] ?? 'optional'}`,
    `Architecture: ${options['--architecture']}`,
    `Maintainer: ${options['--maintainer']}`,
    // Optional; an address that leads nowhere is better not shown.
    ...(isNowhere(options['--url']) ? [] : [`Homepage: ${options['--url']}`]),
    `Installed-Size: ${installedKilobytes}`,
    `Depends: ${depends.join(', ')}`,
    `Description: ${synopsis}`,
    ...rest.map((line) => ` ${line === '' ? '.' : line}`),
  ].join('\n')}\n`;
}

/**
 * The spec of an rpm: what lies in the build root is packed as it is.
 * @param {FpmJob} job
 * @param {{ install: string, remove: string, files: readonly string[] }} parts scripts, and paths as rpm lists them
 */
export function rpmSpec({ options, depends }, parts) {
  return `${[
    `Name: ${options['--name']}`,
    `Version: ${options['--version']}`,
    'Release: 1',
    `Summary: ${options['--rpm-summary'] ?? options['--description']}`,
    `License: ${options['--license'] ?? 'MIT'}`,
    ...(isNowhere(options['--url']) ? [] : [`URL: ${options['--url']}`]),
    `Vendor: ${options['--vendor']}`,
    'AutoReqProv: no',
    ...depends.map((one) => `Requires: ${one}`),
    '%define __os_install_post %{nil}',
    '%define _build_id_links none',
    '%description',
    options['--description'],
    '%files',
    ...parts.files.map((file) => `"${file}"`),
    '%post',
    parts.install,
    '%postun',
    parts.remove,
  ].join('\n')}\n`;
}

/** Puts the files in their places below a folder. @param {FpmJob} job @param {string} tree */
async function lay(job, tree) {
  for (const [from, to] of job.files) {
    const target = path.join(tree, to);
    await mkdir(path.dirname(target), { recursive: true });
    await cp(from, target, { recursive: true, verbatimSymlinks: true });
    if ((await stat(from)).isFile()) await chmod(target, (await stat(from)).mode & 0o111 ? 0o755 : 0o644);
  }
}

/** @param {string} folder @returns {Promise<string[]>} everything in it, folders before what they hold */
async function below(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.map((entry) => path.join(entry.parentPath, entry.name)).sort();
}

/** The same permissions whoever builds, whatever the umask. @param {string} tree */
async function settlePermissions(tree) {
  await chmod(tree, 0o755);
  for (const file of await below(tree)) {
    const { mode } = await stat(file);
    const isProgram = (mode & 0o111) !== 0;
    await chmod(file, isProgram ? 0o755 : 0o644);
  }
}

/** @param {FpmJob} job @param {string} work */
async function makeDeb(job, work) {
  const tree = path.join(work, 'tree');
  await lay(job, tree);
  await settlePermissions(tree);
  const sizes = await Promise.all((await below(tree)).map(async (file) => (await stat(file)).size));
  const control = path.join(tree, 'DEBIAN');
  await mkdir(control);
  const kilobytes = Math.ceil(sizes.reduce((sum, size) => sum + size, 0) / 1024);
  await writeFile(path.join(control, 'control'), debControl(job, kilobytes));
  for (const [name, option] of [
    ['postinst', '--after-install'],
    ['postrm', '--after-remove'],
  ]) {
    const script = job.options[option ?? ''];
    if (script) await writeFile(path.join(control, name ?? ''), await readFile(script), { mode: 0o755 });
  }
  const compression = job.options['--deb-compression'] ?? 'xz';
  // "none" is for tests, which want it quick; -Z and -z as dpkg-deb calls them.
  const [kind, level] = process.env.ROUTEPIN_FAST_PACKAGES === '1' ? ['gzip', '1'] : [compression, '6'];
  await capture('dpkg-deb', [
    `-Z${kind}`,
    `-z${level}`,
    '--root-owner-group',
    '--build',
    tree,
    job.options['--package'] ?? '',
  ]);
}

/** What rpm calls the architectures that electron-builder names as Debian does, as fpm knows. */
const RPM_ARCHITECTURES = /** @type {Readonly<Record<string, string>>} */ ({
  amd64: 'x86_64',
  arm64: 'aarch64',
});

/** @param {FpmJob} job @param {string} work */
async function makeRpm(job, work) {
  const tree = path.join(work, 'tree');
  await lay(job, tree);
  await settlePermissions(tree);
  const shared = new Set(['/opt', '/usr', '/usr/bin', '/usr/share']);
  /** Folders of our own are ours to remove; those of the system are not. @param {string} place */
  const isOurs = (place) =>
    !shared.has(place) && !/^\/usr\/share\/(applications|icons|man|mime)(\/|$)/.test(place);
  /** @type {string[]} */
  const files = [];
  for (const file of await below(tree)) {
    const place = file.slice(tree.length);
    const isFolder = (await stat(file)).isDirectory();
    if (isFolder && isOurs(place)) files.push(`%dir ${place}`);
    else if (!isFolder) files.push(place);
  }
  const spec = path.join(work, 'package.spec');
  await writeFile(
    spec,
    rpmSpec(job, {
      install: await readFile(job.options['--after-install'] ?? '', 'utf8'),
      remove: await readFile(job.options['--after-remove'] ?? '', 'utf8'),
      files,
    }).replaceAll('"%dir ', '%dir "'),
  );
  const out = path.join(work, 'out');
  await capture('rpmbuild', [
    '-bb',
    '--quiet',
    '--target',
    RPM_ARCHITECTURES[job.options['--architecture'] ?? ''] ?? job.options['--architecture'] ?? 'x86_64',
    '--define',
    `_topdir ${path.join(work, 'rpm')}`,
    '--define',
    `_rpmdir ${out}`,
    '--define',
    `_binary_payload ${process.env.ROUTEPIN_FAST_PACKAGES === '1' ? 'w1.gzdio' : 'w6.xzdio'}`,
    '--buildroot',
    tree,
    spec,
  ]);
  const made = (await below(out)).find((file) => file.endsWith('.rpm'));
  if (made === undefined) throw new Error('rpmbuild left no package');
  await cp(made, job.options['--package'] ?? '');
}

/** @param {readonly string[]} args */
async function main(args) {
  const job = parseFpm(args);
  const work = await mkdtemp(path.join(os.tmpdir(), 'routepin-fpm-'));
  try {
    if (job.options['-t'] === 'deb') await makeDeb(job, work);
    else if (job.options['-t'] === 'rpm') await makeRpm(job, work);
    else throw new Error(`fpm.mjs makes deb and rpm, not ${job.options['-t']}`);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    await main(process.argv.slice(2));
  } catch (error) {
    console.error(`fpm.mjs: ${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  }
}
