import path from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { parseRehearsalText } from '../../../core/contract/index.ts';
import { type ShopServer, startShopServer } from '../../../core/host/demo/shop-server.ts';
import { freePort } from '../../support/free-port.ts';
import { photograph } from '../../support/pictures.ts';
import { type Serving, serve } from '../../support/routepin-cli.ts';

/** Rehearse in a browser: a member is lost on purpose, what came of it, the mend, and one request to every member. */
test.describe.configure({ mode: 'serial' });

const root = path.resolve(import.meta.dirname, '../../..');
const BUILT = { file: path.join(root, 'dist/cli/routepin.js'), folder: root, remove: async () => {} };

let serving: Serving;
let shops: readonly ShopServer[];
let context: BrowserContext;
let page: Page;

test.beforeAll(async ({ browser }) => {
  shops = await Promise.all([0, 0, 0].map((port) => startShopServer(port)));
  serving = await serve(BUILT, [
    ...shops.flatMap(({ port }) => ['--backend', String(port)]),
    ...['--listen', `127.0.0.1:${await freePort()}`, '--ui-port', '0'],
  ]);
  context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  page = await context.newPage();
  await page.goto((await serving.event('ready')).ui ?? '');
  await page.keyboard.press('4');
});
test.afterAll(async () => {
  await context?.close();
  await serving?.end();
  await Promise.all((shops ?? []).map((shop) => shop.crash()));
});

const rehearsal = () => page.getByRole('region', { name: 'Rehearsal' });
const broadcast = () => page.getByRole('complementary', { name: 'Broadcast and compare' });
const findings = () => page.getByRole('list', { name: 'What the run showed' });
const number = (name: string) => rehearsal().getByRole('textbox', { name, exact: true });

/** Photographs what is shown and looks for what WCAG 2.2 AA finds wrong with it. */
async function look(name: string): Promise<void> {
  await photograph(page, `rehearse-${name}`);
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  const found = violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target }) => `${id}: ${target.join(' ')}`),
  );
  expect(found, name).toEqual([]);
}

/** The same in each theme; the light one is left. */
async function inEveryTheme(name: string): Promise<void> {
  for (const theme of ['dark', 'contrast', 'light']) {
    await page.evaluate((theme) => {
      document.documentElement.dataset.theme = theme;
    }, theme);
    await look(`${name}-${theme}`);
  }
}

test('a rehearsal is set up by keyboard: users, duration, a step', async () => {
  await expect(rehearsal()).toContainText('Nothing was rehearsed yet');
  await number('Virtual users').fill('12');
  await number('Pause from').fill('0.1');
  await number('to').fill('0.2');
  await number('Duration').fill('5');
  await number('Arrive within').fill('1');
  await rehearsal()
    .getByRole('button', { name: /^B: Outage/ })
    .press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'After the start' }).fill('2');
  await look('step');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await rehearsal()
    .getByRole('button', { name: /^B: returns/ })
    .press('Enter');
  await dialog.getByRole('textbox', { name: 'After the start' }).fill('3');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(rehearsal().getByRole('button', { name: 'B: Outage from 2 s to 3 s, edit' })).toBeVisible();
});

test('it is run: the lost are counted, why is said, and members are as before', async () => {
  await page.keyboard.press('Control+Enter');
  await expect(rehearsal().getByRole('progressbar', { name: 'Rehearsal' })).toBeVisible();
  await expect(findings()).toContainText('lost their session', { timeout: 30_000 });
  await expect(findings()).toContainText('shop_session was replaced');
  await expect(rehearsal()).toContainText('Failed');
  await inEveryTheme('finished');
  await rehearsal()
    .getByRole('radio', { name: /^Users/ })
    .click();
  await expect(page.getByRole('list', { name: 'Users' }).getByRole('listitem')).toHaveCount(12);
  await look('users');
  await rehearsal().getByRole('radio', { name: 'Table' }).click();
  await expect(page.getByRole('table').first()).toContainText('B is lost');
  await look('table');
});

