// node build/pictures/make.mjs: the pictures of README.md, taken of the real program with its sample backends.
// Needs a build (`npm run build`) and Chromium; see test/README.md.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';

const here = fileURLToPath(new URL('.', import.meta.url));
const cli = fileURLToPath(new URL('../../dist/cli/routepin.js', import.meta.url));
const flags = [
  '--no-sandbox',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-sync',
  '--no-first-run',
];
/** Who visits: name and version are what the sessions are called after. */
const visitors = [
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36',
  'Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 15_1) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Safari/605.1.15',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1',
];

const server = spawn(process.execPath, [cli, 'serve', '--demo', '--json']);
const ready = JSON.parse(await firstLine(server.stdout));
const site = ready.sites[0].url;
const browser = await chromium.launch({
  executablePath: process.env.ROUTEPIN_CHROMIUM ?? '/usr/bin/chromium',
  args: flags,
});
try {
  const pages = [];
  for (const userAgent of visitors) {
    const context = await browser.newContext({ userAgent });
    const page = await context.newPage();
    for (const path of ['', 'login', 'cart', '']) await page.goto(new URL(path, site).href);
    pages.push(page);
  }
  const ui = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await ui.goto(ready.ui);
  await ui.getByText('4 members').waitFor();
  // Break the member of the second visitor: its next request moves within the request.
  await ui.getByRole('button', { name: 'Actions for B' }).click();
  await ui.getByRole('menuitem', { name: 'Simulate an outage' }).click();
  for (const page of pages) await page.goto(new URL('cart', site).href);
  await ui
    .getByRole('row', { name: /Moved from route 2/ })
    .first()
    .click();
  await ui.getByText('Set-Cookie added').waitFor();
  await ui.getByText('refuses connections, by us').waitFor({ state: 'detached' });
  // On a machine where others look for ports, one of them may have come by.
  if (!(await ui.getByText(`${visitors.length} sessions`).first().isVisible()))
    throw new Error('somebody else has visited the site of the pictures: take them again');
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    await ui.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await ui.mouse.move(700, 880);
    await ui.screenshot({ path: `${here}live-${colorScheme}.png` });
  }
} finally {
  await browser.close();
  server.kill('SIGINT');
  await once(server, 'exit');
}

/**
 * The stream stays open: a program whose reader leaves ends.
 * @param {import('node:stream').Readable} stream
 * @returns {Promise<string>}
 */
function firstLine(stream) {
  return new Promise((resolve) => {
    let text = '';
    stream.on('data', (chunk) => {
      text += chunk;
      if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')));
    });
  });
}
