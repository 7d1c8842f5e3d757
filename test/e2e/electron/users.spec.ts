import { expect, test } from '@playwright/test';
import { type Backend, startBackend } from '../../support/backend.ts';
import { freePort } from '../../support/free-port.ts';
import { type Desktop, startDesktop } from './desktop.ts';

// One app for all: each test goes on from what the one before it left.
test.describe.configure({ mode: 'serial' });

let desktop: Desktop;
let backends: readonly Backend[];
let foreign: Backend;
let site: string;

test.beforeAll(async () => {
  foreign = await startBackend('foreign');
  const redirecting = (name: string) =>
    startBackend(name, (request, response) => {
      if (request.url !== '/away') return false;
      response.writeHead(302, { Location: `http://127.0.0.1:${foreign.port}/arrived` }).end();
      return true;
    });
  backends = [await redirecting('one'), await redirecting('two')];
  const listen = `127.0.0.1:${await freePort()}`;
  site = `http://${listen}`;
  desktop = await startDesktop({
    args: [...backends.flatMap(({ port }) => ['--backend', String(port)]), '--listen', listen],
  });
  await expect.poll(async () => (await desktop.run('snapshot.get', {})).sites[0]?.state).toBe('listening');
});
test.afterAll(async () => {
  await desktop?.close();
  await Promise.all([...(backends ?? []), foreign].map((backend) => backend?.close()));
});

const pinOf = async (userId: string) => {
  const { sessions } = await desktop.run('snapshot.get', {});
  return sessions.find((session) => session.userId === userId)?.pins[0]?.route ?? null;
};

test('two users have a cookie jar each and are pinned to different routes', async () => {
  const anna = await desktop.run('user.open', {});
  const annaPage = await desktop.pageOf(anna.userId);
  await expect(annaPage.locator('h1')).toBeVisible();
  const ben = await desktop.run('user.open', {});
  const benPage = await desktop.pageOf(ben.userId);
  await expect(benPage.locator('h1')).toBeVisible();
  expect([anna.name, anna.initials, ben.name, ben.initials]).toEqual(['anna', 'An', 'ben', 'Be']);

  await expect
    .poll(async () => [await pinOf(anna.userId), await pinOf(ben.userId)].sort())
    .toEqual(['1', '2']);
  const cookies = await Promise.all([annaPage, benPage].map((page) => page.evaluate(() => document.cookie)));
  expect([...cookies].sort()).toEqual(['ROUTEID=.1', 'ROUTEID=.2']);

  await annaPage.reload();
  await annaPage.reload();
  expect(await annaPage.evaluate(() => document.cookie)).toBe(cookies[0]);
  const { users, tabs } = await desktop.run('snapshot.get', {});
  expect(users.map(({ name, site, loading, trouble }) => ({ name, site, loading, trouble }))).toEqual([
    { name: 'anna', site: 'default', loading: false, trouble: null },
    { name: 'ben', site: 'default', loading: false, trouble: null },
  ]);
  expect(tabs.map(({ userId }) => userId)).toEqual([anna.userId, ben.userId]);
});

test('their pages have no Node, no bridge, no permissions, and no name of ours in their User-Agent', async () => {
  const page = await desktop.pageOf('user-1');
  const facts = await page.evaluate(async () => ({
    names: ['require', 'process', 'routepin'].filter((name) => name in globalThis),
    geolocation: (await navigator.permissions.query({ name: 'geolocation' })).state,
    agent: navigator.userAgent,
  }));
  expect(facts.names).toEqual([]);
  expect(facts.geolocation).toBe('denied');
  expect(facts.agent).toContain('Chrome/');
  expect(facts.agent).not.toMatch(/routepin|electron/i);
});

