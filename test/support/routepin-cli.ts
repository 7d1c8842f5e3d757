import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildCli as buildShipped } from '../../build/cli/build-cli.mjs';
import type { RoutepinEvent } from '../../core/contract/index.ts';

/** The command line as a program of its own, as it ships, in a folder of its own. */
export interface BuiltCli {
  readonly file: string;
  /** For the test's own files; removed with the program. */
  readonly folder: string;
  remove(): Promise<void>;
}

/** Builds the CLI, with a page in place of the renderer. Never stale, and independent of dist/. */
export async function buildCli(): Promise<BuiltCli> {
  const folder = await mkdtemp(path.join(tmpdir(), 'routepin-cli-'));
  const warnings = await buildShipped(path.join(folder, 'cli'));
  if (warnings.length > 0) throw new Error(warnings.join('\n'));
  await mkdir(path.join(folder, 'renderer'));
  await writeFile(path.join(folder, 'renderer/index.html'), '<!doctype html><title>Routepin</title>');
  const file = path.join(folder, 'cli/routepin.js');
  return { file, folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the program to its end, without a terminal. */
export function runCli(cli: BuiltCli, args: readonly string[]): Promise<Finished> {
  const child = spawn(process.execPath, [cli.file, ...args], { cwd: cli.folder });
  child.stdin.end();
  return finished(child, collect(child));
}

interface Collected {
  stdout: string;
  stderr: string;
}

function collect(child: ChildProcessWithoutNullStreams): Collected {
  const said: Collected = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    said.stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    said.stderr += chunk.toString();
  });
  return said;
}

function finished(child: ChildProcessWithoutNullStreams, said: Collected): Promise<Finished> {
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, ...said })));
}

type EventOf<Name extends RoutepinEvent['event']> = Extract<RoutepinEvent, { readonly event: Name }>;

/** `routepin serve --json` while it runs. */
export interface Serving {
  readonly pid: number;
  /** Every line of stdout so far, parsed. */
  readonly events: readonly RoutepinEvent[];
  readonly said: Readonly<Collected>;
  /** The first event of that name, from the start on, that fits. */
  event<Name extends RoutepinEvent['event']>(
    name: Name,
    fits?: (event: EventOf<Name>) => boolean,
  ): Promise<EventOf<Name>>;
  /** Sends a signal and waits for the end. */
  end(signal?: NodeJS.Signals): Promise<Finished>;
}

/** Starts `serve --json` and waits for its `ready`; rejects with what it said when it ends before. */
export async function serve(cli: BuiltCli, args: readonly string[]): Promise<Serving> {
  const child = spawn(process.execPath, [cli.file, 'serve', '--json', ...args], { cwd: cli.folder });
  child.stdin.end();
  const said = collect(child);
  const done = finished(child, said);
  const events: RoutepinEvent[] = [];
  const watchers = new Set<() => void>();
  let rest = '';
  child.stdout.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) events.push(JSON.parse(line));
    for (const watcher of watchers) watcher();
  });
  const ended = done.then((end) => {
    throw new Error(`serve ended with ${end.code}:\n${end.stderr}${end.stdout}`);
  });
  ended.catch(() => {});

  const event: Serving['event'] = (name, fits = () => true) => {
    type Wanted = EventOf<typeof name>;
    const found = new Promise<Wanted>((resolve) => {
      const look = () => {
        const hit = events.find((one) => one.event === name && fits(one as Wanted));
        if (hit === undefined) return;
        watchers.delete(look);
        resolve(hit as Wanted);
      };
      watchers.add(look);
      look();
    });
    return Promise.race([found, ended]);
  };
  await event('ready');
  return {
    pid: child.pid ?? 0,
    events,
    said,
    event,
    end(signal = 'SIGTERM') {
      child.kill(signal);
      return done;
    },
  };
}

/** A backend that says who it is and what it was sent. */
export interface EchoBackend {
  readonly port: number;
  readonly url: string;
  /** Cuts every connection and closes the port. Safe to call twice. */
  stop(): Promise<void>;
}

export async function startEcho(name: string): Promise<EchoBackend> {
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      response.setHeader('X-Backend', name);
      response.end(`${name} ${request.method} ${request.url} ${Buffer.concat(chunks).toString()}`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export interface Fetched {
  readonly status: number;
  readonly body: string;
  readonly cookies: readonly string[];
}

/** One request on a connection of its own, as curl sends it. */
export function request(
  url: string,
  options: { readonly method?: string; readonly cookie?: string; readonly body?: string } = {},
): Promise<Fetched> {
  return new Promise((resolve, reject) => {
    http
      .request(
        url,
        {
          method: options.method ?? 'GET',
          headers: options.cookie === undefined ? {} : { cookie: options.cookie },
          agent: false,
        },
        (response) => {
          let body = '';
          response.on('data', (chunk: Buffer) => {
            body += chunk.toString();
          });
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              body,
              cookies: response.headers['set-cookie'] ?? [],
            }),
          );
        },
      )
      .on('error', reject)
      .end(options.body);
  });
}
