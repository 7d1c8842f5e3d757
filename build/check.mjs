#!/usr/bin/env node
/**
 * `npm run check`: everything that can be said about the code without starting the product, in a few seconds.
 *
 *   node build/check.mjs              all steps
 *   node build/check.mjs lint types   only these
 */
import { pathToFileURL } from 'node:url';
import { endTogether, run, seconds, tool } from './run.mjs';

/**
 * The steps by name. The walls between the rooms are in `lint` (imports, clocks) and `types` (what a room may
 * know of its surroundings); test/build/walls.test.ts proves that they hold.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
export const STATIC_STEPS = {
  types: tool('tsc', '-b'),
  lint: tool('biome', 'check', '--formatter-enabled=false', '--error-on-warnings', '.'),
  format: tool('biome', 'format', '.'),
  knip: tool('knip'),
};

/** @type {Readonly<Record<string, readonly string[]>>} */
const STEPS = { unit: tool('vitest', 'run', '--project', 'unit', '--reporter=minimal'), ...STATIC_STEPS };

/**
 * Runs one step and shows it: one line, and its output when it failed.
 * @param {string} name
 * @param {readonly string[]} command
 * @returns {Promise<boolean>} whether it passed
 */
export async function runStep(name, command) {
  const { code, output, ms } = await run(command);
  console.log(`${code === 0 ? '✓' : '✗'} ${name.padEnd(8)} ${seconds(ms).padStart(7)}`);
  if (code !== 0) console.log(output.trimEnd());
  return code === 0;
}

/**
 * Runs steps two at a time: each of them uses several threads already.
 * @param {ReadonlyArray<readonly [name: string, command: readonly string[]]>} steps
 * @returns {Promise<string[]>} names of those that failed
 */
async function runSteps(steps) {
  /** @type {string[]} */
  const failed = [];
  const queue = [...steps];
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      if (!(await runStep(...next))) failed.push(next[0]);
    }
  };
  await Promise.all([worker(), worker()]);
  return failed;
}

async function main() {
  const startedMs = performance.now();
  const chosen = process.argv.slice(2);
  const unknown = chosen.filter((name) => !Object.hasOwn(STEPS, name));
  if (unknown.length > 0) {
    console.error(`check: no such step: ${unknown.join(', ')} (there are ${Object.keys(STEPS).join(', ')})`);
    process.exitCode = 2;
    return;
  }
  const steps = Object.entries(STEPS).filter(([name]) => chosen.length === 0 || chosen.includes(name));
  const failed = await runSteps(steps);
  const took = seconds(performance.now() - startedMs);
  console.log(failed.length > 0 ? `check failed: ${failed.join(', ')} (${took})` : `check passed (${took})`);
  process.exitCode = failed.length > 0 ? 1 : 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  endTogether();
  await main();
}
