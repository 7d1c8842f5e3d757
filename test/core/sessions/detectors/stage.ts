import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  request,
  type ServerResponse,
} from 'node:http';
import type { Socket } from 'node:net';
import { vi } from 'vitest';
import { createRoutepin } from '../../../../core/app/create-routepin.ts';
import type { Routepin } from '../../../../core/app/routepin-api.ts';
import {
  type CommandResults,
  parseProject,
  type RoutepinEvent,
  type TrafficFinding,
} from '../../../../core/contract/index.ts';
import { freePort } from '../../../support/free-port.ts';
import { listen } from '../../../support/listen.ts';
import { CAPABILITIES } from '../../app/integration-harness.ts';

/** What a backend does with a request; its route is told, so that one function serves all. */
export type Answer = (asked: IncomingMessage, answer: ServerResponse, route: string) => void;

export interface StageOptions {
  readonly members?: number;
  readonly answer?: Answer;
  /** Changes the project before it is parsed. */
  // biome-ignore lint/suspicious/noExplicitAny: a project is written here as its file says it, wrong ones too
  readonly project?: (project: any) => void;
}

const CHROME =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36';

/** Real backends behind a real Routepin, with a clock that only goes on when somebody asks for something. */
export class Stage {
  readonly routepin: Routepin;
  readonly port: number;
  readonly otherPort: number;
  readonly backends: readonly Backend[];
  readonly events: RoutepinEvent[] = [];
  readonly #sockets: Socket[] = [];

  private constructor(routepin: Routepin, port: number, otherPort: number, backends: readonly Backend[]) {
    this.routepin = routepin;
    this.port = port;
    this.otherPort = otherPort;
    this.backends = backends;
    routepin.onEvent((event) => this.events.push(event));
  }

  static async open(options: StageOptions = {}): Promise<Stage> {
    vi.useFakeTimers({ toFake: ['Date'], now: 1_800_000_000_000 });
    const answer: Answer = options.answer ?? ((_, response, route) => response.end(`route ${route}`));
    const backends = await Promise.all(
      Array.from({ length: options.members ?? 2 }, (_, index) => startBackend(String(index + 1), answer)),
    );
    const port = await freePort();
    const otherPort = await freePort();
    const project = {
      version: 1,
      name: 'stage',
      balancers: [
        {
          name: 'lb',
          stickysession: 'ROUTEID',
          routeCookie: { name: 'ROUTEID', path: '/' },
          members: backends.map(({ url, route }) => ({ url, route, retry: 1, upgrade: 'websocket' })),
        },
      ],
      sites: [
        { name: 'shop', listen: `127.0.0.1:${port}`, proxyPass: [{ path: '/', url: 'balancer://lb/' }] },
      ],
      otherPort,
    };
    options.project?.(project);
    const { otherPort: _, ...written } = project;
    const parsed = parseProject(written);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
    const routepin = createRoutepin({ project: parsed.value, capabilities: CAPABILITIES });
    const stage = new Stage(routepin, port, otherPort, backends);
    const started = await routepin.start();
    if (!started.ok) throw new Error(started.error.message);
    return stage;
  }

  /** The clock goes on; what looks at numbers once a second does so. */
  async later(ms: number): Promise<void> {
    const untilMs = Date.now() + ms;
    while (Date.now() < untilMs) {
      vi.setSystemTime(Math.min(untilMs, Date.now() + 5000));
      await this.findings();
    }
  }

  /** What was found by now, closed findings included. */
  async findings(): Promise<readonly TrafficFinding[]> {
    const got = await this.routepin.execute('finding.list', {});
    if (!got.ok) throw new Error(JSON.stringify(got.error));
    return (got.value as CommandResults['finding.list']).findings;
  }

  async run(name: string, params: unknown): Promise<void> {
    const done = await this.routepin.execute(name, params);
    if (!done.ok) throw new Error(`${name}: ${JSON.stringify(done.error)}`);
  }

  client(options: ClientOptions = {}): Client {
    return new Client(this, options);
  }

  /** The clock goes on a little. */
  tick(): void {
    vi.setSystemTime(Date.now() + 20);
  }

