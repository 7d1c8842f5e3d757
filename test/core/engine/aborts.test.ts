import { describe, expect, it } from 'vitest';
import { GET, namedMember, request, startEngine, startMember } from '../../support/engine-playground.ts';
import { projectOf } from '../../support/test-engine.ts';

describe('a client that leaves', () => {
  it('before the answer: its request at the member ends at once, the member is not blamed', async () => {
    const a = await startMember(() => undefined);
    const proxy = await startEngine(projectOf([a]));
    const client = await proxy.client();
    client.send(GET);
    await a.until(() => a.seen.length === 1);
    client.leave();
    await a.until(() => a.sockets.size === 0);
    await proxy.until(() => proxy.finished.length === 1);
    expect(proxy.finished[0]).toMatchObject({ status: 0, cause: 'client-left' });
    expect(proxy.status(0)).toBe('');
    expect(proxy.busy()).toEqual([0]);
  });

  it('within the answer: the same', async () => {
    const a = await startMember((turn) => turn.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nfirst'));
    const proxy = await startEngine(projectOf([a]));
    const client = await proxy.client();
    client.send(GET);
    await client.untilText('first');
    client.leave();
    await a.until(() => a.sockets.size === 0);
    await proxy.until(() => proxy.finished.length === 1);
    expect(proxy.finished[0]).toMatchObject({ status: 200, cause: 'client-left' });
  });

  it('within its body: the member sees the end, never a complete request', async () => {
    const a = await namedMember('a');
    const proxy = await startEngine(projectOf([a]));
    const client = await proxy.client();
    client.send(request('POST /', ['Content-Length: 1000000'])).send(Buffer.alloc(100_000));
    await a.until(() => a.connections === 1);
    client.leave();
    await a.until(() => a.sockets.size === 0);
    expect(a.seen).toEqual([]);
    await proxy.until(() => proxy.finished.length === 1);
    expect(proxy.status(0)).toBe('');
  });

  it('while it waits for a connection or a member: nothing is left behind', async () => {
    const a = await startMember(() => undefined);
    const proxy = await startEngine(projectOf([a], { member: { max: 1 } }));
    const busy = await proxy.client();
    busy.send(GET);
    await a.until(() => a.seen.length === 1);
    const waiting = await proxy.client();
    waiting.send(request('GET /waiting'));
    await proxy.until(() => true);
    while (proxy.busy()[0] !== 2) await new Promise((resolve) => setImmediate(resolve));
    waiting.leave();
    await proxy.until(() => proxy.finished.length === 1);
    expect(proxy.busy()).toEqual([1]);
    busy.leave();
    await proxy.until(() => proxy.finished.length === 2);
    expect(a.seen).toHaveLength(1);
  });
});

describe('backpressure', () => {
  const SIZE = 64 * 1024 * 1024;

  it('a slow reader stops the member: memory does not grow with the answer', async () => {
    let sent = 0;
    let total = 0;
    const piece = Buffer.alloc(256 * 1024, 'z');
    const a = await startMember((turn) => {
      turn.write(`HTTP/1.1 200 OK\r\nContent-Length: ${SIZE}\r\n\r\n`);
      const pump = (): void => {
        while (sent < SIZE) {
          sent += piece.length;
          if (!turn.socket.write(piece)) return;
        }
      };
      turn.socket.on('drain', pump);
      pump();
    });
    const proxy = await startEngine(projectOf([a]));
    const client = await proxy.client();
    client.socket.removeAllListeners('data');
    client.send(GET);
    client.socket.pause();
    // The member can fill the kernel's buffers and little more; it stands still when nothing was added for a while.
    let before = -1;
    while (sent !== before) {
      before = sent;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    expect(sent).toBeLessThan(SIZE / 2);
    client.socket.on('data', (bytes) => {
      total += bytes.length;
    });
    client.socket.resume();
    await proxy.until(() => proxy.finished.length === 1);
    while (total < SIZE) await new Promise((resolve) => setImmediate(resolve));
    expect(total).toBeGreaterThanOrEqual(SIZE);
    expect(proxy.finished[0]).toMatchObject({ status: 200, bodyBytes: SIZE });
  }, 20_000);

  it('a slow member stops the client', async () => {
    const a = await startMember(() => undefined, {
      onHead: (_head, socket) => {
        socket.pause();
        return true;
      },
    });
    const proxy = await startEngine(projectOf([a]));
    const client = await proxy.client();
    client.send(request('POST /', [`Content-Length: ${SIZE}`]));
    client.socket.write(Buffer.alloc(SIZE));
    let before = -1;
    while (client.socket.bytesWritten - client.socket.writableLength !== before || before <= 0) {
      before = client.socket.bytesWritten - client.socket.writableLength;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    expect(client.socket.writableLength).toBeGreaterThan(0);
    expect(process.memoryUsage().arrayBuffers).toBeLessThan(SIZE * 2.5);
  }, 20_000);
});
