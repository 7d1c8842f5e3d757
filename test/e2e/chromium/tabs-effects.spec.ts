import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { followTabs, listen } from './followed.ts';

/**
 * What following a tab does to its page: nothing that the page could find. And what a person can do to an ordinary
 * browser from here: have it forget the site, one session or all of a route, and take that back.
 */
const PROBE = `
<script>
window.probe = { names: Object.getOwnPropertyNames(window).sort(), current: document.currentScript.text.length,
  scripts: document.scripts.length, handler: String(window.onerror), errors: [], rejections: [] };
window.onerror = (text, source, line, column, error) => {
  probe.errors.push([text, new URL(source).pathname, line, column, String(error)]);
};
addEventListener('error', (event) => probe.errors.push(['event', event.message, event.lineno, event.colno]));
addEventListener('unhandledrejection', (event) => probe.rejections.push(String(event.reason)));
</script>
<script>
console.log('a line of the page');
Promise.reject(new Error('a rejection of the page'));
throw new Error('an error of the page');
</script>`;
const followed = followTabs({ '/probe': { head: PROBE } }, ['a']);

/** What a page finds in its own window once it has loaded and everything has settled. */
function findings(page: Page): Promise<unknown> {
  return page.evaluate(() => {
    const { probe } = window as unknown as { readonly probe: { readonly names: readonly string[] } };
    const isNative = (made: unknown) => String(made).includes('[native code]');
    return {
      ...probe,
      // The driver's own: its recorder has another name in every page.
      names: probe.names.filter((name) => !name.startsWith('__playwright')),
      added: Object.getOwnPropertyNames(window).filter((name) => !probe.names.includes(name)),
      console: Object.entries(console).map(([name, made]) => [name, typeof made, isNative(made)]),
      natives: [WebSocket, WebSocket.prototype.send, setTimeout, history.pushState, navigator.sendBeacon].map(
        isNative,
      ),
      handlers: [window.onerror, window.onunhandledrejection, window.onpagehide].map(String),
      scripts: document.scripts.length,
      current: document.currentScript,
      markup: document.documentElement.outerHTML,
      cookie: document.cookie.replace(/ROUTEID=[^;]*/, 'ROUTEID'),
    };
  });
}

test('no globals, no effect on the page’s errors, scripts, console and handlers: all as without us', async ({
  browser,
}) => {
  const { site, shows } = followed();
  const look = async (isFollowed: boolean) => {
    const said: string[] = [];
    const page = await (await browser.newContext()).newPage();
    listen(page, said);
    await page.goto(`${site.origin}/probe`);
    if (isFollowed) await shows(['/probe | a /probe | 1 | 1']);
    await expect.poll(() => said.length).toBe(3);
    await page.waitForFunction(
      () => (window as unknown as { probe: { rejections: string[] } }).probe.rejections.length > 0,
    );
    const found = await findings(page);
    await page.context().close();
    return { found, said: said.toSorted() };
  };
  const on = await look(true);
  await site.restart([]);
  const off = await look(false);
  expect(on).toEqual(off);
  expect(off.found).toMatchObject({
    errors: [
      [
        'Uncaught Error: an error of the page',
        '/probe',
        expect.any(Number),
        expect.any(Number),
        expect.any(String),
      ],
      ['event', 'Uncaught Error: an error of the page', expect.any(Number), expect.any(Number)],
    ],
    rejections: ['Error: a rejection of the page'],
  });
});

/** Names of the cookies of the site, ours left out. */
async function cookiesOf(context: BrowserContext, origin: string): Promise<readonly string[]> {
  const cookies = await context.cookies(origin);
  return cookies
    .map(({ name }) => name)
    .filter((name) => name !== '_jarid')
    .sort();
}

async function withCart(page: Page): Promise<void> {
  await page.context().addCookies([{ name: 'cart', value: 'full', url: page.url() }]);
}

test('forget everything: the next page is asked for without cookies, and the jar is emptied', async ({
  browser,
}) => {
  const { site, said, open, shows } = followed();
  const context = await browser.newContext();
  const page = await open(context, '/one');
  await shows(['/one | a /one | 1 | 1']);
  await withCart(page);
  expect(await cookiesOf(context, site.origin)).toEqual(['ROUTEID', 'cart']);
  const [before] = site.tabs();
  await site.command('session.reset', { sessionId: before?.sessionId });
  await page.goto(`${site.origin}/two`);
  await shows(['/two | a /two | 1 | 1']);
  const head = site.backends[0]?.heads.findLast((one) => one.startsWith('GET /two')) ?? '';
  expect(head).not.toMatch(/^cookie$/im);
  // The route cookie is the one that this answer sets.
  expect(await cookiesOf(context, site.origin)).toEqual(['ROUTEID']);
  expect(site.tabs()[0]).toMatchObject({ tabId: before?.tabId, sessionId: before?.sessionId });
  // Once: what is set from now on stays.
  await withCart(page);
  await page.reload();
  await shows(['/two | a /two | 1 | 1']);
  expect(await cookiesOf(context, site.origin)).toEqual(['ROUTEID', 'cart']);
  expect(said).toEqual([]);
});

test('a session is forgotten: its row and tabs go, and come back with its next page', async ({ browser }) => {
  const { site, said, open, shows } = followed();
  const page = await open(await browser.newContext(), '/one');
  // A page that still has something to say (that it has heard its tab's id, a title) is listed again with it: what is said
  // last is waited for.
  await shows(['/one | a /one | 1 | 1']);
  await page.waitForFunction(() => sessionStorage.length > 0);
  await page.evaluate(() => {
    document.title = 'at rest';
  });
  await shows(['/one | at rest | 1 | 1']);
  const sessionId = site.tabs()[0]?.sessionId;
  await site.command('session.forget', { sessionId });
  await shows([]);
  await site.serving.event('session.ended', (event) => event.sessionId === sessionId);
  await page.goto(`${site.origin}/two`);
  await shows(['/two | a /two | 1 | 1']);
  expect(site.tabs()[0]?.sessionId).toBe(sessionId);
  expect(said).toEqual([]);
});

test('all of a route are to forget the site; taken back for one, and for all', async ({ browser }) => {
  const { site, said, open, shows } = followed();
  const contexts = [await browser.newContext(), await browser.newContext()] as const;
  const pages = [await open(contexts[0], '/one'), await open(contexts[1], '/two')] as const;
  await shows(['/one | a /one | 1 | 1', '/two | a /two | 1 | 1']);
  for (const page of pages) await withCart(page);
  const first = site.tabs().find(({ path }) => path === '/one')?.sessionId;
  const carts = async () => Promise.all(contexts.map((context) => cookiesOf(context, site.origin)));

  expect(await site.command('session.reset-all', { route: '1' })).toMatchObject({ reset: 2 });
  expect(await site.command('session.reset-all', { route: '1', cancel: true })).toMatchObject({ reset: 2 });
  for (const page of pages) await page.reload();
  expect(await carts()).toEqual([
    ['ROUTEID', 'cart'],
    ['ROUTEID', 'cart'],
  ]);

  expect(await site.command('session.reset-all', { route: '1' })).toMatchObject({ reset: 2 });
  await site.command('session.reset', { sessionId: first, cancel: true });
  for (const page of pages) await page.reload();
  expect(await carts()).toEqual([['ROUTEID', 'cart'], ['ROUTEID']]);

  expect(await site.command('session.reset-all', { route: '9' })).toMatchObject({ reset: 0 });
  await expect(site.command('session.reset', { sessionId: 'nobody' })).rejects.toThrow(/no session nobody/);
  expect(said).toEqual([]);
});
