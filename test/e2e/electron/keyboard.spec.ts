import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { type Backend, startBackend } from '../../support/backend.ts';
import { freePort } from '../../support/free-port.ts';
import { type Person, personAt } from '../../support/keyboard.ts';
import { type Desktop, startDesktop } from './desktop.ts';

/** The journey of journey.spec.ts without a mouse: Tab, arrows, Enter, and the keys of `?`. */
test.describe.configure({ mode: 'serial' });

let folder: string;
let desktop: Desktop;
let window: Page;
let person: Person;
let backends: Backend[];
let listen: string;

test.beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'routepin-keyboard-'));
  const ports = [await freePort(), await freePort()].sort((a, b) => a - b);
  backends = [
    await startBackend('north', undefined, ports[0]),
    await startBackend('south', undefined, ports[1]),
  ];
  listen = `127.0.0.1:${await freePort()}`;
  desktop = await startDesktop({ userDataDir: path.join(folder, 'user') });
  window = desktop.window;
  person = personAt(window);
});
test.afterAll(async () => {
  await desktop?.close();
  await Promise.all((backends ?? []).map((backend) => backend.close()));
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

const member = (letter: string) =>
  window.getByRole('table', { name: 'Members' }).getByRole('row', { name: new RegExp(`^${letter}, route`) });
/** What has the focus when a member is chosen. */
const memberButton = (letter: string) =>
  window.getByRole('table', { name: 'Members' }).getByRole('button', { name: new RegExp(`^${letter}, 127`) });
const pane = (name: string) => window.getByRole('region', { name, exact: true });
const chip = (name: string, label: RegExp) => pane(name).getByRole('img', { name: label }).first();

test('the first run', async () => {
  await expect(window.getByRole('heading', { name: 'Which ports run your application?' })).toBeVisible();
  await expect(window.getByRole('button', { name: 'Look again' })).toBeVisible();
  await person.tabTo(window.getByRole('textbox', { name: 'Another port, host or URL' }));
  for (const { port } of backends) {
    await person.write(String(port));
    await person.press('Enter');
    await expect(window.getByRole('checkbox', { name: `http://127.0.0.1:${port}` })).toBeChecked();
  }
  // Whatever else listens on this machine is not ours to balance.
  const chosen = await window
    .getByRole('checkbox', { checked: true })
    .evaluateAll((boxes) => boxes.map((box) => box.getAttribute('aria-label') ?? ''));
  for (const url of chosen) {
    if (backends.some(({ port }) => url === `http://127.0.0.1:${port}`)) continue;
    await person.tabTo(window.getByRole('checkbox', { name: url, exact: true }));
    await person.press('Space');
  }
  await person.tabTo(window.getByRole('textbox', { name: 'Listen on' }));
  await person.write(listen);
  await person.tabTo(window.getByRole('button', { name: /^Balance these/ }));
  await person.press('Enter');
  await expect(member('A')).toContainText(`:${backends[0]?.port}`);
  await expect(member('B')).toContainText(`:${backends[1]?.port}`);
});

test('two users, pinned to different routes', async () => {
  await person.press('n');
  await expect(chip('anna', /route 1/)).toBeVisible();
  await person.press('n');
  await expect(chip('ben', /route 2/)).toBeVisible();
  await person.press('1');
  await expect(window.getByRole('button', { name: /^ben, pinned to B, route 2/ })).toBeVisible();
});

test('a dead backend: the reload moves the pin, and Why tells', async () => {
  await backends[0]?.close();
  await person.press('3');
  await person.tabTo(pane('anna').getByRole('button', { name: 'Reload' }));
  await person.press('Enter');
  await expect(chip('anna', /route 2/)).toBeVisible();
  await person.press('1', '/');
  await person.write('moved:yes');
  await person.press('Enter', 'Tab', 'j');
  const details = window.getByRole('complementary', { name: 'Details' });
  await expect(details.getByRole('heading', { level: 2 })).toContainText('Moved');
  await person.press('w');
  await expect(details).toContainText(/refused/);
  // The first Escape takes away the tooltip of what has the focus (WCAG 1.4.13), the second the details.
  await person.press('Escape', 'Escape');
  await expect(details).not.toContainText('refused');
});

test('retry now, drain, outage: by the key of the chosen member', async () => {
  backends[0] = await startBackend('north', undefined, backends[0]?.port);
  await person.tabTo(memberButton('A'));
  await person.press('t');
  await expect(member('A')).not.toContainText('In error');
  await person.press('x');
  await expect(member('A')).toContainText('Simulated outage');
  await person.press('x');
  await expect(member('A')).not.toContainText('outage');
  await person.tabTo(memberButton('B'));
  await person.press('d');
  await expect(member('B')).toContainText('Draining, 2 left');
  await person.press('Control+z');
  await expect(member('B')).not.toContainText('Draining');
});

test('a session is moved, and moved back by undo', async () => {
  await person.press('2');
  await person.press('j');
  await person.tabTo(window.getByRole('button', { name: 'Pin to…' }));
  await person.press('Enter');
  const target = window.getByRole('menuitem', { name: /Route 1/ });
  await expect(target).toBeVisible();
  for (let step = 0; step < 4 && !(await target.evaluate((el) => el === document.activeElement)); step++) {
    await person.press('ArrowDown');
  }
  await person.press('Enter');
  await expect(window.getByText(/goes to route 1/).first()).toBeVisible();
  await person.press('Control+z');
  await expect(window.getByText(/^Undone/).first()).toBeVisible();
});

test('a member is edited, the export follows, is copied and saved', async () => {
  await person.press('1');
  await person.tabTo(memberButton('A'));
  await person.press('Enter');
  const dialog = window.getByRole('dialog', { name: 'Member A' });
  await person.tabTo(dialog.getByRole('textbox', { name: 'loadfactor' }));
  await person.write('3');
  await person.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(memberButton('A')).toBeFocused();

  await person.press('5');
  const text = window.getByRole('region', { name: 'Configuration text' });
  await expect(text).toContainText('route=1 loadfactor=3');
  await person.tabTo(window.getByRole('textbox', { name: 'retry of B' }));
  await person.write('7');
  await person.press('Enter');
  await expect(text).toContainText(/route=2 .*retry=7/);
  const exported = window.getByRole('region', { name: 'Apache export' });
  await person.tabTo(exported.getByRole('button', { name: 'Copy the configuration' }));
  await person.press('Enter');
  await expect
    .poll(() => desktop.app.evaluate(({ clipboard }) => clipboard.readText()))
    .toContain('BALANCER_ROUTE_CHANGED');
  const file = path.join(folder, 'saved.conf');
  await answerSaveDialog(file);
  await person.tabTo(exported.getByRole('button', { name: 'Save' }));
  await person.press('Enter');
  await expect.poll(() => readFile(file, 'utf8').catch(() => '')).toContain('retry=7');
});

test('the project is saved; a theme is chosen in the palette', async () => {
  const file = path.join(folder, 'shop.routepin.json');
  await answerSaveDialog(file);
  await person.press('Control+s');
  await expect.poll(() => readFile(file, 'utf8').catch(() => '')).toContain(`127.0.0.1:${backends[1]?.port}`);
  await person.press('Control+k');
  await person.write('theme dark');
  await person.press('Enter');
  await expect(window.locator('html')).toHaveAttribute('data-theme', 'dark');
  expect(person.clicks).toBe(0);
  console.log(`the journey by keyboard: ${person.keys} keys`);
});

test('the palette gives the focus back; the sheet of keys opens after it, and closes', async () => {
  const field = window.getByRole('button', { name: 'Copy the configuration' });
  await person.tabTo(field);
  await person.press('Control+k', 'Escape');
  await expect(window.getByRole('dialog')).toBeHidden();
  await expect(field).toBeFocused();
  await person.press('?');
  await expect(window.getByRole('dialog', { name: 'Keys' })).toBeVisible();
  await person.press('Escape');
  await expect(window.getByRole('dialog')).toBeHidden();
  await expect(field).toBeFocused();
});

async function answerSaveDialog(file: string): Promise<void> {
  await desktop.app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath });
  }, file);
}
