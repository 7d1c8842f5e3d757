/** Starting other programs from the build scripts. No dependencies. */
import { spawn } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { root } from './staleness.mjs';

/**
 * Our tools by the file that Node runs: quicker than npx, and the same on every system.
 */
export const TOOLS = {
  biome: 'node_modules/@biomejs/biome/bin/biome',
  knip: 'node_modules/knip/bin/knip.js',
  playwright: 'node_modules/@playwright/test/cli.js',
  tsc: 'node_modules/typescript/bin/tsc',
  vitest: 'node_modules/vitest/vitest.mjs',
};

/**
 * The command line of one of our tools.
 * @param {keyof typeof TOOLS} name
 * @param {readonly string[]} args
 * @returns {string[]}
 */
export function tool(name, ...args) {
  return [process.execPath, path.join(root, TOOLS[name]), ...args];
}

/**
 * @typedef {object} Outcome
 * @property {number} code exit code; 128 + n after signal n, 127 when the program can't be started
 * @property {string} output stdout and stderr as they came; empty with stdio "inherit"
 * @property {number} ms
 */

/**
 * Runs a program to its end and never throws.
 * @param {readonly string[]} command
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, inherit?: boolean, limitMs?: number }} [options]
 *   with `limitMs`, a program that runs longer is ended
 * @returns {Promise<Outcome>}
 */
export function run(command, { cwd = root, env = process.env, inherit = false, limitMs } = {}) {
  const startedMs = performance.now();
  const [program = '', ...args] = command;
  return new Promise((resolve) => {
    /** @type {Buffer[]} */
    const chunks = [];
    const child = spawn(program, args, { cwd, env, stdio: inherit ? 'inherit' : ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => chunks.push(chunk));
    const limit = limitMs ? setTimeout(() => end(child), limitMs) : undefined;
    /** @param {number} code */
    const finish = (code) => {
      clearTimeout(limit);
      resolve({ code, output: Buffer.concat(chunks).toString(), ms: performance.now() - startedMs });
    };
    child.on('error', (error) => {
      chunks.push(Buffer.from(`${program}: ${error.message}\n`));
      finish(127);
    });
    child.on('close', (code, signal) =>
      finish(code ?? 128 + (signal ? (os.constants.signals[signal] ?? 0) : 0)),
    );
  });
}

/** Asks first, insists ten seconds later. @param {import('node:child_process').ChildProcess} child */
function end(child) {
  child.kill('SIGTERM');
  setTimeout(() => child.kill('SIGKILL'), 10_000).unref();
}

/**
 * Runs a program that has to succeed.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<string>} its output
 */
export async function capture(program, args, options) {
  const { code, output } = await run([program, ...args], options);
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} failed (${code}):\n${output.trim()}`);
  return output;
}

/** @param {number} ms */
export function seconds(ms) {
  return `${(ms / 1000).toFixed(1)} s`;
}
