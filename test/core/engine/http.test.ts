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

describe('a request', () => {
  it('is answered by a member, with the route cookie after its own cookies (APACHE.md §6.2, §7.2)', async () => {
    const a = await startMember((turn) => turn.answer('200 Fine', 'hello', ['Set-Cookie: own=1', 'X-A: 1']));
    const proxy = await startEngine(projectOf([a]));
    const client = await proxy.client();
    const answer = await client.ask(GET);
    expect(answer.statusLine).toBe('HTTP/1.1 200 Fine');
    expect(answer.body.toString()).toBe('hello');
    expect(answer.all('set-cookie')).toEqual(['own=1', 'ROUTEID=.a; path=/']);
  });

  it('gets no cookie when it follows its route, on the same member connection', async () => {
    const a = await namedMember('a');
    const proxy = await startEngine(projectOf([a]));
    const client = await proxy.client();
    await client.ask(GET);
    const again = await client.ask(request('GET /2', ['Cookie: ROUTEID=.a']));
    expect(again.all('set-cookie')).toEqual([]);
    expect(a.connections).toBe(1);
    expect(proxy.busy()).toEqual([0]);
    expect(proxy.finished.map((row) => [row.decision, row.cause])).toEqual([
      ['new', 'no-id'],
      ['pinned', 'followed-route'],
    ]);
  });

  it('reaches the member with Host first, X-Forwarded-* and Keep-Alive (APACHE.md §6.1)', async () => {
    const a = await namedMember('a');
    const proxy = await startEngine(projectOf([a]));
    const client = await proxy.client();
    await client.ask(
      request('GET /x?y=1', ['X-Odd-CASE: kept', 'Connection: X-Gone', 'X-Gone: 1', 'TE: trailers']),
    );
    expect(a.seen[0]?.head.split('\r\n')).toEqual([
      'GET /x?y=1 HTTP/1.1',
      `Host: 127.0.0.1:${a.port}`,
      'X-Odd-CASE: kept',
      'X-Forwarded-For: 127.0.0.1',
      'X-Forwarded-Host: site.test',
      'X-Forwarded-Server: 127.0.0.1',
      'Connection: Keep-Alive',
      '',
    ]);
  });

  it('goes to the site that its Host names, else to the first', async () => {
    const a = await namedMember('a');
    const b = await namedMember('b');
    const project = projectOf([a]);
    const listen = '127.0.0.1:0';
    const proxy = await startEngine({
      ...project,
      sites: [
        { name: 'one', listen, serverName: 'one.test', proxyPass: [{ path: '/', url: `${a.url}/` }] },
        {
          name: 'two',
          listen,
          serverName: 'two.test',
          serverAlias: ['*.two.test'],
          proxyPass: [{ path: '/', url: `${b.url}/` }],
        },
      ],
    });
    const client = await proxy.client();
    const got: string[] = [];
    for (const host of ['one.test', 'two.test', 'www.two.test:80', 'other.test']) {
      got.push((await client.ask(request('GET /', [`Host: ${host}`]))).body.toString());
    }
    expect(got).toEqual(['a', 'b', 'b', 'a']);
    expect(proxy.finished.map((row) => row.site)).toEqual(['one', 'two', 'two', 'one']);
    expect(proxy.finished[0]).toMatchObject({ balancer: null, cause: 'plain-target', member: `${a.url}/` });
  });

  it('is 404 outside every mapping and keeps the connection (APACHE.md §6.6)', async () => {
    const a = await namedMember('a');
    const site = {
      proxyPass: [
        { path: '/private', url: '!' },
        { path: '/', url: 'balancer://lb/' },
      ],
    };
    const proxy = await startEngine(projectOf([a], { site }));
    const client = await proxy.client();
    const refused = await client.ask(request('GET /private/x'));
    expect([refused.statusLine, refused.all('set-cookie')]).toEqual(['HTTP/1.1 404 Not Found', []]);
    expect((await client.ask(GET)).status).toBe(200);
    expect(proxy.finished[0]).toMatchObject({ decision: 'refused', cause: 'not-mapped', member: null });
  });

  it.each([
    [
      'with its length, at once',
      ['POST /private/x HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello'],
      'keeps',
    ],
    [
      'that comes later',
      ['POST /private/x HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n', 'hello'],
      'keeps',
    ],
    [
      'in chunks',
      [
        'POST /private/x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n',
        '0\r\n\r\n',
      ],
      'keeps',
    ],
    [
      'that waits to be asked for',
      ['POST /private/x HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n'],
      'closes',
    ],
    [
      'too large to be read for nothing',
      ['POST /private/x HTTP/1.1\r\nHost: h\r\nContent-Length: 1048577\r\n\r\n'],
      'closes',
    ],
  ])('is 404 with a body %s', async (_, pieces, connection) => {
    const a = await namedMember('a');
    const proxyPass = [
      { path: '/private', url: '!' },
      { path: '/', url: 'balancer://lb/' },
    ];
    const proxy = await startEngine(projectOf([a], { site: { proxyPass } }));
    const client = await proxy.client();
    for (const piece of pieces) {
      client.send(piece);
      await new Promise(setImmediate);
    }
    const refused = await client.answer('POST');
    expect([refused.status, refused.field('connection')]).toEqual([
      404,
      connection === 'keeps' ? undefined : 'close',
    ]);
    if (connection === 'keeps') expect((await client.ask(GET)).status).toBe(200);
  });

  it('to a plain target that refuses is 503', async () => {
    const gone = await closedPort();
    const proxy = await startEngine(
      projectOf([], { site: { proxyPass: [{ path: '/', url: `${gone.url}/` }] } }),
    );
    const answer = await (await proxy.client()).ask(GET);
    expect(answer.statusLine).toBe('HTTP/1.1 503 Service Unavailable');
    expect(proxy.engine.exchange(1)?.record.attempts[0]).toMatchObject({ outcome: 'connect-refused' });
  });

  it('OPTIONS with Max-Forwards 0 is answered here, others 400, and n goes on as n − 1 (APACHE.md §6.5)', async () => {
    const a = await namedMember('a');
    const proxy = await startEngine(projectOf([a]));
    const client = await proxy.client();
    expect((await client.ask(request('OPTIONS /', ['Max-Forwards: 0']))).field('allow')).toBe('TRACE');
    expect(a.seen).toEqual([]);
    await client.ask(request('GET /', ['Max-Forwards: 3']));
    expect(a.seen[0]?.head).toContain('Max-Forwards: 2\r\n');
    const refused = await client.ask(request('GET /', ['Max-Forwards: 0']));
    expect(refused.statusLine).toBe('HTTP/1.1 400 Proxy Error');
  });
});

