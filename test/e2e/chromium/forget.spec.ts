import path from 'node:path';
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { type Backend, startBackend } from '../../support/backend.ts';
import { freePort } from '../../support/free-port.ts';
import { photograph } from '../../support/pictures.ts';
import { type Serving, serve } from '../../support/routepin-cli.ts';

/** *Forget* in the browser's interface: the cookies of a followed browser go with its next page, and not if taken back. */
const root = path.resolve(import.meta.dirname, '../../..');
const BUILT = { file: path.join(root, 'dist/cli/routepin.js'), folder: root, remove: async () => {} };

let serving: Serving;
let backend: Backend;
let context: BrowserContext;
let ui: Page;
let shop: Page;

test.beforeEach(async ({ browser }) => {
  backend = await startBackend('north');
  serving = await serve(BUILT, [
    ...['--backend', String(backend.port), '--listen', `127.0.0.1:${await freePort()}`],
    ...['--ui-port', '0', '--track-tabs'],
  ]);
  const ready = await serving.event('ready');
  context = await browser.newContext();
  shop = await context.newPage();
  await shop.goto(ready.sites[0]?.url ?? '');
  ui = await (await browser.newContext()).newPage();
  await ui.goto(ready.ui ?? '');
});
test.afterEach(async () => {
  await Promise.all([context, ui?.context()].map((one) => one?.close()));
  await serving?.end();
  await backend?.close();
});

/** Puts a cart into the jar, and has the page asked for again: what is left of it. */
async function cartAfterReload(): Promise<readonly string[]> {
  await context.addCookies([{ name: 'cart', value: 'full', url: shop.url() }]);
  await shop.reload();
  return (await context.cookies()).map(({ name }) => name).filter((name) => name === 'cart');
}

test('of one session: taken back by its button and by undo, then done with the next page', async () => {
  await ui
    .getByRole('button', { name: /Sessions/ })
    .first()
    .click();
  await ui.getByRole('row', { name: /Chrom/ }).first().click();
  const details = ui.getByRole('complementary', { name: 'Session' });
  const forget = details.getByRole('button', { name: 'Forget' });
  const keep = details.getByRole('button', { name: 'Keep its cookies' });

  await forget.click();
  await expect(details).toContainText('deletes its cookies of this site');
  await photograph(ui, 'chromium-forget-1-awaited');
  await keep.click();
  await expect(forget).toBeVisible();
  expect(await cartAfterReload()).toEqual(['cart']);

  await forget.click();
  await expect(keep).toBeVisible();
  await pressUndo();
  await expect(forget).toBeVisible();
  expect(await cartAfterReload()).toEqual(['cart']);

  await forget.click();
  await expect(keep).toBeVisible();
  expect(await cartAfterReload()).toEqual([]);
  await expect(forget).toBeVisible();
  expect(await cartAfterReload(), 'once').toEqual(['cart']);
});

/** Takes back what the window says can be: it hears of it no sooner than this test does. */
async function pressUndo(): Promise<void> {
  await expect(ui.getByRole('button', { name: /^Undo forget everything/ })).toBeVisible();
  await ui.keyboard.press('Control+z');
}

test('of all of a route: taken back by undo, then done', async () => {
  await ui
    .getByRole('button', { name: /Sessions/ })
    .first()
    .click();
  await ui.getByRole('button', { name: 'Move the sessions of A' }).click();
  const dialog = ui.getByRole('dialog', { name: 'Sessions of A' });
  const forgetAll = async () => {
    await dialog.getByRole('radio', { name: /Forget everything/ }).check();
    await expect(dialog).toContainText('browsers lose theirs with the next page');
    await photograph(ui, 'chromium-forget-2-all');
    await dialog.getByRole('button', { name: 'Forget 1 session' }).click();
    await serving.event('session.changed', ({ session }) => session.isResetting === true);
  };
  await forgetAll();
  await pressUndo();
  await expect(ui.getByText('Undone: forget everything of all on 1')).toBeVisible();
  expect(await cartAfterReload()).toEqual(['cart']);
  await ui.getByRole('button', { name: 'Move the sessions of A' }).click();
  await forgetAll();
  expect(await cartAfterReload()).toEqual([]);
});
