import http from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { WebSocketServer } from 'ws';
import type { BackendIdentity } from './layout.ts';
import { answer, readShopRequest } from './shop.ts';
import { ShopSessions } from './shop-sessions.ts';

const CLOCK_MS = 1000; // a clock that shows seconds

/** A sample backend that listens. Its sessions end with it. */
export interface ShopServer {
  readonly port: number;
  /** Ends it as a crash would: every connection is cut, nothing is finished. */
  crash(): Promise<void>;
}

/** Opens one backend of the shop on 127.0.0.1. Rejects with the system's error when the port is taken. */
export async function startShopServer(port: number): Promise<ShopServer> {
  const sessions = new ShopSessions();
  const sockets = new Set<Socket>();
  const backend: { -readonly [Key in keyof BackendIdentity]: BackendIdentity[Key] } = {
    port,
    pid: process.pid,
    startedAt: new Date(),
  };
  const server = http.createServer(async (request, response) => {
    try {
      const asked = await readShopRequest(request);
      const { status, fields, body } =
        asked === null
          ? { status: 413, fields: { Connection: 'close' }, body: '' }
          : answer(asked, sessions, backend);
      response.writeHead(status, { ...fields, 'Content-Length': Buffer.byteLength(body) });
      response.end(request.method === 'HEAD' ? undefined : body);
    } catch {
      // The client left in the middle of its request, or wrote a target that is none.
      if (!response.headersSent) response.writeHead(400, { Connection: 'close' });
      response.end();
    }
  });
  // A balancer keeps connections open between requests; closing them first would break its next request.
  server.keepAliveTimeout = 65_000;
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const live = serveLive(server, backend);
  await listen(server, port);
  backend.port = (server.address() as AddressInfo).port;
  return {
    port: backend.port,
    crash: () =>
      new Promise((resolve) => {
        live.close();
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** `/live`: tells the time once a second, and sends back whatever it is sent. */
function serveLive(server: http.Server, backend: BackendIdentity): WebSocketServer {
  const live = new WebSocketServer({ noServer: true, maxPayload: 64 * 1024 });
  server.on('upgrade', (request, socket, head) => {
    if (request.url?.split('?')[0] !== '/live') {
      socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    live.handleUpgrade(request, socket, head, (client) => {
      const tell = () => {
        const now = { time: new Date().toTimeString().slice(0, 8), port: backend.port };
        client.send(JSON.stringify(now));
      };
      const timer = setInterval(tell, CLOCK_MS);
      client.on('message', (data, isBinary) => client.send(data, { binary: isBinary }));
      client.on('close', () => clearInterval(timer));
      // A cut connection is told by `close` as well; without a listener the error would end the process.
      client.on('error', () => client.terminate());
      tell();
    });
  });
  return live;
}

function listen(server: http.Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}
