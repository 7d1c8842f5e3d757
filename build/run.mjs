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

const ASKED_BY = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * Every program that runs now, so that none outlives us.
 * @type {Set<import('node:child_process').ChildProcess>}
 */
const running = new Set();

/**
 * Starts a program in a process group of its own: it can be ended with all that it started, and a Ctrl-C in the
 * terminal reaches it once, through us.
 * @param {readonly string[]} command
 * @param {import('node:child_process').SpawnOptions} options
 */
export function spawnGroup([program = '', ...args], options) {
  const child = spawn(program, args, { cwd: root, ...options, detached: process.platform !== 'win32' });
  running.add(child);
  child.on('error', () => running.delete(child));
  child.on('exit', () => running.delete(child));
  return child;
}

/**
 * Signals a program and all that it started.
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
export function killGroup(child, signal) {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // It is gone already.
  }
}

/**
 * What ends us ends what we started, then us. Asked to end: by a signal, or by the death of the shell that npm
 * runs us in, which gets the signals that npm passes on and keeps them to itself.
 * @param {(signal: NodeJS.Signals) => void} [onAsked] instead: for who has a better way to end
 * @returns {() => void} takes it back
 */
export function endTogether(onAsked = endAll) {
  for (const signal of ASKED_BY) process.on(signal, onAsked);
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    onAsked('SIGTERM');
  }, 500).unref();
  return () => {
    clearInterval(watch);
    for (const signal of ASKED_BY) process.off(signal, onAsked);
  };
}

/** @param {NodeJS.Signals} signal */
function endAll(signal) {
  for (const child of running) killGroup(child, 'SIGTERM');
  setTimeout(() => {
    for (const child of running) killGroup(child, 'SIGKILL');
    process.exit(128 + os.constants.signals[signal]);
  }, 1_000);
}

/**
 * Runs a program to its end and never throws.
 * @param {readonly string[]} command
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, inherit?: boolean, limitMs?: number }} [options]
 *   with `limitMs`, a program that runs longer is ended
 * @returns {Promise<Outcome>}
 */
export function run(command, { cwd = root, env = process.env, inherit = false, limitMs } = {}) {
  const startedMs = performance.now();
  return new Promise((resolve) => {
    /** @type {Buffer[]} */
    const chunks = [];
    const child = spawnGroup(command, { cwd, env, stdio: inherit ? 'inherit' : ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => chunks.push(chunk));
    const limit = limitMs ? setTimeout(() => end(child, limitMs), limitMs) : undefined;
    /** @param {number} code */
    const finish = (code) => {
      clearTimeout(limit);
      resolve({ code, output: Buffer.concat(chunks).toString(), ms: performance.now() - startedMs });
    };
    child.on('error', (error) => {
      chunks.push(Buffer.from(`${command[0]}: ${error.message}\n`));
      finish(127);
    });
    child.on('close', (code, signal) => finish(code ?? 128 + (signal ? os.constants.signals[signal] : 0)));
  });
}

/**
 * Asks first, insists ten seconds later.
 * @param {import('node:child_process').ChildProcess} child
 * @param {number} limitMs
 */
function end(child, limitMs) {
  console.error(`ended after ${seconds(limitMs)}: ${child.spawnargs.join(' ')}`);
  killGroup(child, 'SIGTERM');
  setTimeout(() => killGroup(child, 'SIGKILL'), 10_000).unref();
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
