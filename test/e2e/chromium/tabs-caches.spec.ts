import { expect, test } from '@playwright/test';
import type { Page } from 'puppeteer-core';
import { startTabSite, type TabSite } from '../../support/followed-tabs.ts';
import { launchOrdinary, listenTo, type OrdinaryBrowser } from '../../support/ordinary-browser.ts';
import { type BuiltCli, buildCli } from '../../support/routepin-cli.ts';
import { type Pages, pageOf } from '../../support/tab-pages.ts';

/**
 * A Chromium with all its caches (TABS.md): the back/forward cache, prerendering, the HTTP cache, a service worker's.
 * What they do is compared with what they do where nobody follows tabs.
 */
const WORKER = `
self.addEventListener('install', (event) => {
  self.skipWaiting();
  event.waitUntil(caches.open('shell').then((cache) => cache.addAll(['/worker/shell'])));
});
self.addEventListener('activate', (event) => event.waitUntil(clients.claim()));
self.addEventListener('fetch', (event) => {
  const { pathname } = new URL(event.request.url);
  if (event.request.mode === 'navigate' && pathname === '/worker/cached')
    event.respondWith(caches.match('/worker/shell'));
  else event.respondWith(fetch(event.request));
});`;

const PAGES: Pages = {
  '/no-store': { fields: { 'Cache-Control': 'no-store' } },
  '/etag': (request, response) => {
    response.setHeader('ETag', '"v1"');
    response.setHeader('Cache-Control', 'no-cache');
    if (request.headers['if-none-match'] === '"v1"') {
      response.statusCode = 304;
      response.end();
    } else response.end(pageOf('etag', '/etag'));
  },
  '/dated': (request, response) => {
    response.setHeader('Last-Modified', 'Mon, 01 Jan 2024 00:00:00 GMT');
    response.setHeader('Cache-Control', 'no-cache');
    if (request.headers['if-modified-since'] !== undefined) {
      response.statusCode = 304;
      response.end();
    } else response.end(pageOf('dated', '/dated'));
  },
  '/fresh': { fields: { 'Cache-Control': 'max-age=3600' } },
  '/prerenders': {
    head: `<script type="speculationrules">{"prerender":[{"urls":["/ahead"],"eagerness":"immediate"}]}</script>`,
    body: '<a id="to-ahead" href="/ahead">ahead</a>',
  },
  '/prerenders-busily': {
    head: `<script>addEventListener('load', () => { for (const end = Date.now() + 1000; Date.now() < end; ); })</script>
<script type="speculationrules">{"prerender":[{"urls":["/ahead"],"eagerness":"immediate"}]}</script>`,
    body: '<a id="to-ahead" href="/ahead">ahead</a>',
  },
  '/worker.js': (_, response) => {
    response.setHeader('Content-Type', 'text/javascript');
    response.setHeader('Service-Worker-Allowed', '/worker/');
    response.end(WORKER);
  },
  '/worker/start': {
    body: `<script>navigator.serviceWorker.register('/worker.js', { scope: '/worker/' })</script>`,
  },
};

let cli: BuiltCli;
let site: TabSite;
let chromium: OrdinaryBrowser;
let said: string[];

test.beforeAll(async () => {
  cli = await buildCli();
});
test.afterAll(() => cli.remove());
test.beforeEach(async () => {
  said = [];
  chromium = await launchOrdinary('chrome');
  site = await startTabSite({ cli, pages: PAGES, names: ['a'] });
});
test.afterEach(async ({ browserName: _ }, info) => {
  if (info.status !== 'passed') {
    const told = site.serving.events.filter(({ event }) => /^(?:session|tab|exchange)\./.test(event));
    await info.attach('events', { body: told.map((event) => JSON.stringify(event)).join('\n') });
  }
  await chromium.close();
  await site.stop();
});

async function open(path: string): Promise<Page> {
  const page = await chromium.browser.newPage();
  listenTo(page, said);
  await page.goto(site.origin + path);
  return page;
}

async function shows(expected: readonly string[], what = ''): Promise<void> {
  await expect.poll(site.rows, { intervals: [20, 50, 100], message: what }).toEqual([...expected].sort());
}

