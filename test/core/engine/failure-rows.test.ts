import { describe, expect, it } from 'vitest';
import { GET, namedMember, request, startEngine, startMember } from '../../support/engine-playground.ts';
import type { Script } from '../../support/scripted-member.ts';
import { projectOf } from '../../support/test-engine.ts';

const PINNED = request('GET /', ['Cookie: ROUTEID=.a']);
const closes: Script = (turn) => turn.close();

interface Row {
  readonly name: string;
  readonly script: Script;
  readonly statusLine: string;
  readonly outcome: string;
  readonly flags?: string;
  readonly member?: Record<string, unknown>;
  readonly balancer?: Record<string, unknown>;
}

/** What a member can do wrong after it got the request: none of it fails over (APACHE.md §2.7, §5.2). */
const rows: readonly Row[] = [
  {
    name: 'closes without answer',
    script: closes,
    statusLine: 'HTTP/1.1 502 Proxy Error',
    outcome: 'closed-without-answer',
  },
  {
    name: 'resets without answer',
    script: (turn) => turn.reset(),
    statusLine: 'HTTP/1.1 502 Proxy Error',
    outcome: 'closed-without-answer',
  },
  {
    name: 'read timeout',
    script: () => undefined,
    member: { timeout: 1 },
    statusLine: 'HTTP/1.1 502 Proxy Error',
    outcome: 'answer-timeout',
  },
  {
    name: 'read timeout with failontimeout',
    script: () => undefined,
    member: { timeout: 1 },
    balancer: { failontimeout: true },
    statusLine: 'HTTP/1.1 502 Proxy Error',
    outcome: 'answer-timeout',
    flags: 'E',
  },
  {
    name: 'malformed field line',
    script: (turn) => turn.write('HTTP/1.1 200 OK\r\nno colon here\r\n\r\n'),
    statusLine: 'HTTP/1.1 502 Bad Gateway',
    outcome: 'answer-broken',
  },
  {
    name: 'more than ten interim answers',
    script: (turn) => turn.write('HTTP/1.1 102 Processing\r\n\r\n'.repeat(11)),
    statusLine: 'HTTP/1.1 102 Processing',
    outcome: 'answer-broken',
  },
  {
    name: 'unexpected 101',
    script: (turn) =>
      turn.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n'),
    statusLine: 'HTTP/1.1 502 Proxy Error',
    outcome: 'answer-broken',
  },
  {
    name: '503 without failonstatus passes through',
    script: (turn) => turn.answer('503 Busy Here', 'x'),
    statusLine: 'HTTP/1.1 503 Busy Here',
    outcome: 'answered',
  },
  {
    name: 'failonstatus',
    script: (turn) => turn.answer('500 Oops', 'x'),
    balancer: { failonstatus: [500] },
    statusLine: 'HTTP/1.1 500 Oops',
    outcome: 'answered',
    flags: 'E',
  },
];

describe('a member that got the request (APACHE.md §2.7)', () => {
  it.each(rows)('$name', async ({ script, statusLine, outcome, flags = '', member, balancer }) => {
    const a = await startMember(script);
    const b = await namedMember('b');
    const proxy = await startEngine(
      projectOf([a, b], { ...(member && { member }), ...(balancer && { balancer }) }),
    );
    const client = await proxy.client();
    expect((await client.ask(PINNED)).statusLine).toBe(statusLine);
    await proxy.until(() => proxy.finished.length === 1);
    expect(proxy.engine.exchange(1)?.record.attempts.map((attempt) => attempt.outcome)).toEqual([outcome]);
    expect(b.seen).toEqual([]);
    expect(proxy.status(0)).toBe(flags);
    expect(proxy.busy()).toEqual([0, 0]);
  });

  it('no "HTTP/x.y nnn" is a 200 with everything as its body (HTTP/0.9)', async () => {
    const a = await startMember((turn) => {
      turn.write('just some text');
      turn.close();
    });
    const proxy = await startEngine(projectOf([a]));
    const answer = await (await proxy.client()).ask(GET);
    expect([answer.statusLine, answer.body.toString()]).toEqual(['HTTP/1.1 200 OK', 'just some text']);
  });

  it.each([
    ['Content-Length', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort'],
    ['chunked', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nshort'],
  ])('body cut short (%s): the client connection is aborted, the member stays Ok', async (_, text) => {
    const a = await startMember((turn) => {
      turn.write(text);
      turn.close();
    });
    const proxy = await startEngine(projectOf([a]));
    const client = await proxy.client();
    await expect(client.ask(GET)).rejects.toThrow(/ended within/);
    expect(proxy.status(0)).toBe('');
    expect(proxy.finished[0]).toMatchObject({ status: 200, cause: 'answer-broken' });
  });

  it('body cut short for HTTP/1.0, where only the end of the connection ends it: reset, not a quiet end', async () => {
    let reset = (): void => undefined;
    const a = await startMember((turn) => {
      turn.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nshort');
      reset = turn.reset;
    });
    const proxy = await startEngine(projectOf([a]));
    const client = await proxy.client();
    client.send('GET / HTTP/1.0\r\n\r\n');
    await client.untilText('short');
    reset();
    await client.until(() => client.isOver);
    expect(client.wasReset).toBe(true);
  });

  it('closed without answer, second request, kept member connection: no answer, closed, member Ok', async () => {
    let count = 0;
    const a = await startMember((turn) => (++count === 1 ? turn.answer('200 OK') : turn.close()));
    const proxy = await startEngine(projectOf([a]));
    const client = await proxy.client();
    await client.ask(GET);
    await expect(client.ask(GET)).rejects.toThrow(/ended within an answer: ""/);
    expect(a.connections).toBe(1);
    expect(proxy.status(0)).toBe('');
    expect(proxy.finished[1]).toMatchObject({ status: 0, cause: 'answer-broken' });
  });

  it('closed without answer, second request, fresh member connection: no answer, closed, member E', async () => {
    let count = 0;
    const a = await startMember((turn) =>
      ++count === 1 ? turn.answer('200 OK', '', ['Connection: close']) : turn.close(),
    );
    const proxy = await startEngine(projectOf([a]));
    const client = await proxy.client();
    await client.ask(GET);
    await expect(client.ask(GET)).rejects.toThrow(/ended within an answer: ""/);
    expect(a.connections).toBe(2);
    expect(proxy.status(0)).toBe('E');
  });

  it('bytes after a complete answer: the connection is not used again', async () => {
    const a = await startMember((turn) =>
      turn.write(
        'HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nxHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil',
      ),
    );
    const proxy = await startEngine(projectOf([a]));
    const client = await proxy.client();
    expect((await client.ask(GET)).body.toString()).toBe('x');
    expect((await client.ask(GET)).body.toString()).toBe('x');
    expect(a.connections).toBe(2);
  });

  it('a balancer without members is 503', async () => {
    const proxy = await startEngine(projectOf([]));
    expect((await (await proxy.client()).ask(GET)).statusLine).toBe('HTTP/1.1 503 Service Unavailable');
  });

  it('a member that is our own listener is 508, and named', async () => {
    const a = await namedMember('a');
    const proxy = await startEngine(projectOf([a]));
    const loop = { url: `http://127.0.0.1:${proxy.port()}` };
    const listen = `127.0.0.1:${proxy.port()}`;
    await proxy.engine.stop(0);
    const looping = await startEngine(projectOf([loop], { site: { listen } }));
    const answer = await (await looping.client()).ask(GET);
    expect(answer.statusLine).toBe('HTTP/1.1 508 Loop Detected');
    expect(looping.finished[0]).toMatchObject({ decision: 'refused', cause: 'loop' });
  });
});
