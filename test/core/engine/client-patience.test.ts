import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { GET, namedMember, request, startEngine, startMember } from '../../support/engine-playground.ts';
import { projectOf, type TestEngine } from '../../support/test-engine.ts';

/** Time-outs are looked for by one timer that goes by the engine's clock. */
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
});

afterEach(() => {
  vi.useRealTimers();
});

/** Whatever was sent before has been read when this is over: a whole exchange has gone through the same event loop. */
async function settled(proxy: TestEngine): Promise<void> {
  const other = await proxy.client();
  await other.ask(request('GET /settled'));
  other.leave();
}

const pass = (seconds: number): void => void vi.advanceTimersByTime(seconds * 1000 + 200);

describe('a client that keeps us waiting', () => {
  it('with a head that never ends gets 408 after 20 s, however it drips', async () => {
    const a = await namedMember('a');
    const proxy = await startEngine(projectOf([a]));
    const client = await proxy.client();
    client.send('GET /slow HTTP/1.1\r\nHos');
    await settled(proxy);
    pass(12);
    client.send('t: si');
    await settled(proxy);
    expect(client.isOver).toBe(false);
    pass(8);
    const answer = await client.answer();
    expect([answer.status, answer.field('connection')]).toEqual([408, 'close']);
    await client.rest();
    expect(a.seen.map(({ startLine }) => startLine)).not.toContain('GET /slow HTTP/1.1');
  });

  it.each([
    ['that never asks', '', 20],
    ['between two requests', GET, 5],
  ])('%s is closed without a word', async (_when, first, seconds) => {
    const proxy = await startEngine(projectOf([await namedMember('a')]));
    const client = await proxy.client();
    if (first !== '') await client.ask(first);
    await settled(proxy);
    pass(seconds - 1);
    await settled(proxy);
    expect(client.isOver).toBe(false);
    pass(1);
    expect((await client.rest()).toString()).toBe('');
  });

  it('within a body gets 408 after a minute; the member sees the end and no complete request', async () => {
    const a = await namedMember('a');
    const proxy = await startEngine(projectOf([a], { member: { timeout: 300 } }));
    const client = await proxy.client();
    client.send(request('POST /slow', ['Content-Length: 100000'])).send(Buffer.alloc(20_000));
    await a.until(() => a.connections === 1);
    await settled(proxy);
    pass(59);
    client.send(Buffer.alloc(10));
    await settled(proxy);
    pass(59);
    await settled(proxy);
    expect(client.isOver).toBe(false);
    pass(1);
    expect((await client.answer('POST')).status).toBe(408);
    await client.rest();
    await proxy.until(() => proxy.finished.some(({ url }) => url === '/slow'));
    expect(a.seen.some(({ startLine }) => startLine.startsWith('POST'))).toBe(false);
    expect(proxy.status(0)).toBe('');
    expect(proxy.busy()).toEqual([0]);
  });

  it('with what it does not read is cut after a minute, and the member with it, which is not blamed', async () => {
    const SIZE = 64 * 1024 * 1024;
    const a = await startMember(({ answer, request: { startLine }, write }) => {
      if (!startLine.startsWith('GET /large')) return answer('200 OK');
      write(`HTTP/1.1 200 OK\r\nContent-Length: ${SIZE}\r\n\r\n`);
      write(Buffer.alloc(SIZE));
    });
    const proxy = await startEngine(projectOf([a]));
    const client = await proxy.client();
    client.send(request('GET /large'));
    await client.untilText('200 OK');
    client.socket.pause();
    for (let i = 0; i < 10; i++) await settled(proxy);
    pass(61);
    await proxy.until(() => proxy.finished.some(({ url }) => url === '/large'));
    expect(proxy.finished.find(({ url }) => url === '/large')).toMatchObject({ status: 200 });
    expect(proxy.status(0)).toBe('');
    expect(proxy.busy()).toEqual([0]);
    client.leave();
  });

  it('after its last answer is given two seconds to stop sending', async () => {
    const proxy = await startEngine(projectOf([await namedMember('a')]));
    const client = await proxy.client();
    client.send('GET / HTTP/1.1\r\nBad line\r\n\r\n');
    expect((await client.answer()).status).toBe(400);
    let isGone = false;
    client.socket.on('close', () => {
      isGone = true;
    });
    client.send('more');
    await settled(proxy);
    expect(isGone).toBe(false);
    pass(2);
    // The first write is answered with a reset, the second meets it.
    client.send('and more');
    await settled(proxy);
    client.send('and more');
    await client.until(() => isGone);
  });
});
