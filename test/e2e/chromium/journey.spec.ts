import { readFile } from 'node:fs/promises';
import path from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { type Backend, startBackend } from '../../support/backend.ts';
import { freePort } from '../../support/free-port.ts';
import { photograph } from '../../support/pictures.ts';
import { type Serving, serve } from '../../support/routepin-cli.ts';

/**
 * The same interface in an ordinary browser, in front of `routepin serve` as it is built: other browsers come, one
 * member fails, settings change live. Each test goes on from what the one before it left.
 */
test.describe.configure({ mode: 'serial' });

const root = path.resolve(import.meta.dirname, '../../..');
const BUILT = { file: path.join(root, 'dist/cli/routepin.js'), folder: root, remove: async () => {} };
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

let serving: Serving;
let backends: readonly Backend[];
let third: Backend;
let ui: string;
let site: string;
let context: BrowserContext;
let page: Page;
let chrome: Page;
let firefox: Page;

test.beforeAll(async ({ browser }) => {
  backends = [await startBackend('north'), await startBackend('south')];
  third = await startBackend('east');
  const listen = `127.0.0.1:${await freePort()}`;
  site = `http://${listen}/`;
  serving = await serve(BUILT, [
    ...backends.flatMap(({ port }) => ['--backend', String(port)]),
    ...['--listen', listen, '--ui-port', '0'],
  ]);
  ui = (await serving.event('ready')).ui ?? '';
  context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
  page = await context.newPage();
  chrome = await (await browser.newContext()).newPage();
  firefox = await (await browser.newContext({ userAgent: FIREFOX })).newPage();
});
test.afterAll(async () => {
  await Promise.all([context, chrome?.context(), firefox?.context()].map((one) => one?.close()));
  await serving?.end();
  await Promise.all([...(backends ?? []), third].map((backend) => backend?.close()));
});

const member = (letter: string) =>
  page.getByRole('table', { name: 'Members' }).getByRole('row', { name: new RegExp(`^${letter}, route`) });
const session = (name: RegExp) =>
  page.getByRole('region', { name: 'Topology' }).getByRole('button', { name });
const traffic = () => page.getByRole('grid', { name: 'Traffic' });
async function act(letter: string, action: string): Promise<void> {
  await page.getByRole('button', { name: `Actions for ${letter}` }).click();
  await page.getByRole('menuitem', { name: action }).click();
}
/** What WCAG 2.2 AA finds wrong with what is shown now, in words. */
async function accessibilityFindings(): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}

