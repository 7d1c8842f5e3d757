import { createServer, type RequestListener } from 'node:http';
import { createServer as createTcpServer, type Server } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { ListeningPort } from '../../../core/contract/index.ts';
import { findFreePort } from '../../../core/host/free-port.ts';
import { onePerPort, scanPorts } from '../../../core/host/listening-ports.ts';
import type { ListeningSocket } from '../../../core/host/listening-socket.ts';
import { tagLookAlikes } from '../../../core/host/port-groups.ts';
import { findPortHolder, holderAmong } from '../../../core/host/port-holder.ts';
import { probePort, sessionCookieIn, titleIn } from '../../../core/host/port-probe.ts';

const servers: Server[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

function listenOn(server: Server, host = '127.0.0.1'): Promise<number> {
  servers.push(server);
  return new Promise((resolve) =>
    server.listen(0, host, () => resolve((server.address() as { port: number }).port)),
  );
}

const http = (answer: RequestListener): Promise<number> => listenOn(createServer(answer));
const socket = (host: string, port: number, pid: number | null = 1): ListeningSocket => ({
  host,
  port,
  pid,
  process: 'p',
  command: null,
});

describe('probePort', () => {
  test('status, title and session cookie of a start page', async () => {
    const asked: string[] = [];
    const port = await http((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      response.setHeader('Set-Cookie', ['theme=dark', 'JSESSIONID=abc; Path=/; HttpOnly']);
      response.end('<!doctype html><html><head><title>\n Fish &amp; Chips </title>');
    });
    expect(await probePort('127.0.0.1', port)).toMatchObject({
      status: 200,
      title: 'Fish & Chips',
      location: null,
      sessionCookie: 'JSESSIONID',
    });
    expect(asked).toEqual(['GET /']);
  });

  test('redirects are told, not followed', async () => {
    let count = 0;
    const port = await http((_request, response) => {
      count++;
      response.writeHead(302, { location: '/login' }).end();
    });
    expect(await probePort('0.0.0.0', port)).toMatchObject({ status: 302, location: '/login', title: null });
    expect(count).toBe(1);
  });

  test('a page without end is read no further than it needs', async () => {
    const port = await http((_request, response) => {
      response.write(`<title>Long</title>${'x'.repeat(1000)}`);
    });
    expect(await probePort('127.0.0.1', port)).toMatchObject({ status: 200, title: 'Long' });
  });

  test.each<[name: string, server: () => Server]>([
    [
      'something that greets first',
      () =>
        createTcpServer((client) =>
          client
            .on('error', () => undefined)
            .resume()
            .end('220 mail ready\r\n'),
        ),
    ],
    ['something that hangs up', () => createTcpServer((client) => client.destroy())],
    [
      'something that says nothing',
      () => createTcpServer((client) => client.on('error', () => undefined).resume()),
    ],
  ])('%s does not speak HTTP', async (_name, server) => {
    expect(await probePort('127.0.0.1', await listenOn(server()))).toBeNull();
  });

  test('nobody there', async () => {
    const port = await listenOn(createTcpServer());
    await new Promise((resolve) => servers.pop()?.close(resolve));
    expect(await probePort('127.0.0.1', port)).toBeNull();
  });

  test.each([
    ['<title>a</title>', 'a'],
    ['<TITLE lang="en">A\n  b', 'A b'],
    ['<titles>no</titles>', null],
    ['<title> </title>', null],
    ['<p>none</p>', null],
    ['<title>1 &lt; 2 &#39;x&#39; &unknown;</title>', "1 < 2 'x' &unknown;"],
  ])('the title in %j', (page, title) => {
    expect(titleIn(page)).toBe(title);
  });

  test.each<[cookies: string[], name: string | null]>([
    [[], null],
    [['theme=dark'], null],
    [['a=1; HttpOnly', 'connect.sid=2'], 'connect.sid'],
    [['a=1; HTTPONLY'], 'a'],
    [['=x; HttpOnly'], null],
  ])('the session cookie in %j', (cookies, name) => {
    expect(sessionCookieIn(cookies)).toBe(name);
  });
});

describe('look-alikes', () => {
  const port = (number: number, edit: Partial<ListeningPort> = {}): ListeningPort => ({
    port: number,
    host: '127.0.0.1',
    pid: number,
    process: 'node',
    command: `node server.js --port ${number}`,
    answer: { status: 200, durationMs: 1, title: `Shop ${number}`, location: null, sessionCookie: 'sid' },
    ours: false,
    group: null,
    ...edit,
  });
  const tags = (ports: readonly ListeningPort[]) => tagLookAlikes(ports).map((one) => one.group);

  test('copies of one application share a tag', () => {
    expect(tags([port(13_001), port(13_002), port(13_003), port(5173, { command: 'vite' })])).toEqual([
      'a',
      'a',
      'a',
      null,
    ]);
  });

  test('two applications have two tags, lowest port first', () => {
    const other = { command: 'java -jar shop.jar' };
    expect(tags([port(9001), port(9002), port(8001, other), port(8002, other)])).toEqual([
      'b',
      'b',
      'a',
      'a',
    ]);
  });

  test.each<[name: string, second: ListeningPort]>([
    ['a port far away', port(14_001)],
    [
      'another title',
      port(13_002, {
        answer: { status: 200, durationMs: 1, title: 'Admin', location: null, sessionCookie: 'sid' },
      }),
    ],
    ['another program', port(13_002, { command: 'python app.py' })],
    ['one that does not speak HTTP', port(13_002, { answer: null })],
    ['one of ours', port(13_002, { ours: true })],
  ])('%s is no look-alike', (_name, second) => {
    expect(tags([port(13_001), second])).toEqual([null, null]);
  });
});

describe('the holder of a port', () => {
  test.each<[name: string, host: string, sockets: ListeningSocket[], found: number | undefined]>([
    ['the same address', '127.0.0.1', [socket('0.0.0.0', 80, 1), socket('127.0.0.1', 80, 2)], 1],
    ['everywhere', '127.0.0.1', [socket('0.0.0.0', 80)], 0],
    ['everywhere, IPv6', '127.0.0.1', [socket('::', 80)], 0],
    ['localhost', 'localhost', [socket('127.0.0.1', 80)], 0],
    ['anybody is in the way of all addresses', '0.0.0.0', [socket('192.168.1.1', 80)], 0],
    ['another address', '127.0.0.1', [socket('192.168.1.1', 80)], undefined],
    ['another port', '127.0.0.1', [socket('127.0.0.1', 81)], undefined],
  ])('%s', (_name, host, sockets, found) => {
    expect(holderAmong(sockets, host, 80)).toBe(found === undefined ? undefined : sockets[found]);
  });

  test('in words, on this machine', async () => {
    const port = await listenOn(createTcpServer());
    expect((await findPortHolder('127.0.0.1', port))?.words).toMatch(
      new RegExp(`^\\S.* \\(pid ${process.pid}\\)$`),
    );
  });
});

describe('findFreePort', () => {
  test('passes over what is taken, by others and by promise', async () => {
    const port = await listenOn(createTcpServer());
    const free = await findFreePort('127.0.0.1', port);
    expect(free).toBeGreaterThan(port);
    expect(await findFreePort('127.0.0.1', free, new Set([free]))).toBeGreaterThan(free);
  });

  test('at the end of all ports the system chooses', async () => {
    const free = await findFreePort('127.0.0.1', 65_536);
    expect(free).toBeGreaterThan(0);
    expect(free).toBeLessThan(65_536);
  });

  test('an address that is not ours', async () => {
    await expect(findFreePort('192.0.2.1', 8080)).rejects.toThrow('192.0.2.1');
  });
});

describe('scanPorts', () => {
  test('one socket for each port, the one that 127.0.0.1 reaches', () => {
    const found = onePerPort([
      socket('::1', 2),
      socket('::', 1),
      socket('0.0.0.0', 1),
      socket('127.0.0.1', 2),
      socket('10.0.0.1', 3),
    ]);
    expect(found.map(({ host, port }) => `${host} ${port}`)).toEqual([
      '0.0.0.0 1',
      '127.0.0.1 2',
      '10.0.0.1 3',
    ]);
  });

  test('backends of this process are asked and offered, our own listeners are neither', async () => {
    let asked = 0;
    const page: RequestListener = (_request, response) => {
      asked++;
      response.end('<title>Shop</title>');
    };
    const [backend, site] = [await http(page), await http(page)];
    const ports = await scanPorts({ ownPorts: new Set([site]), backendPorts: new Set([backend]) });
    const at = (port: number) => ports.find((one) => one.port === port);
    expect(at(backend)).toMatchObject({
      ours: false,
      pid: process.pid,
      answer: { status: 200, title: 'Shop' },
    });
    expect(at(site)).toMatchObject({ ours: true, answer: null });
    expect(asked).toBe(1);
  });
});
