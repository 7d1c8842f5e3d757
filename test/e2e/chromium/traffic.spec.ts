import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { type Backend, startBackend } from '../../support/backend.ts';
import { freePort } from '../../support/free-port.ts';
import { type Serving, serve } from '../../support/routepin-cli.ts';

/** The traffic list and the details of a request, in an ordinary browser in front of `routepin serve` as it is built. */
test.describe.configure({ mode: 'serial' });

const root = path.resolve(import.meta.dirname, '../../..');
const BUILT = { file: path.join(root, 'dist/cli/routepin.js'), folder: root, remove: async () => {} };

let serving: Serving;
let backends: readonly Backend[];
let site: string;
let context: BrowserContext;
let page: Page;

test.beforeAll(async ({ browser }) => {
  backends = [await startBackend('north'), await startBackend('south')];
  const listen = `127.0.0.1:${await freePort()}`;
  site = `http://${listen}`;
  serving = await serve(BUILT, [
    ...backends.flatMap(({ port }) => ['--backend', String(port)]),
    ...['--listen', listen, '--ui-port', '0'],
  ]);
  context = await browser.newContext();
  page = await context.newPage();
  await page.goto((await serving.event('ready')).ui ?? '');
  for (let number = 0; number < 60; number++) await ask(`/item/${number}`, `ROUTEID=.${(number % 2) + 1}`);
  await ask('/checkout?token=t0psecret', 'ROUTEID=.2; sid=s3cr3tvalue', 'POST');
  await expect(count()).toHaveText('61');
});
test.afterAll(async () => {
  await context?.close();
  await serving?.end();
  await Promise.all((backends ?? []).map((backend) => backend.close()));
});

const list = () => page.getByRole('grid', { name: 'Traffic' });
const rows = () =>
  list()
    .getByRole('row')
    .filter({ has: page.getByRole('gridcell') });
const field = () => page.getByRole('combobox', { name: 'Filter the traffic' });
const count = () => page.getByRole('search').getByRole('status');
const details = () => page.getByRole('complementary', { name: 'Details' });
const ask = (target: string, cookie: string, method = 'GET') =>
  fetch(site + target, { method, headers: { cookie, 'user-agent': 'curl/8.5.0' }, redirect: 'manual' });

async function filter(text: string): Promise<void> {
  await page.keyboard.press('Escape');
  await field().fill('');
  const clear = page.getByRole('button', { name: 'Remove every filter' }).first();
  if (await clear.isVisible()) await clear.click();
  await field().fill(text);
}

