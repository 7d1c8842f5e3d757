import { expect, type Locator, type Page, test } from '@playwright/test';
import { type Backend, startBackend } from '../../support/backend.ts';
import { photograph, photographDisplay } from '../../support/pictures.ts';
import { type Desktop, startDesktop } from './desktop.ts';

/**
 * Pinning, unpinning, moving and forgetting by what stands on the screen, for a user of the window and for an
 * ordinary browser alike; all of a route in one step; undo by key. Each test goes on from what the one before it left.
 */
test.describe.configure({ mode: 'serial' });

let desktop: Desktop;
let window: Page;
let backends: readonly Backend[];
let site: string;
/** The cookies of the ordinary browser. */
let jar = '';

test.beforeAll(async () => {
  backends = await Promise.all(['north', 'east', 'south'].map((name) => startBackend(name)));
  const listed = backends.flatMap(({ port }) => ['--backend', String(port)]);
  desktop = await startDesktop({ args: [...listed, '--listen', '127.0.0.1:0'] });
  window = desktop.window;
  await expect.poll(async () => (await snapshot()).sites[0]?.state).toBe('listening');
  site = new URL((await snapshot()).sites[0]?.url ?? '').origin;
  const { userId } = await desktop.run('user.open', { name: 'anna', url: '/anna' });
  await (await desktop.pageOf(userId)).waitForLoadState('load');
  // Before anybody else asks: byrequests gives the first one the first route.
  await expect.poll(() => pinOf(/anna/)).toBe('1');
  await visit('/browser');
});
test.afterAll(async () => {
  await desktop?.close();
  await Promise.all((backends ?? []).map((backend) => backend.close()));
});

const snapshot = () => desktop.run('snapshot.get', {});
const goTo = (screen: string) =>
  window.getByRole('navigation', { name: 'Screens' }).getByRole('button', { name: screen }).click();
const lane = (name: string) => window.getByRole('row', { name: new RegExp(`^${name}`) });
const details = () => window.getByRole('complementary', { name: 'Session' });
const pinOf = async (label: RegExp) =>
  (await snapshot()).sessions.find((session) => label.test(session.label))?.pins[0]?.route ?? null;

/** A request of an ordinary browser, with the jar that a browser would keep. Gives who answered. */
async function visit(path: string): Promise<string> {
  const answer = await fetch(site + path, {
    headers: {
      'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0',
      Accept: 'text/html',
      'Sec-Fetch-Dest': 'document',
      'Sec-Fetch-Mode': 'navigate',
      ...(jar === '' ? {} : { Cookie: jar }),
    },
  });
  const cookies = new Map(
    jar === '' ? [] : jar.split('; ').map((pair) => pair.split('=', 2) as [string, string]),
  );
  for (const set of answer.headers.getSetCookie()) {
    const [name = '', value = ''] = (set.split(';')[0] ?? '').split('=', 2);
    cookies.set(name, value);
  }
  jar = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  return /<h1>(\w+)/.exec(await answer.text())?.[1] ?? '';
}

async function choose(trigger: Locator, item: RegExp): Promise<void> {
  await trigger.click();
  await window.getByRole('menuitem', { name: item }).click();
}

test('a user is pinned to a route from its pane; the next request goes there and the cookie follows', async () => {
  await goTo('Browse');
  const pane = window.getByRole('region', { name: 'anna', exact: true });
  await expect(pane.getByRole('img', { name: 'A, route 1' }).first()).toBeVisible();
  await choose(pane.getByRole('button', { name: 'Pin anna to a route' }), /Route 3/);
  await expect(pane.getByRole('img', { name: 'C, route 3' }).first()).toBeVisible();
  await expect(pane).toContainText('served by');
  await photographDisplay('electron-control-1-pinned');
  await pane.getByRole('button', { name: 'Reload' }).click();
  const page = await desktop.pageOf('user-1');
  await expect(page.getByRole('heading', { name: 'south' })).toBeVisible();
  expect(await page.evaluate(() => document.cookie)).toBe('ROUTEID=.3');
  await expect(pane).not.toContainText('served by');
});

test('an ordinary browser is pinned from the Sessions screen; its next request goes there', async () => {
  await goTo('Sessions');
  await lane('Firefox').click();
  await expect(details()).toContainText('Recognised by');
  await choose(details().getByRole('button', { name: 'Pin to…' }), /Route 1/);
  await expect.poll(() => pinOf(/Firefox/)).toBe('1');
  expect(await visit('/moved')).toBe('north');
  expect(jar).toContain('ROUTEID=.1');
});

test('unpinned, it is balanced anew; undo by key pins it again before anything is asked', async () => {
  await details().getByRole('button', { name: 'Unpin' }).click();
  await expect.poll(() => pinOf(/Firefox/)).toBeNull();
  await window.keyboard.press('Control+z');
  await expect.poll(() => pinOf(/Firefox/)).toBe('1');
  await expect(window.getByText('Undone: unpin a session')).toBeVisible();
  expect(await visit('/kept')).toBe('north');
});

