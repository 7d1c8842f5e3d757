import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { followTabs } from './followed.ts';

/**
 * What a browser does with pages besides showing them in a tab (TABS.md): each tab is listed once, and nothing else is.
 */
const followed = followTabs(
  {
    '/frames': {
      body: `<iframe src="/in-iframe"></iframe><object data="/in-object" type="text/html"></object>
      <embed src="/in-embed" type="text/html"><iframe srcdoc="<p>x"></iframe>`,
    },
    '/frameset': {
      head: '</head><frameset cols="*,*"><frame src="/left"><frame src="/right"></frameset>',
    },
    '/prefetches': {
      head: `<script type="speculationrules">{"prefetch":[{"urls":["/ahead"],"eagerness":"immediate"}]}</script>`,
      body: '<a id="to-ahead" href="/ahead">ahead</a>',
    },
    '/form': { body: '<form method="post" action="/posted"><button>post</button></form>' },
    '/redirects': (_, response) => {
      response.writeHead(302, { Location: '/redirected' });
      response.end();
    },
    '/download': { fields: { 'Content-Disposition': 'attachment; filename="x.html"' } },
    '/image': { fields: { 'Content-Type': 'image/svg+xml' } },
    '/not-found': (_, response) => {
      response.statusCode = 404;
      response.end('<title>none</title>gone');
    },
    '/empty': (_, response) => response.end(),
    '/xhtml': { fields: { 'Content-Type': 'application/xhtml+xml' } },
  },
  ['a'],
);

async function popup(page: Page, open: () => unknown): Promise<Page> {
  const [opened] = await Promise.all([page.waitForEvent('popup'), page.evaluate(open)]);
  await opened.waitForLoadState();
  return opened;
}

test('frames, objects and embeds are left alone; the page around them is one tab', async ({ browser }) => {
  const { site, said, open, shows } = followed();
  const page = await open(await browser.newContext(), '/frames');
  await shows(['/frames | a /frames | 1 | 1']);
  await expect.poll(() => page.frames().filter((frame) => frame.url() !== 'about:srcdoc').length).toBe(4);
  for (const path of ['/in-iframe', '/in-object', '/in-embed']) {
    await expect.poll(() => site.backends[0]?.seen).toContain(`GET ${path}`);
    const text = await page.evaluate((url) => fetch(url).then((answer) => answer.text()), path);
    expect(text).toBe(
      `<!doctype html><html><head><title>a ${path}</title></head><body><a href="/next">next</a></body></html>`,
    );
  }
  const frame = page.frames().find((one) => one.url().endsWith('/in-iframe'));
  await frame?.click('text=next');
  await expect.poll(() => frame?.url()).toMatch(/\/next$/);
  await page.goto(`${site.origin}/frameset`);
  await shows(['/frameset | a /frameset | 1 | 1']);
  await shows(['/frameset | a /frameset | 1 | 1']);
  expect(said).toEqual([]);
});

test('copies: window.open and opener take the tab’s id along, noopener does not; each is a tab of its own', async ({
  browser,
}) => {
  const { site, said, open, shows } = followed();
  const page = await open(await browser.newContext(), '/one');
  await shows(['/one | a /one | 1 | 1']);
  const [{ tabId, sessionId } = { tabId: '', sessionId: '' }] = site.tabs();
  const copies = [
    await popup(page, () => void window.open('/one')),
    await popup(page, () => void window.open('/one', '_blank', 'noopener')),
    await popup(page, () => {
      const link = document.createElement('a');
      Object.assign(link, { href: '/one', target: '_blank', rel: 'opener' });
      link.click();
    }),
  ];
  await shows(Array.from({ length: 4 }, () => '/one | a /one | 1 | 1'));
  expect(new Set(site.tabs().map((tab) => tab.tabId)).size).toBe(4);
  expect(new Set(site.tabs().map((tab) => tab.sessionId))).toEqual(new Set([sessionId]));
  // Each keeps its own id over a reload, also the copies, which were given a new one.
  const ids = site.tabs().map((tab) => tab.tabId);
  for (const copy of copies) await copy.reload();
  await copies[0]?.goto(`${site.origin}/two`);
  await shows(['/two | a /two | 1 | 1', ...Array.from({ length: 3 }, () => '/one | a /one | 1 | 1')]);
  expect(
    site
      .tabs()
      .map((tab) => tab.tabId)
      .sort(),
  ).toEqual([...ids].sort());
  // The original goes: its id does not move over to a copy.
  await page.close();
  await expect.poll(() => site.tabs().map((tab) => tab.tabId)).not.toContain(tabId);
  expect(site.tabs()).toHaveLength(3);
  expect(said).toEqual([]);
});

test('a page is prefetched: followed when it is shown', async ({ browser }) => {
  const { site, said, open, shows } = followed();
  const page = await open(await browser.newContext(), '/prefetches');
  await shows(['/prefetches | a /prefetches | 1 | 1']);
  const [before] = site.tabs();
  await expect.poll(() => site.backends[0]?.seen).toContain('GET /ahead');
  await shows(['/prefetches | a /prefetches | 1 | 1']);
  await page.click('#to-ahead');
  await shows(['/ahead | a /ahead | 1 | 1']);
  expect(site.tabs()[0]?.tabId).toBe(before?.tabId);
  expect(said).toEqual([]);
});

