import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { accessSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DIGESTS } from '../../../core/app/digests.ts';
import { type CookieScheme, type Project, parseProject } from '../../../core/contract/index.ts';
import { decodeCookies } from '../../../core/formats/index.ts';
import { freePort } from '../../support/free-port.ts';

/** Values that real servers issue, read back: HAProxy in each of its modes, nginx as Debian has it. */

const HAPROXY = found('/usr/sbin/haproxy');
const NGINX = found('/usr/sbin/nginx');
const KEY = 'sesame';

let folder: string;
const backends: Server[] = [];
const programs: ChildProcess[] = [];
let project: Project;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'routepin-cookies-'));
  for (const name of ['one', 'two', 'three']) {
    const server = createServer((_, answer) => {
      answer.setHeader('set-cookie', ['JSESSIONID=0A1B; Path=/', 'REW=; Path=/']);
      answer.setHeader('x-backend', name);
      answer.end(name);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    backends.push(server);
  }
  const parsed = parseProject({
    version: 1,
    name: 'real',
    balancers: [
      {
        name: 'lb',
        stickysession: 'SID',
        members: ports().map((port, index) => ({
          url: `http://127.0.0.1:${port}`,
          route: ['one', 'two', 'three'][index],
        })),
      },
    ],
    sites: [],
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  project = parsed.value;
});

afterAll(async () => {
  await Promise.all(programs.map(ended));
  for (const server of backends) {
    server.closeAllConnections();
    server.close();
  }
  await rm(folder, { recursive: true });
});

const MODES: readonly { name: string; lines: readonly string[]; cookie: string; scheme: CookieScheme }[] = [
  { name: 'insert', lines: ['cookie SRV insert'], cookie: 'SRV', scheme: 'haproxy-insert' },
  {
    name: 'insert indirect nocache',
    lines: ['cookie SRV insert indirect nocache'],
    cookie: 'SRV',
    scheme: 'haproxy-insert',
  },
  {
    name: 'insert with maxidle and maxlife',
    lines: ['cookie SRV insert indirect maxidle 30m maxlife 8h'],
    cookie: 'SRV',
    scheme: 'haproxy-insert',
  },
  { name: 'prefix', lines: ['cookie JSESSIONID prefix'], cookie: 'JSESSIONID', scheme: 'haproxy-prefix' },
  { name: 'rewrite', lines: ['cookie REW rewrite'], cookie: 'REW', scheme: 'haproxy-insert' },
  {
    name: 'dynamic',
    lines: ['cookie SRV insert dynamic', `dynamic-cookie-key ${KEY}`],
    cookie: 'SRV',
    scheme: 'haproxy-dynamic',
  },
  {
    name: 'dynamic with a long key (more than one stripe of the hash)',
    lines: ['cookie SRV insert dynamic', `dynamic-cookie-key ${KEY.repeat(9)}`],
    cookie: 'SRV',
    scheme: 'haproxy-dynamic',
  },
];

describe.skipIf(HAPROXY === null)('HAProxy', () => {
  test.each(MODES)('cookie $name', async ({ lines, cookie, scheme }) => {
    const port = await freePort();
    const isDynamic = scheme === 'haproxy-dynamic';
    const text = [
      'defaults',
      '  mode http',
      '  timeout connect 5s',
      '  timeout client 5s',
      '  timeout server 5s',
      'frontend f',
      `  bind 127.0.0.1:${port}`,
      '  default_backend b',
      'backend b',
      ...lines.map((line) => `  ${line}`),
      ...ports().map(
        (backend, index) =>
          `  server s${index} 127.0.0.1:${backend}${isDynamic ? '' : ` cookie ${['one', 'two', 'three'][index]}`}`,
      ),
      '',
    ].join('\n');
    const file = path.join(folder, `${port}.cfg`);
    await writeFile(file, text);
    run(HAPROXY as string, ['-db', '-f', file]);
    await answers(port);
    for (let turn = 0; turn < 6; turn++) {
      const { backend, value } = await issued(port, cookie);
      const { cookies } = decodeCookies(`${cookie}=${value}`, project, [KEY, KEY.repeat(9)], DIGESTS);
      const reading = cookies[0]?.readings.find((one) => one.scheme === scheme);
      expect(reading?.verdict, `${cookie}=${value}`).toBe('member');
      expect(reading?.member?.route).toBe(backend);
      expect(cookies[0]?.readings[0]?.member?.route).toBe(backend);
    }
  });
});

describe.skipIf(NGINX === null)('nginx', () => {
  test('hash $cookie_SID sends where the decoder says, and userid is no member', async () => {
    const port = await freePort();
    const text = `
daemon off; master_process off; pid ${folder}/nginx.pid; error_log ${folder}/error.log;
events {}
http {
  access_log off;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
  upstream b { hash $cookie_SID; ${ports()
    .map((backend) => `server 127.0.0.1:${backend};`)
    .join(' ')} }
  server { listen 127.0.0.1:${port}; userid on; userid_name uid; location / { proxy_pass http://b; } }
}`;
    const file = path.join(folder, 'nginx.conf');
    await writeFile(file, text);
    execFileSync(NGINX as string, ['-t', '-c', file, '-e', path.join(folder, 'error.log')], {
      stdio: 'ignore',
    });
    run(NGINX as string, ['-c', file, '-e', path.join(folder, 'error.log')]);
    await answers(port);
    for (let turn = 0; turn < 40; turn++) {
      const sid = `session-${turn}-${(turn * 7919).toString(36)}`;
      const answer = await fetch(`http://127.0.0.1:${port}/`, { headers: { cookie: `SID=${sid}` } });
      const { cookies } = decodeCookies(`SID=${sid}`, project, [], DIGESTS);
      const reading = cookies[0]?.readings.find(({ scheme }) => scheme === 'nginx-hash');
      expect(reading?.member?.route, sid).toBe(await answer.text());
      const uid = answer.headers.getSetCookie().find((line) => line.startsWith('uid=')) ?? '';
      const read = decodeCookies(`Set-Cookie: ${uid}`, project, [], DIGESTS).cookies[0]?.readings;
      const visitor = read?.find(({ scheme }) => scheme === 'nginx-userid');
      expect(visitor?.verdict).toBe('no-member');
      expect(visitor?.text).toContain(new Date().toISOString().slice(0, 10));
    }
  });
});

function ports(): readonly number[] {
  return backends.map((server) => (server.address() as AddressInfo).port);
}

function run(program: string, args: readonly string[]): void {
  programs.push(spawn(program, args, { stdio: 'ignore' }));
}

async function issued(port: number, cookie: string): Promise<{ backend: string; value: string }> {
  const answer = await fetch(`http://127.0.0.1:${port}/`);
  const backend = await answer.text();
  const line = answer.headers.getSetCookie().findLast((each) => each.startsWith(`${cookie}=`)) ?? '';
  return { backend, value: /=([^;]*)/.exec(line)?.[1] ?? '' };
}

/** Resolves when somebody accepts there. */
async function answers(port: number): Promise<void> {
  for (let turn = 0; turn < 500; turn++) {
    const isThere = await new Promise<boolean>((resolve) => {
      const socket = net.connect(port, '127.0.0.1');
      socket.once('connect', () => {
        socket.destroy();
        resolve(true);
      });
      socket.once('error', () => resolve(false));
    });
    if (isThere) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`nobody answers on port ${port}`);
}

function ended(program: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (program.exitCode !== null || program.signalCode !== null) return resolve();
    program.once('exit', () => resolve());
    program.kill();
  });
}

function found(program: string): string | null {
  try {
    accessSync(program);
    return program;
  } catch {
    return null;
  }
}
