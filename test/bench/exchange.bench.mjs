// What one exchange costs us without the kernel: the whole program of `serve` (sessions, record, events), sockets in memory.
//   node test/bench/exchange.bench.mjs [--batches 20] [--exchanges 20000] [--profile]
//     [--json] [--track-tabs] [--navigations 50] [--no-detectors] [--newcomers]
// `--json`: requests as the script of a page makes them. `--track-tabs`: the same with tabs followed, from a browser that has
// our cookie; with `--navigations N` each Nth round of requests fetches a page that is given its script.
// `--no-detectors`: without looking for sick stickiness. `--newcomers`: requests without a cookie, each of note to detectors.
// Prints the fastest and the median batch in microseconds per exchange. For work on the hot path, not to be quoted.
import { mkdirSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { buildSync } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..');
const { values } = parseArgs({
  options: {
    batches: { type: 'string', default: '20' },
    exchanges: { type: 'string', default: '20000' },
    connections: { type: 'string', default: '64' },
    profile: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    'track-tabs': { type: 'boolean', default: false },
    navigations: { type: 'string', default: '0' },
    'no-detectors': { type: 'boolean', default: false },
    newcomers: { type: 'boolean', default: false },
  },
});
const bundle = join(root, '.cache', 'bench', 'exchange.mjs');
buildSync({
  stdin: {
    contents: `export { createRoutepin } from './core/index.ts'; export { parseProject } from './core/contract/index.ts'; export * as net from './test/bench/fake-net.mjs';`,
    resolveDir: root,
    loader: 'ts',
  },
  alias: { 'node:net': './test/bench/fake-net.mjs' },
  outfile: bundle,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  banner: {
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  },
  loader: { '.node': 'empty' },
});
const { createRoutepin, parseProject, net } = await import(pathToFileURL(bundle).href);

const parsed = parseProject({
  version: 1,
  name: 'bench',
  balancers: [
    {
      name: 'lb',
      stickysession: 'ROUTEID',
      routeCookie: { name: 'ROUTEID', path: '/' },
      members: [1, 2, 3, 4].map((n) => ({ url: `http://127.0.0.1:1300${n}`, route: String(n) })),
    },
  ],
  sites: [{ name: 'bench', listen: '127.0.0.1:18080', proxyPass: [{ path: '/', url: 'balancer://lb/' }] }],
});
const routepin = createRoutepin({
  project: parsed.value,
  capabilities: {},
  trackTabs: values['track-tabs'],
  detectors: !values['no-detectors'],
});
await routepin.start();

const isJson = values.json || values['track-tabs'];
const PAGE_REQUEST = requestOf('GET /page', [
  'Sec-Fetch-Dest: document',
  'Sec-Fetch-Mode: navigate',
  'Sec-Fetch-Site: none',
]);
const REQUEST = isJson
  ? requestOf('GET /api', [
      'Sec-Fetch-Dest: empty',
      'Sec-Fetch-Mode: cors',
      'Sec-Fetch-Site: same-origin',
      'Referer: http://127.0.0.1:18080/page',
    ])
  : Buffer.from(
      [
        'GET / HTTP/1.1',
        'Host: 127.0.0.1:18080',
        'User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36',
        'Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8',
        'Accept-Encoding: gzip, deflate, br',
        'Accept-Language: en-US,en;q=0.9',
        ...(values.newcomers ? [] : ['Cookie: ROUTEID=.2; session=0123456789abcdef; theme=dark']),
        'Sec-Fetch-Mode: navigate',
        '',
        '',
      ].join('\r\n'),
    );

/** A request of a browser that has our cookie where tabs are followed. */
function requestOf(line, fields) {
  const jar = values['track-tabs'] ? '; _jarid=0123456789abcdefghijkl' : '';
  return Buffer.from(
    [
      `${line} HTTP/1.1`,
      'Host: 127.0.0.1:18080',
      'User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36',
      'Accept: */*',
      'Accept-Encoding: gzip, deflate, br',
      'Accept-Language: en-US,en;q=0.9',
      `Cookie: ROUTEID=.2; session=0123456789abcdef${jar}; theme=dark`,
      ...fields,
      '',
      '',
    ].join('\r\n'),
  );
}
const PAGE = '<!doctype html><html><head><title>x</title></head><body></body></html>';
const PAGE_ANSWER = Buffer.from(
  `HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\nDate: Mon, 23 Nov 2026 20:00:00 GMT\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: ${PAGE.length}\r\nConnection: keep-alive\r\n\r\n${PAGE}`,
);
const ANSWER = Buffer.from(
  `HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\nDate: Mon, 23 Nov 2026 20:00:00 GMT\r\nContent-Type: application/json\r\nContent-Length: 100\r\nConnection: keep-alive\r\n\r\n${'x'.repeat(100)}`,
);

const server = net.servers.find((each) => each.port === 18080);
const clients = Array.from({ length: Number(values.connections) }, () => {
  const socket = new net.Socket();
  server.accept(socket);
  return socket;
});
const pause = () => new Promise((resolve) => setImmediate(resolve));

/** Answers what each member connection was asked. */
function answerAll(answer = ANSWER) {
  for (const socket of net.memberSockets) {
    for (; socket.wrote > 0; socket.wrote--) {
      const { buffer, callback } = socket.onread;
      const into = typeof buffer === 'function' ? buffer() : buffer;
      into.set(answer);
      callback(answer.length, into);
    }
  }
}

async function batch(exchanges) {
  const startedNs = process.cpuUsage();
  const rounds = Math.ceil(exchanges / clients.length);
  const navigations = Number(values.navigations);
  for (let round = 0; round < rounds; round++) {
    const isPage = navigations > 0 && round % navigations === navigations - 1;
    // As from a real socket: each read has a buffer of its own.
    for (const client of clients) client.emit('data', Buffer.from(isPage ? PAGE_REQUEST : REQUEST));
    await pause();
    answerAll(isPage ? PAGE_ANSWER : ANSWER);
    await pause();
  }
  const used = process.cpuUsage(startedNs);
  return (used.user + used.system) / (rounds * clients.length);
}

for (let i = 0; i < 5; i++) {
  for (const client of clients) client.emit('data', Buffer.from(REQUEST));
  for (let turn = 0; turn < 5; turn++) {
    await pause();
    answerAll();
  }
}
const wroteBefore = clients.reduce((sum, each) => sum + each.wrote, 0);
for (const client of clients) client.emit('data', Buffer.from(REQUEST));
// A connection that lay unused is looked at for some turns first.
for (let turn = 0; turn < 10; turn++) {
  await pause();
  answerAll();
}
const answered = clients.reduce((sum, each) => sum + each.wrote, 0) - wroteBefore;
if (answered < clients.length) throw new Error(`only ${answered} of ${clients.length} were answered`);
for (let i = 0; i < 4; i++) await batch(Number(values.exchanges));
const inspector = new Session();
if (values.profile) {
  inspector.connect();
  await inspector.post('Profiler.enable');
  await inspector.post('Profiler.setSamplingInterval', { interval: 200 });
  await inspector.post('Profiler.start');
}
const figures = [];
for (let i = 0; i < Number(values.batches); i++) figures.push(await batch(Number(values.exchanges)));
figures.sort((a, b) => a - b);
process.stdout.write(
  `${figures[0].toFixed(2)} µs fastest, ${figures[figures.length >> 1].toFixed(2)} median of ${figures.length} batches\n`,
);
if (values.profile) {
  const { profile } = await inspector.post('Profiler.stop');
  const folder = join(root, '.cache', 'bench', 'profiles');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'exchange.cpuprofile'), JSON.stringify(profile));
  process.stdout.write('.cache/bench/profiles/exchange.cpuprofile\n');
}
await routepin.stop();
process.exit(0);
