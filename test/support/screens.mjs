// @ts-check
/**
 * Pictures of the renderer without a core: builds it in fixture mode, serves it, and photographs states in themes
 * and sizes into artefacts/screens/. `node test/support/screens.mjs [filter]` takes only names that the filter (a pattern) finds.
 */
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { build, preview } from 'vite';
import viteConfig from '../../build/vite.config.mjs';

const outDir = fileURLToPath(new URL('../../.cache/screens-build', import.meta.url));
const pictures = fileURLToPath(new URL('../../artefacts/screens', import.meta.url));
const SIZES = /** @type {const} */ ([
  [1280, 800],
  [1440, 900],
  [2560, 1440],
]);
const THEMES = /** @type {const} */ (['light', 'dark', 'contrast']);
/** When the story ends: 14:32:25 of a day, by a clock that stands still. */
const NOW = new Date(2025, 4, 6, 14, 32, 25);

/**
 * What is photographed: a name, the query, and what is done before the picture.
 * @type {readonly { name: string, query: string, act?: (page: import('@playwright/test').Page) => Promise<void>, sizes?: readonly (readonly [number, number])[], themes?: readonly string[] }[]}
 */
const SHOTS = [
  { name: 'live', query: 'fixture=live', act: choosePayment },
  { name: 'live-extreme', query: 'fixture=extreme', act: chooseLast },
  { name: 'live-many', query: 'fixture=many', act: chooseLast },
  { name: 'live-one', query: 'fixture=one', sizes: [SIZES[1]] },
  { name: 'live-empty', query: 'fixture=empty', sizes: [SIZES[1]] },
  {
    name: 'live-filter-none',
    query: 'fixture=live',
    act: (page) => filter(page, 'path~/nowhere '),
    sizes: [SIZES[1]],
  },
  {
    name: 'live-suggest',
    query: 'fixture=live',
    act: (page) => filter(page, 'moved:yes r'),
    sizes: [SIZES[1]],
  },
  { name: 'live-lost-connection', query: 'fixture=live&lost&browser', sizes: [SIZES[1]] },
  ...['request', 'response', 'cookies', 'timing'].map((tab) => ({
    name: `live-${tab}`,
    query: 'fixture=live',
    act: async (/** @type {import('@playwright/test').Page} */ page) => {
      await choosePayment(page);
      await page.getByRole('tab', { name: new RegExp(tab, 'i') }).click();
    },
    sizes: [SIZES[1]],
  })),
  {
    name: 'live-palette',
    query: 'fixture=live',
    act: (page) => page.keyboard.press('Control+k'),
    sizes: [SIZES[1]],
  },
  { name: 'live-keys', query: 'fixture=live', act: (page) => page.keyboard.press('?'), sizes: [SIZES[1]] },
  { name: 'live-add', query: 'fixture=live', act: addWrong, sizes: [SIZES[1]] },
  {
    name: 'live-menu',
    query: 'fixture=live',
    act: (page) => page.getByLabel('Actions for B').click(),
    sizes: [SIZES[1]],
  },
  { name: 'live-edit', query: 'fixture=live', act: editWrong, sizes: [SIZES[1]] },
  { name: 'live-explain', query: 'fixture=live', act: explain, sizes: [SIZES[1]] },
  { name: 'live-toast', query: 'fixture=live', act: drain, sizes: [SIZES[1]] },
  { name: 'sessions', query: 'fixture=live', act: chooseLane },
  { name: 'sessions-tabs', query: 'fixture=live', act: unfold },
  { name: 'sessions-move', query: 'fixture=live', act: moveAll, sizes: [SIZES[1]] },
  { name: 'sessions-pin', query: 'fixture=live', act: pinMenu, sizes: [SIZES[1]] },
  { name: 'live-tabs', query: 'fixture=live', act: unfoldLive },
  { name: 'browse-pin', query: 'fixture=live', act: browsePin, sizes: [SIZES[1]] },
  { name: 'sessions-extreme', query: 'fixture=extreme', act: chooseLane },
  { name: 'sessions-many', query: 'fixture=many', act: chooseLane },
  {
    name: 'sessions-none-chosen',
    query: 'fixture=live',
    act: (page) => page.keyboard.press('2'),
    sizes: [SIZES[1]],
  },
  {
    name: 'sessions-empty',
    query: 'fixture=empty',
    act: (page) => page.keyboard.press('2'),
    sizes: [SIZES[1]],
  },
  { name: 'browse', query: 'fixture=live', act: (page) => page.keyboard.press('3') },
  {
    name: 'browse-empty',
    query: 'fixture=empty',
    act: (page) => page.keyboard.press('3'),
    sizes: [SIZES[1]],
  },
  {
    name: 'browse-browser',
    query: 'fixture=live&browser',
    act: (page) => page.keyboard.press('3'),
    sizes: [SIZES[1]],
  },
];

