import { expect, test } from '@playwright/test';
import type { Page } from 'puppeteer-core';
import { startTabSite, type TabSite } from '../../support/followed-tabs.ts';
import { launchOrdinary, listenTo, type OrdinaryBrowser } from '../../support/ordinary-browser.ts';
import { type BuiltCli, buildCli } from '../../support/routepin-cli.ts';

/**
 * Tabs of Debian's Firefox followed by `serve --track-tabs`, its own way (TABS.md, design 7): short sockets and beacons,
 * because an open socket would keep its pages out of the back/forward cache.
 */
let cli: BuiltCli;
let site: TabSite;
let firefox: OrdinaryBrowser;
let said: string[];

test.beforeAll(async () => {
  cli = await buildCli();
});
test.afterAll(() => cli.remove());
test.beforeEach(async () => {
  said = [];
  site = await startTabSite({
    cli,
    names: ['a', 'b'],
    pages: {
      '/csp-self': { fields: { 'Content-Security-Policy': "default-src 'self'" } },
      '/csp-nonce': {
        fields: { 'Content-Security-Policy': "script-src 'nonce-abc' 'strict-dynamic'; connect-src 'self'" },
      },
      '/csp-none': { fields: { 'Content-Security-Policy': "default-src 'none'" } },
      '/gzip': { fields: { 'Content-Encoding': 'gzip' } },
      '/br': { fields: { 'Content-Encoding': 'br' } },
      '/frames': { body: '<iframe src="/inside"></iframe>' },
    },
  });
  firefox = await launchOrdinary('firefox');
});
test.afterEach(async ({ browserName: _ }, info) => {
  if (info.status !== 'passed') {
    const told = site.serving.events.filter(({ event }) => /^(?:session|tab|exchange)\./.test(event));
    await info.attach('events', { body: told.map((event) => JSON.stringify(event)).join('\n') });
  }
  await firefox.close();
  await site.stop();
});

type Profile = Awaited<ReturnType<OrdinaryBrowser['browser']['createBrowserContext']>>;

async function open(profile: Profile, path: string): Promise<Page> {
  const page = await profile.newPage();
  listenTo(page, said);
  await page.goto(site.origin + path);
  return page;
}

/** The route that the jar of a page asks for. */
async function jarRoute(page: Page): Promise<string> {
  const cookies = await page.browserContext().cookies();
  return cookies.find(({ name }) => name === 'ROUTEID')?.value.slice(1) ?? '';
}

async function shows(expected: readonly string[], what: string): Promise<void> {
  await expect.poll(site.rows, { intervals: [20, 50, 100], message: what }).toEqual([...expected].sort());
}

test('two profiles with their tabs: open, link, single-page app, reload, back, copy, crash of a member, move, close', async () => {
  const profiles = [
    await firefox.browser.createBrowserContext(),
    await firefox.browser.createBrowserContext(),
  ] as const;
  const one = await open(profiles[0], '/one');
  const mine = await jarRoute(one);
  const name = 'ab'[Number(mine) - 1];
  const row = (path: string, title = `${name} ${path}`) => `${path} | ${title} | ${mine} | ${mine}`;
  await shows([row('/one')], 'a first tab');
  const two = await open(profiles[1], '/two');
  const theirs = await jarRoute(two);
  const other = `/two | ${'ab'[Number(theirs) - 1]} /two | ${theirs} | ${theirs}`;
  await shows([row('/one'), other], 'another profile');
  expect(new Set(site.tabs().map(({ sessionId }) => sessionId)).size).toBe(2);
  const idOf = (path: string) => site.tabs().find((tab) => tab.path === path)?.tabId;
  const id = idOf('/one');

  const more = await open(profiles[0], '/more');
  await shows([row('/one'), row('/more'), other], 'a second tab');
  await more.close();
  await shows([row('/one'), other], 'it is closed');

  await one.click('text/next');
  await shows([row('/next'), other], 'a link');
  await one.evaluate(() => {
    history.pushState({}, '', '/spa?x=1#y');
    document.title = 'Spa';
  });
  await shows([row('/spa?x=1#y', 'Spa'), other], 'a route of a single-page app');
  await one.reload();
  await shows([row('/spa?x=1#y', `${name} /spa?x=1`), other], 'a reload');
  for (const path of ['/gzip', '/br', '/csp-self', '/csp-nonce', '/frames']) {
    await one.goto(site.origin + path);
    await shows([row(path), other], path);
  }
  await one.goto(`${site.origin}/csp-none`);
  await shows([row('/csp-none', ''), other], 'a page that can’t be followed');
  expect(site.tabs().find(({ path }) => path === '/csp-none')?.notFollowed).toContain(
    'Content-Security-Policy',
  );
  await one.goto(`${site.origin}/after`);
  await shows([row('/after'), other], 'and one that can');
  expect(idOf('/after'), 'the same tab all day').toBe(id);

  const [copy] = await Promise.all([
    new Promise<Page | null>((resolve) => one.once('popup', resolve)),
    one.evaluate(() => void window.open('/copy')),
  ]);
  await shows([row('/after'), row('/copy'), other], 'a copy');
  expect(idOf('/copy')).not.toBe(id);
  expect(idOf('/after')).toBe(id);
  await copy?.close();
  await shows([row('/after'), other], 'the copy is closed');

  // By us, and its cookie follows with the next request.
  const target = mine === '1' ? '2' : '1';
  const sessionId = site.tabs().find(({ path }) => path === '/after')?.sessionId;
  await site.command('session.pin', { sessionId, route: target });
  await shows([`/after | ${name} /after | ${target} | ${mine}`, other], 'moved by us');
  await one.reload();
  await shows(
    [`/after | ${'ab'[Number(target) - 1]} /after | ${target} | ${target}`, other],
    'and there it is',
  );
  expect(await jarRoute(one)).toBe(target);

  // A member dies: whoever asks for it goes elsewhere.
  site.backends[Number(target) - 1]?.stop();
  await one.reload();
  expect(await jarRoute(one)).toBe(mine);
  await expect
    .poll(() => site.tabs().find(({ path }) => path === '/after'))
    .toMatchObject({
      tabId: id,
      sessionId,
      title: `${name} /after`,
      route: mine,
      servedBy: mine,
    });

  await one.close();
  await expect.poll(() => site.tabs().map(({ path }) => path)).toEqual(['/two']);
  await two.close();
  await shows([], 'all are closed');
  // Of the icon that a policy of the page forbids Firefox speaks with or without us.
  expect(said.filter((line) => !line.includes('/favicon.ico'))).toEqual([]);
});

