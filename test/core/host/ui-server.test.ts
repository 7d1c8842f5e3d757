import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import http from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { type BatchedEvent, type EventBatch, type Snapshot, succeed } from '../../../core/contract/index.ts';
import { startUiServer, type UiServer, type UiSource } from '../../../core/host/ui-server.ts';
import { freePorts } from '../../support/free-port.ts';

let folder = '';
let server: UiServer | undefined;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'routepin-ui-'));
  await mkdir(path.join(folder, 'renderer/assets'), { recursive: true });
  await writeFile(path.join(folder, 'renderer/index.html'), '<!doctype html>');
  await writeFile(path.join(folder, 'renderer/assets/app-1a2b.js'), 'export {}');
  await writeFile(path.join(folder, 'secret.txt'), 'secret');
  await symlink(path.join(folder, 'secret.txt'), path.join(folder, 'renderer/link.txt'));
});

afterEach(async () => {
  await server?.stop();
  server = undefined;
  await rm(folder, { recursive: true, force: true });
});

/** A core that holds a number of events and says them when told to. */
function fakeSource() {
  const listeners = new Set<(batch: EventBatch) => void>();
  const source: UiSource & { seq: number; padding: string; tell(...seqs: number[]): void } = {
    seq: 4,
    padding: '',
    snapshot: () => ({ seq: source.seq, padding: source.padding }) as unknown as Snapshot,
    onBatch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    execute: (name, params) => Promise.resolve(succeed({ name, params })),
    tell(...seqs) {
      source.seq = seqs.at(-1) ?? source.seq;
      const events = seqs.map(
        (seq) => ({ event: 'member.removed', seq, padding: source.padding }) as unknown as BatchedEvent,
      );
      for (const listener of listeners)
        listener({ atMs: 0, events, exchanges: null, counters: [], totals: null });
    },
  };
  return { source, listeners };
}

async function start(source: UiSource = fakeSource().source): Promise<UiServer> {
  const started = await startUiServer({ source, folder: path.join(folder, 'renderer'), port: 0 });
  if (!started.ok) throw new Error(started.error.message);
  server = started.value;
  return server;
}

interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

function get(port: number, target: string, host = `127.0.0.1:${port}`, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    http
      .request(
        { host: '127.0.0.1', port, path: target, method, headers: { host }, agent: false },
        (response) => {
          let body = '';
          response.on('data', (chunk: Buffer) => {
            body += chunk.toString();
          });
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
          );
        },
      )
      .on('error', reject)
      .end();
  });
}

