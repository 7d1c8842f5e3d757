import { createServer, type Server } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import type { CommandResults, Rehearsal, RehearsalView } from '../../../core/contract/index.ts';
import { startShopServer } from '../../../core/host/demo/shop-server.ts';
import { freePort } from '../../support/free-port.ts';
import { listen } from '../../support/listen.ts';
import { type Running, send, startShop } from './integration-harness.ts';

/** Two seconds on real sockets: long enough for everybody to come, lose a member and be answered again. */
const SHORT: Rehearsal = {
  version: 1,
  name: 'short',
  users: 9,
  arriveWithin: 0.4,
  duration: 2,
  think: { from: 0.05, to: 0.1 },
  requests: [{ path: '/' }],
  steps: [
    { at: 0.8, do: 'outage', member: '2' },
    { at: 1.4, do: 'return', member: '2' },
  ],
};

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

/** Three backends behind a running Routepin. */
async function shop(start: () => Promise<{ readonly port: number; close(): Promise<unknown> }>) {
  const backends = [await start(), await start(), await start()];
  for (const { close } of backends) closers.push(close);
  const running = await startShop(
    backends.map(({ port }, index) => ({ url: `http://127.0.0.1:${port}`, route: String(index + 1) })),
  );
  closers.push(() => running.routepin.stop());
  return { ...running, urls: backends.map(({ port }) => `http://127.0.0.1:${port}`) };
}

const inMemory = async () => {
  const server = await startShopServer(0);
  return { port: server.port, close: () => server.crash() };
};

