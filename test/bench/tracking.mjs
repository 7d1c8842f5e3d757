#!/usr/bin/env node
// What following tabs costs requests that are no pages: CPU per JSON request of `serve` without and with --track-tabs, the
// latter also with 200 tabs open, in interleaved rounds. Prints, asserts nothing.
//   node test/bench/tracking.mjs [--seconds 3] [--rounds 7]
// CPU is the program's own, from /proc: Linux only. The load comes from wrk, one backend from node:http.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { WebSocket } from 'ws';

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '3' }, rounds: { type: 'string', default: '7' } },
});
const root = path.resolve(import.meta.dirname, '../..');
const TABS = 200;
/** USER_HZ of every Linux that Node runs on. */
const TICK_US = 10_000;
const BROWSER = [
  'User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  'Accept: application/json',
  'Accept-Encoding: gzip, deflate, br, zstd',
  'Accept-Language: en-GB,en;q=0.9',
  'Sec-Fetch-Dest: empty',
  'Sec-Fetch-Mode: cors',
  'Sec-Fetch-Site: same-origin',
];
const JSON_BODY = JSON.stringify({ items: Array.from({ length: 8 }, (_, id) => ({ id })) });

const folder = await mkdtemp(path.join(tmpdir(), 'routepin-bench-'));
const children = [];
let jarNow = '';
try {
  const cli = await bundle();
  const backend = await startBackend();
  const off = await startProgram('off', cli, backend.port, []);
  const on = await startProgram('on', cli, backend.port, ['--track-tabs']);
  const many = await startProgram('on, 200 tabs', cli, backend.port, ['--track-tabs']);
  const jar = await openTabs(many);
  const [onJar] = await openPage(on);
  const contenders = [
    // Without tracking the browser has no cookie of ours.
    { ...off, cookie: 'ROUTEID=.1; shop_session=abcdef', costs: [] },
    { ...on, cookie: `ROUTEID=.1; shop_session=abcdef; ${onJar}`, costs: [] },
    { ...many, cookie: `ROUTEID=.1; shop_session=abcdef; ${jar}`, costs: [] },
  ];
  for (const contender of contenders) await load(contender, '1');
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const contender of contenders) contender.costs.push(await load(contender, values.seconds));
  }
  const base = median(contenders[0].costs);
  for (const { name, costs, pid } of contenders) {
    const each = contenders[0].costs.map((cost, round) => costs[round] / cost);
    const { rssMb } = await usage(pid);
    console.log(
      `${name.padEnd(13)} ${median(costs).toFixed(2).padStart(7)} µs CPU/request (median of ${costs.length}, ${Math.min(...costs).toFixed(2)} to ${Math.max(...costs).toFixed(2)})  ${(median(costs) / base).toFixed(3)}× off, median of rounds ${median(each).toFixed(3)}×  ${rssMb.toFixed(0)} MB`,
    );
  }
  console.log('target of ENGINE.md: on ≤ 1.1× off, aim 1.05×');
} finally {
  for (const child of children) child.kill();
  await rm(folder, { recursive: true, force: true });
}
process.exit();

async function bundle() {
  const outfile = path.join(folder, 'routepin.mjs');
  await build({
    entryPoints: [path.join(root, 'core/cli/main.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    define: { __VERSION__: '"bench"' },
  });
  return outfile;
}

async function startBackend() {
  const server = http.createServer((request, response) => {
    const isPage = request.url.startsWith('/page');
    response.setHeader('Content-Type', isPage ? 'text/html; charset=utf-8' : 'application/json');
    response.end(isPage ? `<!doctype html><title>${request.url}</title><p>x` : JSON_BODY);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.keepAliveTimeout = 60_000;
  server.unref();
  return { port: server.address().port };
}

function startProgram(name, cli, backendPort, args) {
  const listen = `127.0.0.1:${20_000 + Math.floor(Math.random() * 20_000)}`;
  const given = ['serve', '--no-ui', '--backend', String(backendPort), '--listen', listen, ...args];
  const child = spawn(process.execPath, [cli, ...given], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`serve ended with ${code}`)));
    let said = '';
    child.stdout.on('data', (bytes) => {
      said += bytes;
      if (said.includes('Ctrl-C')) resolve({ name, pid: child.pid, origin: `http://${listen}` });
    });
  });
}

/** Fetches a page as a browser does; gives our cookie and the document's id. */
async function openPage({ origin }, url = '/page') {
  const answer = await new Promise((resolve, reject) => {
    const headers = { 'Sec-Fetch-Dest': 'document', 'Sec-Fetch-Mode': 'navigate', Cookie: jarNow };
    http
      .get(origin + url, { headers }, (response) => {
        let body = '';
        response.on('data', (bytes) => (body += bytes));
        response.on('end', () => resolve({ body, cookies: response.headers['set-cookie'] ?? [] }));
      })
      .on('error', reject);
  });
  const jar = answer.cookies.find((line) => line.startsWith('_jarid='))?.split(';')[0];
  return [jar, /"([\w-]{16})","\/~/.exec(answer.body)?.[1]];
}

/** Opens the tabs of one browser: a page and its socket each. */
async function openTabs(program) {
  for (let tab = 0; tab < TABS; tab++) {
    const [jar, documentId] = await openPage(program, `/page${tab}`);
    jarNow ||= jar;
    const url = `${program.origin}/page${tab}`;
    const socket = new WebSocket(url.replace('http', 'ws'), 'page-link.v1', {
      origin: program.origin,
      headers: { Cookie: `ROUTEID=.1; ${jarNow}`, 'User-Agent': BROWSER[0].slice(12) },
    });
    await new Promise((resolve, reject) => {
      socket.once('open', () => socket.send(JSON.stringify([1, '', documentId, url, `Tab ${tab}`, 0])));
      socket.once('message', resolve);
      socket.once('error', reject);
    });
  }
  const jar = jarNow;
  jarNow = '';
  return jar;
}

async function load({ origin, pid, cookie }, seconds) {
  const before = await usage(pid);
  const text = await new Promise((resolve) => {
    const fields = [...BROWSER, `Cookie: ${cookie}`, `Referer: ${origin}/page7`].flatMap((field) => [
      '-H',
      field,
    ]);
    const wrk = spawn('wrk', ['-t1', '-c32', `-d${seconds}s`, ...fields, `${origin}/api`]);
    let out = '';
    wrk.stdout.on('data', (bytes) => (out += bytes));
    wrk.once('close', () => resolve(out));
  });
  const after = await usage(pid);
  if (/Non-2xx|Socket errors/.test(text)) console.log(text);
  return (after.cpuUs - before.cpuUs) / Number(/(\d+) requests in/.exec(text)?.[1]);
}

async function usage(pid) {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return {
    cpuUs: (Number(fields[11]) + Number(fields[12])) * TICK_US,
    rssMb: (Number(fields[21]) * 4096) / 1e6,
  };
}

function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
