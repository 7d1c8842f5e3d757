import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { parseRehearsalText } from '../../../core/contract/index.ts';
import { type ShopServer, startShopServer } from '../../../core/host/demo/shop-server.ts';
import { freePort } from '../../support/free-port.ts';
import { photograph } from '../../support/pictures.ts';
import { type Desktop, startDesktop } from './desktop.ts';

/** Rehearse in the desktop window: run by key, saved with the system's dialog. */
test.describe.configure({ mode: 'serial' });

let folder: string;
let desktop: Desktop;
let window: Page;
let shops: readonly ShopServer[];

test.beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'routepin-rehearse-'));
  shops = await Promise.all([0, 0].map((port) => startShopServer(port)));
  desktop = await startDesktop({
    userDataDir: path.join(folder, 'user'),
    args: [
      ...shops.flatMap(({ port }) => ['--backend', String(port)]),
      ...['--listen', `127.0.0.1:${await freePort()}`],
    ],
  });
  window = desktop.window;
  await window.getByRole('navigation', { name: 'Screens' }).getByRole('button', { name: 'Rehearse' }).click();
});
test.afterAll(async () => {
  await desktop?.close();
  await Promise.all((shops ?? []).map((shop) => shop.crash()));
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

test('a rehearsal is run and saved', async () => {
  const rehearsal = window.getByRole('region', { name: 'Rehearsal' });
  const number = (name: string) => rehearsal.getByRole('textbox', { name, exact: true });
  await number('Virtual users').fill('8');
  await number('Pause from').fill('0.1');
  await number('to').fill('0.2');
  await number('Duration').fill('3');
  await window.keyboard.press('Control+Enter');
  await expect(rehearsal).toContainText(/Passed|Failed/, { timeout: 30_000 });
  await photograph(window, 'rehearse-desktop');
  const file = path.join(folder, 'mine.rehearsal.json');
  await desktop.app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath });
  }, file);
  await rehearsal.getByRole('button', { name: 'Save' }).click();
  await expect(window.getByText(`Saved ${file}`)).toBeVisible();
  expect(parseRehearsalText(await readFile(file, 'utf8'))).toMatchObject({ ok: true, value: { users: 8 } });
});
