import type { AddressInfo, Server } from 'node:net';
import { setTimeout } from 'node:timers/promises';

const TRIES = 20;
const PAUSE_MS = 50;

/**
 * Starts to listen on `port` (0: any) and says on which. A port that was just given up can be held for a moment by a child
 * that another thread is starting (core/engine/listener.ts): a taken one is asked for again for a second before this rejects.
 */
export async function listen(server: Server, port = 0, host = '127.0.0.1'): Promise<number> {
  for (let triesLeft = TRIES; ; triesLeft--) {
    const error = await tryToListen(server, port, host);
    if (error === null) return (server.address() as AddressInfo).port;
    if (error.code !== 'EADDRINUSE' || triesLeft === 0) throw error;
    await setTimeout(PAUSE_MS);
  }
}

function tryToListen(server: Server, port: number, host: string): Promise<NodeJS.ErrnoException | null> {
  return new Promise((resolve) => {
    server.once('error', resolve);
    server.listen(port, host, () => {
      server.removeListener('error', resolve);
      resolve(null);
    });
  });
}
