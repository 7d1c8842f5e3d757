import { describe, expect, it } from 'vitest';
import { closedPort, GET, request, startEngine, startMember } from '../../support/engine-playground.ts';
import type { ScriptedMember } from '../../support/scripted-member.ts';
import { projectOf } from '../../support/test-engine.ts';

const UPGRADE = request('GET /ws', [
  'Connection: keep-alive, Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-KEY: abc',
]);
const SWITCH = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n';
const MEMBER = { upgrade: 'websocket' };

/** A member that switches protocols and echoes. */
function echo(extra = ''): Promise<ScriptedMember> {
  return startMember(() => undefined, {
    onHead: (head, socket) => {
      if (!/^upgrade:/im.test(head)) return false;
      socket.write(`${SWITCH}${extra}\r\n`);
      setImmediate(() => socket.on('data', (bytes) => socket.write(bytes)));
      socket.on('end', () => socket.end());
      return true;
    },
  });
}

describe('a tunnel (APACHE.md §6.3)', { timeout: 20_000 }, () => {
  it("relays the 101 and bytes both ways; field names keep their case, no route cookie, the member's cookies stay", async () => {
    const a = await echo('Set-Cookie: own=1\r\nX-Odd-CASE: 1\r\n');
    const proxy = await startEngine(projectOf([a], { member: MEMBER }));
    const client = await proxy.client();
    const answer = await client.ask(UPGRADE);
    expect(answer.statusLine).toBe('HTTP/1.1 101 Switching Protocols');
    expect(answer.all('set-cookie')).toEqual(['own=1']);
    expect(answer.head).toContain('X-Odd-CASE: 1');
    expect(answer.head).toMatch(/connection: upgrade/i);
    expect(a.seen[0]?.head).toContain('Sec-WebSocket-KEY: abc\r\n');
    client.send('ping');
    expect((await client.take(4)).toString()).toBe('ping');
    const big = Buffer.alloc(3_000_000, 'q');
    client.send(big);
    expect((await client.take(big.length)).equals(big)).toBe(true);
    expect(proxy.finished[0]).toMatchObject({
      status: 101,
      upgraded: true,
      setCookie: null,
      routeChanged: true,
    });
  });

  it('bytes sent right after the request, and right after the 101, get through', async () => {
    const a = await startMember(() => undefined, {
      onHead: (_head, socket) => {
        socket.write(`${SWITCH}\r\nhello from the member`);
        setImmediate(() => socket.on('data', (bytes) => socket.write(bytes)));
        return true;
      },
    });
    const proxy = await startEngine(projectOf([a], { member: MEMBER }));
    const client = await proxy.client();
    await client.ask(`${UPGRADE}`);
    expect((await client.take(21)).toString()).toBe('hello from the member');
    client.send('early');
    expect((await client.take(5)).toString()).toBe('early');
  });

  it('is busy until it ends, and ends with either side', async () => {
    const a = await echo();
    const proxy = await startEngine(projectOf([a], { member: MEMBER }));
    for (const side of ['client', 'member'] as const) {
      const client = await proxy.client();
      await client.ask(UPGRADE);
      expect(proxy.busy()).toEqual([1]);
      if (side === 'client') client.leave();
      else for (const socket of a.sockets) socket.resetAndDestroy();
      await a.until(() => a.sockets.size === 0);
      await client.until(() => client.isOver || side === 'client');
      while (proxy.busy()[0] !== 0) await new Promise((resolve) => setImmediate(resolve));
    }
  });

  it('passes a half-close on and the rest of the other direction through', async () => {
    let toClient: (text: string) => void = () => undefined;
    let memberEnded = false;
    const a = await startMember(() => undefined, {
      onHead: (_head, socket) => {
        socket.write(`${SWITCH}\r\n`);
        socket.removeAllListeners('end');
        socket.on('end', () => {
          memberEnded = true;
          toClient('last words');
        });
        toClient = (text) => socket.end(text);
        return true;
      },
    });
    const proxy = await startEngine(projectOf([a], { member: MEMBER }));
    const client = await proxy.client();
    await client.ask(UPGRADE);
    client.end();
    expect((await client.rest()).toString()).toBe('last words');
    expect(memberEnded).toBe(true);
    while (proxy.busy()[0] !== 0) await new Promise((resolve) => setImmediate(resolve));
  });

  it('fails over when the member refuses', async () => {
    const b = await echo();
    const proxy = await startEngine(projectOf([await closedPort(), b], { member: MEMBER }));
    const client = await proxy.client();
    const pinned = UPGRADE.replace('\r\n\r\n', '\r\nCookie: ROUTEID=.a\r\n\r\n');
    expect((await client.ask(pinned)).status).toBe(101);
    expect(proxy.finished[0]).toMatchObject({ decision: 'moved', attempts: 2 });
  });

  it('a member that answers without switching: an ordinary answer, with the route cookie, and the connection goes on', async () => {
    const a = await startMember((turn) => turn.answer('426 Upgrade Required', 'no', ['X: 1']));
    const proxy = await startEngine(projectOf([a], { member: MEMBER }));
    const client = await proxy.client();
    const answer = await client.ask(UPGRADE);
    expect([answer.status, answer.body.toString(), answer.field('set-cookie')]).toEqual([
      426,
      'no',
      'ROUTEID=.a; path=/',
    ]);
    expect((await client.ask(GET)).status).toBe(426);
  });

  it('without upgrade= the field is stripped and it is a normal request', async () => {
    const a = await startMember((turn) => turn.answer('200 OK', 'plain'));
    const proxy = await startEngine(projectOf([a]));
    expect((await (await proxy.client()).ask(UPGRADE)).body.toString()).toBe('plain');
    expect(a.seen[0]?.head).not.toMatch(/upgrade/i);
  });

  it('ends at once when the engine stops, while a request under way gets its answer', async () => {
    const a = await echo();
    let finish: (() => void) | undefined;
    const slow = await startMember((turn) => {
      finish = () => turn.answer('200 OK', 'done');
    });
    const proxy = await startEngine(projectOf([a, slow], { member: MEMBER }));
    const tunnel = await proxy.client();
    await tunnel.ask(UPGRADE);
    const asking = await proxy.client();
    asking.send(request('GET /slow', ['Cookie: ROUTEID=.b']));
    await slow.until(() => finish !== undefined);

    // Far beyond the test's limit: only a tunnel that is cut lets this end.
    const stopped = proxy.engine.stop(600_000);
    await tunnel.until(() => tunnel.isOver);
    expect(asking.isOver).toBe(false);
    finish?.();
    expect((await asking.answer()).body.toString()).toBe('done');
    await stopped;
    expect(proxy.busy()).toEqual([0, 0]);
  });

  it('ws:// members take WebSocket without upgrade=', async () => {
    const a = await echo();
    const proxy = await startEngine(projectOf([{ url: a.url.replace('http', 'ws') }]));
    expect((await (await proxy.client()).ask(UPGRADE)).status).toBe(101);
  });
});
