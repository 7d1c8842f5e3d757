import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';

/** What a comparison has opened, as its folder tells while it runs. */
export interface Opened {
  readonly apachePid: number;
  /** Ports of Apache and of the stand-ins. */
  readonly ports: readonly number[];
}

/** Waits until a comparison whose temporary folder is below `folder` has an Apache, and reads what it uses. */
export async function untilRunning(folder: string, hasEnded: () => boolean): Promise<Opened> {
  while (!hasEnded()) {
    for (const name of await readdir(folder)) {
      const read = (file: string) => readFile(path.join(folder, name, file), 'utf8').catch(() => '');
      const [pid, config, wrapper] = [
        Number(await read('apache.pid')),
        await read('export.conf'),
        await read('httpd.conf'),
      ];
      if (pid === 0 || Number.isNaN(pid)) continue;
      const ports = [
        ...`${config}${wrapper}`.matchAll(/(?:Listen |BalancerMember "http:\/\/)127\.0\.0\.1:(\d+)/g),
      ];
      return { apachePid: pid, ports: [...new Set(ports.map(([, port]) => Number(port)))] };
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error('it ended before Apache ran');
}

/** What is still there of it; empty when nothing is. */
export async function leftovers(folder: string, { apachePid, ports }: Opened): Promise<readonly string[]> {
  const left = (await readdir(folder)).map((name) => `folder ${name}`);
  if (!(await endsSoon(apachePid))) left.push(`Apache ${apachePid}`);
  for (const port of ports) if (!(await isFree(port))) left.push(`port ${port}`);
  return left;
}

/** A process that was killed is gone a moment later; one that its parent did not live to bury is a zombie (Linux). */
async function endsSoon(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 200; tries++) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    if (stat === '' || /\) Z /.test(stat)) return true;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return false;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
