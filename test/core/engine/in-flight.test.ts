import { describe, expect, it } from 'vitest';
import { closeAfterTest, GET, request, startEngine, startMember } from '../../support/engine-playground.ts';
import type { Turn } from '../../support/scripted-member.ts';
import { projectOf, type TestEngine } from '../../support/test-engine.ts';

/** A server that answers when it is told to. */
async function slowServer() {
  const turns: Turn[] = [];
  const server = await startMember((turn) => void turns.push(turn));
  return { server, turns };
}

const UPGRADE = ['Connection: Upgrade', 'Upgrade: websocket'];
const SWITCH = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n';

/** What is in flight, looked at until it is so: the proxy has its own moment. */
async function untilInFlight(proxy: TestEngine, requests: number, tunnels: number): Promise<void> {
  await expect.poll(() => proxy.engine.inFlight()).toEqual({ requests, tunnels });
}

describe('what is in flight', { timeout: 20_000 }, () => {
  it('a request to a member, until its answer has left; not a connection that only waits', async () => {
    const { server, turns } = await slowServer();
    const proxy = await startEngine(projectOf([server]));
    const client = await proxy.client();
    client.send(GET);
    await server.until(() => turns.length === 1);
    await untilInFlight(proxy, 1, 0);
    turns[0]?.answer('200 OK', 'done');
    await client.answer();
    await untilInFlight(proxy, 0, 0);
  });

  it('a request to a plain server, which no balancer knows', async () => {
    const { server, turns } = await slowServer();
    const project = projectOf([server], { site: { proxyPass: [{ path: '/', url: `${server.url}/` }] } });
    const proxy = await startEngine(project);
    const client = await proxy.client();
    client.send(GET);
    await server.until(() => turns.length === 1);
    await untilInFlight(proxy, 1, 0);
    expect(proxy.busy()).toEqual([0]);
    turns[0]?.answer('200 OK', 'done');
    await client.answer();
    await untilInFlight(proxy, 0, 0);
  });

  it('a body that is still on its way to us', async () => {
    const { server } = await slowServer();
    const proxy = await startEngine(projectOf([server]));
    const client = await proxy.client();
    client.send(request('POST /', ['Content-Length: 10'])).send('12345');
    await untilInFlight(proxy, 1, 0);
  });

  it.each(['balancer://lb/', 'plain'])('a WebSocket through %s', async (url) => {
    const server = await startMember(() => undefined, {
      onHead: (_head, socket) => {
        socket.write(SWITCH);
        socket.on('end', () => socket.end());
        return true;
      },
    });
    const proxyPass = [{ path: '/', url: url === 'plain' ? `${server.url.replace('http', 'ws')}/` : url }];
    const proxy = await startEngine(
      projectOf([server], { member: { upgrade: 'websocket' }, site: { proxyPass } }),
    );
    const client = await proxy.client();
    expect((await client.ask(request('GET /', UPGRADE))).status).toBe(101);
    await untilInFlight(proxy, 0, 1);
    client.leave();
    await untilInFlight(proxy, 0, 0);
  });

  it('stop says what it cut off', async () => {
    const { server, turns } = await slowServer();
    const proxy = await startEngine(projectOf([server]));
    const client = await proxy.client();
    closeAfterTest(async () => client.leave());
    client.send(GET);
    await server.until(() => turns.length === 1);
    expect(await proxy.engine.stop(1)).toEqual({ requests: 1, tunnels: 0 });
  });
});
