#!/usr/bin/env node
/**
 * `npm test`: everything, on a machine that has nothing but Node and npm. Prepares what is missing (packages of
 * the system, node_modules, the build, the Electron test runtime), runs every suite and ends with one line:
 *
 *   N passed, N failed[, N skipped]
 *
 *   node build/test.mjs                    all suites
 *   node build/test.mjs engine electron    only these (see SUITES)
 *
 * Only Node's own modules may be imported here: node_modules may not exist yet.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { runStep, STATIC_STEPS } from './check.mjs';
import { ensureElectronRuntime } from './electron-runtime.mjs';
import { endTogether, run, seconds, tool } from './run.mjs';
import { buildStaleness, installStaleness, root } from './staleness.mjs';
import { judged, NONE, playwrightCounts, sum, verdict, vitestCounts } from './test-run/counts.mjs';
import { firefoxIsMissing } from './test-run/firefox.mjs';
import { prepareSystem } from './test-run/system-packages.mjs';

/** @typedef {import('./test-run/counts.mjs').Counts} Counts */

const RESULTS = path.join(root, 'artefacts/results');
const SCREEN = ['xvfb-run', '-a', '-s', '-screen 0 1440x900x24'];
/** Catches a suite that hangs; none comes near it. */
const SUITE_LIMIT_MS = 20 * 60_000;
/** Everything, and a clone before it. */
const ALL_LIMIT_MS = 3 * 60 * 60_000;
/** Two packages are built, installed and removed; a slow disk takes its time. */
const WHOLE_LIMIT_MS = 40 * 60_000;

/**
 * In the order they run: what fails fast comes first. A suite of tests is there when its folder is.
 * @type {ReadonlyArray<{ name: string, folder?: string, isOnDemand?: boolean, run: () => Promise<Counts> }>}
 */
const SUITES = [
  ...Object.entries(STATIC_STEPS).map(([name, command]) => ({ name, run: () => runStatic(name, command) })),
  { name: 'unit', folder: 'test', run: () => runVitest('unit') },
  { name: 'engine', folder: 'test/core/engine', run: () => runVitest('engine') },
  { name: 'cli', folder: 'test/cli', run: () => runVitest('cli') },
  { name: 'parity', folder: 'test/parity', run: () => runVitest('parity') },
  { name: 'package', folder: 'test/package', run: () => runVitest('package', withDisplay()) },
  // On demand: installs into this system (`npm run package:test`).
  { name: 'whole-package', folder: 'test/package', isOnDemand: true, run: runWholePackage },
  // On demand: README's two commands in a fresh clone, the second one with everything that this script does.
  { name: 'newcomer', folder: 'test/package', isOnDemand: true, run: runNewcomer },
  { name: 'electron', folder: 'test/e2e/electron', run: () => runPlaywright('electron', withDisplay()) },
  { name: 'chromium', folder: 'test/e2e/chromium', run: () => runPlaywright('chromium', []) },
  { name: 'firefox', folder: 'test/e2e/firefox', run: runFirefox },
];

/**
 * @param {string} name
 * @param {readonly string[]} command
 */
async function runStatic(name, command) {
  return (await runStep(name, command)) ? { ...NONE, passed: 1 } : { ...NONE, failed: 1 };
}

/**
 * @param {string} suite
 * @param {readonly string[]} [wrapper]
 * @param {number} [limitMs]
 * @param {readonly string[]} files only these; all of the suite when none are named
 */