test('History API, Navigation API, fragments, replaced titles, in front and hidden', async ({ browser }) => {
  const { said, open, shows } = followed();
  const context = await browser.newContext();
  const page = await open(context, '/');
  const steps: readonly (readonly [what: string, () => unknown, row: string])[] = [
    ['pushState', () => history.pushState({}, '', '/a?b=1'), '/a?b=1 | a / | 1 | 1'],
    ['replaceState', () => history.replaceState({}, '', '/b'), '/b | a / | 1 | 1'],
    ['a fragment', () => location.assign('#part'), '/b#part | a / | 1 | 1'],
    [
      'document.title',
      () => {
        document.title = 'T';
      },
      '/b#part | T | 1 | 1',
    ],
    [
      'the title’s text',
      () => {
        (document.querySelector('title')?.firstChild as Text).data = 'U';
      },
      '/b#part | U | 1 | 1',
    ],
    [
      'another title element',
      () => {
        const title = document.createElement('title');
        title.textContent = 'V';
        document.querySelector('title')?.replaceWith(title);
      },
      '/b#part | V | 1 | 1',
    ],
    [
      'the Navigation API',
      () => {
        const { navigation } = window as unknown as {
          navigation: EventTarget & { navigate(url: string): void };
        };
        navigation.addEventListener('navigate', (event) =>
          (event as Event & { intercept(how: object): void }).intercept({ handler: async () => {} }),
        );
        navigation.navigate('/c');
      },
      '/c | V | 1 | 1',
    ],
    ['back', () => history.back(), '/b#part | V | 1 | 1'],
    [
      'another head',
      () => {
        const head = document.createElement('head');
        head.innerHTML = '<title>W</title>';
        document.head.replaceWith(head);
      },
      '/b#part | W | 1 | 1',
    ],
    [
      'a title in that',
      () => {
        document.title = 'X';
      },
      '/b#part | X | 1 | 1',
    ],
  ];
  for (const [what, step, row] of steps) {
    await page.evaluate(step);
    await shows([row], what);
  }
  // Behind another one.
  const other = await open(context, '/other');
  await other.bringToFront();
  await page.evaluate(() => {
    document.title = 'hidden';
  });
  await shows(['/b#part | hidden | 1 | 1', '/other | a /other | 1 | 1']);
  expect(said).toEqual([]);
});

test('forms, redirects, errors; downloads, images and pages that can’t be followed', async ({ browser }) => {
  const { site, said, open, shows } = followed();
  const page = await open(await browser.newContext(), '/form');
  await shows(['/form | a /form | 1 | 1']);
  const [before] = site.tabs();
  await page.click('text=post');
  await shows(['/posted | a /posted | 1 | 1']);
  await page.goto(`${site.origin}/redirects`);
  await shows(['/redirected | a /redirected | 1 | 1']);
  // A download leaves the page where it is.
  await Promise.all([page.waitForEvent('download'), page.evaluate(() => location.assign('/download'))]);
  await shows(['/redirected | a /redirected | 1 | 1']);
  for (const [path, why] of [
    ['/empty', 'it is empty'],
    ['/xhtml', 'it is XHTML'],
  ] as const) {
    await page.goto(site.origin + path);
    await shows([`${path} |  | 1 | 1`]);
    expect(site.tabs()).toMatchObject([{ tabId: before?.tabId, notFollowed: why }]);
    // An address typed on such a page tells nobody that it is the same tab; a page that is followed does.
    await page.goto(`${site.origin}/between`);
    await shows(['/between | a /between | 1 | 1']);
  }
  expect(said.filter((line) => !/xhtml|Failed to load resource/.test(line))).toEqual([]);
  await page.goto(`${site.origin}/not-found`);
  await shows(['/not-found | none | 1 | 1']);
  expect(site.tabs()[0]?.tabId).toBe(before?.tabId);
  // An image is no page of ours any more: the tab shows nothing that can be told.
  await page.goto(`${site.origin}/image`);
  await shows([]);
});

test('view-source asks for the page again, and is no tab', async ({ browser }) => {
  const { site, said, open, shows } = followed();
  const context = await browser.newContext();
  await open(context, '/one');
  const page = await open(context);
  await page.goto(`view-source:${site.origin}/source`);
  await expect.poll(() => site.backends[0]?.seen).toContain('GET /source');
  await shows(['/one | a /one | 1 | 1']);
  expect(said).toEqual([]);
});

test('Routepin is started anew: sessions and tabs are the same ones, by reload, by navigation, by asking', async ({
  browser,
}) => {
  const { site, said, open, shows } = followed();
  const contexts: readonly BrowserContext[] = [await browser.newContext(), await browser.newContext()];
  const pages = [
    await open(contexts[0] as BrowserContext, '/one'),
    await open(contexts[1] as BrowserContext, '/two'),
    await open(contexts[1] as BrowserContext, '/asks'),
  ];
  await shows(['/one | a /one | 1 | 1', '/two | a /two | 1 | 1', '/asks | a /asks | 1 | 1']);
  const identities = () =>
    site
      .tabs()
      .map(({ tabId, sessionId }) => `${tabId} ${sessionId}`)
      .sort();
  const before = identities();
  // What a page shows may change meanwhile (a counter in its title): it does not look for somebody because of that.
  const counting = await pages[2]?.evaluate(() => {
    const { title } = document;
    return setInterval(() => {
      document.title = document.title === title ? 'counting' : title;
    }, 50);
  });
  await site.restart();
  await pages[2]?.evaluate((timer) => {
    clearInterval(timer);
    document.title = 'a /asks';
  }, counting);
  await pages[0]?.reload();
  await pages[1]?.click('text=next');
  // A page that stays as it is has heard that its socket closed. It tries nothing until its own program is answered.
  await shows(['/one | a /one | 1 | 1', '/next | a /next | 1 | 1']);
  await pages[2]?.evaluate(() => fetch('/data').then((answer) => answer.text()));
  await expect.poll(() => site.tabs().length).toBe(3);
  expect(identities()).toEqual(before);
  expect(site.tabs().find(({ path }) => path === '/asks')).toMatchObject({ title: 'a /asks', route: '1' });
  expect(said).toEqual([]);
});
