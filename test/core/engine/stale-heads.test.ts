import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect as connectTls } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { SiteSettings } from '../../../core/contract/index.ts';
import { siteCertificate } from '../../../core/host/tls-certificate.ts';
import { closeAfterTest, GET, request, startEngine, startMember } from '../../support/engine-playground.ts';
import { RawClient } from '../../support/raw-client.ts';
import type { Script, ScriptedMember } from '../../support/scripted-member.ts';
import { projectOf, type TestEngine } from '../../support/test-engine.ts';

/**
 * Field lines that a connection repeats are not made again (core/engine/README.md, E11). Each case here asks twice on
 * one client connection and one member connection with the same field lines, changes one thing else, and asks again.
 */

afterEach(() => {
  vi.useRealTimers();
});

const ok: Script = (turn) => turn.answer('200 OK', 'ok');

/** Value of a field in a head as text; '' when it is missing. */
const valueIn = (head: string | undefined, name: string): string =>
  new RegExp(`^${name}: *(.*?)\r?$`, 'im').exec(head ?? '')?.[1] ?? '';

async function warm(
  options: Parameters<typeof projectOf>[1] = {},
  script = ok,
): Promise<{
  a: ScriptedMember;
  proxy: TestEngine;
  client: RawClient;
  ask: (text?: string) => ReturnType<RawClient['ask']>;
}> {
  const a = await startMember(script);
  const proxy = await startEngine(projectOf([a], options));
  const client = await proxy.client();
  const ask = (text = GET) => client.ask(text);
  await ask();
  await ask();
  return { a, proxy, client, ask };
}

describe('after a live edit the next request on the same connections is made anew', () => {
  it.each([
    [
      'preserveHost',
      { site: { preserveHost: true } },
      'Host',
      (url: string) => [new URL(url).host, 'site.test'],
    ],
    [
      'serverName',
      { site: { serverName: 'renamed.test' } },
      'X-Forwarded-Server',
      () => [expect.not.stringContaining('renamed'), 'renamed.test'],
    ],
    ['disablereuse', { member: { disablereuse: true } }, 'Connection', () => ['Keep-Alive', 'close']],
  ])('%s, seen by the member', async (_what, edit, name, wanted) => {
    const { a, proxy, ask } = await warm();
    const before = valueIn(a.seen.at(-1)?.head, name);
    await proxy.run(projectOf([a], edit));
    await ask();
    expect([before, valueIn(a.seen.at(-1)?.head, name)]).toEqual(wanted(a.url));
    expect(a.connections).toBe(1);
    await proxy.run(projectOf([a]));
    await ask();
    expect(valueIn(a.seen.at(-1)?.head, name)).toBe(before);
  });

  it('ping, seen by the member as Expect', async () => {
    const post = request('POST /', ['Content-Length: 2'], 'hi');
    const { a, proxy, ask } = await warm();
    a.options = {
      onHead: (head, socket) =>
        void (/^expect:/im.test(head) && socket.write('HTTP/1.1 100 Continue\r\n\r\n')),
    };
    await ask(post);
    await ask(post);
    expect(valueIn(a.seen.at(-1)?.head, 'Expect')).toBe('');
    await proxy.run(projectOf([a], { member: { ping: 5 } }));
    expect((await ask(post)).body.toString()).toBe('ok');
    expect(valueIn(a.seen.at(-1)?.head, 'Expect')).toBe('100-Continue');
    await proxy.run(projectOf([a]));
    await ask(post);
    expect(valueIn(a.seen.at(-1)?.head, 'Expect')).toBe('');
    expect(a.connections).toBe(1);
  });

  it('the route cookie, seen by the client', async () => {
    const { a, proxy, ask } = await warm();
    expect((await ask()).field('set-cookie')).toBe('ROUTEID=.a; path=/');
    const routeCookie = { name: 'ROUTEID', path: '/shop' };
    await proxy.run(projectOf([a], { balancer: { routeCookie } }));
    expect((await ask()).field('set-cookie')).toBe('ROUTEID=.a; path=/shop');
  });

  it('proxyPassReverse, seen by the client', async () => {
    const { a, proxy, ask } = await warm({}, (turn) =>
      turn.answer('302 Found', '', [`Location: ${base(turn)}/next`]),
    );
    const own = `http://site.test/next`;
    const theirs = `${a.url}/next`;
    const seen = async () => (await ask()).field('location');
    const withRule = (proxyPassReverse: boolean) => projectOf([a], { site: { proxyPassReverse } });
    const first = await seen();
    await proxy.run(withRule(false));
    const off = await seen();
    await proxy.run(withRule(true));
    const on = await seen();
    expect([off, on]).toEqual([theirs, expect.stringContaining('site.test')]);
    expect([own, on, theirs]).toContain(first);
    expect(a.connections).toBe(1);
  });
});

