import { createServer, type Server, type Socket } from 'node:net';
import { listen } from './listen.ts';

/** A request as a scripted member received it. */
export interface SeenRequest {
  readonly startLine: string;
  readonly head: string;
  readonly body: Buffer;
  /** Number of the connection, from 1, and of the request on it. */
  readonly connection: number;
  readonly onConnection: number;
}

/** One received request and the means to answer it; whatever is written goes out as it is. */
export interface Turn {
  readonly request: SeenRequest;
  readonly socket: Socket;
  write(text: string | Buffer): boolean;
  /** A complete answer with Content-Length. */
  answer(status: string, body?: string | Buffer, fields?: readonly string[]): void;
  reset(): void;
  close(): void;
}

export type Script = (turn: Turn) => void;

export interface MemberOptions {
  /** Called when the head is complete, before the body: to hang, to refuse, to send 100. Return true to take the socket over. */
  readonly onHead?: (head: string, socket: Socket, turn: Turn) => boolean | undefined;
  readonly onConnection?: (socket: Socket) => void;
}

/**
 * A backend that does exactly what a test tells it, on a raw socket: answer in pieces, hang, reset, talk garbage. Its own
 * reading of requests is deliberately naive and independent of the code under test.
 */
export class ScriptedMember {
  readonly seen: SeenRequest[] = [];
  readonly sockets = new Set<Socket>();
  connections = 0;
  script: Script;
  options: MemberOptions;
  #server: Server | null = null;
  #port = 0;
  #waiting: (() => void)[] = [];

  constructor(script: Script, options: MemberOptions = {}) {
    this.script = script;
    this.options = options;
  }

  /** Listens on a free port of 127.0.0.1, or again on the one it had. */
  async start(): Promise<this> {
    const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => this.#serve(socket));
    this.#server = server;
    this.#port = await listen(server, this.#port);
    return this;
  }

  get port(): number {
    return this.#port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Stops listening and cuts every connection. */
  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    const server = this.#server;
    this.#server = null;
    if (server !== null) await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  /** Closes connections that lie idle, as a keep-alive time-out would. */
  closeConnections(): void {
    for (const socket of this.sockets) socket.end();
  }

  /** Resolves when something was received or closed and `condition` holds. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #changed(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }

  #serve(socket: Socket): void {
    this.connections += 1;
    const connection = this.connections;
    let onConnection = 0;
    let data = Buffer.alloc(0);
    let isTaken = false;
    let headSeen = false;
    this.sockets.add(socket);
    socket.on('close', () => {
      this.sockets.delete(socket);
      this.#changed();
    });
    socket.on('error', () => undefined);
    socket.on('end', () => {
      if (!isTaken) socket.end();
      this.#changed();
    });
    this.options.onConnection?.(socket);
    this.#changed();
    socket.on('data', (bytes) => {
      if (isTaken) return;
      data = Buffer.concat([data, bytes]);
      for (;;) {
        const end = data.indexOf('\r\n\r\n');
        if (end < 0) return;
        const head = data.toString('latin1', 0, end + 2);
        if (!headSeen) {
          headSeen = true;
          const early = turnOf(socket, {
            head,
            startLine: startOf(head),
            body: Buffer.alloc(0),
            connection,
            onConnection: onConnection + 1,
          });
          if (this.options.onHead?.(head, socket, early) === true) {
            isTaken = true;
            this.seen.push(early.request);
            this.#changed();
            return;
          }
        }
        const body = bodyOf(head, data.subarray(end + 4));
        if (body === null) return;
        data = data.subarray(end + 4 + body.used);
        headSeen = false;
        onConnection += 1;
        const request = { head, startLine: startOf(head), body: body.bytes, connection, onConnection };
        this.seen.push(request);
        this.script(turnOf(socket, request));
        this.#changed();
      }
    });
  }
}

function startOf(head: string): string {
  return head.slice(0, head.indexOf('\r\n'));
}

function turnOf(socket: Socket, request: SeenRequest): Turn {
  return {
    request,
    socket,
    write: (text) => socket.write(text, 'latin1' as never),
    answer: (status, body = '', fields = []) => {
      const bytes = typeof body === 'string' ? Buffer.from(body, 'latin1') : body;
      const head = [`HTTP/1.1 ${status}`, ...fields, `Content-Length: ${bytes.length}`].join('\r\n');
      socket.write(
        Buffer.concat([
          Buffer.from(`${head}\r\n\r\n`, 'latin1'),
          request.startLine.startsWith('HEAD ') ? Buffer.alloc(0) : bytes,
        ]),
      );
    },
    reset: () => socket.resetAndDestroy(),
    close: () => socket.end(),
  };
}

/** The body after a head, or null while it is incomplete. */
function bodyOf(head: string, data: Buffer): { readonly bytes: Buffer; readonly used: number } | null {
  if (/^transfer-encoding:.*chunked/im.test(head)) return chunkedBody(data);
  const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
  return data.length < length ? null : { bytes: data.subarray(0, length), used: length };
}

function chunkedBody(data: Buffer): { readonly bytes: Buffer; readonly used: number } | null {
  const parts: Buffer[] = [];
  let at = 0;
  for (;;) {
    const line = data.indexOf('\r\n', at);
    if (line < 0) return null;
    const size = Number.parseInt(data.toString('latin1', at, line), 16);
    if (size === 0) {
      const end = data.indexOf('\r\n\r\n', line);
      return end < 0 ? null : { bytes: Buffer.concat(parts), used: end + 4 };
    }
    if (data.length < line + 2 + size + 2) return null;
    parts.push(data.subarray(line + 2, line + 2 + size));
    at = line + 2 + size + 2;
  }
}
