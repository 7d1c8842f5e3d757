import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { freePort } from '../../support/free-port.ts';
import { photograph } from '../../support/pictures.ts';
import { type Serving, serve } from '../../support/routepin-cli.ts';

/**
 * "Is my state really shared?" in a real browser: two shops that keep carts for themselves, a request sent again on the
 * other's route. Then what other servers would make of the project: their exports, and the comparison.
 */
test.describe.configure({ mode: 'serial' });

const root = path.resolve(import.meta.dirname, '../../..');
const BUILT = { file: path.join(root, 'dist/cli/routepin.js'), folder: root, remove: async () => {} };

let serving: Serving;
let backends: readonly Server[];
let context: BrowserContext;
let page: Page;

/** A cart for each session that this one knows; a token in each page, as frameworks put one against forgery. */
async function startShop(): Promise<Server> {
  const carts = new Map<string, number>();
  const server = createServer((asked, answer) => {
    const known = /SID=(\w+)/.exec(asked.headers.cookie ?? '')?.[1] ?? '';
    const id = carts.has(known) ? known : randomBytes(12).toString('hex');
    if (id !== known) answer.setHeader('Set-Cookie', `SID=${id}; Path=/`);
    carts.set(id, carts.get(id) ?? 0);
    answer.setHeader('X-Request-Token', randomBytes(16).toString('hex'));
    answer.setHeader('Content-Type', 'text/html; charset=utf-8');
    answer.end(`<!doctype html><title>Cart</title><p>${carts.get(id)} things for ${id}</p>`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

test.beforeAll(async ({ browser }) => {
  backends = await Promise.all([startShop(), startShop()]);
  serving = await serve(BUILT, [
    ...backends.flatMap((server) => ['--backend', String((server.address() as AddressInfo).port)]),
    ...['--listen', `127.0.0.1:${await freePort()}`, '--ui-port', '0'],
  ]);
  const ready = await serving.event('ready');
  context = await browser.newContext();
  page = await context.newPage();
  await page.goto(ready.ui ?? '');
  const shop = await context.newPage();
  await shop.goto(`${ready.sites[0]?.url}cart`);
  await shop.goto(`${ready.sites[0]?.url}cart`);
  await page.bringToFront();
});
test.afterAll(async () => {
  await context?.close();
  await serving?.end();
  for (const server of backends ?? []) {
    server.closeAllConnections();
    server.close();
  }
});

const dialog = () => page.getByRole('dialog');

test('a request on the other route: the session is not known there, and nothing secret is shown', async () => {
  const pages = page.getByRole('grid', { name: 'Traffic' }).getByRole('row').filter({ hasText: '/cart' });
  await expect(pages.first()).toBeVisible();
  await pages.last().click();
  await page.keyboard.press('Shift+R');
  await expect(dialog()).toContainText('Replay a request on another route');
  // The first route that is not its own is offered.
  const offered = dialog().getByRole('combobox', { name: 'Other route' }).locator('option:checked');
  await expect(offered).toHaveText(/^Route [12]$/);
  await dialog().getByRole('button', { name: 'Replay', exact: true }).click();
  await expect(dialog().getByRole('status')).toContainText(/The session is not known on route [12]/);
  await dialog()
    .getByRole('button', { name: /GET \/cart/ })
    .click();
  const rows = dialog().getByRole('table');
  await expect(rows).toContainText('Cookie SID');
  await expect(rows).toContainText('x-request-token');
  await expect(rows).toContainText('•••');
  expect(await rows.textContent()).not.toMatch(/[0-9a-f]{24}/);
  await photograph(page, 'replay-masked');
});

test('ids and tokens are shown when asked for, and masked again', async () => {
  const rows = dialog().getByRole('table');
  await dialog().getByRole('switch', { name: 'Show ids and tokens as they are' }).click();
  await expect(rows).toContainText(/[0-9a-f]{32}/);
  await dialog().getByRole('switch', { name: 'Show ids and tokens as they are' }).click();
  await expect(rows).not.toContainText(/[0-9a-f]{24}/);
  await page.keyboard.press('Escape');
  await expect(dialog()).toHaveCount(0);
});

test('each server’s export is a tab away, with what it does otherwise below it', async () => {
  await page.keyboard.press('5');
  for (const [name, word] of [
    ['HAProxy', 'use-server'],
    ['nginx', 'upstream lb'],
    ['Caddy', 'reverse_proxy'],
    ['Traefik', 'loadBalancer:'],
  ] as const) {
    await page.getByRole('tab', { name, exact: true }).click();
    const pane = page.getByRole('region', { name: `${name} export` });
    await expect(pane).toContainText(word);
    await expect(pane).toContainText(/differ|otherwise|left out/i);
  }
  await photograph(page, 'exports-traefik');
});

test('the comparison marks the rows in which a server does otherwise, and shows those alone', async () => {
  await page.getByRole('tab', { name: 'Other servers' }).click();
  const rows = page.getByRole('region', { name: 'Comparison' }).getByRole('row');
  const row = (name: string) => rows.filter({ has: page.getByRole('rowheader', { name }) });
  await expect(row('What the cookie says')).toContainText('Not as in Apache: Caddy; Traefik');
  await expect(row('What the cookie says')).toContainText('ROUTEID=.1');
  const all = await rows.count();
  await page.getByRole('switch', { name: 'Only rows in which a server differs' }).click();
  await expect(page.getByText('The same everywhere')).toHaveCount(0);
  expect(await rows.count()).toBeLessThan(all);
  await page.getByRole('button', { name: 'Over the whole screen' }).click();
  await photograph(page, 'comparison-different');
});