describe('an answer', () => {
  it('to HEAD keeps its Content-Length and has no body', async () => {
    const a = await startMember((turn) => turn.answer('200 OK', '12345'));
    const proxy = await startEngine(projectOf([a]));
    const client = await proxy.client();
    const answer = await client.ask(request('HEAD /'));
    expect(answer.field('content-length')).toBe('5');
    expect((await client.ask(GET)).body.toString()).toBe('12345');
  });

  it.each(['204 No Content', '304 Not Modified'])(
    '%s has no body and the connection goes on',
    async (status) => {
      const a = await startMember((turn) => turn.write(`HTTP/1.1 ${status}\r\nETag: "x"\r\n\r\n`));
      const proxy = await startEngine(projectOf([a]));
      const client = await proxy.client();
      expect((await client.ask(GET)).statusLine).toBe(`HTTP/1.1 ${status}`);
      expect((await client.ask(GET)).field('etag')).toBe('"x"');
      expect(a.connections).toBe(1);
    },
  );

  it('in chunks keeps its trailers', async () => {
    const a = await startMember((turn) =>
      turn.write(
        'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n6\r\n world\r\n0\r\nX-Sum: 11\r\n\r\n',
      ),
    );
    const proxy = await startEngine(projectOf([a]));
    const answer = await (await proxy.client()).ask(GET);
    expect([answer.body.toString(), answer.trailers]).toEqual(['hello world', 'X-Sum: 11']);
  });

  it('that ends with the connection is chunked for HTTP/1.1, and the client connection goes on', async () => {
    const a = await startMember((turn) => {
      turn.write('HTTP/1.1 200 OK\r\n\r\nall of it');
      turn.close();
    });
    const proxy = await startEngine(projectOf([a]));
    const client = await proxy.client();
    expect((await client.ask(GET)).body.toString()).toBe('all of it');
    expect((await client.ask(GET)).field('transfer-encoding')).toBe('chunked');
    expect(a.connections).toBe(2);
  });

  it('of unknown length to HTTP/1.0 ends with the connection, status line HTTP/1.1 (APACHE.md §6.2)', async () => {
    const a = await startMember((turn) =>
      turn.write(
        'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X\r\n\r\n5\r\nhello\r\n0\r\nX: 1\r\n\r\n',
      ),
    );
    const proxy = await startEngine(projectOf([a]));
    const client = await proxy.client();
    const text = (await client.send('GET / HTTP/1.0\r\n\r\n').rest()).toString();
    expect(text.startsWith('HTTP/1.1 200 OK\r\n')).toBe(true);
    expect(text).not.toMatch(/transfer-encoding/i);
    expect(text.endsWith('\r\n\r\nhello')).toBe(true);
  });

  it('to an HTTP/1.0 client that asked for keep-alive says so and keeps the connection', async () => {
    const proxy = await startEngine(projectOf([await namedMember('a')]));
    const client = await proxy.client();
    const http10 = 'GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n';
    expect((await client.ask(http10)).field('connection')).toBe('Keep-Alive');
    expect((await client.ask(http10)).body.toString()).toBe('a');
  });

  it('RFC 9110 §10.1.1 an expectation other than 100-continue is 417, as Apache has it, and no member sees it', async () => {
    const a = await namedMember('a');
    const client = await (await startEngine(projectOf([a]))).client();
    expect((await client.ask(request('GET /', ['Expect: 200-ok']))).statusLine).toBe(
      'HTTP/1.1 417 Expectation Failed',
    );
    expect(a.seen).toEqual([]);
  });

  it('APACHE §0.1 Max-Forwards counts for what is proxied only: 404 outside every mapping', async () => {
    const site = { proxyPass: [{ path: '/in', url: 'balancer://lb/' }] };
    const client = await (await startEngine(projectOf([await namedMember('a')], { site }))).client();
    expect((await client.ask(request('GET /out', ['Max-Forwards: 0']))).status).toBe(404);
    expect((await client.ask(request('GET /in', ['Max-Forwards: 0']))).status).toBe(400);
  });

  it.each([
    [400, 'close'],
    [500, 'close'],
    [503, 'close'],
    [404, undefined],
    [502, undefined],
  ])(
    'APACHE §2.7, §7.1 a member’s %i carries the route cookie; the client connection after it: %s',
    async (status, connection) => {
      const a = await startMember((turn) => turn.answer(`${status} So`, ''));
      const client = await (await startEngine(projectOf([a]))).client();
      const answer = await client.ask(request('GET /'));
      expect([answer.status, answer.field('connection')]).toEqual([status, connection]);
      expect(answer.all('set-cookie')).toEqual(['ROUTEID=.a; path=/']);
    },
  );

  it('says close and closes when the client wants that', async () => {
    const proxy = await startEngine(projectOf([await namedMember('a')]));
    const client = await proxy.client();
    const answer = await client.ask(request('GET /', ['Connection: close']));
    expect(answer.field('connection')).toBe('close');
    await client.rest();
  });

  it('rewrites Location of a member to the front (APACHE.md §6.7)', async () => {
    const a = await startMember((turn) =>
      turn.answer('302 Found', '', [`Location: http://127.0.0.1:${a.port}/next`]),
    );
    const proxy = await startEngine(projectOf([a]));
    const answer = await (await proxy.client()).ask(request('GET /', ['Host: front.test:8080']));
    expect(answer.field('location')).toBe('http://front.test:8080/next');
  });

  it('interim answers are relayed: 103 always, 100 only to who asked for it', async () => {
    const a = await startMember((turn) => {
      turn.write('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n');
      turn.answer('200 OK', 'x');
    });
    const proxy = await startEngine(projectOf([a]));
    const client = await proxy.client();
    const early = await client.ask(GET);
    expect([early.status, early.field('link')]).toEqual([103, '</a.css>']);
    expect((await client.answer()).status).toBe(200);
  });

  it('of server-sent events arrives event by event', async () => {
    let send = (_: string): void => undefined;
    const a = await startMember((turn) => {
      turn.write('HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n');
      send = (text) => turn.write(text);
    });
    const proxy = await startEngine(projectOf([a]));
    const client = await proxy.client();
    client.send(GET);
    await client.untilText('\r\n\r\n');
    for (const event of ['data: 1\n\n', 'data: 2\n\n']) {
      send(event);
      expect(await client.untilText(event)).toContain(event);
    }
  });
});

