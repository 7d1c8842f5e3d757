#!/usr/bin/env node
// @ts-check
/**
 * `npm run screens`: pictures of every screen, in themes and sizes, empty, typical and extreme, of the renderer
 * without a core; into artefacts/screens/ with a page that shows them all (index.html).
 *
 *   npm run screens -- [pattern]    only names that the pattern finds, such as `live-.*-dark`
 *
 * Ends with 1 when a state could not be reached, or the page said an error.
 */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { coreAnswers } from './core-answers.mjs';
import { serveFixture } from './fixture-site.mjs';
import { indexPage } from './index-page.mjs';
import { lookIn, SIZES, standing, THEMES } from './looks.mjs';
import { SHOTS } from './shots.mjs';

const folder = fileURLToPath(new URL('../../artefacts/screens', import.meta.url));
/** When the story ends: 14:32:25 of a day, by a clock that stands still. */
const NOW = new Date(2025, 4, 6, 14, 32, 25);
/** Two at a time: on two idle cores more only wait for each other. */
const WORKERS = Number(process.env.ROUTEPIN_SCREENS_AT_ONCE ?? 2);

const wanted = new RegExp(process.argv[2] ?? '');
/** @param {import('./shots.mjs').Shot} shot */
const looksOf = ({ screen, state, sizes }) =>
  (sizes === 'one' ? [SIZES[1]] : SIZES).flatMap(([width, height]) =>
    THEMES.map((theme) => {
      const size = `${width}x${height}`;
      return { screen, state, theme, size, width, height, file: `${screen}-${state}-${size}-${theme}.png` };
    }),
  );
const all = SHOTS.flatMap(looksOf);
const todo = SHOTS.filter((shot) => looksOf(shot).some(({ file }) => wanted.test(file)));

await mkdir(folder, { recursive: true });
const answerFromCore = await coreAnswers();
const site = await serveFixture();
const browser = await chromium.launch({
  executablePath: process.env.ROUTEPIN_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-quic', '--disable-background-networking', '--no-first-run'],
});
let failures = 0;
/** @param {string} what @param {unknown} error */
function fail(what, error) {
  failures += 1;
  console.error(`${what}: ${error instanceof Error ? error.message : error}`);
}

/** @param {import('./shots.mjs').Shot} shot */
async function photograph(shot) {
  const name = `${shot.screen}-${shot.state}`;
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.setDefaultTimeout(60_000);
  // A screen that breaks on purpose says so.
  if (shot.screen !== 'error-boundary') {
    page.on('pageerror', (error) => fail(name, error));
    page.on('console', (message) => message.type() === 'error' && fail(name, message.text()));
  }
  await page.clock.setFixedTime(NOW);
  await answerFromCore(page);
  try {
    await page.goto(`${site.origin}?${shot.query}`);
    await standing(page);
    await shot.act?.(page);
    await page.locator('main, [role="alert"]').first().waitFor();
    await page.evaluate(() => document.fonts.ready);
    for (const { width, height, theme, file } of looksOf(shot)) {
      if (!wanted.test(file)) continue;
      await page.setViewportSize({ width, height });
      await lookIn(page, theme);
      await page.screenshot({ path: path.join(folder, file), animations: 'disabled' });
    }
  } catch (error) {
    fail(name, error);
  }
  await page.close();
}

try {
  const queue = [...todo];
  await Promise.all(
    Array.from({ length: WORKERS }, async () => {
      for (let shot = queue.shift(); shot !== undefined; shot = queue.shift()) await photograph(shot);
    }),
  );
} finally {
  await browser.close();
  await site.close();
}
const there = new Set(await readdir(folder));
const pictures = all.filter(({ file }) => there.has(file));
await writeFile(path.join(folder, 'index.html'), indexPage(pictures));
console.log(`${pictures.length} of ${all.length} pictures in artefacts/screens (index.html shows them all)`);
process.exitCode = failures > 0 ? 1 : 0;