test('the token stands in the fragment, survives a reload, and nothing else opens the door', async ({
  browser,
}) => {
  await page.goto(ui);
  await expect(member('A')).toContainText(`:${backends[0]?.port}`);
  await page.reload();
  await expect(member('B')).toContainText(`:${backends[1]?.port}`);
  expect(await context.cookies()).toEqual([]);

  const stranger = await (await browser.newContext()).newPage();
  for (const wrong of [ui.replace(/#.*/, '#token=wrong'), ui.replace(/#.*/, '')]) {
    await stranger.goto('about:blank');
    await stranger.goto(wrong);
    await expect(stranger.getByText('This address holds no valid token.')).toBeVisible();
    await expect(stranger.getByText(`${backends[0]?.port}`)).toHaveCount(0);
  }
  await stranger.context().close();
});

test('other browsers appear with their route, named by what they are', async () => {
  await chrome.goto(site);
  await firefox.goto(site);
  await expect(session(/Chrome.*pinned to A, route 1/)).toBeVisible();
  await expect(session(/Firefox.*pinned to B, route 2/)).toBeVisible();
  await expect(traffic().getByRole('row', { name: /^GET \/, 200\. Balanced to route 1/ })).toBeVisible();
  await firefox.reload();
  await expect(
    traffic()
      .getByRole('row', { name: /^GET \/, 200\. Went to route 2/ })
      .first(),
  ).toBeVisible();
  await photograph(page, 'chromium-1-live-light');
  expect(await accessibilityFindings()).toEqual([]);
});

test('an outage: the reload is answered by the other member, and a sentence says why', async () => {
  await act('A', 'Simulate an outage');
  await expect(member('A')).toContainText('Simulated outage');
  await chrome.reload();
  await expect(chrome.getByRole('heading', { name: 'south' })).toBeVisible();
  await expect(session(/Chrome.*pinned to B, route 2/)).toBeVisible();
  await traffic()
    .getByRole('row', { name: /^GET \/, 200\. Moved/ })
    .first()
    .click();
  const details = page.getByRole('complementary', { name: 'Details' });
  await expect(details.getByRole('heading', { level: 2 })).toContainText('Moved from route 1 to route 2');
  await photograph(page, 'chromium-2-why-light');
  expect(await accessibilityFindings()).toEqual([]);
  await act('A', 'End the simulated outage');
  await expect(member('A')).not.toContainText('outage');
});

test('members are added, edited and drained live; pins stay', async () => {
  await page.getByRole('button', { name: 'Add a member' }).click();
  const form = page.getByRole('form', { name: 'Add a member to lb' });
  await form.getByRole('textbox', { name: 'Port, host or URL of the new member' }).fill(String(third.port));
  await page.keyboard.press('Enter');
  await expect(member('C')).toContainText(`:${third.port}`);
  await form.getByRole('button', { name: 'Done' }).click();

  await act('B', 'Drain');
  await expect(member('B')).toContainText('Draining, 2 left');
  await firefox.reload();
  await expect(firefox.getByRole('heading', { name: 'south' })).toBeVisible();
  await act('B', 'End draining');

  await act('C', 'Edit…');
  const dialog = page.getByRole('dialog', { name: 'Member C' });
  await dialog.getByRole('textbox', { name: 'retry' }).fill('nonsense');
  await expect(dialog).toContainText('1 to mend');
  await dialog.getByRole('textbox', { name: 'retry' }).fill('5');
  expect(await accessibilityFindings()).toEqual([]);
  await dialog.getByRole('button', { name: 'Apply' }).click();
  await expect(dialog).toBeHidden();
  await expect(session(/Firefox.*pinned to B, route 2/)).toBeVisible();
});

test('every screen has its key, the list has j and k, the sheet tells the rest', async () => {
  await page.keyboard.press('2');
  await expect(page.getByRole('grid', { name: 'Sessions' }).getByRole('row')).toHaveCount(2);
  await photograph(page, 'chromium-3-sessions-light');
  expect(await accessibilityFindings()).toEqual([]);
  await page.keyboard.press('3');
  await expect(page.getByRole('main', { name: 'Browse' })).toContainText('need the desktop window');
  await photograph(page, 'chromium-4-browse-light');
  expect(await accessibilityFindings()).toEqual([]);
  await page.keyboard.press('5');
  await expect(page.getByRole('region', { name: 'Apache export' })).toBeVisible();
  await page.keyboard.press('1');
  await page.keyboard.press('Escape');
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  const selected = traffic().getByRole('row', { selected: true });
  await expect(selected).toHaveCount(1);
  const before = await selected.getAttribute('aria-rowindex');
  await page.keyboard.press('k');
  await expect(selected).not.toHaveAttribute('aria-rowindex', before ?? '');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toContainText('Command palette');
  expect(await accessibilityFindings()).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
});

test('a cookie pasted into the palette is explained, nothing is sent', async () => {
  const requests = backends.reduce((sum, backend) => sum + backend.requests.length, 0);
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search actions' }).fill('ROUTEID=.2');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Explain a cookie' });
  await expect(dialog).toContainText('Pinned to route 2');
  await photograph(page, 'chromium-5-explain-light');
  expect(await accessibilityFindings()).toEqual([]);
  await page.keyboard.press('Escape');
  expect(backends.reduce((sum, backend) => sum + backend.requests.length, 0)).toBe(requests);
});

test('Config shows the export as things change, copies it and saves it', async () => {
  await page.keyboard.press('5');
  const text = page.getByRole('region', { name: 'Configuration text' });
  await expect(text).toContainText(/127\.0\.0\.1:\d+" route=3 .*retry=5/);
  await page.getByRole('textbox', { name: 'loadfactor of A' }).fill('2');
  await page.keyboard.press('Enter');
  await expect(text).toContainText('route=1 loadfactor=2');
  await page.getByRole('button', { name: 'Copy the configuration' }).click();
  await expect
    .poll(() => page.evaluate(() => navigator.clipboard.readText()))
    .toContain('ProxySet stickysession=ROUTEID');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('region', { name: 'Apache export' }).getByRole('button', { name: 'Save' }).click(),
  ]);
  expect(await readFile(await download.path(), 'utf8')).toContain('loadfactor=2');
  await photograph(page, 'chromium-6-config-light');
  expect(await accessibilityFindings()).toEqual([]);
});

for (const [theme, attribute] of [
  ['dark', 'dark'],
  ['high contrast', 'contrast'],
] as const) {
  test(`${theme}: readable, and remembered by the browser`, async () => {
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Search actions' }).fill(`theme ${theme}`);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog')).toBeHidden();
    await page.reload();
    await expect(page.locator('html')).toHaveAttribute('data-theme', attribute);
    for (const [key, screen] of [
      ['1', 'live'],
      ['2', 'sessions'],
      ['5', 'config'],
    ] as const) {
      await page.keyboard.press(key);
      await expect(page.getByRole('main').getByRole('heading', { level: 1 })).toBeVisible();
      await photograph(page, `chromium-7-${screen}-${attribute}`);
      expect(await accessibilityFindings(), screen).toEqual([]);
    }
  });
}

test('when serve ends, the page says so and keeps what it showed', async () => {
  await page.keyboard.press('1');
  await serving.end('SIGINT');
  await expect(page.getByText('Routepin does not answer.')).toBeVisible();
  await expect(member('A')).toBeVisible();
});
