import { createServer } from 'node:net';

/** Ports looked at one after another before the system is asked for any. */
const MOST_TRIES = 200;

/**
 * A port on `host` that can be listened on now, from `from` upwards; above 65535, or when all of a long row are
 * taken, whichever the system gives. `taken` are ports to pass over although they are free (promised elsewhere).
 */
export async function findFreePort(
  host: string,
  from: number,
  taken: ReadonlySet<number> = new Set(),
): Promise<number> {
  for (let port = from; port <= Math.min(65_535, from + MOST_TRIES); port++) {
    if (!taken.has(port) && (await tryListen(host, port)) !== null) return port;
  }
  const port = await tryListen(host, 0);
  if (port === null) throw new Error(`no port on ${host} can be listened on`);
  return port;
}

/** Listens for a moment; gives the port, or null when it can't be had. */
function tryListen(host: string, port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen({ port, exclusive: true, ...(host === '*' ? {} : { host }) }, () => {
      const address = server.address();
      server.close(() => resolve(address === null || typeof address === 'string' ? null : address.port));
    });
  });
}
