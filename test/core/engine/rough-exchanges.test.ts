import { describe, expect, it } from 'vitest';
import {
  closedPort,
  GET,
  namedMember,
  request,
  startEngine,
  startMember,
} from '../../support/engine-playground.ts';
import { projectOf } from '../../support/test-engine.ts';

describe('a member that says more than it should', () => {
  it.each([
    [
      'bytes behind its Content-Length',
      'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 FALSE\r\n\r\n',
      'ok',
    ],
    [
      'bytes behind its last chunk',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\nHTTP/1.1 200 FALSE\r\n\r\n',
      'ok',
    ],
    ['a body with 204', 'HTTP/1.1 204 No Content\r\nContent-Length: 20\r\n\r\nHTTP/1.1 200 FALSE\r\n', ''],
    ['a body with 304', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 20\r\n\r\nHTTP/1.1 200 FALSE\r\n', ''],
  ])(
    '%s: nobody gets them for an answer, and its connection is not used again',
    async (_what, text, body) => {
      const a = await startMember((turn) =>
        turn.request.startLine.startsWith('GET /more') ? turn.write(text) : turn.answer('200 OK', 'next'),
      );
      const proxy = await startEngine(projectOf([a]));
      const client = await proxy.client();
      const first = await client.ask(request('GET /more'));
      expect(first.body.toString()).toBe(body);
      expect((await client.ask(GET)).body.toString()).toBe('next');
      expect(a.connections).toBe(2);
      expect(client.received.length).toBe(0);
    },
  );

  it('ten interim answers, Apache’s most, some in one packet, in the middle of an upload: each relayed, then the answer', async () => {
    const hints = Array.from({ length: 10 }, (_, i) => `HTTP/1.1 103 Early Hints\r\nLink: </${i}>\r\n\r\n`);
    const a = await startMember(({ answer, request: { body } }) => answer('200 OK', String(body.length)), {
      onHead: (_head, socket) => {
        socket.write(hints.slice(0, 5).join(''));
        for (const hint of hints.slice(5)) socket.write(hint);
        return undefined;
      },
    });
    const proxy = await startEngine(projectOf([a]));
    const client = await proxy.client();
    client.send(request('POST /', ['Content-Length: 300000'])).send(Buffer.alloc(100_000));
    for (let i = 0; i < 10; i++) expect((await client.answer('POST')).head).toContain(`Link: </${i}>`);
    client.send(Buffer.alloc(200_000));
    expect((await client.answer('POST')).body.toString()).toBe('300000');
  });

  it('interim answers to an HTTP/1.0 client: it sees the answer only', async () => {
    const a = await startMember((turn) =>
      turn.write(
        'HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
      ),
    );
    const proxy = await startEngine(projectOf([a]));
    const client = await proxy.client();
    client.send('GET / HTTP/1.0\r\nHost: site.test\r\n\r\n');
    const text = (await client.rest()).toString();
    expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(text).not.toMatch(/HTTP\/1\.1 10\d/);
  });
});

describe('an upload that is answered before it is complete', () => {
  it('and whose member resets the connection behind its answer: the client has the answer, or a 50x, and the next request is served', async () => {
    const a = await startMember(({ answer }) => answer('200 OK', 'a'), {
      onHead: (head, socket, turn) => {
        if (!head.startsWith('POST')) return undefined;
        turn.answer('413 Too Much', 'no');
        setImmediate(() => socket.resetAndDestroy());
        return true;
      },
    });
    const proxy = await startEngine(projectOf([a]));
    for (let i = 0; i < 3; i++) {
      const client = await proxy.client();
      client.send(request('POST /', ['Content-Length: 50000000'])).send(Buffer.alloc(3_000_000));
      const answer = await client.answer('POST');
      expect([413, 502, 503, 500]).toContain(answer.status);
      client.leave();
    }
    const client = await proxy.client();
    expect((await client.ask(GET)).status).toBe(200);
    await proxy.until(() => proxy.finished.length === 4);
    expect(proxy.busy()).toEqual([0]);
  });

  it('completely: what the client goes on sending is read for a while, no member gets it', async () => {
    const a = await namedMember('a', {
      onHead: (head, socket, turn) => {
        if (!head.startsWith('POST')) return undefined;
        turn.answer('200 OK', 'enough');
        socket.resume();
        return true;
      },
    });
    const proxy = await startEngine(projectOf([a]));
    const client = await proxy.client();
    client
      .send(request('POST /', ['Transfer-Encoding: chunked']))
      .send(`${(20_000).toString(16)}\r\n${'x'.repeat(20_000)}\r\n`);
    expect((await client.answer('POST')).body.toString()).toBe('enough');
    client.send(`0\r\n\r\n${request('GET /behind')}`);
    await client.rest();
    expect(a.seen.map(({ startLine }) => startLine)).toEqual(['POST / HTTP/1.1']);
  });
});

describe('requests in one packet', () => {
  it('behind a POST that nobody could be given: its 503 ends the connection, as in Apache, and nobody hears of them', async () => {
    const b = await namedMember('b');
    const gone = await closedPort();
    const site = { name: 'site', listen: '127.0.0.1:0' };
    const proxyPass = [
      { path: '/gone', url: gone.url },
      { path: '/', url: 'balancer://lb/' },
    ];
    const proxy = await startEngine({ ...projectOf([b]), sites: [{ ...site, proxyPass }] });
    const client = await proxy.client();
    const post = (path: string): string => request(`POST ${path}`, ['Content-Length: 3'], 'abc');
    client.send(post('/') + post('/gone') + post('/behind') + GET);
    expect((await client.answer('POST')).status).toBe(200);
    const answer = await client.answer('POST');
    expect([answer.status, answer.field('connection')]).toEqual([503, 'close']);
    await client.rest();
    expect(b.seen.map(({ startLine, body }) => `${startLine} ${body.toString()}`)).toEqual([
      'POST / HTTP/1.1 abc',
    ]);
  });

  it('behind one that says close, or is HTTP/1.0: nobody hears of them', async () => {
    const a = await namedMember('a');
    const proxy = await startEngine(projectOf([a]));
    for (const last of [
      request('GET /last', ['Connection: close']),
      'GET /last HTTP/1.0\r\nHost: site.test\r\n\r\n',
    ]) {
      const client = await proxy.client();
      client.send(last + request('GET /behind'));
      expect((await client.answer()).status).toBe(200);
      expect((await client.rest()).length).toBe(0);
    }
    expect(a.seen.some(({ startLine }) => startLine.startsWith('GET /behind'))).toBe(false);
  });

  it('behind an upgrade that the member refuses: they are requests', async () => {
    const a = await namedMember('a');
    const proxy = await startEngine(projectOf([a], { member: { upgrade: 'websocket' } }));
    const client = await proxy.client();
    client.send(request('GET /ws', ['Connection: Upgrade', 'Upgrade: websocket']) + GET);
    expect([(await client.answer()).status, (await client.answer()).status]).toEqual([200, 200]);
  });
});
