import { type DemoBackendView, fail, type Result, succeed, type Trouble } from '../contract/index.ts';
import { type ShopServer, startShopServer } from './demo/shop-server.ts';

/** How far beyond the first port a free one is looked for. */
const PORTS_TRIED = 200;

export interface DemoOptions {
  /** How many backends; default 4. */
  readonly count?: number;
  /** Where to look for free ports from; default 13001. */
  readonly firstPort?: number;
}

/** Sample backends: real servers of this process, each with sessions in its own memory. */
export interface DemoBackends {
  /** In the order of their ports. */
  list(): readonly DemoBackendView[];
  /** Crashes a backend (connections cut, sessions lost) or starts it again on its port. */
  setRunning(url: string, running: boolean): Promise<Result<readonly DemoBackendView[], Trouble>>;
  /** Ends all of them. Safe to call twice. */
  stop(): Promise<void>;
}

/** Starts sample backends on free ports of 127.0.0.1. Rejects when there aren't enough of them; nothing is left open then. */
export async function startDemoBackends(options: DemoOptions = {}): Promise<DemoBackends> {
  const first = options.firstPort ?? 13_001;
  const slots: { readonly port: number; server: ShopServer | null }[] = [];
  for (let port = first; slots.length < (options.count ?? 4); port++) {
    const server = port < first + PORTS_TRIED && port <= 65_535 ? await startIfFree(port) : undefined;
    if (server === undefined) {
      await Promise.all(slots.map((slot) => slot.server?.crash()));
      throw new Error(`no free ports for the sample backends between ${first} and ${port - 1}`);
    }
    if (server !== null) slots.push({ port: server.port, server });
  }

  const list = () => slots.map(({ port, server }) => ({ url: urlOf(port), running: server !== null }));
  return {
    list,
    async setRunning(url, running) {
      const slot = slots.find(({ port }) => urlOf(port) === url);
      if (slot === undefined) {
        return fail({ code: 'not-found', message: `${url} is not one of the sample backends` });
      }
      if (!running && slot.server !== null) {
        const { server } = slot;
        slot.server = null;
        await server.crash();
      } else if (running && slot.server === null) {
        const server = await startIfFree(slot.port);
        if (server == null) {
          return fail({
            code: 'listen-failed',
            message: `port ${slot.port} was taken by another program meanwhile`,
            hint: 'End that program, then start the backend again.',
          });
        }
        slot.server = server;
      }
      return succeed(list());
    },
    async stop() {
      const servers = slots.map((slot) => slot.server);
      for (const slot of slots) slot.server = null;
      await Promise.all(servers.map((server) => server?.crash()));
    },
  };
}

function urlOf(port: number): string {
  return `http://127.0.0.1:${port}`;
}

/** The backend, or null when somebody else has the port (or the system forbids it). */
async function startIfFree(port: number): Promise<ShopServer | null> {
  try {
    return await startShopServer(port);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EADDRINUSE' || code === 'EACCES') return null;
    throw error;
  }
}
