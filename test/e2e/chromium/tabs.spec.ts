import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { type Browser, type BrowserContext, expect, type Page, test } from '@playwright/test';
import { WebSocket } from 'ws';
import { type BuiltCli, buildCli, type Serving, serve } from '../../support/routepin-cli.ts';

/**
 * Tabs of an ordinary Chromium followed by `serve --track-tabs` (TABS.md): several profiles with several tabs, each listed
 * once with the right title, address, session and route at every step.
 */
const POLICIES: Readonly<Record<string, string>> = {
  '/csp-self': "default-src 'self'",
  '/csp-nonce': "script-src 'nonce-abc123' 'strict-dynamic'; connect-src 'self'",
  '/csp-hash': "script-src 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='; connect-src 'self'",
  '/csp-none': "default-src 'none'",
};

interface Backend {
  readonly port: number;
  stop(): void;
}

let cli: BuiltCli;
let serving: Serving;
let backends: Backend[];
let ui: WebSocket;
let site: string;
/** Console lines and errors of every page. */
let said: string[];

test.beforeAll(async () => {
  cli = await buildCli();
});
test.afterAll(() => cli.remove());

test.beforeEach(async () => {
  said = [];
  backends = await Promise.all(['a', 'b', 'c'].map(startBackend));
  const listed = backends.flatMap(({ port }) => ['--backend', String(port)]);
  serving = await serve(cli, [...listed, '--listen', `127.0.0.1:${await freePort()}`, '--track-tabs']);
  const ready = await serving.event('ready');
  site = new URL(ready.sites[0]?.url ?? '').origin;
  ui = await openUi(ready.ui ?? '');
});

test.afterEach(async ({ browserName: _ }, info) => {
  if (info.status !== 'passed') {
    // What was told, for whoever looks into it.
    const told = serving.events.filter(({ event }) => /^(?:session|tab|exchange)\./.test(event));
    await info.attach('events', { body: told.map((event) => JSON.stringify(event)).join('\n') });
  }
  ui.close();
  await serving.end();
  for (const backend of backends) backend.stop();
});

interface Listed {
  readonly path: string;
  readonly title: string;
  readonly route: string | null;
  readonly servedBy: string | null;
  readonly sessionId: string;
  readonly tabId: string;
  readonly notFollowed: string | undefined;
}

/** The tabs as `--json` tells them: the last word about each that has not closed. */
function listed(): readonly Listed[] {
  const tabs = new Map<string, Listed>();
  for (const event of serving.events) {
    if (event.event === 'tab.closed') tabs.delete(event.tabId);
    if (event.event !== 'tab.opened' && event.event !== 'tab.navigated' && event.event !== 'tab.pinned')
      continue;
    const { tabId, sessionId, title, route, servedBy, notFollowed } = event;
    const path = event.url.slice(new URL(event.url).origin.length);
    tabs.set(tabId, { tabId, sessionId, title, route, servedBy, notFollowed, path });
  }
  return [...tabs.values()];
}

/** `path title route servedBy` of each tab, in order of their paths. */
function rows(): readonly string[] {
  return listed()
    .map(({ path, title, route, servedBy }) => `${path} | ${title} | ${route} | ${servedBy}`)
    .sort();
}

async function shows(expected: readonly string[]): Promise<void> {
  await expect.poll(rows, { intervals: [20, 50, 100] }).toEqual([...expected].sort());
}

async function open(context: BrowserContext, path: string): Promise<Page> {
  const page = await context.newPage();
  page.on('console', (message) => said.push(`${page.url()}: ${message.text()}`));
  page.on('pageerror', (error) => said.push(`${page.url()}: ${error.message}`));
  await page.goto(site + path);
  return page;
}

/** Profiles one after the other, so that byrequests gives them the routes 1, 2, 3. */
async function profiles(browser: Browser, count: number): Promise<readonly BrowserContext[]> {
  return Promise.all(Array.from({ length: count }, () => browser.newContext()));
}