/** Leaves a page and goes back to it: whether it came out of the back/forward cache. */
async function comesFromCache(page: Page, path: string): Promise<boolean> {
  await page.goto(site.origin + path);
  await page.evaluate(() => Object.assign(window, { isTheSame: true }));
  await page.goto(`${site.origin}/elsewhere`);
  // A page that is left while its socket opens makes Chromium write a line.
  await expect.poll(async () => site.rows().length === 0 || site.tabs()[0]?.path === '/elsewhere').toBe(true);
  await page.goBack();
  return page.evaluate(() => 'isTheSame' in window);
}

test('back/forward cache: pages come out of it as without us, and their tab is the same', async () => {
  const page = await open('/');
  await shows(['/ | a / | 1 | 1']);
  const [before] = site.tabs();
  const found: Record<string, boolean> = {};
  for (const path of ['/plain', '/no-store']) {
    found[path] = await comesFromCache(page, path);
    await shows([`${path} | a ${path} | 1 | 1`], path);
    expect(site.tabs()[0]?.tabId).toBe(before?.tabId);
    // It still speaks.
    await page.evaluate(() => {
      document.title = 'back';
    });
    await shows([`${path} | back | 1 | 1`], path);
    await page.goForward();
    await shows(['/elsewhere | a /elsewhere | 1 | 1']);
  }
  await site.restart([]);
  const without: Record<string, boolean> = {};
  for (const path of ['/plain', '/no-store']) without[path] = await comesFromCache(page, path);
  expect(found).toEqual(without);
  expect(found['/plain']).toBe(true);
  expect(said).toEqual([]);
});

test('a page is prerendered: nobody’s until it is shown, then the tab’s', async () => {
  const page = await open('/prerenders');
  await shows(['/prerenders | a /prerenders | 1 | 1']);
  const [before] = site.tabs();
  await expect.poll(() => site.backends[0]?.seen).toContain('GET /ahead');
  const head = site.backends[0]?.heads.find((one) => one.startsWith('GET /ahead')) ?? '';
  expect(head).toMatch(/Sec-Purpose\nprefetch;prerender/i);
  await page.evaluate(() => fetch('/x').then((answer) => answer.text()));
  await shows(['/prerenders | a /prerenders | 1 | 1']);
  await page.evaluate(() => document.getElementById('to-ahead')?.click());
  await shows(['/ahead | a /ahead | 1 | 1']);
  // What is shown is what was fetched ahead: nobody asked for it again. (The driver still speaks to the frame that is gone.)
  expect(site.backends[0]?.seen.filter((one) => one === 'GET /ahead')).toHaveLength(1);
  expect(site.tabs()[0]?.tabId).toBe(before?.tabId);
  expect(said).toEqual([]);
});

test('a page is prerendered while its tab is too busy to hear its id: it is that tab’s', async () => {
  const page = await chromium.browser.newPage();
  listenTo(page, said);
  const opened = page.goto(`${site.origin}/prerenders-busily`);
  await shows(['/prerenders-busily | a /prerenders-busily | 1 | 1']);
  await opened;
  const [before] = site.tabs();
  await expect.poll(() => site.backends[0]?.seen).toContain('GET /ahead');
  await page.evaluate(() => document.getElementById('to-ahead')?.click());
  await shows(['/ahead | a /ahead | 1 | 1']);
  expect(site.backends[0]?.seen.filter((one) => one === 'GET /ahead')).toHaveLength(1);
  expect(site.tabs()[0]?.tabId).toBe(before?.tabId);
  expect(said).toEqual([]);
});

