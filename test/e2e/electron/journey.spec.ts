import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { type AppWindow, appWindow } from '../../support/app-window.ts';
import { type Backend, startBackend } from '../../support/backend.ts';
import { freePort } from '../../support/free-port.ts';
import { photograph, photographDisplay } from '../../support/pictures.ts';
import { type Desktop, startDesktop } from './desktop.ts';

/**
 * A person's first hour with the app, by what stands on the screen: from nothing to two pinned users, a dead
 * backend, drain, outage, export, save, and the next morning. Each test goes on from what the one before it left.
 */
test.describe.configure({ mode: 'serial' });

let folder: string;
let desktop: Desktop;
let window: Page;
let screen: AppWindow;
let backends: Backend[];
let listen: string;

test.beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'routepin-journey-'));
  backends = [await startBackend('north'), await startBackend('south')];
  listen = `127.0.0.1:${await freePort()}`;
  desktop = await startDesktop({ userDataDir: path.join(folder, 'user') });
  window = desktop.window;
  screen = appWindow(window);
});
test.afterAll(async () => {
  await desktop?.close();
  await Promise.all((backends ?? []).map((backend) => backend.close()));
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

const portOf = (index: number) => backends[index]?.port ?? 0;
const nameOf = (index: number) => backends[index]?.name ?? '';
const member = (letter: string) => screen.member(letter);
const pane = (name: string) => screen.pane(name);
const goTo = (name: string) => screen.goTo(name);
const act = (letter: string, action: string) => screen.act(letter, action);

test('the first run: two ports are named, one key balances them', async () => {
  const order = await screen.balance(
    backends.map(({ port }) => port),
    listen,
    () => photograph(window, 'electron-1-first-run-light'),
  );
  backends.sort((a, b) => order.indexOf(a.port) - order.indexOf(b.port));
});

test('two users, opened with a key each, are pinned to different routes, and the window says so', async () => {
  await window.keyboard.press('n');
  await expect(pane('anna').getByRole('img', { name: 'A, route 1' }).first()).toBeVisible();
  await window.getByRole('button', { name: 'New user' }).first().click();
  await expect(pane('ben').getByRole('img', { name: 'B, route 2' }).first()).toBeVisible();
  await expect((await desktop.pageOf('user-1')).getByRole('heading', { name: nameOf(0) })).toBeVisible();
  await expect((await desktop.pageOf('user-2')).getByRole('heading', { name: nameOf(1) })).toBeVisible();
  await photographDisplay('electron-2-two-users-light');

  await goTo('Live');
  await expect(window.getByRole('button', { name: /^anna, pinned to A, route 1/ })).toBeVisible();
  await expect(window.getByRole('button', { name: /^ben, pinned to B, route 2/ })).toBeVisible();
  await photograph(window, 'electron-3-live-light');
});

test('a killed backend: the reload moves the pin, and a sentence says why', async () => {
  await backends[0]?.close();
  await goTo('Browse');
  await pane('anna').getByRole('button', { name: 'Reload' }).click();
  await expect(pane('anna').getByRole('img', { name: 'B, route 2' }).first()).toBeVisible();
  await expect((await desktop.pageOf('user-1')).getByRole('heading', { name: nameOf(1) })).toBeVisible();
  await photographDisplay('electron-4-moved-light');

  await goTo('Live');
  await expect(window.getByRole('button', { name: /^anna, pinned to B, route 2/ })).toBeVisible();
  await expect(member('A')).toContainText(/In error, ret/);
  await window
    .getByRole('grid', { name: 'Traffic' })
    .getByRole('row', { name: /GET \/, 200\. Moved/ })
    .first()
    .click();
  const details = window.getByRole('complementary', { name: 'Details' });
  await expect(details.getByRole('heading', { level: 2 })).toContainText('Moved');
  await expect(details).toContainText(/refused/);
  await photograph(window, 'electron-5-why-light');
});

test('back again: retry now ends the error early', async () => {
  backends[0] = await startBackend(nameOf(0), undefined, portOf(0));
  await act('A', 'Retry now');
  await expect(member('A')).not.toContainText('In error');
});

test('drain, disable and a simulated outage show at a glance and lose no pin', async () => {
  await act('B', 'Drain');
  await expect(member('B')).toContainText('Draining, 2 left');
  await expect(window.getByRole('button', { name: /^ben, pinned to B, route 2/ })).toBeVisible();
  // A third user is new: it may not go to the member that drains.
  await window.keyboard.press('n');
  await expect(pane('carla').getByRole('img', { name: 'A, route 1' }).first()).toBeVisible();
  await pane('carla').getByRole('button', { name: 'Close carla' }).click();
  await expect(pane('carla')).toBeHidden();
  await goTo('Live');
  await act('B', 'End draining');
  await expect(member('B')).not.toContainText('Draining');

  await act('A', 'Disable');
  await expect(member('A')).toContainText('Disabled');
  await act('A', 'Enable');
  await act('A', 'Simulate an outage');
  await expect(member('A')).toContainText('Simulated outage');
  await photograph(window, 'electron-6-outage-light');
  await act('A', 'End the simulated outage');
  await expect(member('A')).not.toContainText('outage');
});

test('a member is edited in place; every pin stays', async () => {
  await act('A', 'Edit…');
  const dialog = window.getByRole('dialog', { name: 'Member A' });
  await dialog.getByRole('textbox', { name: 'loadfactor' }).fill('3');
  await dialog.getByRole('button', { name: 'Apply' }).click();
  await expect(dialog).toBeHidden();
  await expect(window.getByRole('button', { name: /^ben, pinned to B, route 2/ })).toBeVisible();
});

test('Config shows Apache’s configuration, follows edits, copies and saves it', async () => {
  await goTo('Config');
  const text = window.getByRole('region', { name: 'Configuration text' });
  await expect(text).toContainText(`BalancerMember "http://127.0.0.1:${portOf(0)}" route=1 loadfactor=3`);
  await window.getByRole('textbox', { name: 'retry of B' }).fill('7');
  await window.getByRole('textbox', { name: 'retry of B' }).press('Enter');
  await expect(text).toContainText(/route=2 .*retry=7/);
  await photograph(window, 'electron-7-config-light');

  await window.getByRole('button', { name: 'Copy the configuration' }).click();
  await expect
    .poll(() => desktop.app.evaluate(({ clipboard }) => clipboard.readText()))
    .toContain(`Header add Set-Cookie "ROUTEID=.%{BALANCER_WORKER_ROUTE}e; path=/"`);
  const file = path.join(folder, 'saved.conf');
  await answerSaveDialog(file);
  await window.getByRole('region', { name: 'Apache export' }).getByRole('button', { name: 'Save' }).click();
  await expect.poll(() => readFile(file, 'utf8').catch(() => '')).toContain('retry=7');
});

test('saved with a key; the next morning everything is there again', async () => {
  await answerSaveDialog(path.join(folder, 'shop.routepin.json'));
  const unsaved = window.getByRole('img', { name: 'unsaved changes' });
  await expect(unsaved).toBeAttached();
  await window.keyboard.press('Control+s');
  await expect(unsaved).not.toBeAttached();
  await expect
    .poll(() => readFile(path.join(folder, 'shop.routepin.json'), 'utf8').catch(() => ''))
    .toContain(`127.0.0.1:${portOf(1)}`);
  const bounds = { x: 30, y: 40, width: 1200, height: 760 };
  await desktop.app.evaluate(({ BrowserWindow }, bounds) => {
    BrowserWindow.getAllWindows()[0]?.setBounds(bounds);
  }, bounds);
  const settings = path.join(folder, 'user/settings.json');
  await expect.poll(async () => JSON.parse(await readFile(settings, 'utf8')).window).toMatchObject(bounds);
  await desktop.close();

  desktop = await startDesktop({ userDataDir: path.join(folder, 'user') });
  window = desktop.window;
  screen = appWindow(window);
  await expect(member('A')).toContainText(`:${portOf(0)}`);
  await expect(member('B')).toContainText(`:${portOf(1)}`);
  await expect(window.getByRole('switch', { name: `Balancing on ${listen}` })).toBeChecked();
  expect(
    await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds()),
  ).toEqual(bounds);
});

test('in the dark too', async () => {
  await window.keyboard.press('Control+k');
  await window.getByRole('combobox', { name: 'Search actions' }).fill('theme dark');
  await window.keyboard.press('Enter');
  await expect(window.locator('html')).toHaveAttribute('data-theme', 'dark');
  await window.keyboard.press('n');
  await expect(
    pane('anna')
      .getByRole('img', { name: /route [12]/ })
      .first(),
  ).toBeVisible();
  await desktop.pageOf('user-1');
  await photographDisplay('electron-8-browse-dark');
  await goTo('Live');
  await photograph(window, 'electron-9-live-dark');
  await goTo('Config');
  await expect(window.getByRole('region', { name: 'Configuration text' })).toContainText('BalancerMember');
  await photograph(window, 'electron-10-config-dark');
});

/** The next save dialog answers with this file. */
async function answerSaveDialog(file: string): Promise<void> {
  await desktop.app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath });
  }, file);
}