test('the secret field reaches us and nobody else: no member, no WebSocket, no redirect’s target', async () => {
  const page = await desktop.pageOf('user-1');
  await page.evaluate(
    (address) =>
      new Promise<void>((resolve) => {
        const socket = new WebSocket(address);
        socket.onerror = socket.onclose = () => resolve();
      }),
    `${site.replace('http:', 'ws:')}/live`,
  );
  await page.goto(`${site}/away`);
  expect(page.url()).toBe(`http://127.0.0.1:${foreign.port}/arrived`);
  await page.goto(`${site}/back`);

  const browsersOwn = new Set(
    (
      'host connection upgrade-insecure-requests user-agent accept accept-encoding accept-language cookie ' +
      'sec-fetch-site sec-fetch-mode sec-fetch-dest sec-fetch-user sec-ch-ua sec-ch-ua-mobile sec-ch-ua-platform ' +
      'cache-control pragma referer origin upgrade sec-websocket-version sec-websocket-key ' +
      'sec-websocket-extensions x-forwarded-for x-forwarded-host x-forwarded-server x-forwarded-proto priority ' +
      'if-none-match if-modified-since'
    ).split(' '),
  );
  const all = [...backends, foreign].flatMap(({ requests }) => requests);
  expect(all.some(({ url }) => url === 'upgrade /live')).toBe(true);
  expect(all.some(({ url }) => url === '/arrived')).toBe(true);
  for (const { url, fields } of all) {
    const names = fields.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
    expect(
      names.filter((name) => !browsersOwn.has(name)),
      url,
    ).toEqual([]);
    expect(fields.join('\n'), url).not.toMatch(/user-1|embedded|routepin/i);
  }
  // And it did reach us: the exchanges are anna's.
  const { exchanges, sessions } = await desktop.run('snapshot.get', {});
  const mine = sessions.filter(({ userId }) => userId === 'user-1').map(({ sessionId }) => sessionId);
  const live = exchanges.find(({ url }) => url === '/live');
  expect(mine).toContain(live?.sessionId);
  expect(live?.tabId).toBe('embedded-1');
  const { clientRequest } = await desktop.run('exchange.get', { id: live?.id ?? -1 });
  const recorded = clientRequest.fields.map(([name]) => name.toLowerCase());
  expect(recorded.filter((name) => !browsersOwn.has(name))).toEqual([]);
});

test('forgetting the pin deletes the route cookie of this user only', async () => {
  const page = await desktop.pageOf('user-1');
  const other = await desktop.pageOf('user-2');
  const kept = await other.evaluate(() => document.cookie);
  await desktop.run('user.forget-pin', { userId: 'user-1' });
  expect(await page.evaluate(() => document.cookie)).toBe('');
  expect(await other.evaluate(() => document.cookie)).toBe(kept);
  expect(await pinOf('user-1')).toBeNull();
  await page.reload();
  expect(await page.evaluate(() => document.cookie)).toMatch(/^ROUTEID=\.[12]$/);
});

test('forgetting everything empties the jar', async () => {
  const page = await desktop.pageOf('user-1');
  await page.evaluate(() => {
    localStorage.setItem('a', '1');
    // biome-ignore lint/suspicious/noDocumentCookie: the plain API is what applications use
    document.cookie = 'app=1; path=/';
  });
  await desktop.run('user.forget-all', { userId: 'user-1' });
  expect(await page.evaluate(() => document.cookie)).toBe('');
  await page.reload();
  expect(await page.evaluate(() => localStorage.getItem('a'))).toBeNull();
});

test('links to new windows open as a tab of the same jar; other schemes are refused with a word', async () => {
  const page = await desktop.pageOf('user-1');
  await page.goto(`${site}/`);
  await page.evaluate(() => {
    const link = document.createElement('a');
    link.href = '/other';
    link.target = '_blank';
    link.textContent = 'other';
    document.body.append(link);
    link.click();
  });
  const anna = async () => (await desktop.run('snapshot.get', {})).users[0];
  await expect.poll(async () => (await anna())?.url).toBe(`${site}/other`);
  expect((await anna())?.tabs.map(({ url }) => url)).toEqual([`${site}/`, `${site}/other`]);
  const second = await desktop.pageOf('user-1');
  expect(await second.evaluate(() => document.cookie)).toBe(await page.evaluate(() => document.cookie));
  expect(await second.evaluate(() => document.referrer)).toBe(`${site}/`);
  await second.evaluate(() => {
    location.href = 'mailto:a@example.org';
  });
  await expect.poll(() => desktop.output()).toContain("anna's page may not open mailto: addresses");
  expect(second.url()).toBe(`${site}/other`);
  await desktop.run('user.close-tab', { userId: 'user-1', tabId: (await anna())?.tabId ?? '' });
  expect((await anna())?.tabs).toHaveLength(1);
});

test('pages stand where the interface puts them, hidden ones are taken out', async () => {
  await desktop.run('user.layout', {
    pages: [
      { userId: 'user-1', x: 64, y: 120, width: 500, height: 400 },
      { userId: 'user-2', x: 564, y: 120, width: 500.5, height: 400 },
    ],
  });
  const page = await desktop.pageOf('user-1');
  await expect.poll(() => page.evaluate(() => [innerWidth, innerHeight])).toEqual([500, 400]);
  const attached = () =>
    desktop.app.evaluate(({ BrowserWindow }) => {
      const window = BrowserWindow.getAllWindows()[0];
      return Number.parseInt(process.versions.electron ?? '0', 10) >= 30
        ? (window?.contentView.children.length ?? 0)
        : (window?.getBrowserViews().length ?? 0);
    });
  expect(await attached()).toBe(2);
  await desktop.run('user.layout', { pages: [{ userId: 'user-2', x: 64, y: 120, width: 500, height: 400 }] });
  expect(await attached()).toBe(1);
  await desktop.run('user.layout', { pages: [] });
  expect(await attached()).toBe(0);
});

