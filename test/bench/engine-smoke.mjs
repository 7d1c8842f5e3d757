// CPU per request of our engine beside http-proxy with a keep-alive agent, in one interleaved run.
//   node test/bench/engine-smoke.mjs [--seconds 3] [--rounds 3] [--profile] [--only engine] [--path /64k]
// Each proxy runs in a process of its own that measures its own CPU; the load comes from wrk. A quick look while
// working on the hot path, not a benchmark to quote: absolute figures depend on the machine and its neighbours.
import { fork, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { Agent, createServer } from 'node:http';
import { createRequire } from 'node:module';
import { createServer as createTcpServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { buildSync } from 'esbuild';

const here = fileURLToPath(import.meta.url);
const root = join(dirname(here), '..', '..');
const BUNDLE = join(root, '.cache', 'bench', 'engine.mjs');
const LOAD_GENERATOR = 'wrk';
const CONNECTIONS = 64;
const BODIES = { '/': 100, '/64k': 65_536, '/1m': 1_048_576 };
const BROWSER_FIELDS = [
  'User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36',
  'Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8',
  'Accept-Encoding: gzip, deflate, br',
  'Accept-Language: en-US,en;q=0.9',
  'Cookie: ROUTEID=.1; session=0123456789abcdef; theme=dark',
  'Sec-Fetch-Mode: navigate',
];

const role = process.argv[2];
if (role === 'as-backend') runBackend();
else if (role === 'as-engine') await runEngine(process.argv.slice(3));
else if (role === 'as-http-proxy') runHttpProxy(process.argv.slice(3));
else await main();

/** Answers as fast as a process can: one prepared text for each path. */
function runBackend() {
  const answers = Object.fromEntries(
    Object.entries(BODIES).map(([path, size]) => [
      path,
      Buffer.from(
        `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nServer: bench\r\nDate: Mon, 23 Nov 2026 20:00:00 GMT\r\nContent-Length: ${size}\r\n\r\n${'x'.repeat(size)}`,
      ),
    ]),
  );
  const server = createTcpServer({ noDelay: true }, (socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      const text = bytes.latin1Slice();
      socket.write(answers[text.slice(4, text.indexOf(' ', 4))] ?? answers['/']);
    });
  });
  server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
}

async function runEngine(ports) {
  const { createEngine, parseProject, resolveProject } = await import(pathToFileURL(BUNDLE).href);
  const engine = createEngine({
    sessions: {
      recognise: () => ({ sessionId: null, tabId: null, forcedRoute: null }),
      finished: () => undefined,
    },
    listener: {
      exchangeFinished: () => undefined,
      memberChanged: () => undefined,
      siteChanged: () => undefined,
    },
    secretFieldName: null,
  });
  const project = parseProject({
    version: 1,
    name: 'bench',
    balancers: [
      {
        name: 'lb',
        stickysession: 'ROUTEID',
        routeCookie: { name: 'ROUTEID', path: '/' },
        members: ports.map((port, index) => ({ url: `http://127.0.0.1:${port}`, route: String(index + 1) })),
      },
    ],
    sites: [{ name: 'bench', listen: '127.0.0.1:0', proxyPass: [{ path: '/', url: 'balancer://lb/' }] }],
  });
  const result = await engine.apply(resolveProject(project.value));
  if (!result.ok) throw new Error(result.error.message);
  serve(Number(new URL(engine.sites()[0].url).port));
}

function runHttpProxy([port]) {
  const require = createRequire(import.meta.url);
  const proxy = require('http-proxy').createProxyServer({
    target: `http://127.0.0.1:${port}`,
    agent: new Agent({ keepAlive: true, maxSockets: 256 }),
    xfwd: true,
  });
  proxy.on('error', () => undefined);
  const server = createServer((request, response) => proxy.web(request, response));
  server.listen(0, '127.0.0.1', () => serve(server.address().port));
}

/** Tells the port, and on request the CPU used so far and the memory held. */
function serve(port) {
  process.on('message', (message) => {
    if (message === 'usage') process.send({ cpu: process.cpuUsage(), rss: process.memoryUsage().rss });
    else process.exit(0);
  });
  process.send({ port });
}

async function main() {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '3' },
      rounds: { type: 'string', default: '3' },
      profile: { type: 'boolean', default: false },
      only: { type: 'string' },
      path: { type: 'string', default: '/' },
    },
  });
  bundle();
  const backends = [await start('as-backend'), await start('as-backend')];
  const ports = backends.map((backend) => String(backend.port));
  const roles = ['as-engine', 'as-http-proxy'].filter(
    (each) => values.only === undefined || each === `as-${values.only}`,
  );
  const profileArgs = values.profile ? ['--cpu-prof', `--cpu-prof-dir=${join(root, '.cache', 'bench')}`] : [];
  const proxies = [];
  for (const each of roles)
    proxies.push({ name: each.slice(3), ...(await start(each, ports, profileArgs)), costs: [] });
  for (const proxy of proxies) await load(proxy, values.path, '1');
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const proxy of proxies) proxy.costs.push(await load(proxy, values.path, values.seconds));
  }
  for (const { name, costs, child } of proxies) {
    const best = costs.toSorted((a, b) => a.cpuUs - b.cpuUs)[Math.floor(costs.length / 2)];
    const { rss } = await usage(child);
    console.log(
      `${name.padEnd(11)} ${best.cpuUs.toFixed(1).padStart(8)} µs CPU/request (${best.userUs.toFixed(1)} of it in user mode; median of ${costs.length})  ${best.perSecond.toFixed(0).padStart(7)} req/s  ${(rss / 1e6).toFixed(0)} MB`,
    );
  }
  for (const { child } of [...proxies, ...backends]) child.connected && child.send('end');
  for (const { child } of backends) child.kill();
}

function bundle() {
  mkdirSync(dirname(BUNDLE), { recursive: true });
  const entry = `export { createEngine } from './core/engine/index.ts'; export { parseProject, resolveProject } from './core/contract/index.ts';`;
  buildSync({
    stdin: { contents: entry, resolveDir: root, loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    outfile: BUNDLE,
    logLevel: 'warning',
  });
}

function start(each, args = [], execArgv = []) {
  const child = fork(here, [each, ...args], { execArgv });
  return new Promise((resolve, reject) => {
    child.once('message', ({ port }) => resolve({ child, port }));
    child.once('exit', (code) => reject(new Error(`${each} ended with ${code}`)));
  });
}

function usage(child) {
  return new Promise((resolve) => {
    child.once('message', resolve);
    child.send('usage');
  });
}

async function load({ child, port }, path, seconds) {
  const before = await usage(child);
  const text = await new Promise((resolve) => {
    const fields = BROWSER_FIELDS.flatMap((field) => ['-H', field]);
    const wrk = spawn(LOAD_GENERATOR, [
      '-t1',
      `-c${CONNECTIONS}`,
      `-d${seconds}s`,
      ...fields,
      `http://127.0.0.1:${port}${path}`,
    ]);
    let out = '';
    wrk.stdout.on('data', (bytes) => (out += bytes));
    wrk.once('close', () => resolve(out));
  });
  const after = await usage(child);
  const requests = Number(/(\d+) requests in/.exec(text)?.[1] ?? Number.NaN);
  if (/Non-2xx|Socket errors/.test(text)) console.log(text);
  const cpu = after.cpu.user + after.cpu.system - before.cpu.user - before.cpu.system;
  return {
    cpuUs: cpu / requests,
    userUs: (after.cpu.user - before.cpu.user) / requests,
    perSecond: requests / Number(seconds),
  };
}
