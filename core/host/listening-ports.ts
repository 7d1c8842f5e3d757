import type { ListeningPort } from '../contract/index.ts';
import type { ListeningSocket } from './listening-socket.ts';
import { listeningSockets } from './listening-sockets.ts';
import { tagLookAlikes } from './port-groups.ts';
import { probePort } from './port-probe.ts';

export interface PortScanOptions {
  /** Ports that our own sites and interface listen on. */
  readonly ownPorts: ReadonlySet<number>;
  /** Ports of our process that are backends all the same (the demo's). */
  readonly backendPorts: ReadonlySet<number>;
}

/** Probes at once: a scan is over soon, and no machine is flooded. */
const AT_ONCE = 8;

/** Services that don't speak HTTP and would log our question as an attack or an error. */
const NEVER_ASKED: ReadonlySet<number> = new Set([
  21, 22, 23, 25, 53, 110, 111, 139, 143, 389, 445, 465, 587, 631, 636, 993, 995, 1433, 1521, 2049, 2181,
  3306, 3389, 5432, 5433, 5672, 5900, 6379, 6380, 9042, 9092, 11211, 27017, 27018, 50000,
]);

/** The ports that listen on this machine, with their processes and what answered there, lowest first. */
export async function scanPorts(options: PortScanOptions): Promise<readonly ListeningPort[]> {
  const sockets = onePerPort(await listeningSockets());
  const ports = await inTurns(sockets, AT_ONCE, async (socket): Promise<ListeningPort> => {
    const isBackend = options.backendPorts.has(socket.port);
    const ours = !isBackend && (options.ownPorts.has(socket.port) || socket.pid === process.pid);
    const asked = !ours && !NEVER_ASKED.has(socket.port);
    const answer = asked ? await probePort(socket.host, socket.port) : null;
    return { ...socket, answer, ours, group: null };
  });
  return tagLookAlikes(ports);
}

/** One socket for each port: the one that 127.0.0.1 reaches, where there are several. */
export function onePerPort(sockets: readonly ListeningSocket[]): readonly ListeningSocket[] {
  const rank = ({ host }: ListeningSocket): number => {
    const order = ['127.0.0.1', '0.0.0.0', '::', '::1'].indexOf(host);
    return order < 0 ? 4 : order;
  };
  const byPort = new Map<number, ListeningSocket>();
  for (const socket of sockets) {
    const known = byPort.get(socket.port);
    if (known === undefined || rank(socket) < rank(known)) byPort.set(socket.port, socket);
  }
  return [...byPort.values()].sort((a, b) => a.port - b.port);
}

async function inTurns<Item, Out>(
  items: readonly Item[],
  width: number,
  work: (item: Item) => Promise<Out>,
): Promise<readonly Out[]> {
  const results: Out[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const index = next++;
      results[index] = await work(items[index] as Item);
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
  return results;
}
