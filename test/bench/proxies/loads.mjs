// The loads. Each gives { operations, seconds, note } and, where it measures them, latencies in microseconds.

import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './programs.mjs';

const CONNECTIONS = 64;
/** Big bodies fill the pipes with few connections. */
const BULK_CONNECTIONS = 16;
const WS_CONNECTIONS = 32;
const WS_MESSAGE_BYTES = 64;
/** About what one developer's browser with a busy page makes; far below what any contender can do. */
const PACED_PER_SECOND = 1000;
const PACED_WARM_UP_SECONDS = 5;
const PACED_CONNECTIONS = 16;
const BROWSER_FIELDS = [
  'User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36',
  'Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8',
  'Accept-Encoding: gzip, deflate, br',
  'Accept-Language: en-US,en;q=0.9',
  'Cookie: ROUTEID=.2; session=0123456789abcdef; theme=dark',
  'Sec-Fetch-Mode: navigate',
];
const HERE = fileURLToPath(import.meta.url);

/** What is measured, in the order of the report. */
export const loads = [
  { name: 'small', title: '100-byte JSON, 64 connections', run: (place) => wrk(place, '/', CONNECTIONS) },
  {
    name: '64k',
    title: '64 KiB downloads',
    run: (place) => wrk(place, '/64k', BULK_CONNECTIONS),
  },
  { name: '1m', title: '1 MiB downloads', run: (place) => wrk(place, '/1m', BULK_CONNECTIONS) },
  {
    name: 'upload',
    title: '1 MiB uploads',
    run: (place) => wrk(place, '/upload', BULK_CONNECTIONS, 1_048_576),
  },
  { name: 'ws', title: 'WebSocket echo, 64 bytes', run: (place) => node(place, 'ws') },
  { name: 'paced', title: `about ${PACED_PER_SECOND} requests/s`, run: (place) => node(place, 'paced') },
];

async function wrk({ folder, core, port, seconds }, path, connections, bodyBytes = 0) {
  const script = join(folder, 'wrk.lua');
  // wrk prints percentiles in changing units; a script can say them in microseconds.
  writeFileSync(
    script,
    `${bodyBytes > 0 ? `wrk.method = "POST"\nwrk.body = string.rep("x", ${bodyBytes})\n` : ''}done = function(summary, latency)
  io.write(string.format("RESULT %d %d %f %f %d\\n", summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status + summary.errors.timeout))
end\n`,
  );
  const fields = BROWSER_FIELDS.flatMap((field) => ['-H', field]);
  const { text } = await run(core, 'wrk', [
    '-t1',
    `-c${connections}`,
    `-d${Math.max(1, Math.round(seconds))}s`,
    '-s',
    script,
    ...fields,
    `http://127.0.0.1:${port}${path}`,
  ]);
  const result = /^RESULT (\d+) (\d+) (\S+) (\S+) (\d+)$/m.exec(text)?.slice(1).map(Number);
  if (result === undefined) throw new Error(`wrk did not say what came of it: ${text}`);
  const [operations, durationUs, p50Us, p99Us, errors] = result;
  return { operations, seconds: durationUs / 1e6, p50Us, p99Us, errors };
}

async function node({ core, port, seconds }, kind) {
  const { text } = await run(core, process.execPath, [HERE, kind, String(port), String(seconds)]);
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`the ${kind} client failed: ${text}`);
  }
}