/** An application whose members share their sessions. */
function sharedStore(): () => Promise<{ readonly port: number; close(): Promise<unknown> }> {
  const known = new Set<string>();
  return async () => {
    const server = createServer((request, response) => {
      const id = /sid=(\w+)/.exec(request.headers.cookie ?? '')?.[1];
      if (id === undefined || !known.has(id)) {
        known.add(`s${known.size}`);
        response.setHeader('Set-Cookie', `sid=s${known.size - 1}; Path=/; HttpOnly`);
      }
      response.end('hello');
    });
    return { port: await listen(server), close: () => closed(server) };
  };
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function play(running: Running, rehearsal: Rehearsal = SHORT): Promise<RehearsalView> {
  await running.run('rehearsal.start', { rehearsal, seed: 7 });
  await running.until(() => running.named('rehearsal.finished').length > 0);
  return (await running.run('rehearsal.get')) as RehearsalView;
}

const standing = ({ routepin }: Running) =>
  routepin
    .snapshot()
    .balancers[0]?.members.map(({ route, status, simulatedOutage, pins, retryMs, loadfactor }) => ({
      route,
      status,
      simulatedOutage,
      pins,
      retryMs,
      loadfactor,
    }));

describe('a rehearsal on real sockets', () => {
  test('sessions in a member’s memory: those of the lost one are lost; afterwards all is as before', async () => {
    const running = await shop(inMemory);
    const before = { members: standing(running), project: running.routepin.project };
    const view = await play(running);
    expect(view).toMatchObject({ state: 'finished', seed: 7, marks: [{ trouble: null }, { trouble: null }] });
    const held = view.result?.before[1] ?? 0;
    expect(held).toBeGreaterThan(0);
    expect(view.totals).toMatchObject({ users: 9, lost: held, failedRequests: 0, idle: 0 });
    expect(view.result).toMatchObject({
      passed: false,
      recoveries: [{ users: held, recovered: held }],
    });
    const { users } = view;
    for (const { lost } of users.filter(({ verdict }) => verdict === 'lost')) {
      expect(lost).toMatchObject({ cause: 'cookie-replaced', cookie: 'shop_session', from: running.urls[1] });
      const exchange = await running.run('exchange.get', { id: lost?.exchangeId });
      expect(exchange).toMatchObject({ routeChanged: true });
    }
    expect(standing(running)).toEqual(before.members);
    expect(running.routepin.project).toBe(before.project);
    expect(running.routepin.snapshot()).toMatchObject({ revision: 0, undo: null });
  });

  test('a shared session store: the same users are moved, and nothing is lost', async () => {
    const running = await shop(sharedStore());
    const view = await play(running);
    const held = view.result?.before[1] ?? 0;
    expect(held).toBeGreaterThan(0);
    expect(view.totals).toMatchObject({ lost: 0, moved: held, kept: 9 - held, failedRequests: 0 });
    expect(view.result).toMatchObject({ passed: true, broken: [] });
  });

  test('traffic and sessions show the users by name, and nobody’s member sees a mark of ours', async () => {
    const seen: string[] = [];
    const running = await shop(async () => {
      const server = createServer((request, response) => {
        seen.push(...request.rawHeaders.filter((_, at) => at % 2 === 0));
        response.end('hello');
      });
      return { port: await listen(server), close: () => closed(server) };
    });
    await play(running, { ...SHORT, duration: 1, steps: [] });
    const sessions = running.routepin.snapshot().sessions;
    expect(sessions.map(({ label }) => label).toSorted()).toEqual(
      Array.from({ length: 9 }, (_, at) => `v${at + 1}`),
    );
    expect(sessions.every(({ recognition, userId }) => recognition === 'virtual' && userId === null)).toBe(
      true,
    );
    const ids = new Set(sessions.map(({ sessionId }) => sessionId));
    expect(running.named('exchange.finished').every(({ sessionId }) => ids.has(sessionId ?? ''))).toBe(true);
    const names = new Set(seen.map((name) => name.toLowerCase()));
    // From a user's second request on: a slow machine has no time for one.
    names.delete('cookie');
    expect([...names].toSorted()).toEqual([
      'accept',
      'connection',
      'host',
      'user-agent',
      'x-forwarded-for',
      'x-forwarded-host',
      'x-forwarded-server',
    ]);
  });

  test('cancelled in the middle: drained, disabled, changed and lost members are as before; edits meanwhile stay', async () => {
    const running = await shop(inMemory);
    const before = standing(running);
    await running.run('rehearsal.start', {
      rehearsal: {
        ...SHORT,
        duration: 60,
        arriveWithin: 0.2,
        steps: [
          { at: 0.1, do: 'drain', member: '1' },
          { at: 0.1, do: 'outage', member: '2' },
          { at: 0.1, do: 'disable', member: '3' },
          { at: 0.1, do: 'set', member: '*', set: { retry: 5, loadfactor: 3 } },
        ],
      },
    });
    const view = async () => (await running.run('rehearsal.get')) as RehearsalView;
    await running.until(() => {
      const members = standing(running) ?? [];
      return members.every(({ retryMs }) => retryMs === 5000) && members[1]?.status.includes('E') === true;
    });
    expect(standing(running)).toMatchObject([
      { status: 'N' },
      { simulatedOutage: true },
      { status: expect.stringContaining('D') },
    ]);
    const again = await running.routepin.execute('rehearsal.start', { rehearsal: SHORT });
    expect(again).toMatchObject({ ok: false, error: { code: 'not-available' } });
    await running.run('member.edit', { balancer: 'lb', member: running.urls[0], patch: { lbset: 2 } });
    await running.run('rehearsal.cancel');
    expect((await view()).state).toBe('cancelled');
    expect(standing(running)).toEqual(before);
    expect(running.routepin.project.balancers[0]?.members).toEqual([
      { url: running.urls[0], route: '1', lbset: 2 },
      { url: running.urls[1], route: '2' },
      { url: running.urls[2], route: '3' },
    ]);
    expect(running.named('rehearsal.finished')).toMatchObject([{ state: 'cancelled', passed: null }]);
  });

  test('an outage and an error that were there before stay', async () => {
    const running = await shop(inMemory);
    await running.run('member.simulate-outage', { balancer: 'lb', member: running.urls[1], on: true });
    const view = await play(running, {
      ...SHORT,
      duration: 1,
      steps: [
        { at: 0.2, do: 'return', member: '2' },
        { at: 0.5, do: 'outage', member: '2' },
      ],
    });
    expect(view.state).toBe('finished');
    expect(standing(running)?.[1]).toMatchObject({ simulatedOutage: true });
  });

  test('moves take the virtual users, and nobody else', async () => {
    const running = await shop(sharedStore());
    const first = await send(running.port);
    const cookie = first.setCookie.map((line) => line.split(';')[0]).join('; ');
    const route = /ROUTEID=\.(\d)/.exec(cookie)?.[1] ?? '';
    await send(running.port, { cookie });
    const to = route === '1' ? '2' : '1';
    const view = await play(running, { ...SHORT, steps: [{ at: 0.8, do: 'move', from: route, to }] });
    const index = Number(route) - 1;
    expect(view.result?.before[index]).toBeGreaterThan(0);
    expect(view.result?.after[index]).toBe(0);
    const person = running.routepin
      .snapshot()
      .sessions.find(({ recognition }) => recognition === 'sticky-value');
    expect(person?.pins).toMatchObject([{ route }]);
  });

  test('Routepin ends in the middle: so does the run', async () => {
    const running = await shop(inMemory);
    await running.run('rehearsal.start', { rehearsal: { ...SHORT, duration: 60 } });
    await running.until(() => running.named('exchange.finished').length > 3);
    await running.routepin.stop();
    expect(running.named('rehearsal.finished')).toMatchObject([{ state: 'cancelled' }]);
  });

  test('what can’t be played is refused with its place; a site that does not listen is named', async () => {
    const running = await shop(inMemory);
    const refused = await running.routepin.execute('rehearsal.start', {
      rehearsal: { ...SHORT, steps: [{ at: 1, do: 'outage', member: '9' }] },
    });
    expect(refused).toMatchObject({
      error: { code: 'bad-params', problems: [{ path: '$.steps[0].member' }] },
    });
    expect(await running.routepin.execute('rehearsal.get', {})).toMatchObject({
      error: { code: 'not-found' },
    });
    await running.run('balancing.set', { on: false });
    const off = await running.routepin.execute('rehearsal.start', { rehearsal: SHORT });
    expect(off).toMatchObject({
      error: { code: 'not-available', message: expect.stringContaining('not listen') },
    });
  });

  test('a session’s requests become a journey', async () => {
    const running = await shop(sharedStore());
    const first = await send(running.port, { path: '/shelf' });
    const cookie = first.setCookie.map((line) => line.split(';')[0]).join('; ');
    await send(running.port, { cookie, path: '/product/1?x=y' });
    await send(running.port, { cookie, path: '/logo.png' });
    await send(running.port, { cookie, path: '/cart/add', method: 'POST', body: 'sku=1' });
    const [session] = running.routepin.snapshot().sessions;
    const journey = (await running.run('rehearsal.record', {
      sessionId: session?.sessionId,
    })) as CommandResults['rehearsal.record'];
    expect(journey).toEqual({ requests: [{ path: '/shelf' }, { path: '/product/1?x=y' }], left: 1 });
    expect(await running.routepin.execute('rehearsal.record', { sessionId: 'x' })).toMatchObject({
      error: { code: 'not-found' },
    });
  });
});

describe('broadcast', () => {
  test('every member gets the request as the engine would send it; equal answers are grouped', async () => {
    const asked: { url: string; fields: readonly string[] }[] = [];
    let count = 0;
    const running = await shop(async () => {
      const name = String(++count);
      const server = createServer((request, response) => {
        asked.push({ url: `${request.method} ${request.url}`, fields: request.rawHeaders });
        response.end(name === '2' ? 'price 64.99' : 'price 59.99');
      });
      return { port: await listen(server), close: () => closed(server) };
    });
    await send(running.port, { path: '/p%20x?id=1' });
    const [engine] = asked.splice(0);
    const view = (await running.run('broadcast.send', {
      path: '/p%20x?id=1',
      headers: { 'user-agent': 'curl/8.5.0' },
    })) as CommandResults['broadcast.send'];
    expect(view.groups).toEqual([[running.urls[0], running.urls[2]], [running.urls[1]]]);
    expect(view.answers[1]?.diff).toMatchObject({ changedLines: 1 });
    const named = ({ fields }: { readonly fields: readonly string[] }) => {
      const map = new Map<string, string>();
      for (let at = 0; at < fields.length; at += 2)
        map.set((fields[at] ?? '').toLowerCase(), fields[at + 1] ?? '');
      map.delete('accept');
      map.delete('connection');
      map.delete('host');
      return Object.fromEntries(map);
    };
    expect(asked).toHaveLength(3);
    for (const one of asked) {
      expect(one.url).toBe(engine?.url);
      expect(named(one)).toEqual(named(engine ?? { fields: [] }));
    }
    const hosts = asked.map(({ fields }) => fields[fields.indexOf('Host') + 1]);
    expect(hosts.toSorted()).toEqual(running.urls.map((url) => url.slice('http://'.length)).toSorted());
    expect(running.named('member.changed')).toEqual([]);
  });

  test('methods that change something ask first', async () => {
    const running = await shop(sharedStore());
    const refused = await running.routepin.execute('broadcast.send', { method: 'POST', path: '/clear' });
    expect(refused).toMatchObject({
      error: { code: 'not-available', hint: expect.stringContaining('allowUnsafe') },
    });
    const done = await running.run('broadcast.send', {
      method: 'POST',
      path: '/clear',
      body: 'a=b',
      allowUnsafe: true,
    });
    expect(done).toMatchObject({ answers: [{ status: 200 }, { status: 200 }, { status: 200 }] });
  });

  test('who does not answer says why', async () => {
    const dead = await freePort();
    const server = createServer((request) => request.socket.destroy());
    const port = await listen(server);
    closers.push(() => closed(server));
    const running = await startShop([
      { url: `http://127.0.0.1:${dead}`, route: '1' },
      { url: `http://127.0.0.1:${port}`, route: '2' },
      { url: `http://localhost:${port}`, route: '3' },
    ]);
    closers.push(() => running.routepin.stop());
    await running.run('member.simulate-outage', {
      balancer: 'lb',
      member: `http://localhost:${port}`,
      on: true,
    });
    const view = (await running.run('broadcast.send', { path: '/' })) as CommandResults['broadcast.send'];
    expect(view.answers.map(({ trouble }) => trouble)).toEqual([
      'connection refused: nothing listens there',
      'it closed the connection without an answer',
      'simulated outage: connections to it are refused here',
    ]);
    expect(view.groups).toEqual([]);
  });
});
