import { WebSocket } from 'ws';
import { freePort } from './free-port.ts';
import { type BuiltCli, type Serving, serve } from './routepin-cli.ts';
import { type PageBackend, type Pages, startPageBackend } from './tab-pages.ts';

/** A tab as `--json` tells it. */
export interface ListedTab {
  readonly path: string;
  readonly title: string;
  readonly route: string | null;
  readonly servedBy: string | null;
  readonly sessionId: string;
  readonly tabId: string;
  readonly notFollowed: string | undefined;
}

/** `serve --track-tabs` in front of backends a, b, c …, and what it tells. */
export interface TabSite {
  readonly origin: string;
  readonly backends: readonly PageBackend[];
  /** The running program; another one after `restart`. */
  readonly serving: Serving;
  /** The interface's own socket. */
  readonly ui: WebSocket;
  /** The last word about each tab that has not closed. */
  tabs(): readonly ListedTab[];
  /** `path | title | route | servedBy` of each tab, in order of their paths. */
  rows(): readonly string[];
  /** Runs a command as the interface does; throws when it is refused. */
  command(name: string, params: unknown): Promise<unknown>;
  /** Ends the program and starts it again, with other arguments where given. */
  restart(args?: readonly string[]): Promise<void>;
  stop(): Promise<void>;
}

export interface TabSiteOptions {
  readonly cli: BuiltCli;
  readonly pages: Pages;
  readonly names?: readonly string[];
  /** Default: `--track-tabs`. */
  readonly args?: readonly string[];
}

export async function startTabSite(options: TabSiteOptions): Promise<TabSite> {
  const { cli, pages, names = ['a', 'b', 'c'], args = ['--track-tabs'] } = options;
  const backends = await Promise.all(names.map((name) => startPageBackend(name, pages)));
  const listed = backends.flatMap(({ port }) => ['--backend', String(port)]);
  const listen = ['--listen', `127.0.0.1:${await freePort()}`];
  const start = async (more: readonly string[]) => {
    const serving = await serve(cli, [...listed, ...listen, ...more]);
    const ready = await serving.event('ready');
    return { serving, ui: await openUi(ready.ui ?? ''), origin: new URL(ready.sites[0]?.url ?? '').origin };
  };
  let now = await start(args);
  const tabs = (): readonly ListedTab[] => listedIn(now.serving);
  return {
    origin: now.origin,
    backends,
    get serving() {
      return now.serving;
    },
    get ui() {
      return now.ui;
    },
    tabs,
    rows: () =>
      tabs()
        .map(({ path, title, route, servedBy }) => `${path} | ${title} | ${route} | ${servedBy}`)
        .sort(),
    command: (name, params) => runCommand(now.ui, name, params),
    restart: async (more = args) => {
      now.ui.close();
      await now.serving.end();
      now = await start(more);
    },
    stop: async () => {
      now.ui.close();
      await now.serving.end();
      for (const backend of backends) backend.stop();
    },
  };
}

function listedIn(serving: Serving): readonly ListedTab[] {
  const tabs = new Map<string, ListedTab>();
  for (const event of serving.events) {
    if (event.event === 'tab.closed') tabs.delete(event.tabId);
    if (event.event !== 'tab.opened' && event.event !== 'tab.navigated' && event.event !== 'tab.pinned')
      continue;
    const { tabId, sessionId, title, route, servedBy, notFollowed } = event;
    const path = event.url.slice(new URL(event.url).origin.length);
    tabs.set(tabId, { tabId, sessionId, title, route, servedBy, notFollowed, path });
  }
  return [...tabs.values()];
}

/** The user interface's own socket: its token first (DESIGN.md §8), then numbered commands. */
export async function openUi(url: string): Promise<WebSocket> {
  const { origin, hash } = new URL(url);
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/socket`, { origin });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  socket.send(JSON.stringify({ token: hash.replace('#token=', '') }));
  await new Promise<void>((resolve) => socket.once('message', () => resolve()));
  return socket;
}

let lastCommand = 0;

/** Runs a command as the interface does; throws when it is refused. */
export async function runCommand(ui: WebSocket, name: string, params: unknown): Promise<unknown> {
  const id = ++lastCommand;
  interface Result {
    readonly ok: boolean;
    readonly value?: unknown;
  }
  const answered = new Promise<Result>((resolve) => {
    ui.on('message', function look(data: Buffer) {
      const message = JSON.parse(data.toString()) as { readonly id?: number; readonly result?: Result };
      if (message.id !== id || message.result === undefined) return;
      ui.off('message', look);
      resolve(message.result);
    });
  });
  ui.send(JSON.stringify({ id, command: name, params }));
  const result = await answered;
  if (!result.ok) throw new Error(`${name} was refused: ${JSON.stringify(result)}`);
  return result.value;
}