test('all of a route move to another one and it drains, in one step; one undo takes both back', async () => {
  await window.getByRole('button', { name: 'Move the sessions of A' }).click();
  const dialog = window.getByRole('dialog', { name: 'Sessions of A' });
  await expect(dialog).toContainText('1 session pinned to route 1');
  await dialog.getByRole('radio', { name: /route 3/ }).check();
  await photograph(window, 'electron-control-2-move-all');
  await dialog.getByRole('button', { name: 'Move 1 session and drain A' }).click();
  await expect.poll(() => pinOf(/Firefox/)).toBe('3');
  const stateOfA = async () => (await snapshot()).balancers[0]?.members[0]?.state;
  expect(await stateOfA()).toBe('draining');
  expect(await visit('/all-moved')).toBe('south');

  await window.keyboard.press('Control+z');
  await expect.poll(stateOfA).toBe('ok');
  await expect.poll(() => pinOf(/Firefox/)).toBe('1');
  expect(await visit('/back')).toBe('north');
  // Who was there before stays.
  expect(await pinOf(/anna/)).toBe('3');
});

test('from the palette: a session to another route', async () => {
  await window.keyboard.press('Control+k');
  await window.keyboard.type('Move anna to route 2');
  await window.keyboard.press('Enter');
  await expect.poll(() => pinOf(/anna/)).toBe('2');
});

test('forgetting everything: a user’s jar is empty at once, a followed browser’s with its next page', async () => {
  const page = await desktop.pageOf('user-1');
  await page.evaluate(() => {
    // biome-ignore lint/suspicious/noDocumentCookie: the plain API is what applications use
    document.cookie = 'cart=7; path=/';
  });
  await lane('anna').click();
  await details().getByRole('button', { name: 'Forget' }).click();
  await expect.poll(() => page.evaluate(() => document.cookie)).toBe('');
  await lane('Firefox').click();
  await details().getByRole('button', { name: 'Forget' }).click();
  await expect(details().getByRole('button', { name: 'Keep its cookies' })).toBeVisible();
  jar += '; cart=7';
  await visit('/again');
  expect(jar).toMatch(/(?:^|; )cart=(?:;|$)/);
  await expect(details().getByRole('button', { name: 'Forget' })).toBeVisible();
  await expect(lane('Firefox')).toHaveCount(1);
});

test('the tabs of a session: unfolded on Sessions and Live, a click shows the requests of one', async () => {
  const { tabId } = await desktop.run('user.open-tab', { userId: 'user-1', url: '/second-tab' });
  await (await desktop.pageOf('user-1', tabId)).waitForLoadState('load');
  await lane('anna').click();
  await window.keyboard.press('o');
  await expect(window.getByRole('row', { name: /^Tab .*served by route/ })).toHaveCount(2);
  await photograph(window, 'electron-control-3-session-tabs');
  await goTo('Live');
  const tabs = window.getByRole('button', { name: /^Tab .*served by route \d, pinned to route \d/ });
  await expect(tabs).toHaveCount(2);
  await photograph(window, 'electron-control-4-live-tabs');
  await tabs.nth(1).click();
  const shown = window.getByRole('grid', { name: 'Traffic' }).getByRole('row');
  await expect(shown.filter({ hasText: '/second-tab' })).toHaveCount(1);
  await expect(shown.filter({ hasText: '/anna' })).toHaveCount(0);
});

test('one address bar drives everybody while “Same address in all” is on, and only then', async () => {
  await desktop.run('user.open', { name: 'ben', url: '/ben' });
  await goTo('Browse');
  const address = (name: string) => window.getByRole('textbox', { name: `Address of ${name}` });
  const urls = async () => (await snapshot()).users.map(({ url }) => url.slice(site.length));
  await address('anna').fill('/alone');
  await address('anna').press('Enter');
  await expect.poll(urls).toEqual(['/alone', '/ben']);
  await window.getByRole('switch', { name: 'Same address in all' }).click();
  await address('ben').fill('/together');
  await address('ben').press('Enter');
  await expect.poll(urls).toEqual(['/together', '/together']);
  await window
    .getByRole('region', { name: 'ben', exact: true })
    .getByRole('button', { name: 'Back' })
    .click();
  await expect.poll(urls).toEqual(['/alone', '/ben']);
  await window.getByRole('switch', { name: 'Same address in all' }).click();
});

test('six users stand side by side, each with its stripe', async () => {
  for (const name of ['carla', 'dora', 'emil', 'fay'])
    await desktop.run('user.open', { name, url: `/${name}` });
  const stripes = window.locator('section[aria-label] > [data-slot][aria-hidden]');
  await expect(stripes).toHaveCount(6);
  await photographDisplay('electron-control-5-six-users');
});