test('only what is seen is drawn; conditions filter at once and say what is wrong with them', async () => {
  expect(await rows().count()).toBeLessThan(61);
  await filter('route:2 ');
  await expect(count()).toHaveText('31 of 61');
  await filter('method:POST ');
  await expect(rows()).toHaveCount(1);
  await filter('stauts:5xx');
  await expect(page.getByRole('alert')).toHaveText('There is no “stauts”. Did you mean status:5xx?');
  await filter('status:abc ');
  await expect(page.getByRole('alert')).toContainText('Write a number as status:404');
  await filter('');
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('the way back to the tail is offered, and keys lead there', async () => {
  await list().focus();
  await page.keyboard.press('Home');
  await ask('/late', 'ROUTEID=.1');
  const way = page.getByRole('button', { name: '1 new' });
  await expect(way).toBeVisible();
  await page.keyboard.press('f');
  await expect(way).toHaveCount(0);
  await expect(rows().last()).toContainText('/late');
  await rows().last().click();
  await page.keyboard.press('k');
  await expect(details()).toContainText('/checkout');
});

test('the selected row stays in sight when the window gets smaller, and when other rows come around it', async () => {
  const selected = list().getByRole('row', { selected: true });
  const before = page.viewportSize() ?? { width: 1280, height: 720 };
  await filter('');
  await rows().last().click();
  await expect(selected).toBeInViewport({ ratio: 1 });
  await page.setViewportSize({ width: before.width, height: 520 });
  await expect(selected).toBeInViewport({ ratio: 1 });
  await filter('path~/item/30 ');
  await rows().first().click();
  await page.getByRole('button', { name: 'Remove every filter' }).click();
  await expect(count()).toHaveText('62');
  await expect(selected).toContainText('/item/30');
  await expect(selected).toBeInViewport({ ratio: 1 });
  await page.setViewportSize(before);
});

test('what keys select is in sight, from wherever the list is; a list that comes back begins at its top', async () => {
  const chosen = list().getByRole('row', { selected: true });
  await list().focus();
  for (const [key, times] of [
    ['Home', 1],
    ['PageDown', 2],
    ['ArrowDown', 30],
    ['PageUp', 1],
    ['ArrowUp', 9],
  ] as const) {
    for (let turn = 0; turn < times; turn++) await page.keyboard.press(key);
    await expect(chosen).toBeInViewport({ ratio: 1 });
  }
  // Scrolled by hand, the next key goes on from the selected row, and the one after closing from the first that is seen.
  await list().hover();
  await page.mouse.wheel(0, -5000);
  await expect(rows().first()).toContainText('/item/0');
  await page.keyboard.press('ArrowDown');
  await expect(chosen).toBeInViewport({ ratio: 1 });
  await filter('path:/nowhere ');
  await expect(list()).toHaveCount(0);
  await filter('');
  await expect(rows().first()).toContainText('/item/0');
  await expect(rows().first()).toBeInViewport();
});

test('a click while the wheel still turns means the row below the pointer, and rows light up when it rests', async () => {
  await list().hover();
  const box = await list().boundingBox();
  if (box === null) throw new Error('no list');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const belowPointer = (part: string) =>
    page.evaluate(
      ([x, y, part]) =>
        document
          .elementsFromPoint(x, y)
          .map((each) => each.closest(part)?.getAttribute('data-exchange'))
          .find(Boolean) ?? null,
      [x, y, part] as const,
    );
  await page.evaluate(() => {
    const grid = document.querySelector('[role="grid"][aria-label="Traffic"]');
    grid?.dispatchEvent(new WheelEvent('wheel', { deltaY: 1, bubbles: true }));
  });
  await page.mouse.down();
  await page.mouse.up();
  const meant = await belowPointer('[data-exchange]');
  await expect(list().getByRole('row', { selected: true })).toHaveAttribute('data-exchange', meant ?? '');
  await page.mouse.wheel(0, -300);
  await expect
    .poll(() => page.evaluate(() => document.querySelectorAll('[data-exchange]:hover').length))
    .toBe(1);
});

test('Alt and a click on a cell writes its condition, a second one takes it back', async () => {
  const status = rows().last().locator('[data-column="status"]');
  await status.click({ modifiers: ['Alt'] });
  await expect(page.getByRole('button', { name: /Remove the filter status:/ })).toBeVisible();
  await rows()
    .last()
    .locator('[data-column="status"]')
    .click({ modifiers: ['Alt'] });
  await expect(page.getByRole('button', { name: /Remove the filter status:/ })).toHaveCount(0);
});

test('columns are chosen, moved and resized, and are so after a reload', async () => {
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Member' }).click();
  const header = (name: string) => list().getByRole('columnheader', { name });
  await expect(header('Member')).toBeVisible();
  const from = await header('Member').boundingBox();
  const to = await header('Time').boundingBox();
  if (from === null || to === null) throw new Error('no header');
  await page.mouse.move(from.x + 20, from.y + 8);
  await page.mouse.down();
  await page.mouse.move(to.x + 20, to.y + 8, { steps: 4 });
  await page.mouse.up();
  await expect(list().getByRole('columnheader').first()).toHaveAccessibleName('Member');
  await header('Session').focus();
  const before = await header('Session').boundingBox();
  await page.keyboard.press('Shift+ArrowRight');
  await expect
    .poll(async () => (await header('Session').boundingBox())?.width)
    .toBe((before?.width ?? 0) + 8);
  await page.reload();
  await expect(list().getByRole('columnheader').first()).toHaveAccessibleName('Member');
  expect((await header('Session').boundingBox())?.width).toBe((before?.width ?? 0) + 8);
});

test('the headings are one stop of Tab; arrows walk, with Alt they move a column, with Shift they resize it', async () => {
  const header = (name: string) => list().getByRole('columnheader', { name });
  await list().focus();
  await page.keyboard.press('Tab');
  await expect(header('Member')).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(header('Session')).toBeFocused();
  await page.keyboard.press('Alt+ArrowLeft');
  await expect(header('Session')).toBeFocused();
  await expect(list().getByRole('columnheader').nth(1)).toHaveAccessibleName('Session');
  const before = await header('Session').boundingBox();
  await page.keyboard.press('Shift+ArrowRight');
  const widthOf = async () => (await header('Session').boundingBox())?.width;
  await expect.poll(widthOf).toBe((before?.width ?? 0) + 8);
  await page.keyboard.press('Delete');
  await expect.poll(widthOf).not.toBe((before?.width ?? 0) + 8);
  // Out, and in again where one was.
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Tab');
  await expect(header('Session')).toBeFocused();
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('menuitem', { name: 'Reset columns' }).click();
});

test('the height of the topology is so after a reload', async () => {
  const line = page.getByRole('separator', { name: 'Height of the topology' });
  const height = async () => (await page.getByRole('region', { name: 'Topology' }).boundingBox())?.height;
  const before = await height();
  await line.focus();
  for (let step = 0; step < 2; step++) await page.keyboard.press('ArrowDown');
  await expect.poll(height).toBeGreaterThan(before ?? 0);
  const pulled = await height();
  await page.reload();
  await expect.poll(height).toBe(pulled);
  await line.focus();
  await page.keyboard.press('Enter');
  await expect.poll(height).toBe(before);
});

test('a request is sent again with its result; what may change something is asked about first', async () => {
  await filter('path:/item/3 ');
  await rows().first().click();
  await page.keyboard.press('r');
  await expect(page.getByText(/^Sent again: \d+ from route 2 in/)).toBeVisible();
  await expect(count()).toHaveText(/^2 of/);
  await filter('method:POST ');
  await rows().first().click();
  await page.keyboard.press('r');
  const question = page.getByRole('dialog', { name: 'Send POST again?' });
  await expect(question).toContainText('may change something once more');
  await question.getByRole('button', { name: 'Send again' }).click();
  await expect(rows()).toHaveCount(2);
});

test('each step of Why shows the text of its rules', async () => {
  await details().getByRole('tab', { name: 'Why' }).click();
  await details().getByRole('button', { name: 'Rule §1.4' }).click();
  await expect(page.getByRole('dialog', { name: 'Rule §1.4' })).toContainText(
    'the first match wins for good',
  );
  await page.keyboard.press('Escape');
});

test('out as HAR, masked, and in again to look at', async () => {
  await filter('method:POST ');
  await page.getByRole('button', { name: 'Export, import and recording' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: /Export the 2 shown as HAR/ }).click(),
  ]);
  const file = await download.path();
  const text = await readFile(file, 'utf8');
  expect(text).not.toMatch(/s3cr3tvalue|t0psecret/);
  expect(JSON.parse(text).log.entries).toHaveLength(2);

  await page.getByRole('button', { name: 'Export, import and recording' }).click();
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('menuitem', { name: 'Open a HAR to look at…' }).click(),
  ]);
  await chooser.setFiles({ name: 'masked.har', mimeType: 'application/json', buffer: Buffer.from(text) });
  await expect(page.getByText('to look at, read only')).toContainText('masked.har');
  await expect(rows()).toHaveCount(2);
  await rows().first().click();
  await expect(details()).toContainText('/checkout?token=•••');
  await expect(details().getByRole('button', { name: 'Send again' })).toHaveCount(0);
  await ask('/meanwhile', 'ROUTEID=.1');
  await page.getByRole('button', { name: 'Back to live' }).click();
  await expect(rows().last()).toContainText('/meanwhile');
});

