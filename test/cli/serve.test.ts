import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { freePorts } from '../support/free-port.ts';
import {
  type BuiltCli,
  buildCli,
  type EchoBackend,
  request,
  runCli,
  type Serving,
  serve,
  startEcho,
} from '../support/routepin-cli.ts';

let cli: BuiltCli;
let serving: Serving | undefined;
const backends: EchoBackend[] = [];

beforeAll(async () => {
  cli = await buildCli();
});
afterAll(() => cli.remove());
afterEach(async () => {
  await serving?.end('SIGKILL');
  serving = undefined;
  for (const backend of backends.splice(0)) await backend.stop();
});

/** `serve` in front of backends called a, b, …; gives where it listens. */
async function start(count: number, ...args: string[]): Promise<{ url: string; serving: Serving }> {
  for (const name of ['a', 'b', 'c', 'd'].slice(0, count)) backends.push(await startEcho(name));
  const [port = 0] = await freePorts(1);
  const url = `http://127.0.0.1:${port}`;
  const listed = backends.flatMap((backend) => ['--backend', String(backend.port)]);
  serving = await serve(cli, [...listed, '--listen', `127.0.0.1:${port}`, ...args]);
  return { url, serving };
}

describe('routepin serve --har', () => {
  test('records what passes, masked, in a file that is whole at every moment', async () => {
    const file = path.join(path.dirname(cli.file), 'masked.har');
    const { url, serving } = await start(2, '--no-ui', '--har', file);
    const read = async () => JSON.parse(await readFile(file, 'utf8')).log.entries as HarEntry[];
    await expect.poll(read, { timeout: 20_000 }).toEqual([]);
    for (let i = 0; i < 3; i++)
      await request(`${url}/${i}?token=t0psecret`, { cookie: 'sid=s3cr3t; ROUTEID=.2' });
    await expect.poll(async () => (await read()).length, { timeout: 20_000 }).toBe(3);
    await request(`${url}/last`);
    await serving.end('SIGTERM');
    expect((await read()).map((entry) => new URL(entry.request.url).pathname)).toEqual([
      '/0',
      '/1',
      '/2',
      '/last',
    ]);
    expect(await readFile(file, 'utf8')).not.toMatch(/s3cr3t|t0psecret/);
  });

  test('holds the request that was being answered when it was ended', async () => {
    const file = path.join(path.dirname(cli.file), 'ended.har');
    const held: http.ServerResponse[] = [];
    const member = http.createServer((_request, answer) => held.push(answer));
    await new Promise<void>((resolve) => member.listen(0, '127.0.0.1', resolve));
    const [port = 0] = await freePorts(1);
    const { port: memberPort } = member.address() as net.AddressInfo;
    const named = ['--backend', String(memberPort), '--listen', `127.0.0.1:${port}`];
    serving = await serve(cli, [...named, '--no-ui', '--har', file]);
    const answered = request(`http://127.0.0.1:${port}/slow`);
    await expect.poll(() => held.length, { timeout: 20_000 }).toBe(1);
    const ended = serving.end('SIGTERM');
    // Once nobody is let in any more, it is ending.
    await expect.poll(() => isRefused(port), { timeout: 4000 }).toBe(true);
    for (const answer of held) answer.end('at last');
    expect((await answered).status).toBe(200);
    await ended;
    member.close();
    const { log } = JSON.parse(await readFile(file, 'utf8'));
    expect(log.entries.map((entry: HarEntry) => new URL(entry.request.url).pathname)).toContain('/slow');
  });

  test('with secrets it holds what a replay needs', async () => {
    const file = path.join(path.dirname(cli.file), 'whole.har');
    const { url, serving } = await start(1, '--no-ui', '--har', file, '--har-secrets');
    await request(url, { cookie: 'sid=s3cr3t' });
    await serving.end('SIGTERM');
    expect(await readFile(file, 'utf8')).toContain('s3cr3t');
  });

  test.each([
    ['a folder that is not there', ['--har', '/nowhere/at/all.har'], 'could not be written'],
    ['secrets of nothing', ['--har-secrets'], 'goes with --har FILE'],
  ])('%s is said before anything is served', async (_, args, words) => {
    const [port = 0] = await freePorts(1);
    const finished = await runCli(cli, [
      'serve',
      '--backend',
      '9',
      '--listen',
      `127.0.0.1:${port}`,
      '--no-ui',
      ...args,
    ]);
    expect(finished.code).toBe(2);
    expect(finished.stderr).toContain(words);
  });
});

