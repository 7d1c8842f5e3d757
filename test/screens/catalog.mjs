#!/usr/bin/env node
// @ts-check
/**
 * `npm run ui:catalog`: every component in every state and theme, on a page of its own (renderer/catalog.html).
 *
 *   npm run ui:catalog                    builds it, serves it and says where; Ctrl+C ends it
 *   npm run ui:catalog -- --photograph    pictures into artefacts/catalog/ instead, hover and focus included
 */
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { serveFixture } from './fixture-site.mjs';
import { THEMES } from './looks.mjs';

const folder = fileURLToPath(new URL('../../artefacts/catalog', import.meta.url));
/** What a click opens, by the name of its button. */
const OPENED = ['Open the menu', 'Pin to…', 'Open the dialog', 'Move sessions', 'Point here'];

const site = await serveFixture();
const address = `${site.origin}catalog.html`;
if (process.argv.includes('--photograph')) {
  await photographAll().finally(site.close);
} else {
  console.log(`The components: ${address} (Ctrl+C ends it)`);
  process.once('SIGINT', () => void site.close());
}

async function photographAll() {
  await mkdir(folder, { recursive: true });
  const browser = await chromium.launch({
    executablePath: process.env.ROUTEPIN_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-background-networking', '--no-first-run'],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    // A busy machine is no reason to fail.
    page.setDefaultTimeout(90_000);
    page.on('pageerror', (error) => console.error(error));
    await page.goto(address);
    await page.evaluate(() => document.fonts.ready);
    const height = await page
      .locator('main')
      .first()
      .evaluate((main) => main.scrollHeight);
    for (const theme of THEMES) {
      await page.getByRole('radio', { name: theme }).click();
      await page.setViewportSize({ width: 1440, height });
      await force(page);
      await page.screenshot({ path: `${folder}/components-${theme}.png`, animations: 'disabled' });
      for (const name of OPENED) {
        const button = page.getByRole('button', { name, exact: true });
        await (name === 'Point here' ? button.hover() : button.click());
        await page.screenshot({
          path: `${folder}/${name.replaceAll(/\W+/g, '-').toLowerCase()}-${theme}.png`,
          animations: 'disabled',
          clip: { x: 0, y: height - 800, width: 1440, height: 800 },
        });
        await page.keyboard.press('Escape');
      }
    }
  } finally {
    await browser.close();
  }
  console.log('Pictures in artefacts/catalog');
}

/**
 * Brings about the states that need a pointer or the keyboard, where `data-force` asks for them.
 *
 * @param {import('@playwright/test').Page} page
 */
async function force(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('DOM.enable');
  await session.send('CSS.enable');
  const { root } = await session.send('DOM.getDocument', {});
  const { nodeIds } = await session.send('DOM.querySelectorAll', {
    nodeId: root.nodeId,
    selector: '[data-force]',
  });
  for (const nodeId of nodeIds) {
    const { attributes } = await session.send('DOM.getAttributes', { nodeId });
    const state = attributes[attributes.indexOf('data-force') + 1] ?? '';
    const { nodeId: inner } = await session.send('DOM.querySelector', {
      nodeId,
      selector: 'button, input, select, [tabindex]',
    });
    const forcedPseudoClasses = state === 'focus-visible' ? ['focus', state] : [state];
    await session.send('CSS.forcePseudoState', { nodeId: inner, forcedPseudoClasses });
  }
}
