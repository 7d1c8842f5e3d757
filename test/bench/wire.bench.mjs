/**
 * What the codec costs: `node test/bench/wire.bench.mjs`. Prints nanoseconds per message, best and median of several rounds;
 * compare figures of one run only. llhttp, through Node's binding, is there for scale: it makes the same strings.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildSync } from 'esbuild';

const folder = mkdtempSync(path.join(tmpdir(), 'wire-bench-'));
const outfile = path.join(folder, 'wire.mjs');
buildSync({
  entryPoints: [path.join(import.meta.dirname, '../../core/wire/index.ts')],
  bundle: true,
  platform: 'neutral',
  format: 'esm',
  outfile,
});
const wire = await import(pathToFileURL(outfile).href);
rmSync(folder, { recursive: true });

const natives = {
  latin1: (bytes, start, end) => Buffer.prototype.latin1Slice.call(bytes, start, end),
  areEqual: (bytes, start, end, others, length) =>
    Buffer.prototype.compare.call(others, bytes, start, end, 0, length) === 0,
  copy: (bytes, start, end, into) => Buffer.prototype.copy.call(bytes, into, 0, start, end),
};
const ROUNDS = 15;
const PER_ROUND = 40_000;

const browserRequest = Buffer.from(
  [
    'GET /shop/cart/items?page=2&sort=name HTTP/1.1',
    'Host: shop.localhost:8080',
    'Connection: keep-alive',
    'sec-ch-ua: "Chromium";v="126", "Not.A/Brand";v="24"',
    'sec-ch-ua-mobile: ?0',
    'User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36',
    'Accept: application/json, text/plain, */*',
    'Sec-Fetch-Site: same-origin',
    'Sec-Fetch-Mode: cors',
    'Sec-Fetch-Dest: empty',
    'Referer: http://shop.localhost:8080/shop/cart',
    'Accept-Encoding: gzip, deflate, br, zstd',
    'Accept-Language: en-GB,en;q=0.9,de;q=0.8',
    'Cookie: ROUTEID=.2; session=8f14e45fceea167a5a36dedd4bea2543; theme=dark',
    '',
    '',
  ].join('\r\n'),
);
const jsonBody = JSON.stringify({ items: Array.from({ length: 8 }, (_, id) => ({ id })) }).padEnd(100);
const jsonResponse = Buffer.from(
  [
    'HTTP/1.1 200 OK',
    'Server: nginx/1.22.1',
    'Date: Mon, 23 Nov 2026 20:00:00 GMT',
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${jsonBody.length}`,
    'Connection: keep-alive',
    'ETag: W/"64-abc"',
    'Cache-Control: no-cache',
    '',
    jsonBody,
  ].join('\r\n'),
);
const chunkedResponse = Buffer.from(
  `HTTP/1.1 200 OK\r\nServer: x\r\nTransfer-Encoding: chunked\r\n\r\n${`64\r\n${'x'.repeat(100)}\r\n`.repeat(8)}0\r\n\r\n`,
);

/** Runs `once` many times and prints the cost of one. */
function measure(name, once) {
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = process.hrtime.bigint();
    for (let i = 0; i < PER_ROUND; i++) once();
    rounds.push(Number(process.hrtime.bigint() - start) / PER_ROUND);
  }
  rounds.sort((a, b) => a - b);
  const format = (nanoseconds) => nanoseconds.toFixed(0).padStart(6);
  console.log(`${name.padEnd(46)} best ${format(rounds[0])} ns  median ${format(rounds[ROUNDS >> 1])} ns`);
}

let seen = 0;
const sink = {
  lastHead: undefined,
  onRequestHead(head) {
    sink.lastHead = head;
  },
  onRequestBody(_chunk, start, end) {
    seen += end - start;
  },
  onRequestEnd() {},
  onRequestError(error) {
    throw new Error(error.code);
  },
  onInterimResponse() {},
  onResponseHead(head) {
    sink.lastHead = head;
  },
  onResponseBody(_chunk, start, end) {
    seen += end - start;
  },
  onResponseEnd() {},
  onResponseError(error) {
    throw new Error(error.code);
  },
};

const requests = new wire.RequestReader(sink, natives);
measure(`request head, ${browserRequest.length} bytes, 13 fields`, () => {
  requests.push(browserRequest);
  requests.next();
});
const half = browserRequest.length >> 1;
measure('the same in two pieces', () => {
  requests.push(browserRequest, 0, half);
  requests.push(browserRequest, half);
  requests.next();
});
requests.push(browserRequest);
const { fields, method, path: target } = sink.lastHead;
const out = Buffer.alloc(4096);
measure('writing it: string and bytes', () => {
  out.latin1Write(wire.writeRequestHead(method, target, fields), 0);
});

const responses = new wire.ResponseReader(sink, natives);
measure(`response, ${jsonResponse.length} bytes, 7 fields, 100-byte body`, () => {
  responses.begin('GET', false);
  responses.push(jsonResponse);
});
measure('chunked response, 8 chunks', () => {
  responses.begin('GET', false);
  responses.push(chunkedResponse);
});

const { HTTPParser } = createRequire(import.meta.url)('_http_common');
for (const [kind, bytes] of [
  ['REQUEST', browserRequest],
  ['RESPONSE', jsonResponse],
]) {
  const parser = new HTTPParser();
  parser.initialize(HTTPParser[kind], {}, 0, 0);
  parser[HTTPParser.kOnHeadersComplete] = () => 0;
  parser[HTTPParser.kOnBody] = () => {};
  parser[HTTPParser.kOnMessageComplete] = () => {};
  measure(`for scale: llhttp, the same ${kind.toLowerCase()}`, () => parser.execute(bytes));
}
if (seen === 0) throw new Error('nothing was read');