/** @param {import('@playwright/test').Page} page */
async function chooseLane(page) {
  await page.keyboard.press('2');
  await page.keyboard.press('j');
  await page.getByRole('complementary', { name: 'Session' }).getByText('Pin history').waitFor();
}

/** @param {import('@playwright/test').Page} page */
async function unfold(page) {
  await chooseLane(page);
  await page.keyboard.press('o');
  await page.keyboard.press('j');
  await page.keyboard.press('o');
  await page.getByRole('button', { name: 'Tabs of Firefox · Private' }).click();
  await page.getByText('Firefox · Private').first().click();
}

/** @param {import('@playwright/test').Page} page */
async function moveAll(page) {
  await page.keyboard.press('2');
  await page.getByRole('button', { name: 'Move the sessions of B' }).click();
}

/** @param {import('@playwright/test').Page} page */
async function pinMenu(page) {
  await chooseLane(page);
  await page.getByRole('button', { name: 'Pin to…' }).click();
}

/** @param {import('@playwright/test').Page} page */
async function unfoldLive(page) {
  await page.getByRole('button', { name: 'Tabs of Chrome · Linux' }).click();
  await page.getByRole('button', { name: 'Tabs of anna' }).click();
}

/** @param {import('@playwright/test').Page} page */
async function browsePin(page) {
  await page.keyboard.press('3');
  await page.getByRole('button', { name: 'Pin dora to a route' }).click();
}

/** @param {import('@playwright/test').Page} page */
async function choosePayment(page) {
  await page.getByText('/checkout/payment').first().click();
  await page.getByText('Apache’s variables').waitFor();
}

/** @param {import('@playwright/test').Page} page */
async function chooseLast(page) {
  await page.keyboard.press('k');
  await page.getByText('Apache’s variables').waitFor();
}

/** @param {import('@playwright/test').Page} page @param {string} text */
async function filter(page, text) {
  await page.keyboard.press('/');
  await page.keyboard.type(text);
}

/** @param {import('@playwright/test').Page} page */
async function addWrong(page) {
  await page.keyboard.press('a');
  await page.keyboard.type('localhost:99999');
  await page.keyboard.press('Enter');
  await page.getByText('Answer HTTP here').waitFor();
}

/** @param {import('@playwright/test').Page} page */
async function editWrong(page) {
  await page.getByLabel('Actions for B').click();
  await page.getByRole('menuitem', { name: 'Edit' }).click();
  await page.getByLabel('loadfactor').fill('400');
}

/** @param {import('@playwright/test').Page} page */
async function explain(page) {
  await page.keyboard.press('e');
  await page.getByRole('textbox', { name: 'Cookie' }).fill('ROUTEID=.2');
  await page.keyboard.press('Enter');
  await page.getByText('Balanced by').waitFor();
}

/** @param {import('@playwright/test').Page} page */
async function drain(page) {
  await page.getByLabel('Actions for A').click();
  await page.getByRole('menuitem', { name: 'Drain' }).click();
}

const wanted = new RegExp(process.argv[2] ?? '');
await mkdir(pictures, { recursive: true });
await build({ ...viteConfig, configFile: false, mode: 'fixture', build: { ...viteConfig.build, outDir } });
const server = await preview({
  ...viteConfig,
  configFile: false,
  build: { outDir },
  preview: { host: '127.0.0.1', port: 0 },
});
const origin = server.resolvedUrls?.local[0] ?? '';
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-quic', '--disable-background-networking', '--no-first-run'],
});
let failures = 0;
for (const shot of SHOTS) {
  for (const theme of shot.themes ?? THEMES) {
    for (const [width, height] of shot.sizes ?? SIZES) {
      const name = `${shot.name}-${theme}-${width}x${height}`;
      if (!wanted.test(name)) continue;
      const page = await browser.newPage({
        viewport: { width, height },
        colorScheme: theme === 'light' ? 'light' : 'dark',
        contrast: theme === 'contrast' ? 'more' : 'no-preference',
      });
      page.on('pageerror', (error) => {
        failures += 1;
        console.error(`${name}: ${error.stack}`);
      });
      page.on('console', (message) => {
        if (message.type() === 'error') console.error(`${name}: ${message.text()}`);
      });
      await page.clock.setFixedTime(NOW);
      try {
        await page.goto(`${origin}?${shot.query}`);
        await page.getByLabel('Topology').waitFor({ timeout: 10_000 });
        await shot.act?.(page);
        await page.evaluate(() => document.fonts.ready);
        await page.screenshot({ path: `${pictures}/${name}.png`, animations: 'disabled' });
      } catch (error) {
        failures += 1;
        console.error(`${name}: ${error instanceof Error ? error.message : error}`);
      }
      await page.close();
    }
  }
}
await browser.close();
await server.close();
process.exitCode = failures > 0 ? 1 : 0;