describe('a connection', () => {
  it('answers pipelined requests in order, one at a time', async () => {
    const order: string[] = [];
    const a = await startMember((turn) => {
      order.push(turn.request.startLine);
      setImmediate(() => turn.answer('200 OK', turn.request.startLine.split(' ')[1]));
    });
    const proxy = await startEngine(projectOf([a]));
    const client = await proxy.client();
    client.send(Array.from({ length: 20 }, (_, index) => request(`GET /${index}`)).join(''));
    for (let index = 0; index < 20; index++)
      expect((await client.answer()).body.toString()).toBe(`/${index}`);
    expect(a.connections).toBe(1);
    expect(order).toHaveLength(20);
  });

  it('answers thousands of pipelined requests of our own pages without recursion', async () => {
    const proxy = await startEngine(projectOf([], { site: { proxyPass: [{ path: '/none', url: '!' }] } }));
    const client = await proxy.client();
    client.send(GET.repeat(5000));
    await client.until(() => client.received.length > 5000 * 100);
    await proxy.until(() => proxy.finished.length === 5000);
    expect(proxy.finished.every((row) => row.status === 404)).toBe(true);
  });

  it('reads a request in single bytes', async () => {
    const a = await namedMember('a');
    const proxy = await startEngine(projectOf([a]));
    const client = await proxy.client();
    for (const char of request('POST /', ['Content-Length: 3'], 'abc')) {
      client.send(char);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect((await client.answer()).status).toBe(200);
    expect(a.seen[0]?.body.toString()).toBe('abc');
  });

  it('half-closed after the last request still gets its answer', async () => {
    let answer = (): void => undefined;
    const a = await startMember((turn) => {
      answer = () => turn.answer('200 OK', 'late');
    });
    const proxy = await startEngine(projectOf([a]));
    const client = await proxy.client();
    client.send(request('GET /', ['Connection: close'])).end();
    await a.until(() => a.seen.length === 1);
    answer();
    expect((await client.answer()).body.toString()).toBe('late');
  });
});

describe('a request body', () => {
  const BIG = Buffer.alloc(5_000_000, 'x');

  it.each([
    ['with Content-Length, small', ['Content-Length: 5'], 'hello', /content-length: 5\r/i],
    [
      'in chunks, small: told by length (APACHE.md §6.1)',
      ['Transfer-Encoding: chunked'],
      '5\r\nhello\r\n0\r\n\r\n',
      /content-length: 5\r/i,
    ],
    ['empty by Content-Length: 0', ['Content-Length: 0'], '', /content-length: 0\r/i],
  ])('%s', async (_, fields, body, expected) => {
    const a = await namedMember('a');
    const proxy = await startEngine(projectOf([a]));
    const client = await proxy.client();
    expect((await client.ask(request('POST /', fields, body))).status).toBe(200);
    expect(a.seen[0]?.head).toMatch(expected);
    expect(a.seen[0]?.head).not.toMatch(/transfer-encoding/i);
    expect(a.seen[0]?.body.toString()).toBe(body === '' ? '' : 'hello');
    expect((await client.ask(GET)).status).toBe(200);
  });

  it('of 5 MB streams through with its length', async () => {
    const a = await startMember((turn) => turn.answer('200 OK', String(turn.request.body.length)));
    const proxy = await startEngine(projectOf([a]));
    const client = await proxy.client();
    client.send(request('POST /', [`Content-Length: ${BIG.length}`])).send(BIG);
    expect((await client.answer('POST')).body.toString()).toBe(String(BIG.length));
    expect(a.seen[0]?.body.equals(BIG)).toBe(true);
  });

  it('in many chunks stays chunked, trailers included', async () => {
    const a = await namedMember('a');
    const proxy = await startEngine(projectOf([a]));
    const client = await proxy.client();
    const piece = Buffer.alloc(10_000, 'y');
    client.send(request('POST /', ['Transfer-Encoding: chunked']));
    for (let index = 0; index < 50; index++) client.send('2710\r\n').send(piece).send('\r\n');
    client.send('0\r\nX-T: 1\r\n\r\n');
    expect((await client.answer('POST')).status).toBe(200);
    expect(a.seen[0]?.head).toMatch(/transfer-encoding: chunked/i);
    expect(a.seen[0]?.body.length).toBe(500_000);
  });

  it('after Expect: 100-continue: the 100 of the member is relayed once, then the body', async () => {
    const a = await startMember((turn) => turn.answer('200 OK', turn.request.body), {
      onHead: (_head, socket) => {
        socket.write('HTTP/1.1 100 Continue\r\n\r\n');
        return false;
      },
    });
    const proxy = await startEngine(projectOf([a]));
    const client = await proxy.client();
    client.send(request('POST /', ['Expect: 100-continue', 'Content-Length: 4']));
    expect((await client.answer()).statusLine).toBe('HTTP/1.1 100 Continue');
    client.send('body');
    expect((await client.answer('POST')).body.toString()).toBe('body');
    expect((await client.ask(GET)).status).toBe(200);
  });

  it('that the member refuses early: the answer is relayed with close, the rest is not awaited', async () => {
    const a = await startMember(() => undefined, {
      onHead: (_head, socket, turn) => {
        turn.answer('413 Too Much', 'no');
        socket.resume();
        return true;
      },
    });
    const proxy = await startEngine(projectOf([a]));
    const client = await proxy.client();
    client.send(request('POST /', ['Content-Length: 100000000'])).send(Buffer.alloc(200_000));
    const answer = await client.answer('POST');
    expect([answer.status, answer.field('connection')]).toEqual([413, 'close']);
    await client.rest();
  });
});