test('keys of the app work while a page has the focus', async () => {
  await desktop.window.evaluate(() => {
    window.acted = [];
    window.routepin?.onMenu((action) => window.acted?.push(action));
  });
  const press = (url: string, keyCode: string, modifiers: readonly 'control'[]) =>
    desktop.app.evaluate(
      ({ webContents }, { url, keyCode, modifiers }) => {
        const contents = webContents.getAllWebContents().find((one) => one.getURL() === url);
        contents?.sendInputEvent({ type: 'keyDown', keyCode, modifiers: [...modifiers] });
        contents?.sendInputEvent({ type: 'keyUp', keyCode, modifiers: [...modifiers] });
      },
      { url, keyCode, modifiers },
    );
  const acted = () => desktop.window.evaluate(() => window.acted);
  const page = await desktop.pageOf('user-1');
  // An address that no other page has: by it the main process finds the page.
  await page.goto(`${site}/keys`);
  await desktop.run('user.layout', { pages: [{ userId: 'user-1', x: 64, y: 120, width: 500, height: 400 }] });
  await page.evaluate(() => {
    window.keys = [];
    addEventListener('keydown', ({ key }) => window.keys?.push(key));
  });
  await press(page.url(), 'K', ['control']);
  await press(page.url(), '2', ['control']);
  await press(page.url(), 'j', []);
  await expect.poll(acted).toEqual(['palette.open', 'screen.sessions']);
  await expect.poll(() => page.evaluate(() => window.keys)).toContain('j');
  expect(await page.evaluate(() => window.keys)).not.toContain('k');

  const third = await desktop.run('user.open', { url: '/third' });
  await desktop.pageOf(third.userId);
  await press(third.url, 'W', ['control']);
  await expect.poll(acted).toContain(`user.close-tab:${third.userId}`);
  await expect
    .poll(async () => (await desktop.run('snapshot.get', {})).users.map(({ userId }) => userId))
    .toEqual(['user-1', 'user-2']);
});

test('a page that does not come, or crashes, says why and can be loaded again', async () => {
  const dead = await freePort();
  const troubleOf = async (userId: string) => {
    const { users } = await desktop.run('snapshot.get', {});
    return users.find((user) => user.userId === userId)?.trouble ?? null;
  };
  await desktop.run('user.navigate', { userId: 'user-2', url: `127.0.0.1:${dead}/x` });
  await expect.poll(() => troubleOf('user-2')).toContain(`Nothing listens at 127.0.0.1:${dead}`);
  await desktop.run('user.navigate', { userId: 'user-2', url: `${site}/fine` });
  await expect.poll(() => troubleOf('user-2')).toBeNull();
  await desktop.app.evaluate(({ webContents }, url) => {
    webContents
      .getAllWebContents()
      .find((one) => one.getURL() === url)
      ?.forcefullyCrashRenderer();
  }, `${site}/fine`);
  await expect.poll(() => troubleOf('user-2')).toContain('crashed');
  await desktop.run('user.go', { userId: 'user-2', to: 'reload' });
  await expect.poll(() => troubleOf('user-2')).toBeNull();
});

test('a closed user is gone, its cookies with it; the next one gets the free name and an empty jar', async () => {
  await desktop.run('user.close', { userId: 'user-1' });
  expect(await desktop.send('user.go', { userId: 'user-1', to: 'reload' })).toMatchObject({
    ok: false,
    error: { code: 'not-found' },
  });
  const { users } = await desktop.run('snapshot.get', {});
  expect(users.map(({ name }) => name)).toEqual(['ben']);
  const next = await desktop.run('user.open', { url: '/next' });
  expect(next.name).toBe('anna');
  expect(next.url).toBe(`${site}/next`);
  await expect
    .poll(() => backends.flatMap(({ requests }) => requests).some(({ url }) => url === '/next'))
    .toBe(true);
  const first = backends.flatMap(({ requests }) => requests).find(({ url }) => url === '/next');
  expect(first?.fields.map((field) => field.toLowerCase())).not.toContain('cookie');
});