test('304s keep what was inserted, and say who answered; fetch of a page gets it unchanged', async () => {
  const page = await open('/etag');
  await shows(['/etag | etag /etag | 1 | 1']);
  const [before] = site.tabs();
  for (const path of ['/etag', '/dated']) {
    await page.goto(site.origin + path);
    await page.reload();
    await shows([`${path} | ${path.slice(1)} ${path} | 1 | 1`]);
    expect(site.tabs()[0]?.tabId).toBe(before?.tabId);
    const last = () =>
      site.serving.events.filter((event) => event.event === 'exchange.finished' && event.url === path).at(-1);
    // The rows may say so before the reload has been told of.
    await expect.poll(last, path).toMatchObject({ status: 304, route: '1' });
  }
  // From the cache, by a link: no request, and followed all the same.
  await page.goto(`${site.origin}/fresh`);
  await shows(['/fresh | a /fresh | 1 | 1']);
  const asked = site.backends[0]?.seen.length;
  await page.goto(`${site.origin}/etag`);
  await Promise.all([page.waitForNavigation(), page.evaluate(() => location.assign('/fresh'))]);
  await shows(['/fresh | a /fresh | 1 | 1']);
  expect(site.backends[0]?.seen.slice(asked).filter((one) => one === 'GET /fresh')).toEqual([]);
  const fetched = await page.evaluate(() => fetch(location.href).then((answer) => answer.text()));
  expect(fetched).toBe(pageOf('a', '/fresh'));
  expect(said).toEqual([]);
});

test('pages cached before tabs were followed: fetched anew when they are checked, else not followed', async () => {
  await site.restart([]);
  const page = await open('/etag');
  await page.goto(`${site.origin}/dated`);
  await page.goto(`${site.origin}/fresh`);
  expect(site.tabs()).toEqual([]);
  await site.restart(['--track-tabs']);
  for (const path of ['/etag', '/dated']) {
    await page.goto(site.origin + path);
    await shows([`${path} | ${path.slice(1)} ${path} | 1 | 1`]);
  }
  // Out of the cache without a word to anybody: the tab was left, and what it shows now is not known.
  await Promise.all([page.waitForNavigation(), page.evaluate(() => location.assign('/fresh'))]);
  await shows([]);
  expect(await page.title()).toBe('a /fresh');
  // And the other way round: what was changed for following is not shown for long after it has ended.
  await page.goto(`${site.origin}/etag`);
  await shows(['/etag | etag /etag | 1 | 1']);
  await site.restart([]);
  await page.goto(`${site.origin}/etag`);
  expect(await page.evaluate(() => fetch('/etag').then((answer) => answer.text()))).toBe(
    pageOf('etag', '/etag'),
  );
  expect(said.filter((line) => !/ERR_CONNECTION/.test(line))).toEqual([]);
});

test('a service worker passes navigations on: followed; its own cached shells are not', async () => {
  const page = await open('/worker/start');
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await shows(['/worker/start | a /worker/start | 1 | 1']);
  const [before] = site.tabs();
  await page.goto(`${site.origin}/worker/passed`);
  await shows(['/worker/passed | a /worker/passed | 1 | 1']);
  const head = site.backends[0]?.heads.find((one) => one.startsWith('GET /worker/passed')) ?? '';
  expect(head).toMatch(
    /Sec-Fetch-Dest\nempty\nSec-Fetch-Mode\nnavigate|Sec-Fetch-Mode\nnavigate\nSec-Fetch-Dest\nempty/i,
  );
  expect(site.tabs()[0]?.tabId).toBe(before?.tabId);
  await page.goto(`${site.origin}/worker/cached`);
  expect(await page.title()).toBe('a /worker/shell');
  await shows([]);
  await page.goto(`${site.origin}/worker/again`);
  await shows(['/worker/again | a /worker/again | 1 | 1']);
  expect(site.tabs()[0]?.tabId, 'known again').toBe(before?.tabId);
  expect(said).toEqual([]);
});

test('a renderer crashes: its tab is gone at once, and is the same one after a reload', async () => {
  const page = await open('/one');
  await open('/two');
  await shows(['/one | a /one | 1 | 1', '/two | a /two | 1 | 1']);
  const before = site.tabs().find(({ path }) => path === '/one');
  const session = await page.createCDPSession();
  void session.send('Page.crash').catch(() => {});
  await shows(['/two | a /two | 1 | 1']);
  void session.send('Page.reload').catch(() => {});
  await shows(['/one | a /one | 1 | 1', '/two | a /two | 1 | 1']);
  expect(site.tabs().find(({ path }) => path === '/one')?.tabId).toBe(before?.tabId);
});