const base = (turn: Parameters<Script>[0]): string => `http://127.0.0.1:${turn.socket.localPort}`;

describe('with the same field lines, what else matters is looked at', () => {
  it('an absolute target names another host', async () => {
    const { a, ask } = await warm({ site: { preserveHost: true } });
    await ask(request('GET http://other.test/'));
    expect(valueIn(a.seen.at(-1)?.head, 'Host')).toBe('other.test');
    await ask();
    expect(valueIn(a.seen.at(-1)?.head, 'Host')).toBe('site.test');
  });

  it('HTTP/1.0 after HTTP/1.1, with and without keep-alive', async () => {
    const a = await startMember((turn) =>
      turn.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n'),
    );
    const proxy = await startEngine(projectOf([a]));
    const modern = await proxy.client();
    const told = async (client: RawClient, text: string) => {
      const { field, body } = await client.ask(text);
      return [field('transfer-encoding'), field('connection'), body.toString()];
    };
    const old = () => proxy.client();
    expect(await told(modern, GET)).toEqual(['chunked', undefined, 'ok']);
    expect(await told(await old(), GET.replace('HTTP/1.1', 'HTTP/1.0'))).toEqual([undefined, 'close', 'ok']);
    expect(await told(modern, GET)).toEqual(['chunked', undefined, 'ok']);
    expect(a.connections).toBe(1);
  });

  it('the same client goes on in HTTP/1.0 with Connection: keep-alive', async () => {
    const kept = request('GET /', ['Connection: keep-alive']);
    const { a, client } = await warm();
    expect((await client.ask(kept)).field('connection')).toBeUndefined();
    expect((await client.ask(kept.replace('HTTP/1.1', 'HTTP/1.0'))).field('connection')).toBe('Keep-Alive');
    expect((await client.ask(kept)).field('connection')).toBeUndefined();
    expect((await client.ask(request('GET /', ['Connection: close']))).field('connection')).toBe('close');
    expect(a.connections).toBe(1);
  });

  it('a cookie to set, none to set, and again', async () => {
    const { a, ask } = await warm();
    const pinned = request('GET /', ['Cookie: ROUTEID=.a']);
    const seen = [];
    for (const text of [GET, pinned, pinned, GET, request('GET /', ['Cookie: ROUTEID=.gone'])])
      seen.push((await ask(text)).field('set-cookie'));
    const cookie = 'ROUTEID=.a; path=/';
    expect(seen).toEqual([cookie, undefined, undefined, cookie, cookie]);
    expect(a.connections).toBe(1);
  });

  it('our Date where the member sends none, as time goes by; the member’s own stays', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-01-01T00:00:00Z') });
    const { a, ask } = await warm();
    expect((await ask()).all('date')).toEqual(['Thu, 01 Jan 2026 00:00:00 GMT']);
    vi.setSystemTime(new Date('2026-01-01T00:00:01.001Z'));
    expect((await ask()).all('date')).toEqual(['Thu, 01 Jan 2026 00:00:01 GMT']);
    vi.setSystemTime(new Date('2026-01-01T00:00:00Z'));
    expect((await ask()).all('date')).toEqual(['Thu, 01 Jan 2026 00:00:00 GMT']);
    const theirs = 'Date: Mon, 01 Jan 2001 00:00:00 GMT';
    a.script = (turn) => turn.answer('200 OK', 'ok', [theirs]);
    await ask();
    vi.setSystemTime(new Date('2026-01-01T00:00:05Z'));
    expect((await ask()).all('date')).toEqual([theirs.slice(6)]);
    a.script = ok;
    expect((await ask()).all('date')).toEqual(['Thu, 01 Jan 2026 00:00:05 GMT']);
  });

  it.each(['Content-Length: 2', 'Transfer-Encoding: chunked'])(
    'HEAD, 204, 304 and other statuses after a GET, all with %s',
    async (framing) => {
      const body = framing.startsWith('Content') ? 'ok' : '2\r\nok\r\n0\r\n\r\n';
      const script: Script = ({ request: { startLine }, write }) => {
        const status = /^\w+ \/(\d+)/.exec(startLine)?.[1] ?? '200';
        const hasBody = !startLine.startsWith('HEAD') && status !== '204' && status !== '304';
        write(`HTTP/1.1 ${status} Words\r\n${framing}\r\nX: 1\r\n\r\n${hasBody ? body : ''}`);
      };
      const warmed = await warm({}, script);
      const starts = [
        'GET /200',
        'HEAD /200',
        'GET /304',
        'GET /200',
        'GET /404',
        'GET /204',
        'GET /410',
        'GET /200',
        // After this one Apache closes the client's connection.
        'GET /503',
      ];
      for (const start of starts) {
        // On connections that repeat, and on new ones.
        const fresh = await warm({}, script);
        const alone = await startEngine(projectOf([fresh.a]));
        const wanted = await (await alone.client()).ask(request(start));
        const got = await warmed.ask(request(start));
        const shown = ({ statusLine, fields, body: bytes }: typeof got) => [
          statusLine,
          fields.filter(([name]) => name !== 'Date'),
          bytes.toString(),
        ];
        expect(shown(got), start).toEqual(shown(wanted));
        expect(got.body.toString()).toBe(start.startsWith('HEAD') || /304|204/.test(start) ? '' : 'ok');
      }
      expect(warmed.a.connections).toBe(1);
    },
  );

  it('a body of the same length, in chunks, none: the framing is the request’s own', async () => {
    const { a, ask } = await warm({}, ({ answer, request: { body } }) => answer('200 OK', body));
    const big = 'x'.repeat(20_000);
    const inChunks = `${big.length.toString(16)}\r\n${big}\r\n0\r\n\r\n`;
    const fields = ['Transfer-Encoding: chunked'];
    for (const [text, body, name, value] of [
      [request('POST /', fields, '2\r\nhi\r\n0\r\n\r\n'), 'hi', 'Content-Length', '2'],
      [request('POST /', fields, '3\r\nhey\r\n0\r\n\r\n'), 'hey', 'Content-Length', '3'],
      [request('POST /', fields, inChunks), big, 'Transfer-Encoding', 'chunked'],
      [request('POST /', fields, '0\r\n\r\n'), '', 'Content-Length', '0'],
      [request('POST /', fields, inChunks), big, 'Transfer-Encoding', 'chunked'],
    ] as const) {
      expect((await ask(text)).body.toString()).toBe(body);
      expect(valueIn(a.seen.at(-1)?.head, name)).toBe(value);
    }
    expect(a.connections).toBe(1);
  });

  it('two members in turn, each with its own name', async () => {
    const [a, b] = [await startMember(ok), await startMember(ok)];
    const proxy = await startEngine(
      projectOf([a, b], { balancer: { routeCookie: undefined, stickysession: undefined } }),
    );
    const client = await proxy.client();
    for (let turn = 0; turn < 6; turn++) await client.ask(GET);
    for (const member of [a, b]) {
      expect(member.seen).toHaveLength(3);
      for (const { head } of member.seen) expect(valueIn(head, 'Host')).toBe(`127.0.0.1:${member.port}`);
    }
  });
});