test('the last tab of a profile is closed, and its process with it: each is seen', async () => {
  // Firefox aborts script in such a process: half of the closings were lost when the page's last word was made only then.
  for (let turn = 0; turn < 6; turn++) {
    const profile = await firefox.browser.createBrowserContext();
    const page = await open(profile, `/lone-${turn}`);
    await expect
      .poll(() => site.tabs().map(({ path }) => path), { intervals: [20] })
      .toEqual([`/lone-${turn}`]);
    await page.close();
    await shows([], `tab ${turn} is closed`);
    await profile.close();
  }
});

test('the back/forward cache keeps its pages, and their tab is the same', async () => {
  const page = await open(await firefox.browser.createBrowserContext(), '/kept');
  const mine = await jarRoute(page);
  const row = (path: string) => `${path} | ${'ab'[Number(mine) - 1]} ${path} | ${mine} | ${mine}`;
  await shows([row('/kept')], 'opened');
  const [before] = site.tabs();
  // A page whose short socket is just closing is not kept: then it is made anew out of the other cache.
  let wasKept = false;
  for (let turn = 0; turn < 5 && !wasKept; turn++) {
    await page.evaluate(() => {
      addEventListener('pageshow', ({ persisted }) => Object.assign(window, { wasKept: persisted }));
    });
    await page.goto(`${site.origin}/elsewhere`);
    await shows([row('/elsewhere')], 'left');
    // The driver waits for a load that does not come: ask the page itself.
    await page.evaluate(() => history.back());
    await shows([row('/kept')], 'back');
    wasKept = await page.evaluate(() => 'wasKept' in window && window.wasKept === true);
  }
  expect(wasKept).toBe(true);
  expect(site.tabs()[0]?.tabId).toBe(before?.tabId);
  expect(said).toEqual([]);
});

test('a page is left in the moment in which it hears its tab’s id, and is shown again: its tab is back', async () => {
  for (const afterMs of [0, 1, 2, 4]) {
    const profile = await firefox.browser.createBrowserContext();
    const page = await open(profile, '/kept');
    const mine = await jarRoute(page);
    const row = (path: string) => `${path} | ${'ab'[Number(mine) - 1]} ${path} | ${mine} | ${mine}`;
    await page.evaluate((wait) => {
      const look = setInterval(() => {
        if (sessionStorage.length === 0) return;
        clearInterval(look);
        setTimeout(() => {
          location.href = '/elsewhere';
        }, wait);
      }, 1);
    }, afterMs);
    await shows([row('/elsewhere')], `left after ${afterMs} ms`);
    await page.evaluate(() => history.back());
    await shows([row('/kept')], `back, left after ${afterMs} ms`);
    await page.close();
    await shows([], 'closed');
    await profile.close();
  }
  expect(said).toEqual([]);
});

test('Routepin is started anew: the session and the tab are the same ones after a reload', async () => {
  const page = await open(await firefox.browser.createBrowserContext(), '/one');
  const mine = await jarRoute(page);
  const row = `/one | ${'ab'[Number(mine) - 1]} /one | ${mine} | ${mine}`;
  await shows([row], 'opened');
  const [before] = site.tabs();
  await site.restart();
  await page.reload();
  await shows([row], 'after the reload');
  expect(site.tabs()).toMatchObject([{ tabId: before?.tabId, sessionId: before?.sessionId }]);
});
