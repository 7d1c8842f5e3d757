import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { EventName, RoutepinEvent } from '../../core/contract/index.ts';
import { startTabSite, type TabSite } from '../support/followed-tabs.ts';
import { type BuiltCli, buildCli } from '../support/routepin-cli.ts';

/** The events of sessions and tabs as `--json` writes them: each field that scripts may rely on (DESIGN.md §5). */
let cli: BuiltCli;
let site: TabSite | undefined;

beforeAll(async () => {
  cli = await buildCli();
});
afterAll(() => cli.remove());
afterEach(async () => {
  await site?.stop();
  site = undefined;
});

function browser(origin: string) {
  const jar = new Map<string, string>();
  const cookie = () => [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
  return {
    cookie,
    /** Opens a page; gives its document's id. */
    open: async (path: string): Promise<string> => {
      const headers = { cookie: cookie(), accept: 'text/html', 'sec-fetch-dest': 'document' };
      const answer = await fetch(origin + path, { headers });
      for (const line of answer.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        jar.set(name, value);
      }
      return /"([\w-]{16})","\/~/.exec(await answer.text())?.[1] ?? '';
    },
    /** The page's socket, open. */
    link: async (path: string): Promise<WebSocket> => {
      const socket = new WebSocket(origin.replace('http', 'ws') + path, 'page-link.v1', {
        origin,
        headers: { cookie: cookie() },
      });
      await new Promise<void>((resolve, reject) => {
        socket.once('open', resolve);
        socket.once('error', reject);
      });
      return socket;
    },
  };
}

test('session.* and tab.*: every field, through the life of a tab', async () => {
  site = await startTabSite({
    cli,
    names: ['a', 'b'],
    pages: {
      '/cart': (request, response) => {
        // Each backend has a session of its own, whatever the client brings.
        const port = request.socket.localPort;
        if (!(request.headers.cookie ?? '').includes(`cart=${port}`))
          response.setHeader('Set-Cookie', `cart=${port}; HttpOnly; Path=/`);
        response.end('<!doctype html><title>cart</title>');
      },
    },
  });
  const { origin, serving, backends } = site;
  const one = browser(origin);
  const documentId = await one.open('/cart');
  const pinned = await serving.event('session.pinned', ({ cause }) => cause === 'no-id');
  const route = pinned.route;
  const other = route === '1' ? '2' : '1';
  const { sessionId } = pinned;
  expect(fieldsOf(pinned)).toEqual({
    sessionId: expect.stringMatching(/^j[0-9a-f]{12}$/),
    balancer: 'lb',
    route: expect.stringMatching(/^[12]$/),
    from: null,
    cause: 'no-id',
    exchangeId: expect.any(Number),
  });

  const link = await one.link('/cart');
  link.send(JSON.stringify([1, '', documentId, `${origin}/cart`, 'Cart', 0]));
  const opened = await serving.event('tab.opened');
  const tab = {
    tabId: expect.stringMatching(/^[\w-]{16}$/),
    sessionId,
    userId: null,
    url: `${origin}/cart`,
    title: 'Cart',
    route,
    servedBy: route,
    openedAtMs: expect.any(Number),
  };
  expect(fieldsOf(opened)).toEqual(tab);
  const { tabId } = opened;

  link.send(JSON.stringify([1, tabId, documentId, `${origin}/cart#2`, 'Two', 1]));
  const navigated = await serving.event('tab.navigated');
  expect(fieldsOf(navigated)).toEqual({ ...tab, tabId, url: `${origin}/cart#2`, title: 'Two' });

  // Its member dies: somebody else answers, and has no such cart.
  backends[Number(route) - 1]?.stop();
  await one.open('/cart');
  const moved = await serving.event('session.moved');
  expect(fieldsOf(moved)).toEqual({
    sessionId,
    balancer: 'lb',
    route: other,
    from: route,
    cause: 'connect-refused',
    exchangeId: expect.any(Number),
  });
  expect(fieldsOf(await serving.event('session.lost'))).toEqual({
    sessionId,
    cookie: 'cart',
    cause: 'cookie-replaced',
    exchangeId: moved.exchangeId,
  });
  const pinnedTab = await serving.event('tab.pinned');
  expect(fieldsOf(pinnedTab)).toEqual({ ...fieldsOf(navigated), route: other });
  const finished = await serving.event('exchange.finished', ({ id }) => id === moved.exchangeId);
  expect(finished).toMatchObject({ sessionId, route: other, decision: 'moved' });

  link.close();
  const closed = await serving.event('tab.closed');
  expect(fieldsOf(closed)).toEqual(fieldsOf(pinnedTab));

  // What a person asks for: told with its cause, and no exchange.
  await site.command('session.unpin', { sessionId });
  await site.command('session.pin', { sessionId, route: other });
  const byHand = await serving.event('session.pinned', ({ cause }) => cause === 'moved-by-us');
  expect(fieldsOf(byHand)).toMatchObject({ sessionId, route: other, from: null, exchangeId: null });
  await site.command('session.reset', { sessionId });
  await serving.event('session.changed', ({ session }) => session.isResetting === true);
  await one.open('/cart');
  await serving.event(
    'session.changed',
    ({ session, seq }) => seq > byHand.seq && session.isResetting === undefined,
  );
  await site.command('session.forget', { sessionId });
  expect(fieldsOf(await serving.event('session.ended'))).toEqual({ sessionId });
  expect(serving.events.map(({ seq }) => seq)).toEqual(serving.events.map((_, index) => index));
});

/** An event without what every event has. */
function fieldsOf<Name extends EventName>(event: Extract<RoutepinEvent, { event: Name }>): object {
  const { event: _, seq, atMs, ...fields } = event as RoutepinEvent & Record<string, unknown>;
  expect(seq).toEqual(expect.any(Number));
  expect(atMs).toEqual(expect.any(Number));
  return fields;
}