describe('a site that is switched to TLS', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'routepin-stale-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('members hear of https, and places are rewritten to it, on the member’s kept connection', async () => {
    const tlsContextFor = async (site: SiteSettings) => {
      const { keyPem, certificatePem } = await siteCertificate(folder, site);
      return { key: keyPem, cert: certificatePem };
    };
    const a = await startMember((turn) => turn.answer('302 Found', '', [`Location: ${base(turn)}/next`]));
    const site = {
      serverName: 'site.test',
      proxyPassReverse: true,
    };
    const proxy = await startEngine(projectOf([a], { site }), { tlsContextFor });
    const plain = await proxy.client();
    const seen = async (client: RawClient) => [
      (await client.ask(GET)).field('location'),
      valueIn(a.seen.at(-1)?.head, 'X-Forwarded-Proto'),
    ];
    await plain.ask(GET);
    expect(await seen(plain)).toEqual(['http://site.test/next', '']);
    await proxy.run(projectOf([a], { site: { ...site, tls: true } }));
    const socket = connectTls({ host: '127.0.0.1', port: proxy.port(), rejectUnauthorized: false });
    closeAfterTest(async () => void socket.destroy());
    await new Promise((resolve) => socket.once('secureConnect', resolve));
    const secure = RawClient.over(socket);
    await secure.ask(GET);
    expect(await seen(secure)).toEqual(['https://site.test/next', 'https']);
    // Whoever was there before goes on as it was.
    expect(await seen(plain)).toEqual(['http://site.test/next', '']);
    expect(a.connections).toBe(1);
  });
});