test('three profiles with two tabs each, through a long day', async ({ browser }) => {
  const contexts = await profiles(browser, 3);
  const first: Page[] = [];
  for (const [index, context] of contexts.entries()) first.push(await open(context, `/one-${index}`));
  await shows(['/one-0 | a /one-0 | 1 | 1', '/one-1 | b /one-1 | 2 | 2', '/one-2 | c /one-2 | 3 | 3']);
  const second: Page[] = [];
  for (const [index, context] of contexts.entries()) second.push(await open(context, `/two-${index}`));
  const others = ['/two-0 | a /two-0 | 1 | 1', '/two-1 | b /two-1 | 2 | 2', '/two-2 | c /two-2 | 3 | 3'];
  await shows([
    ...others,
    '/one-0 | a /one-0 | 1 | 1',
    '/one-1 | b /one-1 | 2 | 2',
    '/one-2 | c /one-2 | 3 | 3',
  ]);
  expect(new Set(listed().map(({ sessionId }) => sessionId)).size).toBe(3);
  const known = listed()
    .map(({ tabId }) => tabId)
    .sort();
  const [page, onTwo, onThree] = first as [Page, Page, Page];
  const rest = [...others, '/one-1 | b /one-1 | 2 | 2', '/one-2 | c /one-2 | 3 | 3'];

  await page.click('text=next');
  await shows([...rest, '/next | a /next | 1 | 1']);
  await page.evaluate(() => {
    history.pushState({}, '', '/spa?x=1#y');
    document.title = 'Spa';
  });
  await shows([...rest, '/spa?x=1#y | Spa | 1 | 1']);
  await page.reload();
  await shows([...rest, '/spa?x=1#y | a /spa?x=1 | 1 | 1']);
  await page.goBack();
  await page.goBack();
  await shows([...rest, '/one-0 | a /one-0 | 1 | 1']);
  expect(
    listed()
      .map(({ tabId }) => tabId)
      .sort(),
  ).toEqual(known);

  // A duplicate copies sessionStorage, and is another tab all the same.
  const duplicate = await Promise.all([
    page.waitForEvent('popup'),
    page.evaluate(() => void window.open('/one-0')),
  ]).then(([popup]) => popup);
  await shows([...rest, '/one-0 | a /one-0 | 1 | 1', '/one-0 | a /one-0 | 1 | 1']);
  await duplicate.close();
  await shows([...rest, '/one-0 | a /one-0 | 1 | 1']);

  // A page deletes the cookie: its jar is free until the next answer.
  await contexts[0]?.clearCookies({ name: 'ROUTEID' });
  const clearedAt = serving.events.length;
  await page.reload();
  await serving.event('session.pinned', (event) => serving.events.indexOf(event) >= clearedAt);
  const fresh = listed().find(({ path }) => path === '/one-0')?.route ?? '';
  expect(listed().find(({ path }) => path === '/two-0')?.route).toBe(fresh);

  // A member dies: who asks goes elsewhere, and all tabs of that profile with it.
  backends[1]?.stop();
  await onTwo.reload();
  const moved = listed().find(({ path }) => path === '/two-1');
  await expect.poll(() => listed().find(({ path }) => path === '/one-1')?.servedBy).not.toBe('2');
  expect(['1', '3']).toContain(listed().find(({ path }) => path === '/two-1')?.route ?? moved?.route);
  expect(listed().find(({ path }) => path === '/two-1')?.servedBy).toBe('2');

  // By us: everybody of 3 goes to 1, and 3 takes no new sessions.
  await command('session.move-all', { from: '3', to: '1', drain: true });
  await expect.poll(() => listed().filter(({ route }) => route === '3')).toEqual([]);
  await onThree.reload();
  await expect.poll(() => listed().find(({ path }) => path === '/one-2')?.servedBy).toBe('1');
  const cookie = (await contexts[2]?.cookies())?.find(({ name }) => name === 'ROUTEID');
  expect(cookie?.value).toBe('.1');
  await command('project.undo', {});
  await onThree.reload();
  await expect.poll(() => listed().find(({ path }) => path === '/one-2')?.servedBy).toBe('3');

  for (const each of second) await each.close();
  await expect.poll(() => rows().length).toBe(3);
  for (const context of contexts) await context.close();
  await expect.poll(() => rows()).toEqual([]);
  expect(said).toEqual([]);
});

