import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A server that projects are exported to, on this machine. */
export type PeerName = 'haproxy' | 'nginx';

const PROGRAMS: Readonly<Record<PeerName, readonly string[]>> = {
  haproxy: ['/usr/sbin/haproxy', '/usr/local/sbin/haproxy'],
  nginx: ['/usr/sbin/nginx', '/usr/local/sbin/nginx', '/usr/local/nginx/sbin/nginx'],
};

/** Its program, or undefined: tests then skip, saying so. */
export function findPeer(name: PeerName): string | undefined {
  return PROGRAMS[name].find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** An empty folder that the account a server answers as may look into. Remove it with `rm`. */
export async function makePeerFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'routepin-peer-'));
  await chmod(folder, 0o777);
  return folder;
}

export async function removePeerFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

/** What the server's own check says of a configuration. */
export async function checkPeer(
  name: PeerName,
  folder: string,
  text: string,
): Promise<{ readonly ok: boolean; readonly output: string }> {
  const file = path.join(folder, 'check.conf');
  await writeFile(file, text);
  const args = name === 'haproxy' ? ['-c', '-f', file] : ['-t', '-c', file];
  return new Promise((resolve) => {
    execFile(findPeer(name) ?? name, args, (error, stdout, stderr) => {
      resolve({ ok: error === null, output: stdout + stderr });
    });
  });
}

/** A configuration around nginx's site file, which is only part of one. */
export function nginxAround(folder: string, site: string): string {
  const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `${kind}_temp_path ${folder}/${kind};`,
  );
  return `pid ${folder}/nginx.pid;\nerror_log ${folder}/error.log;\nevents {}\nhttp {\n${temp.join('\n')}\naccess_log off;\n${site}\n}\n`;
}

export interface RunningPeer {
  readonly pid: number;
  /** Ends it and waits until it has gone. Safe to call twice. */
  stop(): Promise<void>;
}

/** Starts the server with a complete configuration and waits until `host:port` accepts. */
export async function startPeer(
  name: PeerName,
  folder: string,
  text: string,
  host: string,
  port: number,
): Promise<RunningPeer> {
  if (await accepts(host, port)) throw new Error(`${host}:${port} is served by somebody else already`);
  const file = path.join(folder, 'run.conf');
  await writeFile(file, text);
  const child = spawn(findPeer(name) ?? name, name === 'haproxy' ? ['-f', file] : ['-c', file], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
  const ended = new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    child.once('exit', () => resolve());
  });
  const stop = () => end(child, ended);
  // A minute only catches a hang: both are there within a tenth of a second.
  for (const giveUpAt = Date.now() + 60_000; Date.now() < giveUpAt; ) {
    if (child.exitCode !== null || child.pid === undefined) break;
    if (await accepts(host, port)) return { pid: child.pid, stop };
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await stop();
  throw new Error(`${name} did not start:\n${said}\n${text}`);
}

async function end(child: ChildProcess, ended: Promise<void>): Promise<void> {
  // SIGTERM is a quick end for both; what keeps a worker busy is not waited for.
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
  const insist = setTimeout(() => child.kill('SIGKILL'), 3000);
  await ended;
  clearTimeout(insist);
}

function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, host);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
