import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { followTabs } from './followed.ts';

/**
 * Four profiles of an ordinary Chromium with several tabs each, followed through a long day (TABS.md): at every step each
 * tab is listed once, with the right title, address, session and route. What is right is told by others than us: titles
 * name the backend that answered, the jar holds the route that the next request will ask for.
 */
const HASH = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='";
const followed = followTabs({
  '/csp-self': { fields: { 'Content-Security-Policy': "default-src 'self'" } },
  '/csp-nonce': {
    fields: { 'Content-Security-Policy': "script-src 'nonce-abc123' 'strict-dynamic'; connect-src 'self'" },
  },
  '/csp-hash': { fields: { 'Content-Security-Policy': `script-src ${HASH}; connect-src 'self'` } },
  '/csp-none': { fields: { 'Content-Security-Policy': "default-src 'none'" } },
  '/gzip': { fields: { 'Content-Encoding': 'gzip' } },
  '/br': { fields: { 'Content-Encoding': 'br' } },
  '/stream': (request, response) => {
    response.write(`<!doctype html><html><head><title>streamed</title></head><body>begun`);
    request.socket.once('close', () => response.end());
  },
});

/** What one of the tabs should show. */
interface Wanted {
  readonly page: Page;
  readonly profile: string;
  path: string;
  title: string;
  route: string | null;
  servedBy: string;
}