test('policies of four strengths, coded and streamed pages', async ({ browser }) => {
  const [context] = await profiles(browser, 1);
  const page = await open(context as BrowserContext, '/');
  await expect.poll(() => listed()[0]?.route ?? '').not.toBe('');
  const route = listed()[0]?.route ?? '';
  const name = 'abc'[Number(route) - 1];
  for (const path of ['/csp-self', '/csp-nonce', '/gzip', '/br', '/no-store', '/']) {
    await page.goto(site + path);
    await shows([`${path} | ${name} ${path} | ${route} | ${route}`]);
    expect(listed()[0]?.notFollowed).toBeUndefined();
    expect(await page.locator('script').count(), 'the script removed itself').toBe(0);
  }
  const { tabId } = listed()[0] as Listed;
  for (const path of ['/csp-hash', '/csp-none']) {
    await page.goto(site + path);
    await shows([`${path} |  | ${route} | ${route}`]);
    expect(listed()[0]).toMatchObject({
      tabId,
      notFollowed: expect.stringContaining('Content-Security-Policy'),
    });
    // The tab is the same one again; a typed address leads from no page that could tell.
    await page.goto(`${site}/`);
    await shows([`/ | ${name} / | ${route} | ${route}`]);
    expect(listed()[0]).toMatchObject({ tabId, notFollowed: undefined });
  }
  // The tab is there while its page still comes.
  await page.goto(`${site}/stream`, { waitUntil: 'commit' });
  await shows([`/stream | ${name} /stream | ${route} | ${route}`]);
  expect(await page.locator('#end').count()).toBe(0);
  expect(listed()[0]).toMatchObject({ tabId, notFollowed: undefined });
  expect(said).toEqual([]);
});

test('a change is told within 300 ms', async ({ browser }, info) => {
  const [context] = await profiles(browser, 1);
  const page = await open(context as BrowserContext, '/');
  await expect.poll(() => rows().length).toBe(1);
  const took: number[] = [];
  for (let turn = 0; turn < 20; turn++) {
    const title = `turn ${turn}`;
    const seen = new Promise<number>((resolve) => {
      ui.on('message', function look(data: Buffer) {
        if (!data.toString().includes(`"title":"${title}"`)) return;
        ui.off('message', look);
        resolve(Date.now());
      });
    });
    const at = await page.evaluate((text) => {
      document.title = text;
      return Date.now();
    }, title);
    took.push((await seen) - at);
  }
  took.sort((a, b) => a - b);
  info.annotations.push({ type: 'measured', description: `median ${took[10]} ms, worst ${took[19]} ms` });
  console.log(`title to UI: median ${took[10]} ms, worst ${took[19]} ms`);
});

async function startBackend(name: string): Promise<Backend> {
  const server = http.createServer((request, response) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    const policy = POLICIES[path];
    if (policy !== undefined) response.setHeader('Content-Security-Policy', policy);
    if (path === '/no-store') response.setHeader('Cache-Control', 'no-store');
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    const title = `<title>${name} ${request.url}</title>`;
    const html = `<!doctype html><html><head>${title}</head><body><a href="/next">next</a></body></html>`;
    if (path === '/favicon.ico') {
      response.statusCode = 204;
      response.end();
    } else if (path === '/gzip' || path === '/br') {
      response.setHeader('Content-Encoding', path.slice(1));
      response.end(path === '/gzip' ? gzipSync(html) : brotliCompressSync(html));
    } else if (path === '/stream') {
      response.write(`<!doctype html><html><head>${title}</head><body>begun`);
      setTimeout(() => response.end('<p id=end>done</p>'), 3000);
    } else response.end(html);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function freePort(): Promise<number> {
  const server = http.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}

/** The user interface's own socket: its token first (DESIGN.md §8), then numbered commands. */
async function openUi(url: string): Promise<WebSocket> {
  const { origin, hash } = new URL(url);
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/socket`, { origin });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  socket.send(JSON.stringify({ token: hash.replace('#token=', '') }));
  await new Promise<void>((resolve) => socket.once('message', () => resolve()));
  return socket;
}

let lastCommand = 0;

/** Runs a command as the interface does; fails when it is refused. */
async function command(name: string, params: unknown): Promise<void> {
  const id = ++lastCommand;
  const answered = new Promise<{ readonly ok: boolean }>((resolve) => {
    ui.on('message', function look(data: Buffer) {
      const message = JSON.parse(data.toString()) as {
        readonly id?: number;
        readonly result?: { readonly ok: boolean };
      };
      if (message.id !== id || message.result === undefined) return;
      ui.off('message', look);
      resolve(message.result);
    });
  });
  ui.send(JSON.stringify({ id, command: name, params }));
  expect(await answered).toMatchObject({ ok: true });
}
