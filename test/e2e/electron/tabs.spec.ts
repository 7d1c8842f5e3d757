import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { request as rawRequest } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { type Backend, startBackend } from '../../support/backend.ts';
import { type Desktop, startDesktop } from './desktop.ts';

// Embedded tabs: who made a request is known for certain, a jar belongs to its user, and what a page wishes for is
// answered safely and with a word. One app for all: each test goes on from what the one before it left.
test.describe.configure({ mode: 'serial' });

/** A page with a worker of each kind, and what each asks for. */
const WORKERS: Readonly<Record<string, string>> = {
  '/own.js': "fetch('/asked-by-own').finally(() => postMessage('asked'));",
  '/shared.js':
    "onconnect = ({ ports }) => fetch('/asked-by-shared').finally(() => ports[0].postMessage('asked'));",
  '/service.js': `
    onactivate = (event) => event.waitUntil(clients.claim());
    onmessage = (event) => event.waitUntil(fetch('/asked-by-service').finally(() => event.source.postMessage('asked')));
    onfetch = (event) => event.respondWith(fetch(event.request));`,
};

/** A red square of 16 pixels. */
const ICON = `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16"><rect width="16" height="16" fill="red"/></svg>`;

let desktop: Desktop;
let backends: readonly Backend[];
let site: string;
let downloads: string;

test.beforeAll(async () => {
  const app = (name: string) =>
    startBackend(name, (request, response) => {
      if (request.url === '/icon.svg') {
        response.writeHead(200, { 'Content-Type': 'image/svg+xml' }).end(ICON);
      } else if (request.url === '/iconic') {
        response
          .writeHead(200, { 'Content-Type': 'text/html' })
          .end('<!doctype html><title>Iconic</title><link rel="icon" href="/icon.svg"><h1>Iconic</h1>');
      } else if (request.url === '/report') {
        response
          .writeHead(200, {
            'Content-Type': 'text/csv',
            'Content-Disposition': 'attachment; filename="orders.csv"',
          })
          .end('id,total\n1,2\n');
      } else if (WORKERS[request.url ?? ''] !== undefined) {
        response.writeHead(200, { 'Content-Type': 'text/javascript' }).end(WORKERS[request.url ?? '']);
      } else if (request.url === '/login') {
        const lasting = 'kept=1; path=/; max-age=3600';
        response.writeHead(200, { 'Content-Type': 'text/html', 'Set-Cookie': lasting }).end('<h1>in</h1>');
      } else return false;
      return true;
    });
  backends = [await app('one'), await app('two')];
  desktop = await startDesktop({
    args: [...backends.flatMap(({ port }) => ['--backend', String(port)]), '--listen', '127.0.0.1:0'],
  });
  downloads = await mkdtemp(path.join(os.tmpdir(), 'routepin-downloads-'));
  await desktop.app.evaluate(({ app }, folder) => app.setPath('downloads', folder), downloads);
  await expect.poll(async () => (await desktop.run('snapshot.get', {})).sites[0]?.state).toBe('listening');
  site = new URL((await desktop.run('snapshot.get', {})).sites[0]?.url ?? '').origin;
});
test.afterAll(async () => {
  await desktop?.close();
  await Promise.all((backends ?? []).map((backend) => backend.close()));
  if (downloads !== undefined) await rm(downloads, { recursive: true, force: true });
});

const snapshot = () => desktop.run('snapshot.get', {});
const userOf = async (userId: string) => (await snapshot()).users.find((user) => user.userId === userId);
/** The fields of a page's next document request as they leave the browser, ours included. */
async function sentWith(page: Page, act: () => Promise<unknown>): Promise<Readonly<Record<string, string>>> {
  const [request] = await Promise.all([page.waitForRequest((one) => one.isNavigationRequest()), act()]);
  return request.allHeaders();
}
const secretOf = (fields: Readonly<Record<string, string>>): readonly [string, string] => {
  const found = Object.entries(fields).find(([name]) => /^x-[0-9a-f]{16}$/.test(name));
  if (found === undefined) throw new Error(`no secret field among ${Object.keys(fields).join(', ')}`);
  return found;
};

test('listening on port 0, the window names the port it got', async () => {
  await expect(desktop.window.getByText(site.replace('http://', ''), { exact: true }).first()).toBeVisible();
});