function isRefused(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(false)).once('error', () => resolve(true));
    socket.once('connect', () => socket.destroy());
  });
}

interface HarEntry {
  readonly request: { readonly url: string };
}

describe('routepin serve --json', () => {
  test('ready comes first and names sites and UI; seq has no gaps', async () => {
    const { url, serving } = await start(2, '--no-ui');
    expect(serving.events[0]).toEqual({
      event: 'ready',
      seq: 0,
      atMs: expect.any(Number),
      sites: [{ name: 'default', url: expect.stringContaining(url) }],
      ui: null,
    });
    for (let i = 0; i < 5; i++) await request(`${url}/${i}`);
    await serving.event('exchange.finished', (event) => event.url === '/4');
    expect(serving.events.map((event) => event.seq)).toEqual(serving.events.map((_, index) => index));
  });

  test('the first answer pins with ROUTEID=.1; path=/, a request that carries it gets none', async () => {
    const { url, serving } = await start(2, '--no-ui');
    expect(await request(`${url}/`)).toEqual({
      status: 200,
      body: 'a GET / ',
      cookies: ['ROUTEID=.1; path=/'],
    });
    expect(await request(`${url}/`, { cookie: 'ROUTEID=.1' })).toEqual({
      status: 200,
      body: 'a GET / ',
      cookies: [],
    });
    expect(await request(`${url}/`)).toMatchObject({ body: 'b GET / ', cookies: ['ROUTEID=.2; path=/'] });
    const finished = await serving.event('exchange.finished', (event) => event.decision === 'pinned');
    expect(finished).toMatchObject({
      site: 'default',
      method: 'GET',
      url: '/',
      status: 200,
      member: backends[0]?.url,
      route: '1',
      routeChanged: false,
      setCookie: null,
      attempts: 1,
    });
    expect(await serving.event('session.pinned')).toMatchObject({ balancer: 'lb', route: '1' });
  });

  test('a POST to a dead pinned member: 200 from another one, body intact, new cookie, told in events', async () => {
    const { url, serving } = await start(2, '--no-ui');
    await request(`${url}/`, { cookie: 'ROUTEID=.1' });
    await backends[0]?.stop();
    const body = 'lamp='.padEnd(50_000, 'x');
    expect(await request(`${url}/buy`, { method: 'POST', cookie: 'ROUTEID=.1', body })).toEqual({
      status: 200,
      body: `b POST /buy ${body}`,
      cookies: ['ROUTEID=.2; path=/'],
    });
    expect(await serving.event('exchange.finished', (event) => event.url === '/buy')).toMatchObject({
      decision: 'moved',
      member: backends[1]?.url,
      routeChanged: true,
      setCookie: 'ROUTEID=.2; path=/',
      attempts: 2,
    });
    expect(await serving.event('member.changed')).toMatchObject({
      route: '1',
      status: 'E',
      cause: 'connect-failed',
    });
    expect(await serving.event('session.moved')).toMatchObject({ from: '1', route: '2' });
  });

  test('all members down: 503', async () => {
    const { url } = await start(2, '--no-ui');
    for (const backend of backends) await backend.stop();
    expect(await request(`${url}/`)).toMatchObject({ status: 503, cookies: [] });
  });

  test('stdout has JSON lines only, words go to stderr', async () => {
    const { serving } = await start(1, '--no-ui');
    const { stdout, stderr, code } = await serving.end('SIGTERM');
    expect(code).toBe(0);
    for (const line of stdout.trim().split('\n')) expect(JSON.parse(line)).toHaveProperty('event');
    expect(stderr).toContain('Ctrl-C ends it.');
    expect(stderr).not.toContain('Cut off');
  });

  test('what is cut off at the end is said', async () => {
    const [port = 0] = await freePorts(1);
    serving = await serve(cli, ['--demo', '--listen', `127.0.0.1:${port}`, '--no-ui']);
    const socket = new WebSocket(`ws://127.0.0.1:${port}/live`);
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    const { stderr, code } = await serving.end('SIGTERM');
    expect(code).toBe(0);
    expect(stderr).toContain('Cut off: one open WebSocket.');
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('%s ends it with 0 and frees the port', async (signal) => {
    const { url, serving } = await start(1, '--no-ui');
    expect((await serving.end(signal)).code).toBe(0);
    await expect(request(url)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('a reader that goes away ends it', async () => {
    backends.push(await startEcho('a'));
    const [port = 0] = await freePorts(1);
    const args = [
      'serve',
      '--json',
      '--no-ui',
      '--backend',
      String(backends[0]?.port),
      '--listen',
      `127.0.0.1:${port}`,
    ];
    const child = spawn(process.execPath, [cli.file, ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    child.stdout.destroy();
    const ended = new Promise((resolve) => child.once('exit', resolve));
    await request(`http://127.0.0.1:${port}/`);
    expect(await ended).toBe(0);
  });
});

describe('where it listens', () => {
  test('a taken port: 3, with who holds it and a free one', async () => {
    const [port = 0] = await freePorts(1);
    const holder = net.createServer().listen(port, '127.0.0.1');
    await new Promise((resolve) => holder.once('listening', resolve));
    try {
      const { code, stdout, stderr } = await runCli(cli, [
        'serve',
        '--backend',
        '9',
        '--no-ui',
        '--listen',
        `127.0.0.1:${port}`,
      ]);
      expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
      expect(stderr).toContain(`127.0.0.1:${port}`);
      expect(stderr).toContain(`pid ${process.pid}`);
      expect(Number(/\b(\d{4,5})\b(?=[^\d]*$)/.exec(stderr.trim())?.[1])).not.toBe(port);
    } finally {
      await new Promise((resolve) => holder.close(resolve));
    }
  });

  test('a file that listens wider is not started unasked; naming the address confirms it', async () => {
    const [port = 0, other = 0] = await freePorts(2);
    const file = path.join(cli.folder, 'wide.routepin.json');
    const wide = {
      version: 1,
      name: 'wide',
      balancers: [],
      sites: [{ name: 'w', listen: `0.0.0.0:${port}`, proxyPass: [] }],
    };
    await writeFile(file, JSON.stringify(wide));
    const refused = await runCli(cli, ['serve', file, '--no-ui']);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(`--listen 0.0.0.0:${port}`);
    serving = await serve(cli, [file, '--no-ui', '--listen', `0.0.0.0:${port}`]);
    expect((await serving.end()).code).toBe(0);
    serving = await serve(cli, [file, '--no-ui', '--listen', `127.0.0.1:${other}`]);
    expect((await request(`http://127.0.0.1:${other}/`)).status).toBe(404);
  });

  test('--listen cannot choose among several sites', async () => {
    const file = path.join(cli.folder, 'two.routepin.json');
    const site = (name: string) => ({ name, listen: '127.0.0.1:18099', proxyPass: [] });
    await writeFile(
      file,
      JSON.stringify({ version: 1, name: 'two', balancers: [], sites: [site('a'), site('b')] }),
    );
    const { code, stderr } = await runCli(cli, ['serve', file, '--no-ui', '--listen', '127.0.0.1:1']);
    expect(code).toBe(2);
    expect(stderr).toContain('2 sites');
  });

  test('a backend that answers on ::1 only', async () => {
    const server = http.createServer((_, response) => response.end('six'));
    await new Promise<void>((resolve) => server.listen({ port: 0, host: '::1' }, resolve));
    const { port: backend } = server.address() as net.AddressInfo;
    const [port = 0] = await freePorts(1);
    try {
      serving = await serve(cli, ['--no-ui', '--backend', String(backend), '--listen', `127.0.0.1:${port}`]);
      expect(await request(`http://127.0.0.1:${port}/`)).toMatchObject({ status: 200, body: 'six' });
    } finally {
      server.close();
    }
  });
});

describe('the user interface', () => {
  test('a page, a token in the fragment, a snapshot, a live edit', async () => {
    const [uiPort = 0] = await freePorts(1);
    const { serving } = await start(2, '--ui-port', String(uiPort), '--record-bodies');
    const ready = await serving.event('ready');
    const ui = new URL(ready.ui ?? '');
    expect(ui.host).toBe(`127.0.0.1:${uiPort}`);
    expect(await request(ui.origin)).toMatchObject({
      status: 200,
      body: expect.stringContaining('Routepin'),
      cookies: [],
    });
    const socket = new WebSocket(`ws://${ui.host}/socket`, { origin: ui.origin });
    const heard: Record<string, unknown>[] = [];
    socket.on('message', (data) => heard.push(JSON.parse(String(data))));
    await new Promise((resolve) => socket.once('open', resolve));
    socket.send(JSON.stringify({ token: ui.hash.replace('#token=', '') }));
    socket.send(
      JSON.stringify({
        id: 1,
        command: 'member.set-flag',
        params: { balancer: 'lb', member: backends[0]?.url, flag: 'N', on: true },
      }),
    );
    await expect
      .poll(() => heard.find((message) => 'result' in message))
      .toMatchObject({ id: 1, result: { ok: true } });
    expect(heard.find((message) => 'snapshot' in message)).toMatchObject({
      snapshot: { capabilities: { shell: 'browser' }, recordsBodies: true },
    });
    expect(await serving.event('member.changed')).toMatchObject({ route: '1', status: 'N' });
    socket.close();
    expect((await serving.end('SIGINT')).code).toBe(0);
  });

  test('it keeps off the port that a site is about to take', async () => {
    backends.push(await startEcho('a'));
    const [port = 0] = await freePorts(1);
    const where = ['--listen', `127.0.0.1:${port}`, '--ui-port', String(port)];
    serving = await serve(cli, ['--backend', String(backends[0]?.port), ...where]);
    const { ui } = await serving.event('ready');
    expect(Number(new URL(ui ?? '').port)).toBeGreaterThan(port);
    expect((await request(`http://127.0.0.1:${port}/`)).status).toBe(200);
  });
});

describe('--demo', () => {
  test('four shops behind one address: a cart stays with its route', async () => {
    const [port = 0] = await freePorts(1);
    serving = await serve(cli, ['--demo', '--no-ui', '--listen', `127.0.0.1:${port}`]);
    const url = `http://127.0.0.1:${port}`;
    const first = await request(`${url}/`);
    expect(first.body).toContain('Harbour Lamps');
    expect(first.cookies).toHaveLength(2);
    const cookie = first.cookies.map((line) => line.split(';')[0]).join('; ');
    await request(`${url}/api/cart`);
    const form = { method: 'POST', cookie, body: 'sku=LMP-0217' };
    expect((await request(`${url}/cart/add`, form)).status).toBe(303);
    expect(JSON.parse((await request(`${url}/api/cart`, { cookie })).body)).toMatchObject({ count: 1 });
    const elsewhere = cookie.replace(/ROUTEID=\.(\d)/, (_, route) => `ROUTEID=.${(Number(route) % 4) + 1}`);
    expect(JSON.parse((await request(`${url}/api/cart`, { cookie: elsewhere })).body)).toMatchObject({
      count: 0,
    });
  });
});

describe('words for people', () => {
  test('where it listens, the members, and a member that went down', async () => {
    backends.push(await startEcho('a'), await startEcho('b'));
    const [port = 0] = await freePorts(1);
    const args = backends.flatMap((backend) => ['--backend', String(backend.port)]);
    const child = spawn(process.execPath, [
      cli.file,
      'serve',
      '--no-ui',
      '--listen',
      `127.0.0.1:${port}`,
      ...args,
    ]);
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    await expect.poll(() => said, { timeout: 10_000 }).toContain('Ctrl-C ends it.');
    expect(said).toContain(`http://127.0.0.1:${port}`);
    expect(said).toContain(`    2  ${backends[1]?.url}\n`);
    await request(`http://127.0.0.1:${port}/quiet`, { cookie: 'ROUTEID=.1' });
    await backends[0]?.stop();
    await request(`http://127.0.0.1:${port}/`, { cookie: 'ROUTEID=.1' });
    await expect.poll(() => said).toMatch(/route 1 \(http.*\) is in error/);
    await expect.poll(() => said).toMatch(/moved from route 1 to route 2/);
    expect(said).not.toContain('/quiet');
    child.kill('SIGINT');
    expect(await ended).toBe(0);
  });
});