test('a long day of four profiles', async ({ browser }, info) => {
  const { site, said, open } = followed();
  const profiles = new Map<string, BrowserContext>();
  const wanted = new Map<string, Wanted>();
  /** Ids as first seen: of tabs by their name here, of sessions by their profile. */
  const ids = new Map<string, string>();
  let steps = 0;

  const jarRoute = async (profile: string): Promise<string | null> => {
    const cookies = (await profiles.get(profile)?.cookies(site.origin)) ?? [];
    return cookies.find(({ name }) => name === 'ROUTEID')?.value.slice(1) ?? null;
  };

  /** Waits until exactly the wanted tabs are listed, and checks that each is who it was. */
  const step = async (what: string, isJarAsked = true): Promise<void> => {
    steps++;
    const row = ({ path, title, route, servedBy }: Omit<Wanted, 'page' | 'profile'>) =>
      `${path} | ${title} | ${route} | ${servedBy}`;
    const expected = [...wanted.values()].map(row).sort();
    await expect.poll(site.rows, { message: what, intervals: [20, 50, 100] }).toEqual(expected);
    for (const [name, want] of wanted) {
      const [tab, ...more] = site.tabs().filter(({ path }) => path === want.path);
      expect(more, `${what}: ${name} is listed once`).toEqual([]);
      for (const [key, id] of [
        [`tab ${name}`, tab?.tabId],
        [`session ${want.profile}`, tab?.sessionId],
      ] as const) {
        if (!ids.has(key)) ids.set(key, id ?? '');
        expect(id, `${what}: ${key} is the same`).toBe(ids.get(key));
      }
      if (want.title.endsWith(want.path)) {
        expect('abc'[Number(want.servedBy) - 1], `${what}: who answered`).toBe(want.title[0]);
      }
      if (isJarAsked) expect(await jarRoute(want.profile), `${what}: the jar of ${name}`).toBe(want.route);
    }
    expect(new Set(ids.values()).size, `${what}: nobody is somebody else`).toBe(ids.size);
  };
  /** A tab now shows a page that a backend has answered. */
  const shown = (name: string, path: string, route: string): void => {
    const want = wanted.get(name);
    if (want !== undefined)
      Object.assign(want, { path, title: `${'abc'[Number(route) - 1]} ${path}`, servedBy: route });
  };
  /** The pin of a profile, and so of all its tabs. */
  const pinned = (profile: string, route: string | null): void => {
    for (const want of wanted.values()) if (want.profile === profile) want.route = route;
  };
  const add = (name: string, page: Page, path: string, route: string): void => {
    wanted.set(name, { page, profile: name[0] ?? '', path, title: '', route, servedBy: route });
    shown(name, path, route);
  };
  /** Where a profile is pinned. */
  const home = (profile: string): string => wanted.get(`${profile}1`)?.route ?? '';
  const page = (name: string): Page => wanted.get(name)?.page as Page;
  const goTo = async (name: string, path: string, route: string): Promise<void> => {
    await page(name).goto(site.origin + path);
    shown(name, path, route);
  };

  for (const profile of ['A', 'B', 'C']) {
    const context = await browser.newContext();
    profiles.set(profile, context);
    const first = await open(context, `/${profile}1`);
    add(`${profile}1`, first, `/${profile}1`, (await jarRoute(profile)) ?? '');
    await step(`${profile} opens its first tab`);
    add(`${profile}2`, await open(context, `/${profile}2`), `/${profile}2`, home(profile));
    await step(`${profile} opens its second tab`);
  }
  add('A3', await open(profiles.get('A') as BrowserContext, '/A3'), '/A3', home('A'));
  await step('A opens a third tab');
  const [a, b, c] = [home('A'), home('B'), home('C')];
  expect(new Set([a, b, c]).size, 'newcomers are spread').toBeGreaterThan(1);

  await page('A1').click('text=next');
  shown('A1', '/next', a);
  await step('a link');
  await page('A1').evaluate(() => {
    history.pushState({}, '', '/spa?x=1#y');
    document.title = 'Spa';
  });
  Object.assign(wanted.get('A1') ?? {}, { path: '/spa?x=1#y', title: 'Spa' });
  await step('a route of a single-page app');
  await page('A1').evaluate(() => history.replaceState({}, '', '/spa?x=2'));
  Object.assign(wanted.get('A1') ?? {}, { path: '/spa?x=2' });
  await step('another one');
  await page('A1').reload();
  shown('A1', '/spa?x=2', a);
  await step('a reload');

  const [copy] = await Promise.all([
    page('A1').waitForEvent('popup'),
    page('A1').evaluate(() => void window.open('/copy')),
  ]);
  add('A4', copy, '/copy', a);
  await step('a duplicate');
  await copy.reload();
  await step('the duplicate is loaded again');

  await page('A1').goBack();
  // After a reload that is a step within one document still: Chromium changes the address only.
  Object.assign(wanted.get('A1') ?? {}, { path: '/next', title: await page('A1').title() });
  expect(await page('A1').title()).toContain('/spa?x=2');
  await step('back');
  await page('A1').goBack();
  shown('A1', '/A1', a);
  await step('back again');
  await page('A1').goForward();
  shown('A1', '/next', a);
  Object.assign(wanted.get('A1') ?? {}, { title: await page('A1').title() });
  await step('forward');

  await copy.close();
  wanted.delete('A4');
  await step('the duplicate is closed');

  await goTo('B1', '/gzip', b);
  await step('gzip');
  await goTo('B2', '/br', b);
  await step('brotli');
  await page('C1').goto(`${site.origin}/stream`, { waitUntil: 'commit' });
  Object.assign(wanted.get('C1') ?? {}, { path: '/stream', title: 'streamed' });
  await step('a page that is still coming');
  for (const path of ['/csp-self', '/csp-nonce']) {
    await goTo('C2', path, c);
    await step(path);
  }
  for (const path of ['/csp-hash', '/csp-none']) {
    await goTo('C2', path, c);
    // Its title is not known: the script is not in it.
    Object.assign(wanted.get('C2') ?? {}, { title: '' });
    await step(path);
    expect(site.tabs().find((tab) => tab.path === path)?.notFollowed).toContain('Content-Security-Policy');
    await goTo('C2', '/after', c);
    await step(`after ${path}`);
  }
  await goTo('C1', '/C1', c);
  await step('the stream is left');

  // A page deletes the route cookie: what its jar holds is seen with its next navigation, and then it has a new route.
  await page('A2').evaluate(() => {
    // biome-ignore lint/suspicious/noDocumentCookie: what old applications do.
    document.cookie = 'ROUTEID=; path=/; max-age=0';
  });
  expect(await jarRoute('A')).toBeNull();
  await page('A2').reload();
  const route = (await jarRoute('A')) ?? '';
  expect(['1', '2', '3']).toContain(route);
  shown('A2', '/A2', route);
  pinned('A', route);
  await step('the cookie was cleared by the page');

  // A member dies: who asks goes elsewhere, and all tabs of that profile are pinned there. The others learn when they ask.
  site.backends[Number(b) - 1]?.stop();
  for (const [profile, path] of [
    ['B', '/gzip'],
    ['A', '/next'],
    ['C', '/C1'],
  ] as const) {
    if (home(profile) !== b) continue;
    await page(`${profile}1`).reload();
    const refuge = (await jarRoute(profile)) ?? '';
    expect(refuge).not.toBe(b);
    shown(`${profile}1`, path, refuge);
    pinned(profile, refuge);
    await step(`a member has died, says ${profile}`);
  }

  // By us: everybody goes from one route to the other that is left, and it takes no new sessions.
  const from = home('C');
  const to = ['1', '2', '3'].find((one) => one !== from && one !== b) ?? '';
  const before = new Map([...wanted].map(([name, want]) => [name, want.route]));
  await site.command('session.move-all', { from, to, drain: true });
  for (const want of wanted.values()) if (want.route === from) want.route = to;
  await step('moved by us', false);
  await page('C1').reload();
  shown('C1', '/C1', to);
  expect(await jarRoute('C')).toBe(to);
  await step('the next request goes there', false);
  const newcomer = await browser.newContext();
  profiles.set('D', newcomer);
  add('D1', await open(newcomer, '/D1'), '/D1', to);
  await step('a newcomer does not go to the drained one', false);

  await site.command('project.undo', {});
  for (const [name, was] of before) if (was === from) Object.assign(wanted.get(name) ?? {}, { route: from });
  await step('undone', false);
  await page('C1').reload();
  shown('C1', '/C1', from);
  expect(await jarRoute('C')).toBe(from);
  await step('and back', false);

  await site.command('session.pin', { sessionId: ids.get('session D') ?? '', route: from });
  pinned('D', from);
  await step('one session is pinned by hand', false);
  await page('D1').reload();
  shown('D1', '/D1', from);
  await step('and goes there', false);

  for (const name of ['A2', 'A3', 'B2', 'C2']) {
    await page(name).close();
    wanted.delete(name);
    await step(`${name} is closed`, false);
  }
  for (const context of profiles.values()) await context.close();
  wanted.clear();
  await step('all are closed');
  expect(said).toEqual([]);
  info.annotations.push({ type: 'measured', description: `${steps} steps, ${ids.size} tabs and sessions` });
});