/** Each connection sends a message when the one before has come back. */
async function webSockets(port, seconds) {
  const frame = Buffer.concat([
    Buffer.from([0x82, 0x80 | WS_MESSAGE_BYTES, 0, 0, 0, 0]),
    Buffer.alloc(WS_MESSAGE_BYTES, 'x'),
  ]);
  const answerBytes = 2 + WS_MESSAGE_BYTES;
  let operations = 0;
  let errors = 0;
  const sockets = await Promise.all(
    Array.from({ length: WS_CONNECTIONS }, () => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true });
      return new Promise((resolve, reject) => {
        let text = '';
        const onHead = (bytes) => {
          text += bytes.latin1Slice();
          if (!text.includes('\r\n\r\n')) return;
          if (!text.startsWith('HTTP/1.1 101')) return reject(new Error(text.slice(0, 100)));
          socket.off('data', onHead);
          resolve(socket);
        };
        socket.on('data', onHead);
        socket.on('error', reject);
        socket.write(
          `GET /ws HTTP/1.1\r\nHost: bench.test\r\n${BROWSER_FIELDS.join('\r\n')}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
        );
      });
    }),
  );
  const startedMs = performance.now();
  let isOver = false;
  for (const socket of sockets) {
    let got = 0;
    socket.on('close', () => {
      if (!isOver) errors += 1;
    });
    socket.on('data', (bytes) => {
      got += bytes.length;
      for (; got >= answerBytes; got -= answerBytes) {
        operations += 1;
        socket.write(frame);
      }
    });
    socket.write(frame);
  }
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  isOver = true;
  for (const socket of sockets) socket.destroy();
  return { operations, seconds: (performance.now() - startedMs) / 1000, errors };
}

/**
 * Requests at set times, whether or not the ones before were answered: a slow answer can't hide by delaying the next.
 * The first seconds aren't counted, for any contender: what ran at full speed before is compiled for that, and has
 * to find its way at a thousand requests a second.
 */
async function paced(port, countedSeconds) {
  const seconds = PACED_WARM_UP_SECONDS + countedSeconds;
  const request = `GET / HTTP/1.1\r\nHost: bench.test\r\n${BROWSER_FIELDS.join('\r\n')}\r\n\r\n`;
  const latenciesUs = [];
  let countFromMs = Number.POSITIVE_INFINITY;
  let answered = 0;
  const lanes = await Promise.all(
    Array.from({ length: PACED_CONNECTIONS }, () => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true });
      const lane = { socket, sentNs: [] };
      socket.on('data', (bytes) => {
        // Answers are small: none is cut in two on loopback, but where the machine was late several come at once.
        for (let at = bytes.indexOf('HTTP/1.1 '); at >= 0; at = bytes.indexOf('HTTP/1.1 ', at + 1)) {
          const sent = lane.sentNs.shift();
          if (sent === undefined) continue;
          answered += 1;
          if (performance.now() >= countFromMs)
            latenciesUs.push(Number(process.hrtime.bigint() - sent) / 1000);
        }
      });
      return new Promise((resolve, reject) => {
        socket.once('connect', () => resolve(lane));
        socket.once('error', reject);
      });
    }),
  );
  const startedMs = performance.now();
  countFromMs = startedMs + PACED_WARM_UP_SECONDS * 1000;
  let sent = 0;
  await new Promise((resolve) => {
    const step = () => {
      const elapsedMs = performance.now() - startedMs;
      if (elapsedMs > seconds * 1000) return resolve();
      for (; sent < (elapsedMs / 1000) * PACED_PER_SECOND; sent++) {
        const lane = lanes[sent % lanes.length];
        lane.sentNs.push(process.hrtime.bigint());
        lane.socket.write(request);
      }
      setTimeout(step, 1);
    };
    step();
  });
  await new Promise((resolve) => setTimeout(resolve, 100));
  for (const { socket } of lanes) socket.destroy();
  latenciesUs.sort((a, b) => a - b);
  const at = (share) => latenciesUs[Math.floor(latenciesUs.length * share)];
  return {
    operations: answered,
    seconds,
    p50Us: at(0.5),
    p99Us: at(0.99),
    errors: sent - answered,
  };
}

if (process.argv[1] === HERE) {
  const [kind, port, seconds] = process.argv.slice(2);
  const result = await (kind === 'ws' ? webSockets : paced)(Number(port), Number(seconds));
  process.stdout.write(JSON.stringify(result));
}
