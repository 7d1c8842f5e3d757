#!/usr/bin/env node
/**
 * `node build/icons/make.mjs`: every icon of the packages, from the one drawing in renderer/icon.svg. Needs Chromium.
 * What it was made from is noted in source.json; a test says when the drawing is newer.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { chromium } from '@playwright/test';
import { root } from '../staleness.mjs';
import { writeIcns, writeIco } from './containers.mjs';

const here = path.join(root, 'build/icons');
const SOURCE = path.join(root, 'renderer/icon.svg');
const LINUX_SIZES = [16, 24, 32, 48, 64, 128, 256, 512];
const WINDOWS_SIZES = [16, 24, 32, 48, 64, 128, 256];
const MAC_SIZES = [16, 32, 64, 128, 256, 512, 1024];
/** macOS leaves a margin around the drawing: 824 of 1024 pixels (Apple's icon grid). */
const MAC_SHARE = 824 / 1024;

const svg = await readFile(SOURCE, 'utf8');
const browser = await chromium.launch({
  executablePath: process.env.ROUTEPIN_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-background-networking', '--no-first-run'],
});
try {
  const page = await browser.newPage();
  /**
   * @param {number} size in pixels
   * @param {number} share of the side that the drawing takes
   * @returns {Promise<import('./containers.mjs').Picture>}
   */
  const draw = async (size, share = 1) => {
    await page.setViewportSize({ width: size, height: size });
    const drawn = Math.round(size * share);
    const image = `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
    await page.setContent(
      `<body style="margin:0;display:grid;place-items:center;height:100vh"><img src="${image}" width="${drawn}" height="${drawn}">`,
    );
    await page.waitForFunction('document.images[0].complete');
    return { size, png: await page.screenshot({ omitBackground: true }) };
  };
  await rm(path.join(here, 'png'), { recursive: true, force: true });
  await mkdir(path.join(here, 'png'));
  for (const size of LINUX_SIZES) {
    await writeFile(path.join(here, 'png', `${size}x${size}.png`), (await draw(size)).png);
  }
  await writeFile(path.join(here, 'icon.ico'), writeIco(await inTurn(WINDOWS_SIZES, (size) => draw(size))));
  await writeFile(
    path.join(here, 'icon.icns'),
    writeIcns(await inTurn(MAC_SIZES, (size) => draw(size, MAC_SHARE))),
  );
  const made = { source: createHash('sha256').update(svg).digest('hex') };
  await writeFile(path.join(here, 'source.json'), `${JSON.stringify(made)}\n`);
} finally {
  await browser.close();
}

/**
 * One after another: they share a page.
 * @template Item, Result
 * @param {readonly Item[]} items
 * @param {(item: Item) => Promise<Result>} work
 */
async function inTurn(items, work) {
  /** @type {Result[]} */
  const results = [];
  for (const item of items) results.push(await work(item));
  return results;
}
