import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { listen } from '../../../support/listen.ts';
import type { CaseSurroundings } from './cases.ts';

/** Between those of test/support/free-port.ts and those of core/parity: nobody else takes one that is closed for a while. */
const FIRST_PORT = 15_000;
const LAST_PORT = 20_000;
/** This machine too, where nobody listens: every server of the tests is on 127.0.0.1. */
const DEAD_HOST = '127.0.0.77';

/** What one answer said. */
export interface Got {
  readonly status: number;
  /** Which backend answered (`a`, `b`, `c`), or null for pages of Apache's own. */
  readonly member: string | null;
  /** The request target as the backend saw it. */
  readonly target: string | null;
  readonly cookies: readonly string[];
  readonly location: string | null;
  /** What X-Forwarded-Server told the member: the site's ServerName. */
  readonly serverName: string | null;
}

export interface Asked {
  readonly path?: string;
  readonly cookie?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One request on a connection of its own; what never comes fails after a while. */
export function ask(
  port: number,
  { path = '/', cookie, method = 'GET', headers = {} }: Asked = {},
): Promise<Got> {
  return new Promise((resolve, reject) => {
    const call = request(
      {
        ...{ host: '127.0.0.1', port, path, method, agent: false, timeout: 10_000 },
        headers: { ...headers, ...(cookie === undefined ? {} : { cookie }) },
      },
      (answer) => {
        answer.resume().on('end', () => resolve(gotOf(answer)));
        answer.on('error', reject);
      },
    );
    call.on('upgrade', (answer, socket) => {
      socket.destroy();
      resolve(gotOf(answer));
    });
    call.on('timeout', () => call.destroy(new Error(`no answer to ${method} ${path}`)));
    call.on('error', reject);
    call.end();
  });
}

function gotOf(answer: IncomingMessage): Got {
  const one = (name: string): string | null => {
    const value = answer.headers[name];
    return typeof value === 'string' ? value : null;
  };
  return {
    status: answer.statusCode ?? 0,
    member: one('x-member'),
    target: one('x-target'),
    cookies: answer.headers['set-cookie'] ?? [],
    location: one('location'),
    serverName: one('x-server'),
  };
}

/** A small application that can go away and come back on its port. */
export class StageBackend {
  readonly #name: string;
  readonly port: number;
  /** Every request target, health checks included. */
  readonly targets: string[] = [];
  /** What `/hiccup` answers, one by one; 200 when there is nothing left. */
  hiccups: number[] = [];
  /** Whether requests whose Origin is not their Host are refused, as frameworks do against CSRF. */
  checksOrigin = false;
  #server: Server | null = null;
  #held: ServerResponse[] = [];

  constructor(name: string, port: number) {
    this.#name = name;
    this.port = port;
  }

  async start(): Promise<void> {
    const server = createServer((asked, answer) => this.#answer(asked, answer));
    server.on('upgrade', (_, socket) => {
      socket.end(
        `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nX-Member: ${this.#name}\r\n\r\n`,
      );
    });
    await listen(server, this.port);
    this.#server = server;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server === null) return;
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  }

  /** Lets every request to /slow go. */
  release(): void {
    for (const answer of this.#held.splice(0)) answer.end();
  }

  get isHolding(): boolean {
    return this.#held.length > 0;
  }

  #answer(asked: IncomingMessage, answer: ServerResponse): void {
    const target = asked.url ?? '';
    this.targets.push(target);
    answer.setHeader('X-Member', this.#name);
    answer.setHeader('X-Target', target);
    answer.setHeader('Content-Type', 'text/html');
    answer.setHeader('X-Server', asked.headers['x-forwarded-server'] ?? '');
    if (target.startsWith('/java'))
      answer.setHeader('Set-Cookie', `JSESSIONID=${this.port}; Path=/; HttpOnly`);
    if (target.startsWith('/php')) answer.setHeader('Set-Cookie', 'PHPSESSID=of-the-application; path=/');
    if (target.startsWith('/missing')) answer.statusCode = 404;
    if (target.startsWith('/hiccup')) answer.statusCode = this.hiccups.shift() ?? 200;
    if (this.checksOrigin && asked.headers.origin !== `http://${asked.headers.host}`) answer.statusCode = 403;
    if (target.startsWith('/redirect')) {
      answer.statusCode = 302;
      answer.setHeader('Location', `http://127.0.0.1:${this.port}/login`);
    }
    if (target.startsWith('/slow')) this.#held.push(answer);
    else answer.end('<!doctype html><link rel="icon" href="data:,"><title>page</title>');
  }
}

/** One side of a case: a project's own backends and ports. */
export interface Stage {
  readonly at: CaseSurroundings;
  readonly port: number;
  readonly port2: number;
  readonly a: StageBackend;
  readonly b: StageBackend;
  readonly c: StageBackend;
  /** Our hold on the sites' ports, until Apache takes them. */
  readonly held: readonly Server[];
}

/** Backends and ports for as many projects as wanted; every backend runs. */
export async function setStages(names: readonly string[]): Promise<readonly Stage[]> {
  const servers = await holdPorts(names.length * 5);
  return Promise.all(
    names.map(async (name, index): Promise<Stage> => {
      const own = servers.slice(index * 5, index * 5 + 5);
      const [a = 0, b = 0, c = 0, port = 0, port2 = 0] = own.map(portOf);
      const stage = {
        at: {
          lb: `${name}lb`,
          lb2: `${name}second`,
          ...{ a: urlOf(a), b: urlOf(b), c: urlOf(c), dead: `http://${DEAD_HOST}:${a}` },
          listen: `127.0.0.1:${port}`,
          listen2: `127.0.0.1:${port2}`,
        },
        ...{ port, port2 },
        a: new StageBackend('a', a),
        b: new StageBackend('b', b),
        c: new StageBackend('c', c),
        held: own.slice(3),
      };
      await Promise.all(own.slice(0, 3).map(close));
      await Promise.all([stage.a.start(), stage.b.start(), stage.c.start()]);
      return stage;
    }),
  );
}

/**
 * Ports that nobody else listens on, held by a server of our own until they are needed; from a place of its own for
 * each run, because others test on this machine too.
 */
async function holdPorts(count: number): Promise<readonly Server[]> {
  const held: Server[] = [];
  const span = LAST_PORT - FIRST_PORT;
  const start = Math.floor(Math.random() * span);
  for (let step = 0; step < span && held.length < count; step++) {
    const server = await holdPort(FIRST_PORT + ((start + step) % span));
    if (server !== null) held.push(server);
  }
  if (held.length < count) throw new Error(`no ${count} free ports from ${FIRST_PORT} to ${LAST_PORT}`);
  return held;
}

function holdPort(port: number): Promise<Server | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

const portOf = (server: Server | undefined): number => (server?.address() as AddressInfo | null)?.port ?? 0;

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** Lets the ports of the sites go, right before Apache takes them. */
export async function openForApache(stages: readonly Stage[]): Promise<void> {
  await Promise.all(stages.flatMap(({ held }) => held.map(close)));
}

export async function clearStages(stages: readonly Stage[]): Promise<void> {
  await openForApache(stages);
  for (const stage of stages) {
    for (const backend of [stage.a, stage.b, stage.c]) {
      backend.release();
      await backend.stop();
    }
  }
}

function urlOf(port: number): string {
  return `http://127.0.0.1:${port}`;
}
