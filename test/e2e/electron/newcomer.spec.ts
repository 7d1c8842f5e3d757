import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { freePort } from '../../support/free-port.ts';
import { type Person, personAt } from '../../support/keyboard.ts';
import { type Desktop, startDesktop } from './desktop.ts';

/**
 * Somebody who has read nothing and has nothing running: from the first window to the first pin, to why a request
 * went to route 2, a moved tab, a lost member and an Apache configuration, by what stands on the screen. Every click
 * and key is counted and printed.
 */
test.describe.configure({ mode: 'serial' });

let folder: string;
let desktop: Desktop;
let window: Page;
let person: Person;
let shownAtMs: number;

test.beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'routepin-newcomer-'));
  desktop = await startDesktop({ userDataDir: path.join(folder, 'user') });
  window = desktop.window;
  shownAtMs = performance.now();
  person = personAt(window);
});
test.afterAll(async () => {
  await desktop?.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** Runs a task and prints what it took. */
async function count(task: string, work: () => Promise<void>): Promise<void> {
  const before = { clicks: person.clicks, keys: person.keys };
  await work();
  console.log(`${task}: ${person.clicks - before.clicks} clicks, ${person.keys - before.keys} keys`);
}
const button = (name: string | RegExp) => window.getByRole('button', { name }).first();
const pane = (name: string) => window.getByRole('region', { name, exact: true });
const details = () => window.getByRole('complementary', { name: 'Details' });

test('the first pin', async () => {
  // Port 8080 may be somebody's on the machine of this test; a person would take the port that is offered, too.
  await window.getByRole('textbox', { name: 'Listen on' }).fill(`127.0.0.1:${await freePort()}`);
  await count('first pin', async () => {
    await person.click(button('Start four demo backends'));
    await person.click(button(/^New user/));
    await expect(
      pane('anna')
        .getByRole('img', { name: /route 1/ })
        .first(),
    ).toBeVisible();
  });
  console.log(`first pin after ${((performance.now() - shownAtMs) / 1000).toFixed(1)} s`);
});

test('a second user is pinned elsewhere', async () => {
  await count('second pin', async () => {
    await person.click(button(/^New user/));
    await expect(
      pane('ben')
        .getByRole('img', { name: /route 2/ })
        .first(),
    ).toBeVisible();
  });
});

test('why a request went to route 2', async () => {
  await count('why', async () => {
    await person.click(button('Live'));
    const row = window
      .getByRole('grid', { name: 'Traffic' })
      .getByRole('row', { name: /route 2/ })
      .first();
    await person.click(row);
  });
  await expect(details().getByRole('heading', { level: 2 })).toContainText('route 2');
  await expect(details()).toContainText('BALANCER_WORKER_ROUTE');
});

test('a tab is moved', async () => {
  await count('move a tab', async () => {
    await person.click(button('Browse'));
    await person.click(button('Pin anna to a route'));
    await person.click(window.getByRole('menuitem', { name: /Route 3/ }));
    await person.click(pane('anna').getByRole('button', { name: 'Reload' }));
  });
  await expect(
    pane('anna')
      .getByRole('img', { name: /route 3/ })
      .first(),
  ).toBeVisible();
});

test('a member is lost', async () => {
  await count('lose a member', async () => {
    await person.click(button('Live'));
    await person.click(button('Actions for C'));
    await person.click(window.getByRole('menuitem', { name: 'Simulate an outage' }));
    await person.click(button('Browse'));
    await person.click(pane('anna').getByRole('button', { name: 'Reload' }));
  });
  await expect(
    pane('anna')
      .getByRole('img', { name: /route [124]/ })
      .first(),
  ).toBeVisible();
});

test('the configuration is exported', async () => {
  const file = path.join(folder, 'site.conf');
  await desktop.app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath });
  }, file);
  await count('export', async () => {
    await person.click(button('Config'));
    await person.click(
      window.getByRole('region', { name: 'Apache export' }).getByRole('button', { name: 'Save' }),
    );
  });
  await expect.poll(() => readFile(file, 'utf8').catch(() => '')).toContain('BALANCER_ROUTE_CHANGED');
  console.log(`in all: ${person.clicks} clicks, ${person.keys} keys`);
});