test('rows that are selected with Shift are exported alone', async () => {
  await filter('path~/item/ ');
  await list().focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  await expect(list().getByRole('row', { selected: true })).toHaveCount(3);
  await rows()
    .nth(4)
    .click({ modifiers: ['Shift'] });
  await expect(list().getByRole('row', { selected: true })).toHaveCount(5);
  await page.getByRole('button', { name: 'Export, import and recording' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'Export the 5 selected' }).click(),
  ]);
  const { log } = JSON.parse(await readFile(await download.path(), 'utf8'));
  expect(
    log.entries.map(({ request }: { request: { url: string } }) => new URL(request.url).pathname),
  ).toEqual(Array.from({ length: 5 }, (_, number) => `/item/${number}`));
  await rows().nth(1).click();
  await expect(list().getByRole('row', { selected: true })).toHaveCount(1);
  await page.keyboard.press('Escape');
});

test('a file that is no HAR says what and where', async () => {
  await page.getByRole('button', { name: 'Export, import and recording' }).click();
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('menuitem', { name: 'Open a HAR to look at…' }).click(),
  ]);
  const spoiled = JSON.stringify({ log: { version: '1.2', entries: [{ startedDateTime: 'yesterday' }] } });
  await chooser.setFiles({ name: 'bad.har', mimeType: 'application/json', buffer: Buffer.from(spoiled) });
  await expect(
    page.getByText(/not an HTTP Archive: \$\.log\.entries\[0\]\.request is missing/),
  ).toBeVisible();
});