async function runVitest(suite, wrapper = [], limitMs = SUITE_LIMIT_MS, ...files) {
  const report = path.join(RESULTS, `${suite}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const command = [...wrapper, ...tool('vitest', 'run', '--project', suite, ...reporters, ...files)];
  const { code } = await run(command, { inherit: true, limitMs });
  return judged(await countsIn(report, vitestCounts), code);
}

/**
 * @param {string} project
 * @param {readonly string[]} wrapper
 */
async function runPlaywright(project, wrapper) {
  const report = path.join(RESULTS, `${project}.json`);
  const command = [...wrapper, ...tool('playwright', 'test', '--project', project, '--reporter=list,json')];
  const env = { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: report };
  const { code } = await run(command, { inherit: true, env, limitMs: SUITE_LIMIT_MS });
  return judged(await countsIn(report, playwrightCounts), code);
}

/** The quick half and the deb on this very system. */
function runWholePackage() {
  process.env.ROUTEPIN_WHOLE_PACKAGES = '1';
  return runVitest('package', withDisplay(), WHOLE_LIMIT_MS);
}

function runNewcomer() {
  process.env.ROUTEPIN_WHOLE_PACKAGES = '1';
  process.env.ROUTEPIN_NEWCOMER = '1';
  return runVitest('package', withDisplay(), ALL_LIMIT_MS, 'test/package/newcomer.test.ts');
}

/** Not every system offers Firefox as a package: then the suite is skipped as a whole, and says so. */
async function runFirefox() {
  const reason = await firefoxIsMissing();
  if (reason === null) return runPlaywright('firefox', []);
  console.log(reason);
  return { ...NONE, skipped: 1, skips: [`firefox: ${reason}`] };
}

/** Always a screen of our own on Linux: the same size everywhere, and nobody's desktop flickers. */
function withDisplay() {
  return process.platform === 'linux' ? SCREEN : [];
}

/**
 * @template Report
 * @param {string} file
 * @param {(report: Report) => Counts} count
 * @returns {Promise<Counts | null>}
 */
async function countsIn(file, count) {
  const text = await readFile(file, 'utf8').catch(() => null);
  return text === null ? null : count(JSON.parse(text));
}

/**
 * @param {string} what
 * @param {() => Promise<unknown>} work
 */
async function prepare(what, work) {
  const startedMs = performance.now();
  await work();
  console.log(`${what}: ready (${seconds(performance.now() - startedMs)})`);
}

/** @param {readonly string[]} command */
async function must(command) {
  const { code } = await run(command, { inherit: true });
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}`);
}

/** @param {ReadonlySet<string>} suites the names of those that will run */
async function prepareAll(suites) {
  const tests = [...suites].some((name) => !Object.hasOwn(STATIC_STEPS, name));
  const log = console.log;
  if (tests) await prepare('system packages', () => prepareSystem(log));
  await prepare('node_modules', async () => {
    const reason = await installStaleness(root);
    if (!reason) return;
    log(`npm ci (${reason}) …`);
    await must(['npm', 'ci', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error']);
  });
  if (!tests) return;
  await prepare('build', async () => {
    if (await buildStaleness(root)) await must([process.execPath, path.join(root, 'build/build.mjs')]);
  });
  if (
    ['electron', 'package', 'whole-package', 'newcomer'].some((name) => suites.has(name)) &&
    process.platform === 'linux'
  ) {
    await prepare('electron runtime', () => ensureElectronRuntime({ log }));
  }
}

async function main() {
  const startedMs = performance.now();
  const chosen = process.argv.slice(2);
  const unknown = chosen.filter((name) => !SUITES.some((suite) => suite.name === name));
  if (unknown.length > 0) {
    const names = SUITES.map(({ name }) => name).join(', ');
    console.error(`test: no such suite: ${unknown.join(', ')} (there are ${names})`);
    process.exitCode = 2;
    return;
  }
  const suites = SUITES.filter(({ name, folder, isOnDemand }) =>
    chosen.length > 0
      ? chosen.includes(name)
      : !isOnDemand && (!folder || existsSync(path.join(root, folder))),
  );
  await rm(RESULTS, { recursive: true, force: true });
  await mkdir(RESULTS, { recursive: true });
  try {
    await prepareAll(new Set(suites.map(({ name }) => name)));
  } catch (error) {
    console.error(`\nPreparing failed: ${error instanceof Error ? error.message : error}\n`);
    console.log(verdict({ ...NONE, failed: 1 }));
    process.exitCode = 1;
    return;
  }

  /** @type {string[]} */
  const lines = [];
  /** @type {Counts[]} */
  const all = [];
  for (const suite of suites) {
    const suiteStartedMs = performance.now();
    if (suite.folder) console.log(`\n── ${suite.name} ${'─'.repeat(Math.max(0, 70 - suite.name.length))}`);
    const counts = await suite.run();
    all.push(counts);
    const took = seconds(performance.now() - suiteStartedMs).padStart(8);
    lines.push(`${counts.failed > 0 ? '✗' : '✓'} ${suite.name.padEnd(10)} ${took}   ${verdict(counts)}`);
    lines.push(...counts.failures.map((failure) => `    failed: ${failure}`));
    lines.push(...counts.skips.map((skip) => `    skipped: ${skip}`));
  }
  const total = sum(all);
  console.log(`\n${lines.join('\n')}\n\nin ${seconds(performance.now() - startedMs)}`);
  console.log(verdict(total));
  process.exitCode = total.failed > 0 ? 1 : 0;
}

endTogether();
await main();
