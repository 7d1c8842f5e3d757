import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import {
  closeAfterTest,
  closedPort,
  GET,
  namedMember,
  request,
  startEngine,
  startMember,
} from '../../support/engine-playground.ts';
import { projectOf } from '../../support/test-engine.ts';

const PINNED_TO_A = 'Cookie: ROUTEID=.a';

describe('failover (APACHE.md §2.2, §5.2, §5.3)', () => {
  const bodies: readonly (readonly [name: string, size: number, chunked: boolean])[] = [
    ['100 bytes', 100, false],
    ['100 bytes in chunks', 100, true],
    ['100 KB', 100_000, false],
    ['100 KB in chunks', 100_000, true],
    ['5 MB', 5_000_000, false],
    ['5 MB in chunks', 5_000_000, true],
  ];

  it.each(bodies)(
    'a POST of %s pinned to a dead member is answered by another, body intact',
    async (_, size, chunked) => {
      const body = Buffer.from(Array.from({ length: size }, (__, index) => index % 251));
      const b = await namedMember('b');
      const proxy = await startEngine(projectOf([await closedPort(), b]));
      const client = await proxy.client();
      client.send(
        request('POST /', [PINNED_TO_A, chunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${size}`]),
      );
      if (chunked)
        client
          .send(`${size.toString(16)}\r\n`)
          .send(body)
          .send('\r\n0\r\n\r\n');
      else client.send(body);
      const answer = await client.answer('POST');
      expect([answer.status, answer.field('set-cookie')]).toEqual([200, 'ROUTEID=.b; path=/']);
      expect(b.seen).toHaveLength(1);
      expect(b.seen[0]?.body.equals(body)).toBe(true);
      expect(proxy.status(0)).toBe('E');
      expect(proxy.finished[0]).toMatchObject({
        decision: 'moved',
        attempts: 2,
        routeChanged: true,
        route: 'b',
      });
      expect(proxy.changes).toContainEqual({
        balancer: 'lb',
        member: proxy.engine.members()[0]?.url,
        cause: 'connect-failed',
      });
    },
  );

  it('all members down: 503 Service Unavailable, without Retry-After and without a cookie', async () => {
    const proxy = await startEngine(projectOf([await closedPort(), await closedPort()]));
    const client = await proxy.client();
    const answer = await client.ask(GET);
    expect(answer.statusLine).toBe('HTTP/1.1 503 Service Unavailable');
    expect([answer.field('retry-after'), answer.field('connection'), answer.all('set-cookie')]).toEqual([
      undefined,
      'close',
      [],
    ]);
    await client.rest();
    expect(proxy.busy()).toEqual([0, 0]);
    expect(proxy.finished[0]).toMatchObject({ decision: 'refused', member: null, attempts: 2 });
  });

  it('a member that comes back is used again at once when all were down (APACHE.md §5.5)', async () => {
    const a = await closedPort();
    a.script = (turn) => turn.answer('200 OK', 'back');
    const proxy = await startEngine(projectOf([a, await closedPort()]));
    expect((await (await proxy.client()).ask(GET)).status).toBe(503);
    await a.start();
    closeAfterTest(() => a.stop());
    expect((await (await proxy.client()).ask(GET)).body.toString()).toBe('back');
  });

  it('nofailover: the pinned request is 503 and nobody else is asked (APACHE.md §2.3)', async () => {
    const b = await namedMember('b');
    const proxy = await startEngine(projectOf([await closedPort(), b], { balancer: { nofailover: true } }));
    for (const attempts of [1, 0]) {
      const client = await proxy.client();
      expect((await client.ask(request('GET /', [PINNED_TO_A]))).status).toBe(503);
      expect(proxy.finished.at(-1)).toMatchObject({ decision: 'stuck', attempts });
    }
    expect(b.seen).toEqual([]);
  });

  it('retryNow ends an error early', async () => {
    const a = await closedPort();
    a.script = (turn) => turn.answer('200 OK', 'a');
    const proxy = await startEngine(projectOf([a, await namedMember('b')]));
    const client = await proxy.client();
    await client.ask(request('GET /', [PINNED_TO_A]));
    await a.start();
    closeAfterTest(() => a.stop());
    expect((await client.ask(request('GET /', [PINNED_TO_A]))).body.toString()).toBe('b');
    expect(proxy.engine.members()[0]?.trouble).toMatch(/refused the connection/);
    expect(proxy.engine.retryNow('lb', a.url)).toBe(true);
    expect(proxy.status(0)).toBe('');
    expect((await client.ask(request('GET /', [PINNED_TO_A]))).body.toString()).toBe('a');
    expect(proxy.engine.retryNow('lb', 'http://nobody')).toBe(false);
  });

  it('a simulated outage refuses new and kept connections, requests under way go on', async () => {
    let finish = (): void => undefined;
    const a = await startMember((turn) => {
      if (turn.request.startLine.includes('/slow')) finish = () => turn.answer('200 OK', 'slow a');
      else turn.answer('200 OK', 'a');
    });
    const proxy = await startEngine(projectOf([a, await namedMember('b')]));
    const slow = await proxy.client();
    slow.send(request('GET /slow', [PINNED_TO_A]));
    const client = await proxy.client();
    await client.ask(request('GET /', [PINNED_TO_A]));
    await a.until(() => a.seen.length === 2);
    expect(proxy.engine.simulateOutage('LB', a.url, true)).toBe(true);
    const moved = await client.ask(request('GET /', [PINNED_TO_A]));
    expect([moved.body.toString(), moved.field('set-cookie')]).toEqual(['b', 'ROUTEID=.b; path=/']);
    finish();
    expect((await slow.answer()).body.toString()).toBe('slow a');
    expect(proxy.engine.members()[0]).toMatchObject({ simulatedOutage: true, status: 'E' });
    proxy.engine.simulateOutage('lb', a.url, false);
    proxy.engine.retryNow('lb', a.url);
    expect((await client.ask(request('GET /', [PINNED_TO_A]))).body.toString()).toBe('a');
    expect(proxy.changes.map((change) => change.cause)).toEqual([
      'simulated-outage',
      'connect-failed',
      'outage-ended',
      'retry-now',
    ]);
  });

  it('an exhausted pool (max, acquire) counts as refused (APACHE.md §2.7)', async () => {
    const a = await startMember(() => undefined);
    const member = { max: 1, acquire: 0.02 };
    const proxy = await startEngine(projectOf([a, await namedMember('b')], { member }));
    const first = await proxy.client();
    first.send(request('GET /', [PINNED_TO_A]));
    await a.until(() => a.seen.length === 1);
    const second = await proxy.client();
    expect((await second.ask(request('GET /', [PINNED_TO_A]))).body.toString()).toBe('b');
    expect(proxy.engine.exchange(2)?.record.attempts.map((attempt) => attempt.outcome)).toEqual([
      'pool-exhausted',
      'answered',
    ]);
    expect(a.connections).toBe(1);
  });

  it('max: who waits without acquire gets the connection when it is free', async () => {
    let finish = (): void => undefined;
    const a = await startMember((turn) => {
      if (turn.request.startLine.includes('/one')) finish = () => turn.answer('200 OK', '1');
      else turn.answer('200 OK', '2');
    });
    const proxy = await startEngine(projectOf([a], { member: { max: 1 } }));
    const one = await proxy.client();
    one.send(request('GET /one'));
    await a.until(() => a.seen.length === 1);
    const two = await proxy.client();
    two.send(request('GET /two'));
    finish();
    expect((await one.answer()).body.toString()).toBe('1');
    expect((await two.answer()).body.toString()).toBe('2');
    expect(a.connections).toBe(1);
  });

  it('ping: a member that does not answer the Expect in time is passed over, with the body (APACHE.md §5.1)', async () => {
    const deaf = await startMember(() => undefined, { onHead: () => true });
    const b = await startMember((turn) => turn.answer('200 OK', turn.request.body), {
      onHead: (_head, socket) => {
        socket.write('HTTP/1.1 100 Continue\r\n\r\n');
        return false;
      },
    });
    const proxy = await startEngine(projectOf([deaf, b], { member: { ping: 0.05 } }));
    const client = await proxy.client();
    const answer = await client.ask(request('POST /', [PINNED_TO_A, 'Content-Length: 4'], 'body'));
    expect([answer.status, answer.body.toString()]).toEqual([200, 'body']);
    expect(deaf.seen[0]?.head).toMatch(/expect: 100-continue/i);
    expect(proxy.engine.exchange(1)?.record.attempts[0]?.outcome).toBe('ping-timeout');
  });

  it('a connect time-out fails over (APACHE.md §5.1)', async () => {
    // A listener with a full queue: the kernel drops further connection attempts.
    const full = createServer();
    await new Promise<void>((resolve) => full.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, resolve));
    const address = full.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    full.close();
    // 192.0.2.0/24 is for documentation; nothing beyond loopback is contacted: the pool's connect is what times out.
    const proxy = await startEngine(
      projectOf([{ url: `http://127.0.0.1:${port}` }, await namedMember('b')], {
        member: { connectiontimeout: 0.05 },
      }),
    );
    expect((await (await proxy.client()).ask(request('GET /', [PINNED_TO_A]))).body.toString()).toBe('b');
  });

  it('localhost is tried at all its addresses', async () => {
    const a = await namedMember('a');
    const proxy = await startEngine(projectOf([{ url: `http://localhost:${a.port}` }]));
    expect((await (await proxy.client()).ask(GET)).body.toString()).toBe('a');
  });

  it('a name that does not resolve is 500 Proxy Error without failover, the next request fails over (APACHE.md §2.7)', async () => {
    const proxy = await startEngine(projectOf([{ url: 'http://nobody.invalid:81' }, await namedMember('b')]));
    const pinned = request('GET /', [PINNED_TO_A]);
    expect((await (await proxy.client()).ask(pinned)).statusLine).toBe('HTTP/1.1 500 Proxy Error');
    expect((await (await proxy.client()).ask(pinned)).body.toString()).toBe('b');
  });

  it('balancer timeout: a request waits for a member to become due (APACHE.md §2.5)', async () => {
    const a = await closedPort();
    a.script = (turn) => turn.answer('200 OK', 'back');
    const disabled = { url: 'http://127.0.0.1:9', status: '+D' };
    const project = projectOf([a], { balancer: { timeout: 5 }, member: { retry: 1 } });
    const [balancer] = project.balancers as { members: unknown[] }[];
    balancer?.members.push(disabled);
    const proxy = await startEngine(project);
    expect((await (await proxy.client()).ask(GET)).status).toBe(503);
    await a.start();
    closeAfterTest(() => a.stop());
    expect((await (await proxy.client()).ask(GET)).body.toString()).toBe('back');
  });

  it('a kept connection that the member has closed is replaced silently, also for POST (APACHE.md §5.6)', async () => {
    const a = await namedMember('a');
    const proxy = await startEngine(projectOf([a]));
    const client = await proxy.client();
    await client.ask(GET);
    a.closeConnections();
    await a.until(() => a.sockets.size === 0);
    expect((await client.ask(request('POST /', ['Content-Length: 2'], 'hi'))).status).toBe(200);
    expect(a.connections).toBe(2);
  });

  it('disablereuse sends Connection: close and uses a connection once', async () => {
    const a = await namedMember('a');
    const proxy = await startEngine(projectOf([a], { member: { disablereuse: true } }));
    const client = await proxy.client();
    for (let index = 0; index < 3; index++) await client.ask(GET);
    expect(a.connections).toBe(3);
    expect(a.seen[0]?.head).toMatch(/connection: close/i);
  });

  it('a route forced by the sessions room is followed and hides the fields it names', async () => {
    const a = await namedMember('a');
    const b = await namedMember('b');
    const proxy = await startEngine(projectOf([a, b]), { secretFieldName: 'X-Secret-77' });
    proxy.recognise = (fields) => ({
      sessionId: 's',
      forcedRoute: fields.includes('X-Secret-77') ? 'b' : null,
      hiddenFields: ['x-hidden'],
    });
    const client = await proxy.client();
    const answer = await client.ask(request('GET /', ['X-Secret-77: user', 'X-Hidden: 1', PINNED_TO_A]));
    expect([answer.body.toString(), answer.field('set-cookie')]).toEqual(['b', 'ROUTEID=.b; path=/']);
    expect(b.seen[0]?.head).not.toMatch(/secret|hidden/i);
    expect(JSON.stringify(proxy.engine.exchange(1))).not.toMatch(/secret-77|x-hidden/i);
    expect(proxy.finished[0]).toMatchObject({ sessionId: 's' });
  });
});
