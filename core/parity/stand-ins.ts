import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Fields in which a stand-in says who it is and what it was asked. Never forwarded anywhere but to our own client. */
export const STAND_IN_FIELD = 'stand-in';
export const SAW_FIELD = 'stand-in-saw';
/** The request field in which a stand-in is told what to do: `status=302&location=/x`, `close=1`, `cookie=a%3D1`. */
export const WISH_FIELD = 'Stand-In-Do';

/** Where the stand-ins' ports lie: below every system's range for outgoing connections, which could take one that is closed. */
const FIRST_PORT = 20_000;
const PORTS = 9000;
const HOST = '127.0.0.1';
/** A port that was just given up may still be held for a moment; a second is plenty. */
const REOPEN_TRIES = 20;
const REOPEN_MS = 50;

/** Sample backends of our own, one for each backend of a project, so that nothing of the user's is touched. */
export interface StandIns {
  readonly ports: readonly number[];
  /** Closes one (connections cut, then refused) or opens it again on its port. */
  setRunning(index: number, running: boolean): Promise<void>;
  /** Opens all that are closed. */
  startAll(): Promise<void>;
  stop(): Promise<void>;
}

export async function startStandIns(count: number): Promise<StandIns> {
  const standIns: StandIn[] = [];
  const stop = async () => {
    await Promise.all(standIns.map((one) => one.close()));
  };
  let port = FIRST_PORT + Math.floor(Math.random() * PORTS);
  for (let tries = 0; standIns.length < count; tries++) {
    if (tries > PORTS) {
      await stop();
      throw new Error(`no ${count} free ports on ${HOST} from ${FIRST_PORT} to ${FIRST_PORT + PORTS}`);
    }
    const one = new StandIn(standIns.length, port);
    if (await one.open()) standIns.push(one);
    port = port + 1 < FIRST_PORT + PORTS ? port + 1 : FIRST_PORT;
  }
  const reopen = async (one: StandIn) => {
    for (let tries = 0; tries < REOPEN_TRIES; tries++) {
      if (await one.open()) return;
      await new Promise((resolve) => setTimeout(resolve, REOPEN_MS));
    }
    throw new Error(`port ${one.port} of a stand-in was taken by another program meanwhile`);
  };
  return {
    ports: standIns.map((one) => one.port),
    async setRunning(index, running) {
      const one = standIns[index];
      if (one === undefined) return;
      await (running ? reopen(one) : one.close());
    },
    async startAll() {
      for (const one of standIns) await reopen(one);
    },
    stop,
  };
}

class StandIn {
  readonly index: number;
  readonly port: number;
  #server: Server | null = null;
  readonly #sockets = new Set<Socket>();

  constructor(index: number, port: number) {
    this.index = index;
    this.port = port;
  }

  async open(): Promise<boolean> {
    if (this.#server !== null) return true;
    // Connections stay open between requests: who closes them first would be a matter of time.
    const server = createServer({ keepAliveTimeout: 0, requestTimeout: 0 }, (request, response) =>
      answer(this.index, request, response),
    );
    server.headersTimeout = 0;
    server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    server.on('upgrade', (request, socket) => {
      socket.on('error', () => undefined);
      const head = [
        'HTTP/1.1 101 Switching Protocols',
        'Connection: Upgrade',
        `Upgrade: ${request.headers.upgrade}`,
        `${STAND_IN_FIELD}: ${this.index}`,
        `${SAW_FIELD}: ${request.method} ${request.url}`,
      ];
      socket.write(`${head.join('\r\n')}\r\n\r\n`);
      socket.pipe(socket);
    });
    const isOpen = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen({ port: this.port, host: HOST, exclusive: true }, () => resolve(true));
    });
    if (isOpen) this.#server = server;
    return isOpen;
  }

  async close(): Promise<void> {
    const server = this.#server;
    if (server === null) return;
    this.#server = null;
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }
}

function answer(index: number, request: IncomingMessage, response: ServerResponse): void {
  request.on('error', () => undefined);
  request.resume();
  request.on('end', () => {
    const wishes = new URLSearchParams(String(request.headers[WISH_FIELD.toLowerCase()] ?? ''));
    if (wishes.has('close')) {
      request.socket.destroy();
      return;
    }
    const status = Number(wishes.get('status') ?? 200);
    const fields = [STAND_IN_FIELD, String(index), SAW_FIELD, `${request.method} ${request.url}`];
    for (const cookie of wishes.getAll('cookie')) fields.push('Set-Cookie', utf8(cookie));
    const location = wishes.get('location');
    // `{self}` is the backend's own address, which ProxyPassReverse is there to hide.
    if (location !== null)
      fields.push('Location', utf8(location).replace('{self}', `${HOST}:${request.socket.localPort}`));
    const body = `stand-in ${index}\n`;
    const hasBody = status !== 204 && status !== 304;
    if (hasBody) fields.push('Content-Type', 'text/plain', 'Content-Length', String(body.length));
    response.writeHead(status, fields);
    response.end(hasBody && request.method !== 'HEAD' ? body : undefined);
  });
}

/** UTF-8 as Node takes it in fields: one character a byte. */
function utf8(text: string): string {
  return Buffer.from(text).toString('latin1');
}
