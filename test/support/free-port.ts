import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Below what systems give to who asks for any port (Linux from 32768, others from 49152), so that nobody is given it
 * meanwhile; and below those that the lints' stages (from 15,000) and a comparison with Apache (from 20,000) take.
 */
const FROM = 11_000;
const TO = 15_000;

/** A port of 127.0.0.1 that was free a moment ago, and that only somebody who names it can take. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(FROM, TO);
    if (await isFree(port)) return port;
  }
}

/** As many of them, all different. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const ports = new Set<number>();
  while (ports.size < count) ports.add(await freePort());
  return [...ports];
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
