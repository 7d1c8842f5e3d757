import { createServer, type IncomingMessage, request } from 'node:http';
import { createRoutepin } from '../../../core/app/create-routepin.ts';
import type { Routepin } from '../../../core/app/routepin-api.ts';
import {
  type Capabilities,
  type Project,
  parseProject,
  type RoutepinEvent,
} from '../../../core/contract/index.ts';
import { freePort } from '../../support/free-port.ts';
import { listen } from '../../support/listen.ts';

export const CAPABILITIES: Capabilities = {
  shell: 'browser',
  embeddedTabs: false,
  files: false,
  version: '0.0.0',
  platform: 'test',
};

/** A backend that says its name and what it was asked. */
export interface TestBackend {
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
}

export async function startBackend(
  name: string,
  fields: Readonly<Record<string, string>> = {},
  status = 200,
): Promise<TestBackend> {
  const server = createServer((asked, answer) => {
    const body: Buffer[] = [];
    asked.on('data', (bytes: Buffer) => body.push(bytes));
    asked.on('end', () => {
      answer.writeHead(status, { 'x-backend': name, ...fields });
      answer.end(`${name} ${asked.method} ${asked.url} ${Buffer.concat(body).toString()}`);
    });
  });
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export function shopProject(listenPort: number, members: readonly Record<string, unknown>[]): Project {
  const parsed = parseProject({
    version: 1,
    name: 'shop',
    balancers: [
      { name: 'lb', stickysession: 'ROUTEID', members, routeCookie: { name: 'ROUTEID', path: '/' } },
    ],
    sites: [
      { name: 'shop', listen: `127.0.0.1:${listenPort}`, proxyPass: [{ path: '/', url: 'balancer://lb/' }] },
    ],
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
}

export interface Got {
  readonly status: number;
  readonly backend: string | undefined;
  readonly setCookie: readonly string[];
  readonly body: string;
}

/** One request on a connection of its own. */
export function send(
  port: number,
  options: {
    readonly cookie?: string;
    readonly method?: string;
    readonly body?: string;
    readonly path?: string;
  } = {},
): Promise<Got> {
  return new Promise((resolve, reject) => {
    const call = request(
      {
        host: '127.0.0.1',
        port,
        agent: false,
        method: options.method ?? 'GET',
        path: options.path ?? '/',
        headers: {
          'user-agent': 'curl/8.5.0',
          ...(options.cookie === undefined ? {} : { cookie: options.cookie }),
          ...(options.body === undefined ? {} : { 'content-length': Buffer.byteLength(options.body) }),
        },
      },
      (answer: IncomingMessage) => {
        let body = '';
        answer.setEncoding('utf8');
        answer.on('data', (text: string) => {
          body += text;
        });
        answer.on('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            backend: answer.headers['x-backend'] as string | undefined,
            setCookie: answer.headers['set-cookie'] ?? [],
            body,
          }),
        );
        answer.on('error', reject);
      },
    );
    call.on('error', reject);
    call.end(options.body);
  });
}

export interface Running {
  readonly routepin: Routepin;
  readonly port: number;
  readonly events: RoutepinEvent[];
  named<Name extends RoutepinEvent['event']>(name: Name): readonly Extract<RoutepinEvent, { event: Name }>[];
  /** Runs a command that has to succeed. */
  run(name: string, params?: unknown): Promise<unknown>;
  /** Resolves when `isThere` holds, looking after each event. */
  until(isThere: () => boolean): Promise<void>;
}

export async function startShop(members: readonly Record<string, unknown>[]): Promise<Running> {
  const port = await freePort();
  const routepin = createRoutepin({ project: shopProject(port, members), capabilities: CAPABILITIES });
  const events: RoutepinEvent[] = [];
  routepin.onEvent((event) => events.push(event));
  const started = await routepin.start();
  if (!started.ok) throw new Error(started.error.message);
  return {
    routepin,
    port,
    events,
    named: <Name extends RoutepinEvent['event']>(name: Name) =>
      events.filter((event) => event.event === name) as unknown as Extract<RoutepinEvent, { event: Name }>[],
    run: async (name, params = {}) => {
      const done = await routepin.execute(name, params);
      if (!done.ok) throw new Error(`${name}: ${JSON.stringify(done.error)}`);
      return done.value;
    },
    until: (isThere) =>
      new Promise((resolve) => {
        if (isThere()) return resolve();
        const remove = routepin.onEvent(() => {
          if (!isThere()) return;
          remove();
          resolve();
        });
      }),
  };
}