test('several tabs of a user share the jar and the pin; each request is its own tab’s', async () => {
  const { userId } = await desktop.run('user.open', { name: 'anna', url: '/first' });
  const first = await desktop.pageOf(userId);
  const { tabId } = await desktop.run('user.open-tab', { userId, url: '/second' });
  const second = await desktop.pageOf(userId, tabId);
  await expect(second.locator('p')).toHaveText('/second');
  expect(await second.evaluate(() => document.cookie)).toBe(await first.evaluate(() => document.cookie));

  await Promise.all([
    first.evaluate(() => fetch('/from-first')),
    second.evaluate(() => fetch('/from-second')),
    second.evaluate(
      () =>
        new Promise((resolve) => {
          new WebSocket(`${location.origin.replace('http', 'ws')}/socket-second`).onclose = resolve;
        }),
    ),
  ]);
  const tabOf = async (url: string) => (await snapshot()).exchanges.find((one) => one.url === url)?.tabId;
  await expect.poll(() => tabOf('/socket-second')).toBe(tabId);
  expect(await tabOf('/from-second')).toBe(tabId);
  const user = await userOf(userId);
  expect(user?.tabs.map((tab) => tab.url)).toEqual([`${site}/first`, `${site}/second`]);
  expect(await tabOf('/from-first')).toBe(user?.tabs[0]?.tabId);
  const { sessions, tabs } = await snapshot();
  const own = sessions.filter((session) => session.userId === userId);
  expect(own).toHaveLength(1);
  expect(tabs.map((tab) => [tab.title, tab.route, tab.servedBy])).toEqual([
    [expect.any(String), own[0]?.pins[0]?.route, own[0]?.pins[0]?.route],
    [expect.any(String), own[0]?.pins[0]?.route, own[0]?.pins[0]?.route],
  ]);
});

test('a worker’s request is its user’s: the tab’s where only its page can have asked, else no tab’s', async () => {
  const [anna] = (await snapshot()).users;
  if (anna === undefined) throw new Error('anna is gone');
  const { userId } = anna;
  const { tabId } = await desktop.run('user.open-tab', { userId, url: '/with-workers' });
  const page = await desktop.pageOf(userId, tabId);
  await page.evaluate(async () => {
    const heard = (target: EventTarget) =>
      new Promise((resolve) => target.addEventListener('message', resolve, { once: true }));
    await heard(new Worker('/own.js'));
    const { port } = new SharedWorker('/shared.js');
    port.start();
    await heard(port);
    const { serviceWorker } = navigator;
    await serviceWorker.register('/service.js');
    const { active } = await serviceWorker.ready;
    if (serviceWorker.controller === null)
      await new Promise((resolve) =>
        serviceWorker.addEventListener('controllerchange', resolve, { once: true }),
      );
    serviceWorker.startMessages();
    const answer = heard(serviceWorker);
    active?.postMessage('ask');
    await answer;
    await fetch('/passed-on');
    await (await serviceWorker.ready).unregister();
  });
  const { exchanges, sessions } = await snapshot();
  const own = sessions.find((session) => session.userId === userId)?.sessionId;
  const whose = (url: string) => {
    const found = exchanges.find((one) => one.url === url);
    return found === undefined ? 'not asked for' : [found.sessionId, found.tabId];
  };
  expect(whose('/passed-on')).toEqual([own, tabId]);
  for (const url of ['/asked-by-own', '/asked-by-shared', '/asked-by-service'])
    expect(
      [
        [own, tabId],
        [own, null],
      ],
      url,
    ).toContainEqual(whose(url));
  await desktop.run('user.close-tab', { userId, tabId });
});

test('a duplicate shows the same page; the tab in front moves on when it closes, the last one takes the user along', async () => {
  const [anna] = (await snapshot()).users;
  if (anna === undefined) throw new Error('anna is gone');
  const { userId } = anna;
  const copy = await desktop.run('user.open-tab', { userId });
  await expect.poll(async () => (await userOf(userId))?.tabId).toBe(copy.tabId);
  expect((await userOf(userId))?.url).toBe(`${site}/second`);
  await desktop.run('user.show-tab', { userId, tabId: anna.tabs[0]?.tabId ?? '' });
  expect((await userOf(userId))?.url).toBe(`${site}/first`);
  await desktop.run('user.close-tab', { userId, tabId: copy.tabId });
  expect((await userOf(userId))?.url).toBe(`${site}/first`);
  await desktop.run('user.close-tab', { userId, tabId: anna.tabs[0]?.tabId ?? '' });
  expect((await userOf(userId))?.url).toBe(`${site}/second`);
  expect((await snapshot()).tabs.map(({ url }) => url)).toEqual([`${site}/second`]);
  expect(await desktop.send('user.show-tab', { userId, tabId: copy.tabId })).toMatchObject({
    ok: false,
    error: { code: 'not-found' },
  });
  await desktop.run('user.close-tab', { userId, tabId: anna.tabs[1]?.tabId ?? '' });
  expect((await snapshot()).users).toEqual([]);
});