/** A page's socket: everything it hears, in order. */
function connect(port: number, origin = `http://127.0.0.1:${port}`, host = `127.0.0.1:${port}`) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/socket`, { headers: { host }, origin });
  const heard: Record<string, unknown>[] = [];
  const waiting: (() => void)[] = [];
  socket.on('message', (data) => {
    heard.push(JSON.parse(String(data)));
    waiting.shift()?.();
  });
  const end = new Promise<string>((resolve) => {
    socket.on('close', (code) => resolve(String(code)));
    socket.on('unexpected-response', (_, response) => resolve(`HTTP ${response.statusCode}`));
    socket.on('error', () => {});
  });
  let taken = 0;
  const next = async () => {
    if (heard.length <= taken) await new Promise<void>((resolve) => waiting.push(resolve));
    return heard[taken++];
  };
  const opened = new Promise((resolve) => socket.once('open', resolve));
  return { socket, end, next, opened, say: (message: unknown) => socket.send(JSON.stringify(message)) };
}

const tokenOf = (ui: UiServer) => new URL(ui.url).hash.replace('#token=', '');

async function connectWithToken(ui: UiServer) {
  const page = connect(ui.port);
  await page.opened;
  page.say({ token: tokenOf(ui) });
  return page;
}

describe('files of the renderer', () => {
  test('index and assets, with a strict policy and no cookie', async () => {
    const { port } = await start();
    const index = await get(port, '/');
    expect(index).toMatchObject({ status: 200, body: '<!doctype html>' });
    expect(index.headers['content-security-policy']).toMatch(
      /default-src 'none'; script-src 'self';.*frame-ancestors 'none'/,
    );
    expect(index.headers['set-cookie']).toBeUndefined();
    expect(index.headers['cache-control']).toBe('no-store');
    const script = await get(port, '/assets/app-1a2b.js?x=1');
    expect(script.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'x-content-type-options': 'nosniff',
    });
  });

  test.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/../../secret.txt',
    '/link.txt',
    '//etc/passwd',
    '/assets',
    '/\\..\\secret.txt',
  ])('nothing else: %s', async (target) => {
    const { port } = await start();
    expect(await get(port, target)).toMatchObject({ status: 404, body: 'not found\n' });
  });

  test('a file of a newer build is found', async () => {
    const { port } = await start();
    await writeFile(path.join(folder, 'renderer/assets/app-3c4d.js'), 'export {}');
    expect((await get(port, '/assets/app-3c4d.js')).status).toBe(200);
  });

  test('a name that was rebound to loopback is refused, localhost is not', async () => {
    const { port } = await start();
    expect((await get(port, '/', `evil.example:${port}`)).status).toBe(403);
    expect((await get(port, '/', '127.0.0.1')).status).toBe(403);
    expect((await get(port, '/', `localhost:${port}`)).status).toBe(200);
    expect((await get(port, '/', undefined, 'POST')).status).toBe(405);
  });

  test('a renderer that was never built is said, with what to do', async () => {
    const started = await startUiServer({
      source: fakeSource().source,
      folder: path.join(folder, 'nowhere'),
    });
    expect(started).toMatchObject({
      ok: false,
      error: { code: 'file-failed', hint: expect.stringContaining('npm run build') },
    });
  });
});

describe('the port', () => {
  test('the next free one, only when it is taken or spoken for', async () => {
    const [first = 0] = await freePorts(1);
    const holder = net.createServer().listen(first, '127.0.0.1');
    await new Promise((resolve) => holder.once('listening', resolve));
    const options = { source: fakeSource().source, folder: path.join(folder, 'renderer'), port: first };
    const second = await startUiServer(options);
    expect(second.ok && second.value.port).toBeGreaterThan(first);
    if (second.ok) await second.value.stop();
    await new Promise((resolve) => holder.close(resolve));
    const avoiding = await startUiServer({ ...options, avoidPorts: [first] });
    expect(avoiding.ok && avoiding.value.port).toBeGreaterThan(first);
    if (avoiding.ok) await avoiding.value.stop();
    const free = await startUiServer(options);
    expect(free.ok && free.value.port).toBe(first);
    if (free.ok) await free.value.stop();
  });
});

describe('the socket', () => {
  test('token in the fragment only: 128 bits or more, another one each time', async () => {
    const ui = await start();
    const url = new URL(ui.url);
    expect(url.search).toBe('');
    expect(Buffer.from(tokenOf(ui), 'base64url').length).toBeGreaterThanOrEqual(16);
    const other = await startUiServer({
      source: fakeSource().source,
      folder: path.join(folder, 'renderer'),
      port: 0,
    });
    expect(other.ok && tokenOf(other.value)).not.toBe(tokenOf(ui));
    if (other.ok) await other.value.stop();
  });

  test.each([
    ['a wrong token', (page: ReturnType<typeof connect>) => page.say({ token: 'x' })],
    ['no JSON', (page: ReturnType<typeof connect>) => page.socket.send('hello')],
    [
      'a command first',
      (page: ReturnType<typeof connect>) => page.say({ id: 1, command: 'snapshot.get', params: {} }),
    ],
  ])('%s: closed with 4401, nothing is told', async (_, speak) => {
    const page = connect((await start()).port);
    await page.opened;
    speak(page);
    expect(await page.end).toBe('4401');
  });

  test('one that says nothing in time is closed as lost, not as refused: a page connects again', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const page = connect((await start()).port);
      await page.opened;
      vi.advanceTimersByTime(60_000);
      expect(await page.end).toBe('4408');
    } finally {
      vi.useRealTimers();
    }
  });

  test.each([
    ['another origin', 'http://evil.example', undefined],
    ['another port of this machine', 'http://127.0.0.1:1', undefined],
    ['no origin at all', '', undefined],
    ['a rebound name', 'http://evil.example:{port}', 'evil.example:{port}'],
  ])('%s is refused with 403', async (_, origin, host) => {
    const { port } = await start();
    const fill = (text: string) => text.replace('{port}', String(port));
    const page = connect(
      port,
      origin === '' ? (undefined as unknown as string) : fill(origin),
      fill(host ?? `127.0.0.1:${port}`),
    );
    if (origin === '') {
      // The default parameter names an origin; this one really sends none.
      page.socket.terminate();
      expect(await upgradeWithoutOrigin(port)).toContain('403');
      return;
    }
    expect(await page.end).toBe('HTTP 403');
  });

  test('snapshot, then commands and batches without a gap', async () => {
    const { source } = fakeSource();
    const ui = await start(source);
    const page = await connectWithToken(ui);
    expect(await page.next()).toEqual({ snapshot: { seq: 4, padding: '' } });
    page.say({ id: 7, command: 'exchange.get', params: { id: 1 } });
    expect(await page.next()).toEqual({
      id: 7,
      result: succeed({ name: 'exchange.get', params: { id: 1 } }),
    });
    source.tell(4, 5, 6);
    expect(await page.next()).toMatchObject({ batch: { events: [{ seq: 5 }, { seq: 6 }] } });
  });

  test('a gap gives a new snapshot', async () => {
    const { source } = fakeSource();
    const page = await connectWithToken(await start(source));
    await page.next();
    source.tell(9);
    expect(await page.next()).toMatchObject({ snapshot: { seq: 9 } });
    source.tell(10);
    expect(await page.next()).toMatchObject({ batch: { events: [{ seq: 10 }] } });
  });

  test('a browser that does not read gets one snapshot later, not everything it missed', async () => {
    const { source } = fakeSource();
    const page = await connectWithToken(await start(source));
    await page.next();
    page.socket.pause();
    source.padding = 'x'.repeat(1024 * 1024);
    // Far more than sockets and the allowance hold together; nothing of it is awaited.
    for (let seq = 5; seq < 105; seq++) source.tell(seq);
    page.socket.resume();
    const kinds: string[] = [];
    for (let message = await page.next(); ; message = await page.next()) {
      kinds.push(Object.keys(message ?? {})[0] ?? '');
      if (kinds.at(-1) === 'snapshot') {
        expect(message).toMatchObject({ snapshot: { seq: 104 } });
        break;
      }
    }
    expect(kinds.length).toBeLessThan(60);
  });

  test('the listener goes with the socket', async () => {
    const { source, listeners } = fakeSource();
    const page = await connectWithToken(await start(source));
    await page.next();
    expect(listeners.size).toBe(1);
    page.socket.close();
    await page.end;
    await expect.poll(() => listeners.size).toBe(0);
  });
});

function upgradeWithoutOrigin(port: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => {
      socket.write(
        `GET /socket HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`,
      );
    });
    socket.once('data', (data) => {
      resolve(data.toString());
      socket.destroy();
    });
  });
}
