import { brotliCompressSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { UnnumberedEvent } from '../../../core/contract/index.ts';
import { canDecode } from '../../../core/engine/index.ts';
import { Sessions } from '../../../core/sessions/index.ts';
import { closeAfterTest, request, startEngine, startMember } from '../../support/engine-playground.ts';
import type { RawAnswer } from '../../support/raw-client.ts';
import type { Turn } from '../../support/scripted-member.ts';
import { projectOf, settingsOf, type TestEngine } from '../../support/test-engine.ts';

const JAR = '_jarid=AAAAAAAAAAAAAAAAAAAAAA';
const PAGE = '<!doctype html><html><head><title>x</title></head><body>hello</body></html>';
const NAVIGATION = ['Sec-Fetch-Dest: document', 'Sec-Fetch-Mode: navigate', 'Accept-Encoding: gzip, br'];
const HTML = ['Content-Type: text/html; charset=utf-8'];

/** An engine with one member, and sessions that follow tabs or don't. */
async function start(script: (turn: Turn) => void, isTracking: boolean) {
  const member = await startMember(script);
  const events: UnnumberedEvent[] = [];
  const sessions = new Sessions({
    emit: (event) => events.push(event),
    ...(isTracking ? { trackTabs: { canDecode } } : {}),
  });
  closeAfterTest(async () => sessions.stop());
  const project = projectOf([member], { member: { upgrade: 'websocket' } });
  sessions.configure(settingsOf(project));
  const engine = await startEngine(project, { sessions, tabTracking: sessions.tracking });
  return { member, events, sessions, engine };
}

async function ask(engine: TestEngine, text: string): Promise<RawAnswer> {
  const client = await engine.client();
  return client.ask(text);
}

/** What a member saw and a client got, with what differs by chance taken out. */
function bytesOf(head: string, answer: RawAnswer): string {
  const port = /127\.0\.0\.1:\d+/g;
  return `${head}\n${answer.head}\n${answer.body.toString('latin1')}`
    .replace(port, 'H')
    .replace(/^Date: .*$/gim, 'Date');
}

const OTHERS: readonly (readonly [name: string, text: string])[] = [
  ['JSON', request('GET /api', ['Accept: application/json', `Cookie: a=b; ROUTEID=.a`])],
  [
    'an asset',
    request('GET /a.css', ['Sec-Fetch-Dest: style', 'Accept-Encoding: gzip', 'If-None-Match: "x"']),
  ],
  ['a frame', request('GET /f', ['Sec-Fetch-Dest: iframe', 'Accept: text/html'])],
  [
    'fetch of a page',
    request('GET /f', ['Sec-Fetch-Dest: empty', 'Sec-Fetch-Mode: cors', 'Accept: text/html']),
  ],
  ['a body', request('POST /p', ['Content-Length: 5', 'Sec-Fetch-Dest: empty'], 'hello')],
  ['HEAD', request('HEAD /h', ['Sec-Fetch-Dest: document', 'Accept: text/html'])],
  ['curl', request('GET /', ['Accept: */*', 'User-Agent: curl/8'])],
];

/**
 * A connection with everything that a rewrite could spoil: odd names and order, repeated fields, chunks with extensions and
 * trailers both ways, a page that closes, all pipelined. Gives each byte that a member received and the client got.
 */
async function wholeConnection(isTracking: boolean, cookie: string): Promise<string> {
  const answers = [
    'HTTP/1.1 200 Fine\r\nx-ODD: 1\r\nSet-Cookie: b=2\r\nset-cookie: a=1\r\nContent-type: application/json\r\nTRAILER: X-T\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n5\r\ndefgh\r\n0\r\nX-T: end\r\n\r\n',
    'HTTP/1.1 201 \r\nContent-Type: text/html\r\nETag: W/"y"\r\nVary: *\r\nContent-Length: 6\r\n\r\n<head>',
    'HTTP/1.1 304 Not Modified\r\nETag: "x"\r\nVary: Accept\r\n\r\n',
    `HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n${gzipSync(PAGE).toString('latin1')}`,
  ];
  const { engine, member } = await start((turn) => {
    const at = Number(/\/(\d)/.exec(turn.request.startLine)?.[1]);
    turn.write(Buffer.from(answers[at] ?? '', 'latin1'));
    if (at === 3) turn.close();
  }, isTracking);
  const host = 'Host: site.test\r\n';
  const client = await engine.client();
  client.send(
    [
      `POST /0 HTTP/1.1\r\nX-b: 2\r\nX-A:   1  \r\n${host}${cookie}transfer-encoding: chunked\r\nTrailer: X-Req\r\nSec-Fetch-Dest: empty\r\n\r\n4;e=1\r\nwxyz\r\n0\r\nX-Req: 1\r\n\r\n`,
      `GET /1?q=%20 HTTP/1.1\r\n${host}ACCEPT: text/html\r\nSec-Fetch-Dest: iframe\r\nAccept-Encoding: br\r\n${cookie}\r\n`,
      `GET /2 HTTP/1.1\r\n${host}If-None-Match: "x"\r\n${cookie}Sec-Fetch-Dest: script\r\n\r\n`,
      `GET /3 HTTP/1.1\r\n${host}${cookie}Sec-Fetch-Dest: empty\r\nSec-Fetch-Mode: cors\r\nAccept: text/html\r\n\r\n`,
    ].join(''),
  );
  await engine.until(() => engine.finished.length === 4);
  client.end();
  const got = (await client.rest()).toString('latin1');
  const seen = member.seen.map(({ head, body }) => `${head}${body.toString('latin1')}`).join('\n---\n');
  expect(got.match(/HTTP\/1\.1 \d/g)).toHaveLength(4);
  expect(member.seen).toHaveLength(4);
  return `${seen}\n===\n${got}`.replace(/127\.0\.0\.1:\d+/g, 'H').replace(/^Date: .*$/gim, 'Date');
}

describe('a whole connection, byte for byte', () => {
  test('without our cookie tracking changes nothing', async () => {
    const cookie = 'Cookie: a=1; ROUTEID=.a;b=2\r\n';
    expect(await wholeConnection(true, cookie)).toBe(await wholeConnection(false, cookie));
  });

  test.each([
    ['first', `Cookie: ${JAR}; a=1;  ROUTEID=.a\r\n`, 'Cookie: a=1;  ROUTEID=.a\r\n'],
    ['last', `cookie: a=1;  ROUTEID=.a; ${JAR}\r\n`, 'cookie: a=1;  ROUTEID=.a\r\n'],
    ['alone', `Cookie: ${JAR}\r\nCookie: ROUTEID=.a\r\n`, 'Cookie: ROUTEID=.a\r\n'],
  ])('with our cookie %s: the same as if it had never been there', async (_, sent, without) => {
    expect(await wholeConnection(true, sent)).toBe(await wholeConnection(false, without));
  });

  test('off, what looks like ours is the application’s', async () => {
    const through = await wholeConnection(false, `Cookie: ${JAR}; ROUTEID=.a\r\n`);
    expect(through.match(new RegExp(JAR, 'g'))).toHaveLength(4);
  });
});

describe('tracking off: traffic is not touched', () => {
  test.each([
    ...OTHERS,
    [
      'a navigation',
      request('GET /', [...NAVIGATION, `Cookie: ${JAR}; a=b`, 'If-None-Match: "x~d1"']),
    ] as const,
    ['our path', request('GET /~0000000000000000ffffffff?x', [])] as const,
  ])('%s: byte for byte', async (_, text) => {
    const { engine, member } = await start((turn) => turn.answer('200 OK', PAGE, HTML), false);
    const answer = await ask(engine, text);
    const head = member.seen[0]?.head ?? '';
    const given = text.slice(text.indexOf('\r\n') + 2, text.indexOf('\r\n\r\n')).split('\r\n');
    for (const field of given.filter((line) => !/^(host|content-length)/i.test(line)))
      expect(head).toContain(`${field}\r\n`);
    expect(head.split('\r\n')[0]).toBe(text.split('\r\n')[0]);
    expect(answer.body.toString()).toBe(text.startsWith('HEAD') ? '' : PAGE);
    expect(answer.head).not.toMatch(/_jarid|Vary|ETag/i);
    expect(answer.field('content-length')).toBe(String(PAGE.length));
  });
});

describe('tracking on', () => {
  test.each(OTHERS)(
    '%s: what the member sees and the client gets is the same as without',
    async (_, text) => {
      const answers: string[] = [];
      for (const isTracking of [false, true]) {
        const { engine, member } = await start(
          (turn) => turn.answer('200 OK', PAGE, [...HTML, 'ETag: "x"']),
          isTracking,
        );
        const answer = await ask(engine, text);
        answers.push(bytesOf(member.seen[0]?.head ?? '', answer));
      }
      expect(answers[1]).toBe(answers[0]);
    },
  );

  test.each(OTHERS)('%s with our cookie: the same but for the cookie', async (_, text) => {
    const withCookie = /^Cookie: /m.test(text)
      ? text.replace('Cookie: ', `Cookie: ${JAR}; `)
      : text.replace('\r\n\r\n', `\r\nCookie: ${JAR}\r\n\r\n`);
    const seen: string[] = [];
    for (const isTracking of [false, true]) {
      const { engine, member } = await start((turn) => turn.answer('200 OK', PAGE, HTML), isTracking);
      const answer = await ask(engine, isTracking ? withCookie : text);
      seen.push(bytesOf(member.seen[0]?.head ?? '', answer));
      await engine.until(() => engine.finished.length > 0);
      const detail = engine.engine.exchange(engine.finished[0]?.id ?? 0);
      expect(JSON.stringify(detail)).not.toContain('_jarid');
    }
    expect(seen[1]).toBe(seen[0]);
  });

  test('a page gets the script after <head>, its length, Vary, a marked tag and our cookie; records do not', async () => {
    const { engine, member } = await start(
      (turn) => turn.answer('200 OK', PAGE, [...HTML, 'ETag: "x"', 'Vary: Accept', 'Accept-Ranges: bytes']),
      true,
    );
    const answer = await ask(engine, request('GET /', NAVIGATION));
    const body = answer.body.toString();
    expect(body).toMatch(/^<!doctype html><html><head><script>.*<\/script><title>/);
    expect(body.replace(/<script>.*<\/script>/, '')).toBe(PAGE);
    expect(answer.field('content-length')).toBe(String(body.length));
    expect(answer.field('vary')).toBe('Accept, Sec-Fetch-Dest');
    expect(answer.field('etag')).toBe('"x~d1"');
    expect(answer.field('accept-ranges')).toBeUndefined();
    expect(answer.all('set-cookie')).toEqual([
      expect.stringMatching(/^_jarid=[\w-]{22}; Path=\/; HttpOnly; SameSite=Lax$/),
      'ROUTEID=.a; path=/',
    ]);
    expect(member.seen[0]?.head).toContain('Accept-Encoding: identity\r\n');
    await engine.until(() => engine.finished.length > 0);
    expect(engine.finished[0]?.bodyBytes).toBe(body.length);
    expect(JSON.stringify(engine.engine.exchange(engine.finished[0]?.id ?? 0))).not.toContain('_jarid');
  });

  test('a conditional navigation: the member sees its own tag, a 304 speaks of ours', async () => {
    const { engine, member } = await start(
      (turn) => turn.write('HTTP/1.1 304 Not Modified\r\nETag: "x"\r\n\r\n'),
      true,
    );
    const answer = await ask(engine, request('GET /', [...NAVIGATION, 'If-None-Match: "x~d1"']));
    expect(answer.status).toBe(304);
    expect(answer.field('etag')).toBe('"x~d1"');
    expect(member.seen[0]?.head).toContain('If-None-Match: "x"\r\n');
  });

  test.each([
    ['gzip', gzipSync(PAGE.repeat(4000))],
    ['br', brotliCompressSync(PAGE.repeat(4000))],
  ])('%s is taken off', async (coding, bytes) => {
    const { engine } = await start(
      (turn) => turn.answer('200 OK', bytes, [...HTML, `Content-Encoding: ${coding}`]),
      true,
    );
    const answer = await ask(engine, request('GET /', NAVIGATION));
    expect(answer.field('content-encoding')).toBeUndefined();
    expect(answer.body.toString().replace(/<script>.*?<\/script>/, '')).toBe(PAGE.repeat(4000));
  });

  test('a body that is not what its coding says is cut short, so that the client can tell', async () => {
    const { engine } = await start(
      (turn) => turn.answer('200 OK', 'not gzip', [...HTML, 'Content-Encoding: gzip']),
      true,
    );
    const client = await engine.client();
    client.send(request('GET /', NAVIGATION));
    await engine.until(() => engine.finished.length > 0);
    expect((await client.rest()).toString('latin1')).not.toContain('0\r\n\r\n');
    expect(engine.engine.members()[0]?.status).not.toContain('E');
  });

  test('a streamed page is not waited for', async () => {
    const { engine, member } = await start((turn) => {
      turn.write(
        'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n<head>\r\n',
      );
    }, true);
    const client = await engine.client();
    client.send(request('GET /', NAVIGATION));
    await client.untilText('</script>');
    const [socket] = member.sockets;
    socket?.write('1\r\nx\r\n0\r\n\r\n');
    const answer = await client.answer();
    expect(answer.body.toString()).toMatch(/^<head><script>.*<\/script>x$/);
  });

  test.each([
    ['from another origin', 'Origin: http://evil.test', 403],
    ['without an origin', 'X: y', 403],
  ])('a socket %s is refused and never forwarded', async (_, origin, status) => {
    const { engine, member } = await start((turn) => turn.answer('200 OK', PAGE, HTML), true);
    const answer = await ask(engine, handshake(origin));
    expect(answer.status).toBe(status);
    expect(member.seen).toEqual([]);
    expect(engine.finished).toEqual([]);
  });

  test('a page’s socket is answered by us; its tab is listed with pin and route, and gone when it closes', async () => {
    const { engine, member, events, sessions } = await start(
      (turn) => turn.answer('200 OK', PAGE, HTML),
      true,
    );
    const page = await ask(engine, request('GET /', NAVIGATION));
    const jar = page.all('set-cookie')[0]?.split(';')[0] ?? '';
    const documentId = /"([\w-]{16})","\/~/.exec(page.body.toString())?.[1] ?? '';
    const client = await engine.client();
    client.send(handshake('Origin: http://site.test', [`Cookie: ${jar}; ROUTEID=.a`]));
    client.socket.write(words([1, '', documentId, 'http://site.test/', 'T', 0]));
    await client.until(() => sessions.tabViews().length > 0);
    expect(member.seen).toHaveLength(1);
    expect(sessions.tabViews()).toEqual([
      expect.objectContaining({ url: 'http://site.test/', title: 'T', route: 'a', servedBy: 'a' }),
    ]);
    expect(sessions.views()).toEqual([expect.objectContaining({ recognition: 'tracked' })]);
    client.leave();
    await expect.poll(() => sessions.tabViews()).toEqual([]);
    expect(events.map(({ event }) => event)).toContain('tab.closed');
  });

  test('a form of another site carries no cookie of ours: none is given out, and its page is its jar’s session', async () => {
    const { engine, sessions } = await start((turn) => turn.answer('200 OK', PAGE, HTML), true);
    await ask(engine, request('GET /', [...NAVIGATION, `Cookie: ${JAR}; ROUTEID=.a`]));
    await engine.until(() => engine.finished.length > 0);
    const [before] = sessions.views();
    const posted = request(
      'POST /back',
      [...NAVIGATION, 'Sec-Fetch-Site: cross-site', 'Content-Length: 1'],
      'x',
    );
    const page = await ask(engine, posted);
    expect(page.all('set-cookie')).toEqual(['ROUTEID=.a; path=/']);
    const documentId = /"([\w-]{16})","\/~/.exec(page.body.toString())?.[1] ?? '';
    const client = await engine.client();
    client.send(handshake('Origin: http://site.test', [`Cookie: ${JAR}; ROUTEID=.a`]));
    client.socket.write(words([1, '', documentId, 'http://site.test/back', 'T', 0]));
    await client.until(() => sessions.tabViews().length > 0);
    expect(sessions.tabViews()).toMatchObject([{ sessionId: before?.sessionId, servedBy: 'a' }]);
    expect(sessions.views()).toMatchObject([{ sessionId: before?.sessionId, requests: 2 }]);
  });

  test('a jar is emptied: asked without cookies and conditions, balanced anew, all it carried expires; once', async () => {
    const { engine, member, sessions } = await start(
      (turn) => turn.answer('200 OK', PAGE, [...HTML, 'Set-Cookie: cart=new; Path=/']),
      true,
    );
    const cookies = `Cookie: ${JAR}; cart=old; __Host-x=1; ROUTEID=.a`;
    const navigation = request('GET /a/b', [...NAVIGATION, cookies, 'If-None-Match: "x~d1"']);
    await ask(engine, navigation);
    await engine.until(() => engine.finished.length > 0);
    const sessionId = sessions.views()[0]?.sessionId ?? '';
    expect(sessions.reset(sessionId, true)).toBe(true);
    expect(sessions.views()[0]?.isResetting).toBe(true);
    // What is no page is left alone meanwhile.
    await ask(engine, request('GET /api', ['Sec-Fetch-Dest: empty', cookies]));
    expect(member.seen.at(-1)?.head).toContain('cart=old');

    const answer = await ask(engine, navigation);
    expect(member.seen.at(-1)?.head).not.toMatch(/^(?:Cookie|If-None-Match):/im);
    const set = answer.all('set-cookie');
    const expired = set.slice(0, -2);
    const names = ['cart', 'ROUTEID'];
    const places = ['/', '/a', '/a/b'].flatMap((path) =>
      ['', '; Domain=site.test'].map((domain) => `; Path=${path}; Max-Age=0${domain}`.slice(2)),
    );
    expect(expired.filter((line) => !line.startsWith('__Host-')).sort()).toEqual(
      names.flatMap((name) => places.map((place) => `${name}=; ${place}`)).sort(),
    );
    expect(expired.filter((line) => line.startsWith('__Host-'))).toEqual([
      '__Host-x=; Path=/; Max-Age=0; Secure',
    ]);
    // What the answer itself sets comes after, and stays.
    expect(set.slice(-2)).toEqual(['cart=new; Path=/', 'ROUTEID=.a; path=/']);
    expect(sessions.views()).toMatchObject([{ sessionId, requests: 3 }]);
    expect(sessions.views()[0]?.isResetting).toBeUndefined();
    const again = await ask(engine, navigation);
    expect(again.all('set-cookie')).toEqual(['cart=new; Path=/']);
  });

  test('nonsense on a page’s socket ends it', async () => {
    const { engine, sessions } = await start((turn) => turn.answer('200 OK', PAGE, HTML), true);
    const client = await engine.client();
    client.send(handshake('Origin: http://site.test'));
    client.socket.write(words('nonsense'));
    await client.rest();
    expect(sessions.tabViews()).toEqual([]);
  });
});

function handshake(origin: string, fields: readonly string[] = []): string {
  return request('GET /', [
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Protocol: page-link.v1',
    origin,
    ...fields,
  ]);
}

function words(value: unknown): Buffer {
  const payload = Buffer.from(JSON.stringify(value));
  return Buffer.concat([Buffer.from([0x81, 0x80 | payload.length, 0, 0, 0, 0]), payload]);
}

test('a beacon with a body is answered once: a second answer kept Firefox’s word that its tab had closed from us', async () => {
  const { engine, sessions } = await start((turn) => turn.answer('200 OK', 'x'), true);
  const client = await engine.client();
  client.send(request(`POST ${sessions.tracking?.path}`, ['Content-Length: 5'], 'hello'));
  const text = (await client.rest()).toString('latin1');
  expect(text.match(/HTTP\/1\.1 /g)).toHaveLength(1);
});
