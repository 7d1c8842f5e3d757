import type { ListeningSocket } from './listening-socket.ts';
import { listeningSockets } from './listening-sockets.ts';

/** The process that listens on a port already. */
export interface PortHolder {
  readonly pid: number | null;
  readonly process: string | null;
  readonly command: string | null;
  /** For messages: `node (pid 4711)`, or `another process` where the system tells no more. */
  readonly words: string;
}

/** Who keeps `host:port` from being listened on, or null when nobody does or the system doesn't tell. */
export async function findPortHolder(host: string, port: number): Promise<PortHolder | null> {
  const holder = holderAmong(await listeningSockets(), host, port);
  if (holder === undefined) return null;
  const { pid, process, command } = holder;
  const name = process ?? 'another process';
  return { pid, process, command, words: pid === null ? name : `${name} (pid ${pid})` };
}

/** The socket that collides with a listen address: the same one first, then one on all addresses. */
export function holderAmong(
  sockets: readonly ListeningSocket[],
  host: string,
  port: number,
): ListeningSocket | undefined {
  const onPort = sockets.filter((socket) => socket.port === port);
  const wanted = host === 'localhost' ? '127.0.0.1' : host;
  return (
    onPort.find((socket) => socket.host === wanted) ??
    onPort.find((socket) => isAny(socket.host)) ??
    (isAny(wanted) || wanted === '*' ? onPort[0] : undefined)
  );
}

function isAny(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}
