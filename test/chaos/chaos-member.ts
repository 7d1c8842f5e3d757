import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Random } from '../core/wire/fuzz/random.ts';
import { listen } from '../support/listen.ts';
import type { Ledger } from './ledger.ts';

const MOODS = ['well', 'slow', 'killed', 'resets', 'hangs', 'garbage', 'half-answers'] as const;
export type Mood = (typeof MOODS)[number];
/** How members fall ill: mostly they die, which is what Apache saves requests from. */
export const ILLNESSES: readonly Mood[] = [...MOODS, 'killed', 'killed', 'killed', 'killed'];

/** What a stream sends, `id` and number in each part. */
export const STREAM_PARTS = 12;
const STREAM_GAP_MS = 15;
const SLOW_MS = 120;

const MOST_PAGE_BYTES = 400_000;
/** Any part of it is like no other: bytes that come from elsewhere are found out. */
const PAGES = randomBytes(MOST_PAGE_BYTES);

/** Answers that may not be believed. What has no valid status line is an answer of HTTP/0.9 to Apache, and to us. */
const GARBAGE = [
  'HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello',
  'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello',
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n',
  'HTTP/1.1 200 OK\r\nBro ken: 1\r\n\r\n',
];

/** A backend with moods, on Node's own HTTP server: it reads requests independently of the code under test. */
export class ChaosMember {
  readonly name: string;
  port = 0;
  mood: Mood = 'well';
  /** When it last stopped misbehaving; Infinity while it does. */
  #troubledUntilMs = Number.NEGATIVE_INFINITY;
  readonly #ledger: Ledger;
  readonly #random: Random;
  readonly #sockets = new Set<Socket>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #server: Server | null = null;

  constructor(name: string, ledger: Ledger, random: Random) {
    this.name = name;
    this.#ledger = ledger;
    this.#random = random;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Whether anything was wrong with it since then. */
  wasTroubledSince(ms: number): boolean {
    return this.#troubledUntilMs >= ms;
  }

  async start(): Promise<void> {
    const server = createServer(
      { keepAliveTimeout: 2000 },
      (request, answer) => void this.#serve(request, answer),
    );
    server.on('upgrade', (request, socket: Socket, head) => this.#tunnel(request, socket, head));
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    server.on('clientError', ({ code = '' }: NodeJS.ErrnoException, socket) => {
      // Cut off in the middle is what happens to connections here; anything else would be our mistake.
      if (code.startsWith('HPE_') && code !== 'HPE_INVALID_EOF_STATE')
        this.#ledger.garbled.push(`${this.name} could not read a request: ${code}`);
      socket.destroy();
    });
    this.#server = server;
    this.port = await listen(server, this.port);
  }

  async setMood(mood: Mood): Promise<void> {
    const was = this.mood;
    if (was === mood) return;
    this.mood = mood;
    const isTrouble = mood !== 'well' && mood !== 'slow';
    if (isTrouble) this.#troubledUntilMs = Number.POSITIVE_INFINITY;
    else if (this.#troubledUntilMs === Number.POSITIVE_INFINITY) this.#troubledUntilMs = performance.now();
    if (mood === 'killed') await this.stop();
    else if (was === 'killed') await this.start();
    // Whoever hung or was reset is let go: a member that recovers does not remember.
    if (was === 'hangs') this.#cutAll();
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    const closed = new Promise<void>((resolve) =>
      server === null ? resolve() : server.close(() => resolve()),
    );
    this.#cutAll();
    await closed;
  }

  #cutAll(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  async #serve(request: IncomingMessage, answer: ServerResponse): Promise<void> {
    if (isStranger(request)) {
      answer.end();
      return;
    }
    request.on('error', () => undefined);
    answer.on('error', () => undefined);
    const hash = createHash('sha1');
    let bytes = 0;
    try {
      for await (const part of request) {
        hash.update(part as Buffer);
        bytes += (part as Buffer).length;
      }
    } catch {
      // The client or the proxy left before the end: not delivered.
      return;
    }
    const id = idOf(request);
    this.#ledger.deliver(id, this.name);
    switch (this.mood) {
      case 'resets':
        request.socket.resetAndDestroy();
        return;
      case 'hangs':
        return;
      case 'garbage':
        request.socket.end(this.#random.pick(GARBAGE), 'latin1');
        return;
      case 'half-answers':
        answer.writeHead(200, { 'Content-Length': 100_000 });
        answer.write('x'.repeat(1000), () => request.socket.destroy());
        return;
      case 'slow':
        await this.#sleep(SLOW_MS);
        break;
      default:
    }
    if (request.url?.startsWith('/stream') === true) return this.#stream(answer, id);
    const size = this.#random.below(this.#random.oneIn(6) ? MOST_PAGE_BYTES : 20_000);
    const at = this.#random.below(MOST_PAGE_BYTES - size);
    const page = PAGES.subarray(at, at + size);
    const words = `${id} ${hash.digest('hex')} ${bytes} ${createHash('sha1').update(page).digest('hex')} `;
    // Half of them in chunks.
    const length = this.#random.oneIn(2) ? { 'Content-Length': words.length + size } : {};
    answer.writeHead(200, { ...length, 'X-Member': this.name });
    answer.write(words);
    answer.end(page);
  }

  async #stream(answer: ServerResponse, id: string): Promise<void> {
    answer.writeHead(200, { 'Content-Type': 'text/event-stream' });
    for (let part = 0; part < STREAM_PARTS && !answer.destroyed; part++) {
      answer.write(`data: ${id} ${part}\n\n`);
      await this.#sleep(STREAM_GAP_MS);
    }
    answer.end();
  }

  #tunnel(request: IncomingMessage, socket: Socket, head: Buffer): void {
    const id = idOf(request);
    this.#ledger.deliver(id, this.name);
    if (this.mood === 'hangs') return;
    if (this.mood !== 'well' && this.mood !== 'slow') {
      socket.resetAndDestroy();
      return;
    }
    socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
    if (head.length > 0) socket.write(head);
    socket.on('data', (bytes) => socket.write(bytes));
    socket.on('end', () => socket.end());
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        resolve();
      }, ms);
      this.#timers.add(timer);
    });
  }
}

/**
 * Other programs look at every port of a machine, ours and those of members. Whatever comes through us is marked by us,
 * even where all else is wrong; the scan of another Routepin (core/host/port-probe.ts) says what it is.
 */
function isStranger({ headers }: IncomingMessage): boolean {
  if (headers['x-id'] !== undefined) return false;
  return headers['x-forwarded-for'] === undefined || headers['user-agent'] === 'port-scan';
}

/** The request's id; without one whatever can tell where it came from. */
function idOf({ headers, method, url, rawHeaders }: IncomingMessage): string {
  return String(headers['x-id'] ?? `no id: ${method} ${url} ${rawHeaders.join('|')}`);
}
