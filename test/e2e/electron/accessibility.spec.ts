import { expect, type Page, test } from '@playwright/test';
import { lookIn, THEMES } from '../../screens/looks.mjs';
import { axeFindings } from '../../support/axe.ts';
import { strayStops } from '../../support/controls.ts';
import { freePort } from '../../support/free-port.ts';
import { type Desktop, startDesktop } from './desktop.ts';

/**
 * Every screen of the app as it runs, with users and traffic: axe finds nothing, in any theme, and the Tab key is seen wherever
 * it stops (the app's Chromium is older than a browser's). One window for all.
 */
test.describe.configure({ mode: 'serial' });

let desktop: Desktop;
let window: Page;

test.beforeAll(async () => {
  desktop = await startDesktop();
  window = desktop.window;
});
test.afterAll(async () => desktop?.close());

async function expectNothing(): Promise<void> {
  for (const theme of THEMES) {
    await lookIn(window, theme);
    expect(await axeFindings(window, theme), theme).toEqual([]);
  }
}

test('the first run', async () => {
  await expect(window.getByRole('button', { name: 'Look again' })).toBeVisible();
  await expectNothing();
});

test('Browse, with two users', async () => {
  await window.getByRole('textbox', { name: 'Listen on' }).fill(`127.0.0.1:${await freePort()}`);
  await window.getByRole('button', { name: 'Start four demo backends' }).click();
  for (const name of ['anna', 'ben']) {
    await window
      .getByRole('button', { name: /^New user/ })
      .first()
      .click();
    const region = window.getByRole('region', { name, exact: true });
    await expect(region.getByRole('img', { name: /route [12]/ }).first()).toBeVisible();
  }
  await expectNothing();
});

const SCREENS: readonly (readonly [name: string, open: (page: Page) => Promise<void>])[] = [
  ['Live', (page) => page.keyboard.press('1')],
  [
    'Live, with the details of a request',
    async (page) => {
      await page.keyboard.press('k');
      await expect(page.getByText('Apache’s variables')).toBeVisible();
    },
  ],
  ['Sessions', (page) => page.keyboard.press('2')],
  ['Rehearse', (page) => page.keyboard.press('4')],
  ['Config', (page) => page.keyboard.press('5')],
  ['Settings', (page) => page.keyboard.press('Control+,')],
  ['the sheet of keys', (page) => page.keyboard.press('?')],
  ['the palette', (page) => page.keyboard.press('Control+k')],
];
for (const [name, open] of SCREENS) {
  test(name, async () => {
    await window.keyboard.press('Escape');
    await open(window);
    await expectNothing();
    expect(await strayStops(window)).toEqual([]);
  });
}
