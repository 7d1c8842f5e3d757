import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { listen } from '../support/listen.ts';
import { ADDRESS } from './address.ts';

/** Backends that both proxies share: each says what it saw, and does what the request's `X-Do` field asks. */
export interface ParityBackends {
  readonly ports: readonly number[];
  setRunning(index: number, running: boolean): Promise<void>;
  startAll(): Promise<void>;
  /** What `/health` answers at this backend from now on; 200 at first. */
  setHealth(index: number, status: number): void;
  /** How many `/health` requests this backend has answered. */
  healthChecks(index: number): number;
  close(): Promise<void>;
}

/** Below Linux's ephemeral range (32768…), so that no outgoing connection takes a stopped backend's port. */
const FIRST_PORT = 20_000;
/** Where the proxies listen, far from the backends. */
export const FIRST_PROXY_PORT = 21_000;

export async function startBackends(count: number): Promise<ParityBackends> {
  const backends = Array.from({ length: count }, (_, index) => new Backend(index, FIRST_PORT + index));
  for (const backend of backends) await backend.start();
  return {
    ports: backends.map((backend) => backend.port),
    setRunning: async (index, running) => {
      const backend = backends[index];
      if (backend === undefined) throw new Error(`no backend ${index}`);
      await (running ? backend.start() : backend.stop());
    },
    startAll: async () => {
      for (const backend of backends) await backend.start();
    },
    setHealth: (index, status) => {
      const backend = backends[index];
      if (backend !== undefined) backend.health = status;
    },
    healthChecks: (index) => backends[index]?.healthChecks ?? 0,
    close: async () => {
      await Promise.all(backends.map((backend) => backend.stop()));
    },
  };
}

class Backend {
  readonly index: number;
  readonly port: number;
  #server: Server | undefined;
  readonly #sockets = new Set<Socket>();
  health = 200;
  healthChecks = 0;

  constructor(index: number, port: number) {
    this.index = index;
    this.port = port;
  }

  async start(): Promise<void> {
    if (this.#server !== undefined) return;
    const server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
      if (request.url !== '/health') return answer(this.index, request, response);
      this.healthChecks++;
      response.writeHead(this.health, ['Content-Length', '0']);
      response.end();
    });
    server.on('upgrade', (request, socket, first) => {
      socket.on('error', () => undefined);
      const saw = JSON.stringify({ backend: this.index, target: request.url, fields: request.rawHeaders });
      const head = ['HTTP/1.1 101 Switching Protocols', 'Connection: Upgrade'];
      head.push(`Upgrade: ${request.headers.upgrade}`, 'Set-Cookie: tunnel=1', `X-Saw: ${saw}`);
      socket.write(`${head.join('\r\n')}\r\n\r\n`);
      socket.write(first);
      socket.pipe(socket);
    });
    server.requestTimeout = 0;
    server.headersTimeout = 0;
    server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    await listen(server, this.port, ADDRESS);
    this.#server = server;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }
}

function answer(index: number, request: IncomingMessage, response: ServerResponse): void {
  const hash = createHash('sha1');
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    hash.update(chunk);
    bytes += chunk.length;
  });
  request.on('end', () => {
    const wishes = new URLSearchParams(String(request.headers['x-do'] ?? ''));
    if (wishes.has('hang')) return;
    if (wishes.has('close')) {
      request.socket.destroy();
      return;
    }
    const saw = {
      backend: index,
      method: request.method,
      target: request.url,
      fields: request.rawHeaders,
      bytes,
      sha1: hash.digest('hex'),
    };
    const fields: string[] = ['Content-Type', 'application/json'];
    for (const cookie of wishes.getAll('cookie')) fields.push('Set-Cookie', cookie);
    const location = wishes.get('location');
    if (location !== null)
      fields.push('Location', location.replaceAll('{self}', `${ADDRESS}:${request.socket.localPort}`));
    const pad = Number(wishes.get('pad') ?? 0);
    const body = `${JSON.stringify(saw)}${'.'.repeat(pad)}`;
    const status = Number(wishes.get('status') ?? 200);
    const isCut = wishes.has('cut');
    const bodiless = status === 204 || status === 304;
    if (!wishes.has('chunked') && !bodiless)
      fields.push('Content-Length', String(Buffer.byteLength(body) + (isCut ? 100 : 0)));
    response.sendDate = false;
    response.writeHead(status, wishes.get('reason') ?? undefined, fields);
    if (isCut && !bodiless && request.method !== 'HEAD') {
      response.write(body);
      request.socket.end();
      return;
    }
    response.end(bodiless || request.method === 'HEAD' ? undefined : body);
  });
  request.on('error', () => undefined);
}
