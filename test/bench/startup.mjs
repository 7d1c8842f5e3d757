#!/usr/bin/env node
/**
 * How long `routepin serve` takes from its start to the first answer through the proxy: the built program, one
 * backend, no user interface and with it. Wants a quiet machine; `npm run build` first.
 *
 *   node test/bench/startup.mjs [runs]
 *
 * Aim: 150 ms; must: 300 ms (median).
 */
import { spawn } from 'node:child_process';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import { environment } from './environment.mjs';

const program = path.resolve(import.meta.dirname, '../../dist/cli/routepin.js');
const runs = Number(process.argv[2] ?? 15);

const backend = http.createServer((_request, response) => response.end('hello'));
await new Promise((resolve) => backend.listen(0, '127.0.0.1', () => resolve(undefined)));
const { port: backendPort } = /** @type {net.AddressInfo} */ (backend.address());

for (const [name, args] of /** @type {const} */ ([
  ['node -e 0 (no program can be quicker)', null],
  ['serve --no-ui', ['--no-ui']],
  ['serve', ['--ui-port', '0']],
])) {
  const times = [];
  for (let run = 0; run < runs; run++) times.push(args === null ? await bareNode() : await firstAnswer(args));
  times.sort((a, b) => a - b);
  const at = (/** @type {number} */ share) => (times[Math.floor((times.length - 1) * share)] ?? 0).toFixed(0);
  console.log(`${name.padEnd(40)} median ${at(0.5)} ms, best ${at(0)} ms, worst ${at(1)} ms (${runs} runs)`);
}
backend.close();

/** @returns {Promise<number>} milliseconds */
function bareNode() {
  const startedMs = performance.now();
  return new Promise((resolve) => {
    spawn(process.execPath, ['-e', '0'], { env: environment }).on('exit', () =>
      resolve(performance.now() - startedMs),
    );
  });
}

/**
 * @param {readonly string[]} args
 * @returns {Promise<number>} milliseconds
 */
async function firstAnswer(args) {
  const port = await freePort();
  const startedMs = performance.now();
  const child = spawn(
    process.execPath,
    [
      program,
      'serve',
      '--backend',
      `http://127.0.0.1:${backendPort}`,
      '--listen',
      `127.0.0.1:${port}`,
      ...args,
    ],
    { env: environment, stdio: 'ignore' },
  );
  const exited = new Promise((resolve) => child.on('exit', resolve));
  while (!(await answers(port))) {
    if (child.exitCode !== null) throw new Error(`serve ended with ${child.exitCode}`);
    // As soon as it can be: a refused connection costs next to nothing.
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  const took = performance.now() - startedMs;
  child.kill('SIGTERM');
  await exited;
  return took;
}

/** @param {number} port */
function answers(port) {
  return new Promise((resolve) => {
    http
      .get({ port, host: '127.0.0.1', agent: false }, (response) => {
        response.resume();
        response.on('end', () => resolve(response.statusCode === 200));
      })
      .on('error', () => resolve(false));
  });
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = /** @type {net.AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}