test('the mend runs it again, drained, and nothing is lost', async () => {
  await findings().getByRole('button', { name: 'Drain instead and run again' }).click();
  await expect(findings()).toContainText('All 12 users kept their sessions', { timeout: 30_000 });
  await expect(rehearsal()).toContainText('Passed');
});

test('a run is cancelled, and it is said that members are as before', async () => {
  await number('Duration').fill('60');
  await rehearsal()
    .getByRole('button', { name: /^Run again/ })
    .click();
  await rehearsal().getByRole('button', { name: 'Cancel' }).click();
  await expect(rehearsal()).toContainText('The run was cancelled at');
});

test('it is saved as a file and opened again; what is no rehearsal is refused with its place', async () => {
  const downloading = page.waitForEvent('download');
  await rehearsal().getByRole('button', { name: 'Save' }).click();
  const download = await downloading;
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
  const parsed = parseRehearsalText(Buffer.concat(chunks).toString());
  expect(parsed).toMatchObject({ ok: true, value: { users: 12, duration: 60 } });
  const open = async (name: string, text: string) => {
    const choosing = page.waitForEvent('filechooser');
    await rehearsal().getByRole('button', { name: 'Open a rehearsal…' }).click();
    await (await choosing).setFiles({ name, mimeType: 'application/json', buffer: Buffer.from(text) });
  };
  if (!parsed.ok) return;
  await open('three.rehearsal.json', JSON.stringify({ ...parsed.value, users: 3 }));
  await expect(number('Virtual users')).toHaveValue('3');
  await open('bad.rehearsal.json', '{ "version": 1, "users": 0 }');
  await expect(page.getByText('bad.rehearsal.json is no rehearsal')).toBeVisible();
  await expect(number('Virtual users')).toHaveValue('3');
});

test('one request to every member: what differs is shown, and POST asks first', async () => {
  await broadcast().getByRole('textbox', { name: 'Path and query' }).fill('/');
  await broadcast().getByRole('button', { name: /^Send/ }).click();
  await expect(broadcast()).toContainText('3 answers, 2 differ');
  await expect(broadcast().getByRole('region', { name: 'Lines that differ' })).toContainText(
    'Answered by backend',
  );
  await inEveryTheme('broadcast');
  await broadcast().getByRole('button', { name: 'More…' }).click();
  await broadcast().getByRole('textbox', { name: 'Leave out lines with' }).fill('Answered by\nsession ');
  await broadcast().getByRole('button', { name: /^Send/ }).click();
  await expect(broadcast()).toContainText('3 answers, all equal');
  await broadcast().getByRole('combobox', { name: 'Method' }).selectOption('POST');
  await broadcast().getByRole('button', { name: /^Send/ }).click();
  await expect(page.getByRole('dialog')).toContainText('all 3 members get it');
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
});

test('a write on one member, then all are read until they answer alike', async () => {
  await broadcast()
    .getByRole('switch', { name: /^Write on one member first/ })
    .click();
  await broadcast().getByRole('combobox', { name: 'Method of the write' }).selectOption('GET');
  await broadcast().getByRole('textbox', { name: 'Path that is written' }).fill('/');
  await broadcast().getByRole('button', { name: /^Send/ }).click();
  await expect(broadcast()).toContainText(/All alike after/);
  await expect(broadcast()).toContainText('The write does not show in what was read.');
  await expect(broadcast().getByRole('table', { name: 'Lag of each member' }).getByRole('row')).toHaveCount(
    4,
  );
  await look('lag');
  await broadcast().getByRole('combobox', { name: 'Method of the write' }).selectOption('POST');
  await broadcast().getByRole('button', { name: /^Send/ }).click();
  await expect(page.getByRole('dialog', { name: 'Write on one member?' })).toContainText(
    'may change something on',
  );
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
});