test('a forged mark is nobody’s: neither a page nor another program speaks for a user', async () => {
  const anna = await desktop.run('user.open', { name: 'anna', url: '/a' });
  const ben = await desktop.run('user.open', { name: 'ben', url: '/b' });
  const page = await desktop.pageOf(anna.userId);
  const [name, value] = secretOf(await sentWith(page, () => page.goto(`${site}/a2`)));
  const [, other] = secretOf(
    await sentWith(await desktop.pageOf(ben.userId), async () =>
      (await desktop.pageOf(ben.userId)).goto(`${site}/b2`),
    ),
  );
  expect(value).toContain(anna.userId);

  // A page that knew the field and ben's value still speaks for itself: what it sets is written over.
  await page.evaluate(
    ([field = '', text = '']) => fetch('/forged', { headers: { [field]: text } }),
    [name, other],
  );
  // Another program that knows the field's name and no token; with an upgrade and without.
  const guess = value.replace(/[^/]+$/, '0'.repeat(32));
  await new Promise<void>((resolve) => {
    rawRequest(`${site}/outside`, { headers: { [name]: guess } }, (answer) => {
      answer.resume().on('end', () => resolve());
    }).end();
  });
  await new Promise<void>((resolve) => {
    const upgrade = rawRequest(`${site}/outside-socket`, {
      headers: {
        [name]: guess,
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==',
      },
    });
    upgrade.on('response', (answer) => answer.resume().on('end', () => resolve()));
    upgrade.on('error', () => resolve());
    upgrade.end();
  });
  await expect
    .poll(async () => (await snapshot()).exchanges.some(({ url }) => url === '/outside-socket'))
    .toBe(true);
  const { exchanges, sessions } = await snapshot();
  const found = (url: string) => exchanges.find((one) => one.url === url);
  const userIdOf = (url: string) =>
    sessions.find(({ sessionId }) => sessionId === found(url)?.sessionId)?.userId ?? null;
  expect(userIdOf('/forged')).toBe(anna.userId);
  expect(found('/forged')?.tabId).toBe(anna.tabId);
  for (const url of ['/outside', '/outside-socket']) {
    expect(userIdOf(url), url).toBeNull();
    expect(found(url)?.tabId, url).toBeNull();
  }
  for (const { url, fields } of backends.flatMap(({ requests }) => requests)) {
    expect(
      fields.map((field) => field.toLowerCase()),
      url,
    ).not.toContain(name);
  }
});

test('title and favicon are the page’s', async () => {
  const [anna] = (await snapshot()).users;
  await desktop.run('user.navigate', { userId: anna?.userId ?? '', url: '/iconic' });
  await expect.poll(async () => (await userOf(anna?.userId ?? ''))?.title).toBe('Iconic');
  await expect
    .poll(async () => (await userOf(anna?.userId ?? ''))?.favicon)
    .toBe(`data:image/svg+xml;base64,${Buffer.from(ICON).toString('base64')}`);
});

test('back, forward and reload; what can’t be gone to is not offered', async () => {
  const { userId } = await desktop.run('user.open', { name: 'carla', url: '/one' });
  const state = async () => {
    const user = await userOf(userId);
    return [user?.url.slice(site.length), user?.canGoBack, user?.canGoForward, user?.loading];
  };
  await expect.poll(state).toEqual(['/one', false, false, false]);
  await desktop.run('user.navigate', { userId, url: '/two' });
  await expect.poll(state).toEqual(['/two', true, false, false]);
  await desktop.run('user.go', { userId, to: 'back' });
  await expect.poll(state).toEqual(['/one', false, true, false]);
  await desktop.run('user.go', { userId, to: 'forward' });
  await expect.poll(state).toEqual(['/two', true, false, false]);
  const asked = () => backends.flatMap(({ requests }) => requests).filter(({ url }) => url === '/two').length;
  const before = asked();
  await desktop.run('user.go', { userId, to: 'reload' });
  await expect.poll(asked).toBe(before + 1);
  await desktop.run('user.close', { userId });
});

