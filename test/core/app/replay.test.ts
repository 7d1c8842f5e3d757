import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createRoutepin } from '../../../core/app/create-routepin.ts';
import { compareAnswers } from '../../../core/app/replay/compare-answers.ts';
import type { Routepin } from '../../../core/app/routepin-api.ts';
import type { ReplayView, RoutepinEvent } from '../../../core/contract/index.ts';
import { freePort } from '../../support/free-port.ts';
import { CAPABILITIES, shopProject } from './integration-harness.ts';

/** A hang, not a speed. */
const PATIENCE = { timeout: 20_000 };
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});
let dataFolder = '';
beforeEach(async () => {
  dataFolder = await mkdtemp(path.join(tmpdir(), 'routepin-data-'));
  closers.push(() => rm(dataFolder, { recursive: true }));
});

/** A shop that keeps carts by session: in a memory of its own, or in one that both share. */
async function startShop(carts: Map<string, number>, name: string): Promise<string> {
  const answer = (asked: IncomingMessage, response: ServerResponse) => {
    const id = /SID=(\w+)/.exec(asked.headers.cookie ?? '')?.[1];
    const known = id !== undefined && carts.has(id);
    const sid = known ? id : `${name}${carts.size}`;
    if (!known) {
      carts.set(sid, 0);
      response.setHeader('Set-Cookie', `SID=${sid}; Path=/`);
    }
    if (asked.method === 'POST') carts.set(sid, (carts.get(sid) ?? 0) + 1);
    response.setHeader('Content-Type', 'text/plain');
    // Behind a balancer whose route cookie is called LB.
    if (asked.headers.cookie?.includes('LB=') === true)
      response.setHeader('X-Request-Token', `${name}0123456789abcdef0123456789`);
    response.end(`cart: ${carts.get(sid)}\n`);
  };
  const server = createServer(answer).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  closers.push(
    () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

interface Running {
  readonly routepin: Routepin;
  readonly events: RoutepinEvent[];
  send(method: string, cookie: string): Promise<{ readonly id: number; readonly cookie: string }>;
}

async function running(isShared: boolean, routeCookie = 'ROUTEID'): Promise<Running> {
  const carts = new Map<string, number>();
  const urls = [await startShop(carts, 'a'), await startShop(isShared ? carts : new Map(), 'b')];
  const port = await freePort();
  const project = shopProject(
    port,
    urls.map((url, index) => ({ url, route: String(index + 1) })),
  );
  const routepin = createRoutepin({
    project: {
      ...project,
      balancers: project.balancers.map((balancer) => ({
        ...balancer,
        stickysession: routeCookie,
        routeCookie: { name: routeCookie, path: '/' },
      })),
    },
    capabilities: CAPABILITIES,
    dataFolder,
  });
  closers.push(() => routepin.stop());
  const started = await routepin.start();
  if (!started.ok) throw new Error(started.error.message);
  const events: RoutepinEvent[] = [];
  routepin.onEvent((event) => events.push(event));
  const jar = new Map<string, string>();
  return {
    routepin,
    events,
    async send(method, cookie) {
      const before = events.filter(({ event }) => event === 'exchange.finished').length;
      const inJar = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
      await new Promise<void>((resolve, reject) => {
        const asked = request(
          {
            port,
            host: '127.0.0.1',
            path: '/cart',
            method,
            headers: { Cookie: [cookie, inJar].filter(Boolean).join('; ') || 'none=1' },
          },
          (answer) => {
            for (const line of answer.headers['set-cookie'] ?? [])
              jar.set(line.split('=')[0] ?? '', /=([^;]*)/.exec(line)?.[1] ?? '');
            answer.resume().on('end', resolve);
          },
        );
        asked.on('error', reject);
        asked.end();
      });
      await expect
        .poll(() => events.filter(({ event }) => event === 'exchange.finished').length, PATIENCE)
        .toBeGreaterThan(before);
      const last = events.findLast((event) => event.event === 'exchange.finished');
      return { id: last?.event === 'exchange.finished' ? last.id : 0, cookie: inJar };
    },
  };
}

async function replayed(
  { routepin }: Running,
  params: Record<string, unknown>,
  secrets = false,
): Promise<ReplayView> {
  const started = await routepin.execute('replay.start', params);
  if (!started.ok) throw new Error(started.error.message);
  const { id } = started.value as { readonly id: string };
  const view = async () => {
    const result = await routepin.execute('replay.get', { id, secrets });
    if (!result.ok) throw new Error(result.error.message);
    return result.value as ReplayView;
  };
  await expect.poll(async () => (await view()).state, PATIENCE).not.toBe('running');
  return view();
}

describe('is state really shared?', { timeout: 120_000 }, () => {
  test.each([
    [true, 'same', false],
    [false, 'different', true],
  ] as const)(
    'shared %s: the cart on the other route is %s, the session lost %s',
    async (isShared, outcome, sessionLost) => {
      const run = await running(isShared);
      await run.send('GET', '');
      await run.send('POST', '');
      const { id } = await run.send('GET', '');
      const own = (await run.routepin.execute('exchange.get', { id })) as unknown as {
        readonly value: { readonly route: string };
      };
      const other = own.value.route === '1' ? '2' : '1';
      const view = await replayed(run, { exchangeIds: [id], route: other });
      const [row] = view.rows;
      expect(row).toMatchObject({
        outcome,
        sessionLost,
        own: { status: 200, route: own.value.route },
        other: { status: 200, route: other },
      });
      if (!isShared) {
        expect(row?.differences).toContainEqual({
          where: 'cookie',
          name: 'SID',
          own: null,
          other: 'set to •••',
        });
        expect(row?.differences).toContainEqual({
          where: 'body',
          name: '',
          own: 'cart: 1',
          other: 'cart: 0',
        });
      }
      expect(view.counts).toMatchObject({ same: isShared ? 1 : 0, sessionLost: isShared ? 0 : 1 });
    },
  );

  test('ids and tokens are masked unless asked for; a route cookie of another name is no lost session', async () => {
    const run = await running(true, 'LB');
    await run.send('GET', '');
    const { id } = await run.send('GET', '');
    const own = (await run.routepin.execute('exchange.get', { id })) as unknown as {
      readonly value: { readonly route: string };
    };
    const route = own.value.route === '1' ? '2' : '1';
    const [masked] = (await replayed(run, { exchangeIds: [id], route })).rows;
    expect(masked).toMatchObject({ outcome: 'different', sessionLost: false });
    expect(masked?.differences).toEqual([
      { where: 'field', name: 'x-request-token', own: '•••', other: '•••' },
    ]);
    const [plain] = (await replayed(run, { exchangeIds: [id], route }, true)).rows;
    expect(plain?.differences[0]?.own).toMatch(/^[ab]0123456789abcdef0123456789$/);
  });

  test('a recording is sent to its site; one with masked cookies, or of another host, is left out', async () => {
    const run = await running(false);
    await run.send('GET', '');
    const { id } = await run.send('GET', '');
    const own = (await run.routepin.execute('exchange.get', { id })) as unknown as {
      readonly value: { readonly route: string };
    };
    const route = own.value.route === '1' ? '2' : '1';
    const exported = async (secrets: boolean) => {
      const made = (await run.routepin.execute('har.export', { ids: [id], secrets })) as unknown as {
        readonly value: { readonly text: string };
      };
      return made.value.text;
    };
    const view = await replayed(run, { recording: await exported(true), route });
    expect(view.rows).toMatchObject([{ outcome: 'different', sessionLost: true, other: { route } }]);
    const masked = await replayed(run, { recording: await exported(false), route });
    expect(masked.rows).toMatchObject([{ outcome: 'skipped', trouble: expect.stringContaining('masked') }]);
    const foreign = JSON.stringify({
      log: {
        version: '1.2',
        creator: { name: 'a browser', version: '1' },
        entries: [
          {
            startedDateTime: '2026-01-01T00:00:00Z',
            time: 1,
            request: {
              method: 'GET',
              url: 'https://fonts.example/x',
              httpVersion: 'h2',
              headers: [],
              bodySize: 0,
            },
            response: { status: 200, headers: [], content: { size: 0 }, bodySize: 0 },
          },
        ],
      },
    });
    expect((await replayed(run, { recording: foreign, route })).rows).toMatchObject([
      { outcome: 'skipped', trouble: 'fonts.example is no site of this project' },
    ]);
    expect(await run.routepin.execute('replay.start', { recording: '{}' })).toMatchObject({ ok: false });
  });

  test('a whole session: what may change something is left out unless allowed, and then sent once', async () => {
    const run = await running(true);
    const first = await run.send('GET', '');
    await run.send('POST', '');
    await run.send('GET', '');
    const detail = (await run.routepin.execute('exchange.get', { id: first.id + 1 })) as unknown as {
      readonly value: { readonly sessionId: string };
    };
    const { sessionId } = detail.value;
    const safe = await replayed(run, { sessionId, route: '2' });
    expect(safe.rows.filter(({ method }) => method === 'POST')).toMatchObject([
      { outcome: 'skipped', trouble: expect.stringContaining('only when allowed') },
    ]);
    const before = run.events.filter(
      (event) => event.event === 'exchange.finished' && event.method === 'POST',
    ).length;
    const all = await replayed(run, { sessionId, route: '2', allowUnsafe: true });
    expect(all.counts.skipped).toBe(0);
    expect(
      run.events.filter((event) => event.event === 'exchange.finished' && event.method === 'POST').length,
    ).toBe(before + 1);
    expect(run.events.some(({ event }) => event === 'replay.progressed')).toBe(true);
    expect(run.events.findLast(({ event }) => event === 'replay.finished')).toMatchObject({
      state: 'finished',
    });
  });

  test('nothing to send, an unknown route, and a second one meanwhile are refused or told', async () => {
    const run = await running(true);
    expect(await run.routepin.execute('replay.start', { sessionId: 'nobody', route: '2' })).toMatchObject({
      ok: false,
      error: { code: 'not-found' },
    });
    expect(await run.routepin.execute('replay.cancel', {})).toMatchObject({ ok: false });
    const { id } = await run.send('GET', '');
    const view = await replayed(run, { exchangeIds: [id], route: 'nowhere' });
    expect(view.rows).toMatchObject([{ outcome: 'failed', trouble: expect.stringContaining('nowhere') }]);
    const many = Array.from({ length: 60 }, () => id);
    await run.routepin.execute('replay.start', { exchangeIds: many, route: '2' });
    expect(await run.routepin.execute('replay.start', { exchangeIds: [id] })).toMatchObject({
      ok: false,
      error: { code: 'not-available' },
    });
    expect(await run.routepin.execute('replay.cancel', {})).toMatchObject({ ok: true });
    const after = (await run.routepin.execute('replay.get', {})) as unknown as { readonly value: ReplayView };
    expect(after.value.state).toBe('cancelled');
    await expect
      .poll(() => run.events.findLast(({ event }) => event === 'replay.finished'), PATIENCE)
      .toMatchObject({ state: 'cancelled' });
  });
});

describe('two answers', () => {
  const answer = (
    status: number,
    fields: readonly (readonly [string, string])[],
    text: string | null = '',
  ) => ({
    status,
    head: { startLine: '', fields },
    text,
    bodyBytes: text?.length ?? 5,
  });
  test.each([
    [
      'alike but for the clock and the route cookie',
      answer(200, [
        ['Date', 'x'],
        ['Set-Cookie', 'ROUTEID=.1'],
      ]),
      answer(200, [
        ['date', 'y'],
        ['Set-Cookie', 'ROUTEID=.2'],
      ]),
      [],
    ],
    ['another status', answer(200, []), answer(302, []), ['status ']],
    ['a field more', answer(200, []), answer(200, [['X-Cache', 'hit']]), ['field x-cache']],
    ['another value', answer(200, [['A', '1']]), answer(200, [['A', '2']]), ['field a']],
    ['a cookie more', answer(200, []), answer(200, [['Set-Cookie', 'SID=1; Path=/']]), ['cookie SID']],
    ['another body', answer(200, [], 'a\nb\n'), answer(200, [], 'a\nc\n'), ['body ']],
    [
      'bodies that were not kept, of other lengths',
      answer(200, [], null),
      { ...answer(200, [], null), bodyBytes: 6 },
      ['body '],
    ],
  ] as const)('%s', (_, own, other, expected) => {
    const found = compareAnswers(own, other, new Set(['ROUTEID']));
    expect(found.map(({ where, name }) => `${where} ${name}`)).toEqual(expected);
    expect(JSON.stringify(found)).not.toContain('SID=1');
  });
});
