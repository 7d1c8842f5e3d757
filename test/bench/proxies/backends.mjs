// The backends: four ports of one nginx, and behind it a small Node process for uploads and WebSockets.

import { createHash } from 'node:crypto';
import { chmodSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { firstAnswer, freePorts, startOn } from './programs.mjs';

const WS_MESSAGE_BYTES = 64;

/** Starts them on `core`; gives their ports. */
export async function startBackends(folder, core) {
  const ports = await freePorts(5);
  const nodePort = ports.pop();
  startOn(core, process.execPath, [fileURLToPath(import.meta.url), String(nodePort)]);
  writeFileSync(join(folder, '64k'), 'x'.repeat(65_536));
  writeFileSync(join(folder, '1m'), 'x'.repeat(1_048_576));
  for (const name of ['64k', '1m']) chmodSync(join(folder, name), 0o644);
  const file = join(folder, 'backends.conf');
  writeFileSync(file, config(folder, ports, nodePort));
  const program = startOn(core, 'nginx', ['-c', file, '-p', folder, '-e', join(folder, 'backends.log')]);
  for (const port of ports) await firstAnswer(port, { program });
  return ports;
}

function config(folder, ports, nodePort) {
  const json = JSON.stringify({ items: [1, 2, 3], name: 'bench' }).padEnd(100);
  return `daemon off; master_process off; pid ${folder}/backends.pid;
error_log ${folder}/backends.log error;
events { worker_connections 4096; }
http {
  access_log off; sendfile on; keepalive_requests 1000000000; keepalive_timeout 3600s;
  client_max_body_size 0; client_body_temp_path ${folder}/b1; proxy_temp_path ${folder}/b2;
  fastcgi_temp_path ${folder}/b3; uwsgi_temp_path ${folder}/b4; scgi_temp_path ${folder}/b5;
  upstream node { server 127.0.0.1:${nodePort}; keepalive 256; }
  server {
    ${ports.map((port) => `listen 127.0.0.1:${port};`).join(' ')}
    root ${folder};
    location = / { default_type application/json; return 200 '${json}'; }
    location = /upload { proxy_pass http://node; proxy_http_version 1.1; proxy_request_buffering off; proxy_set_header Connection ""; }
    location = /ws { proxy_pass http://node; proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade"; }
  }
}
`;
}

/** Answers uploads when their last byte is there, and sends WebSocket messages back. */
function serveNode(port) {
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => undefined);
    let isWebSocket = false;
    let text = '';
    let missing = 0;
    let pendingBytes = 0;
    const frameBytes = 6 + WS_MESSAGE_BYTES;
    const answerFrame = Buffer.concat([
      Buffer.from([0x82, WS_MESSAGE_BYTES]),
      Buffer.alloc(WS_MESSAGE_BYTES, 'x'),
    ]);
    socket.on('data', (bytes) => {
      if (isWebSocket) {
        pendingBytes += bytes.length;
        for (; pendingBytes >= frameBytes; pendingBytes -= frameBytes) socket.write(answerFrame);
        return;
      }
      if (missing === 0) {
        text += bytes.latin1Slice();
        const end = text.indexOf('\r\n\r\n');
        if (end < 0) return;
        const key = /^sec-websocket-key: *(.*)\r$/im.exec(text)?.[1];
        if (key !== undefined) {
          isWebSocket = true;
          const accept = createHash('sha1')
            .update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
            .digest('base64');
          socket.write(
            `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
          );
          return;
        }
        missing = Number(/^content-length: *(\d+)/im.exec(text)?.[1] ?? 0) - (text.length - end - 4);
        text = '';
      } else {
        missing -= bytes.length;
      }
      if (missing === 0)
        socket.write('HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok');
    });
  });
  server.listen(port, '127.0.0.1');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) serveNode(Number(process.argv[2]));