  /** Every tunnel's client leaves. */
  hangUp(): void {
    for (const socket of this.#sockets.splice(0)) socket.destroy();
  }

  /** Resolves when such an event has come, or comes. */
  async until(isIt: (event: RoutepinEvent) => boolean): Promise<void> {
    if (this.events.some(isIt)) return;
    await new Promise<void>((resolve) => {
      const remove = this.routepin.onEvent((event) => {
        if (!isIt(event)) return;
        remove();
        resolve();
      });
    });
  }

  keep(socket: Socket): void {
    this.#sockets.push(socket);
  }

  async close(): Promise<void> {
    this.hangUp();
    await this.routepin.stop();
    await Promise.all(this.backends.map((backend) => backend.stop()));
    vi.useRealTimers();
  }
}

interface ClientOptions {
  readonly userAgent?: string;
  /** The host name it asks by; the port follows. */
  readonly host?: string;
  /** Whether it keeps what it is given. Default: yes, whatever the attributes. */
  readonly keepsCookies?: boolean;
  readonly cookies?: Readonly<Record<string, string>>;
  readonly port?: number;
}

export interface Answered {
  readonly status: number;
  readonly body: string;
  readonly headers: IncomingHttpHeaders;
}

/** One browser: a jar, a name for itself, no more. */
export class Client {
  readonly jar: Map<string, string>;
  readonly #stage: Stage;
  readonly #options: ClientOptions;

  constructor(stage: Stage, options: ClientOptions) {
    this.#stage = stage;
    this.#options = options;
    this.jar = new Map(Object.entries(options.cookies ?? {}));
  }

  /** The route that its cookie names. */
  get route(): string {
    return this.jar.get('ROUTEID')?.slice(1) ?? '';
  }

  /** One request after everything before it. */
  async get(path = '/', headers: OutgoingHttpHeaders = {}, method = 'GET'): Promise<Answered> {
    const answered = await this.ask(path, headers, method);
    // How long an exchange took is measured by the real clock: the next one begins after it for certain.
    vi.setSystemTime(Date.now() + 1000);
    return answered;
  }

  /** One request now: for several at once. */
  ask(path: string, headers: OutgoingHttpHeaders = {}, method = 'GET'): Promise<Answered> {
    const { port = this.#stage.port, host = '127.0.0.1', userAgent = CHROME } = this.#options;
    const cookie = [...this.jar].map(([name, value]) => `${name}=${value}`).join('; ');
    return new Promise((resolve, reject) => {
      const call = request(
        {
          host: '127.0.0.1',
          port,
          path,
          method,
          agent: false,
          headers: {
            host: `${host}:${port}`,
            'user-agent': userAgent,
            ...(cookie === '' ? {} : { cookie }),
            ...headers,
          },
        },
        (answer) => {
          let body = '';
          answer.on('data', (text: Buffer) => {
            body += text.toString();
          });
          answer.on('end', () => {
            this.#keep(answer.headers['set-cookie'] ?? []);
            resolve({ status: answer.statusCode ?? 0, body, headers: answer.headers });
          });
          answer.on('error', reject);
        },
      );
      call.on('upgrade', (answer, socket) => {
        this.#stage.keep(socket as Socket);
        socket.on('error', () => undefined);
        resolve({ status: 101, body: '', headers: answer.headers });
      });
      call.on('error', reject);
      call.end();
    });
  }

  /** Opens a WebSocket as far as a balancer sees one. */
  upgrade(path: string): Promise<Answered> {
    return this.ask(path, {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    });
  }

  #keep(lines: readonly string[]): void {
    if (this.#options.keepsCookies === false) return;
    for (const line of lines) {
      const [, name = '', value = ''] = /^([^=;]+)=([^;]*)/.exec(line) ?? [];
      if (value === '' || /max-age=0/i.test(line)) this.jar.delete(name);
      else this.jar.set(name, value);
    }
  }
}

interface Backend {
  readonly route: string;
  readonly url: string;
  stop(): Promise<void>;
}

async function startBackend(route: string, answer: Answer): Promise<Backend> {
  const server = createServer((asked, response) => answer(asked, response, route));
  const sockets = new Set<Socket>();
  server.on('upgrade', (_, socket) => {
    sockets.add(socket as Socket);
    socket.on('error', () => undefined);
    socket.on('end', () => socket.end());
    socket.on('data', () => undefined);
    socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
  });
  const port = await listen(server);
  return {
    route,
    url: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
