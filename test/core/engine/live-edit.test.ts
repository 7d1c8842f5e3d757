import { createServer } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import {
  closeAfterTest,
  GET,
  namedMember,
  request,
  startEngine,
  startMember,
} from '../../support/engine-playground.ts';
import { RawClient } from '../../support/raw-client.ts';
import { projectOf, settingsOf, TestEngine } from '../../support/test-engine.ts';

/** A port that is free at the moment. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

describe('apply', () => {
  it('keeps state, pins and kept connections of members that stay (APACHE.md §4.8)', async () => {
    const a = await namedMember('a');
    const b = await namedMember('b');
    const proxy = await startEngine(projectOf([a]));
    const client = await proxy.client();
    await client.ask(GET);
    await proxy.run(projectOf([a, b]));
    expect((await client.ask(request('GET /', ['Cookie: ROUTEID=.a']))).body.toString()).toBe('a');
    expect(a.connections).toBe(1);
    expect(proxy.engine.members().map((member) => [member.route, member.counters.elected])).toEqual([
      ['a', 2],
      ['b', 0],
    ]);
  });

  it('lets a request in flight to a removed member finish, then drains its connections', async () => {
    let finish = (): void => undefined;
    const a = await startMember((turn) => {
      finish = () => turn.answer('200 OK', 'last of a');
    });
    const b = await namedMember('b');
    const proxy = await startEngine(projectOf([a, b]));
    const client = await proxy.client();
    client.send(GET);
    await a.until(() => a.seen.length === 1);
    await proxy.run(projectOf([b]));
    finish();
    expect((await client.answer()).body.toString()).toBe('last of a');
    await a.until(() => a.sockets.size === 0);
    expect((await client.ask(GET)).body.toString()).toBe('b');
    expect(proxy.engine.members()).toHaveLength(1);
  });

  it('closes a removed listener: idle connections at once, busy ones after their answer, which says close', async () => {
    let finish = (): void => undefined;
    const a = await startMember((turn) => {
      if (turn.request.startLine.includes('/slow')) finish = () => turn.answer('200 OK', 'slow');
      else turn.answer('200 OK', 'a');
    });
    const ports = [await freePort(), await freePort()];
    const site = (port: number | undefined) => ({ site: { listen: `127.0.0.1:${port}` } });
    const proxy = await startEngine(projectOf([a], site(ports[0])));
    const idle = await proxy.client();
    await idle.ask(GET);
    const busy = await proxy.client();
    busy.send(request('GET /slow'));
    await a.until(() => a.seen.length === 2);
    await proxy.run(projectOf([a], site(ports[1])));
    await idle.rest();
    finish();
    const answer = await busy.answer();
    expect([answer.body.toString(), answer.field('connection')]).toEqual(['slow', 'close']);
    await expect(RawClient.open(ports[0] ?? 0)).rejects.toThrow(/ECONNREFUSED/);
    expect((await (await proxy.client()).ask(GET)).body.toString()).toBe('a');
  });

  it('is all or nothing: a port that is taken leaves everything as it was and is named', async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
    closeAfterTest(() => new Promise((resolve) => holder.close(() => resolve())));
    const address = holder.address();
    const taken = typeof address === 'object' && address !== null ? address.port : 0;
    const a = await namedMember('a');
    const proxy = await startEngine(projectOf([a]));
    const project = projectOf([await namedMember('b')]);
    const extra = {
      name: 'x',
      listen: `127.0.0.1:${taken}`,
      proxyPass: [{ path: '/', url: 'balancer://lb/' }],
    };
    const result = await proxy.engine.apply(
      settingsOf({ ...project, sites: [...(project.sites as unknown[]), extra] }),
    );
    expect(result).toMatchObject({
      ok: false,
      error: { code: 'listen-failed', message: expect.stringContaining(`127.0.0.1:${taken}`) },
    });
    expect((await (await proxy.client()).ask(GET)).body.toString()).toBe('a');
    expect(proxy.engine.sites().map((each) => each.state)).toEqual(['listening']);
  });

  it('a port that is held for a moment longer, as by a child that is being started, is waited for', async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
    const address = holder.address();
    const held = typeof address === 'object' && address !== null ? address.port : 0;
    const a = await namedMember('a');
    const starting = startEngine(projectOf([a], { site: { listen: `127.0.0.1:${held}` } }));
    await setImmediate();
    await setImmediate();
    holder.close();
    const proxy = await starting;
    expect((await (await proxy.client()).ask(GET)).body.toString()).toBe('a');
  });

  it('moves a listener from one address to a wider one on the same port', async () => {
    const port = await freePort();
    const a = await namedMember('a');
    const proxy = await startEngine(projectOf([a], { site: { listen: `127.0.0.1:${port}` } }));
    await proxy.run(projectOf([a], { site: { listen: `0.0.0.0:${port}` } }));
    expect((await (await proxy.client()).ask(GET)).body.toString()).toBe('a');
  });

  it('edits are applied one after another', async () => {
    const a = await namedMember('a');
    const b = await namedMember('b');
    const proxy = await startEngine(projectOf([a]));
    await Promise.all([proxy.run(projectOf([b])), proxy.run(projectOf([a, b])), proxy.run(projectOf([b]))]);
    expect(proxy.engine.members().map((member) => member.url)).toEqual([b.url]);
  });

  it('TLS without a certificate is refused with a clear word', async () => {
    const proxy = await startEngine(projectOf([]));
    const result = await proxy.engine.apply(settingsOf(projectOf([], { site: { tls: true } })));
    expect(result).toMatchObject({ ok: false, error: { code: 'not-available' } });
  });

  it('status edits show as changes of the member', async () => {
    const a = await namedMember('a');
    const proxy = await startEngine(projectOf([a]));
    await proxy.run(projectOf([a], { member: { status: '+N' } }));
    expect([proxy.status(0), proxy.changes]).toEqual([
      'N',
      [{ balancer: 'lb', member: a.url, cause: 'edited' }],
    ]);
  });
});

describe('setBalancing', () => {
  it('closes and opens every listener, state is kept', async () => {
    const a = await namedMember('a');
    const proxy = await startEngine(projectOf([a], { site: { listen: `127.0.0.1:${await freePort()}` } }));
    const port = proxy.port();
    await (await proxy.client()).ask(GET);
    await proxy.engine.setBalancing(false);
    await expect(RawClient.open(port)).rejects.toThrow(/ECONNREFUSED/);
    expect(proxy.engine.sites()[0]?.state).toBe('stopped');
    expect((await proxy.engine.setBalancing(true)).ok).toBe(true);
    expect((await (await proxy.client()).ask(GET)).status).toBe(200);
    expect(proxy.engine.members()[0]?.counters.elected).toBe(2);
    expect(proxy.sitesTold).toEqual(['site listening', 'site stopped', 'site listening']);
  });
});

describe('stop', () => {
  it('lets requests in flight finish, then leaves no handle', async () => {
    const handles = (): number =>
      process.getActiveResourcesInfo().filter((kind) => /TCP|Timeout|Immediate/.test(kind)).length;
    let finish = (): void => undefined;
    const a = await startMember((turn) => {
      if (turn.request.startLine.includes('/slow')) finish = () => turn.answer('200 OK', 'slow');
      else turn.answer('200 OK', 'a');
    });
    const before = handles();
    const proxy = await new TestEngine().run(
      projectOf([a], { member: { hcmethod: 'HEAD', hcinterval: 0.1 } }),
    );
    const idle = await proxy.client();
    await idle.ask(GET);
    const busy = await proxy.client();
    busy.send(request('GET /slow'));
    await a.until(() => a.seen.filter((seen) => seen.startLine.startsWith('GET')).length === 2);
    const stopped = proxy.engine.stop(5000);
    await idle.rest();
    finish();
    expect((await busy.answer()).body.toString()).toBe('slow');
    await busy.rest();
    for (const client of proxy.clients) client.leave();
    await stopped;
    await a.until(() => a.sockets.size === 0);
    while (handles() > before) await new Promise((resolve) => setImmediate(resolve));
    expect(handles()).toBeLessThanOrEqual(before);
    expect(await proxy.engine.apply(settingsOf(projectOf([a])))).toMatchObject({ ok: false });
  });

  it('ends what does not finish in time', async () => {
    const a = await startMember(() => undefined);
    const proxy = await new TestEngine().run(projectOf([a]));
    const client = await proxy.client();
    client.send(GET);
    await a.until(() => a.seen.length === 1);
    await proxy.engine.stop(10);
    await client.rest();
    await a.until(() => a.sockets.size === 0);
    expect(proxy.finished[0]).toMatchObject({ cause: 'client-left' });
  });
});