test('developer tools open for the tab in front', async () => {
  const [anna] = (await snapshot()).users;
  const tools = () =>
    desktop.app.evaluate(({ webContents }, url) => {
      const tab = webContents.getAllWebContents().find((one) => one.getURL() === url);
      return {
        isOpen: tab?.isDevToolsOpened() ?? null,
        isLoaded: tab?.devToolsWebContents?.isLoading() === false,
      };
    }, `${site}/iconic`);
  const opened = async () => (await tools()).isOpen;
  expect(await opened()).toBe(false);
  await desktop.run('user.dev-tools', { userId: anna?.userId ?? '' });
  await expect.poll(opened).toBe(true);
  // Nobody closes them before they are there; once in many runs Electron 25 did not outlive it.
  await expect.poll(async () => (await tools()).isLoaded).toBe(true);
  await desktop.app.evaluate(({ webContents }, url) => {
    webContents
      .getAllWebContents()
      .find((one) => one.getURL() === url)
      ?.closeDevTools();
  }, `${site}/iconic`);
  await expect.poll(opened).toBe(false);
});

test('a download lands in the folder for downloads, never over a file, and the window says where', async () => {
  const [anna] = (await snapshot()).users;
  const page = await desktop.pageOf(anna?.userId ?? '');
  for (const name of ['orders.csv', 'orders (2).csv']) {
    await page.evaluate(() => {
      location.href = '/report';
    });
    const file = path.join(downloads, name);
    await expect(desktop.window.getByText(`anna's page saved a file: ${file}`)).toBeVisible();
    expect(await readFile(file, 'utf8')).toBe('id,total\n1,2\n');
  }
  expect(await readdir(downloads)).toEqual(['orders (2).csv', 'orders.csv']);
});

test('what a page asks for is denied, with one word each', async () => {
  const [anna] = (await snapshot()).users;
  const page = await desktop.pageOf(anna?.userId ?? '');
  const outcome = await page.evaluate(async () => {
    const geolocation = await new Promise<string>((resolve) =>
      navigator.geolocation.getCurrentPosition(
        () => resolve('allowed'),
        ({ code }) => resolve(code === 1 ? 'denied' : `error ${code}`),
      ),
    );
    const notifications = await Notification.requestPermission();
    return { geolocation, notifications };
  });
  expect(outcome).toEqual({ geolocation: 'denied', notifications: 'denied' });
  await expect(
    desktop.window.getByText("anna's page asked for the location and did not get it"),
  ).toBeVisible();
  const words = desktop.output().match(/anna's page asked for [^\n]*/g) ?? [];
  expect(new Set(words).size).toBe(words.length);
});

test('a kept user comes back with its cookies when it is opened again; others do not', async () => {
  const kept = await desktop.run('user.open', { name: 'keeper', url: '/login', kept: true });
  const fleeting = await desktop.run('user.open', { name: 'fleeting', url: '/login' });
  expect([kept.kept, fleeting.kept]).toEqual([true, false]);
  for (const { userId } of [kept, fleeting])
    await expect((await desktop.pageOf(userId)).locator('h1')).toHaveText('in');
  expect((await desktop.run('shell.get', {})).keptUsers).toEqual(['keeper']);
  expect(await desktop.send('user.forget-kept', { name: 'keeper' })).toMatchObject({
    ok: false,
    error: { code: 'not-available' },
  });
  await desktop.run('user.close', { userId: kept.userId });
  const again = await desktop.run('user.open', { name: 'Keeper', url: '/x', kept: true });
  expect(again.name).toBe('keeper');
  const page = await desktop.pageOf(again.userId);
  expect(await page.evaluate(() => document.cookie)).toContain('kept=1');
  await desktop.run('user.close', { userId: again.userId });
  await desktop.run('user.close', { userId: fleeting.userId });
  const anew = await desktop.run('user.open', { name: 'fleeting', url: '/x' });
  expect(await (await desktop.pageOf(anew.userId)).evaluate(() => document.cookie)).not.toContain('kept=1');
  await desktop.run('user.close', { userId: anew.userId });
  await desktop.run('user.forget-kept', { name: 'keeper' });
  expect((await desktop.run('shell.get', {})).keptUsers).toEqual([]);
});