test('how soon the interface knows (measured, not asserted)', async ({ browser }, info) => {
  const { site, open } = followed();
  const context = await browser.newContext();
  const page = await open(context, '/');
  await expect.poll(() => site.rows().length).toBe(1);
  /** Milliseconds from `act` in the page to the word of it on the interface's socket. */
  const measure = async (word: string, act: () => Promise<number>): Promise<number> => {
    const seen = new Promise<number>((resolve) => {
      site.ui.on('message', function look(data: Buffer) {
        if (!data.toString().includes(word)) return;
        site.ui.off('message', look);
        resolve(Date.now());
      });
    });
    const at = await act();
    return (await seen) - at;
  };
  const took: Record<string, number[]> = { title: [], route: [], navigation: [], close: [] };
  for (let turn = 0; turn < 20; turn++) {
    took.title?.push(
      await measure(`"title":"turn ${turn}"`, () =>
        page.evaluate((text) => {
          document.title = text;
          return Date.now();
        }, `turn ${turn}`),
      ),
    );
    took.route?.push(
      await measure(`/route-${turn}"`, () =>
        page.evaluate((path) => {
          history.pushState({}, '', path);
          return Date.now();
        }, `/route-${turn}`),
      ),
    );
    took.navigation?.push(
      await measure(`"title":"a /page-${turn}"`, () =>
        page.evaluate((path) => {
          location.assign(path);
          return Date.now();
        }, `/page-${turn}`),
      ),
    );
    const other = await open(context, `/other-${turn}`);
    await expect.poll(() => site.rows().length).toBe(2);
    took.close?.push(
      await measure('"event":"tab.closed"', async () => {
        const at = Date.now();
        await other.close();
        return at;
      }),
    );
  }
  const words = Object.entries(took).map(([what, times]) => {
    const sorted = times.toSorted((a, b) => a - b);
    return `${what}: median ${sorted[10]} ms, worst ${sorted.at(-1)} ms`;
  });
  info.annotations.push({ type: 'measured', description: words.join('; ') });
  console.log(`until the interface knows: ${words.join('; ')}`);
});
