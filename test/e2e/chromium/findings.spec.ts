import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import AxeBuilder from '@axe-core/playwright';
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { freePort } from '../../support/free-port.ts';
import { photograph } from '../../support/pictures.ts';
import { type Serving, serve } from '../../support/routepin-cli.ts';

/**
 * Findings in a real browser: applications whose log-in does nothing (their cookie is for another Domain) and whose
 * forms are refused (Origin is not the Host they see). Each test goes on from what the one before it left.
 */
test.describe.configure({ mode: 'serial' });

const root = path.resolve(import.meta.dirname, '../../..');
const BUILT = { file: path.join(root, 'dist/cli/routepin.js'), folder: root, remove: async () => {} };

let serving: Serving;
let backends: readonly Server[];
let context: BrowserContext;
/** The window of Routepin. */
let page: Page;
/** A page of the application, in the same browser. */
let shop: Page;
let site: string;

test.beforeAll(async ({ browser }) => {
  backends = await Promise.all([startShop(), startShop()]);
  const ports = backends.map((server) => (server.address() as AddressInfo).port);
  serving = await serve(BUILT, [
    ...ports.flatMap((port) => ['--backend', String(port)]),
    ...['--listen', `127.0.0.1:${await freePort()}`, '--ui-port', '0'],
  ]);
  const ready = await serving.event('ready');
  site = ready.sites[0]?.url ?? '';
  context = await browser.newContext();
  page = await context.newPage();
  await page.goto(ready.ui ?? '');
  shop = await context.newPage();
});
test.afterAll(async () => {
  await context?.close();
  await serving?.end();
  for (const server of backends ?? []) {
    server.closeAllConnections();
    server.close();
  }
});

const dialog = () => page.getByRole('dialog');
const finding = (title: string) => dialog().getByRole('article', { name: title });

async function inEveryTheme(name: string): Promise<void> {
  for (const theme of ['dark', 'contrast', 'light']) {
    await page.evaluate((theme) => {
      document.documentElement.dataset.theme = theme;
    }, theme);
    await photograph(page, `findings-${name}-${theme}`);
    const { violations } = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
      .analyze();
    const words = violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target }) => `${id}: ${target.join(' ')}`),
    );
    expect(words, `${name}, ${theme}`).toEqual([]);
  }
}

test('a healthy start says so, by the palette', async () => {
  await page.bringToFront();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('findings');
  await page.keyboard.press('Enter');
  await expect(dialog()).toContainText('Nothing is wrong so far');
  await page.keyboard.press('Escape');
});

test('a cookie that this browser refuses is found, and one that it takes is not', async () => {
  await shop.goto(`${site}login`);
  // The browser is the judge: of the two cookies it kept one.
  const kept = (await context.cookies(site)).map(({ name }) => name);
  expect(kept).toContain('theme');
  expect(kept).not.toContain('login');
  await page.bringToFront();
  await page.getByRole('button', { name: '1 finding, an error' }).click();
  await expect(finding('Cookie refused')).toContainText(
    'Browsers refuse the cookie login: it is for the Domain shop.example, and the site is 127.0.0.1',
  );
  await expect(dialog().getByRole('article')).toHaveCount(1);
  const opened = await serving.event('finding.opened');
  expect(opened).toMatchObject({ detector: 'cookie-refused', count: 1, closedAtMs: null, isMuted: false });
});

test('forms that are refused are found; the mend passes the Host on, and they are taken', async () => {
  await shop.bringToFront();
  for (let turn = 0; turn < 2; turn++) expect(await post()).toBe(403);
  await page.bringToFront();
  await expect(finding('Origin at odds with Host')).toContainText('were refused with 403');
  await inEveryTheme('two');
  await finding('Origin at odds with Host')
    .getByRole('button', { name: 'Pass the Host on (ProxyPreserveHost On)' })
    .click();
  await expect.poll(post).toBe(200);
  // Gone with what mended it, in the window as for scripts.
  await page.bringToFront();
  await expect(dialog().getByText('1 finding that is gone')).toBeVisible();
  await serving.event('finding.closed', ({ detector }) => detector === 'origin-at-odds');
});

test('the evidence opens its request; a muted finding is told no more', async () => {
  await page.bringToFront();
  await finding('Cookie refused').getByRole('button', { name: 'Mute' }).click();
  await dialog().getByText('1 muted finding').click();
  await expect(finding('Cookie refused').getByRole('button', { name: 'Tell again' })).toBeVisible();
  await finding('Cookie refused')
    .getByRole('button', { name: /set login, which/ })
    .click();
  await expect(dialog()).toHaveCount(0);
  await expect(page.getByRole('tab', { name: /why/i })).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByRole('row', { selected: true })).toContainText('/login');
  await expect(page.getByRole('button', { name: /^\d+ findings?\b/ })).toHaveCount(0);
});

test('a cookie is decoded: the window and the command line agree', async () => {
  await page.keyboard.press('Shift+E');
  await dialog().getByLabel('Cookie, Cookie field or Set-Cookie line').fill('Cookie: ROUTEID=.2; s=1~abc');
  await expect(dialog().getByRole('region', { name: 'ROUTEID' })).toContainText('Goes to route 2');
  await expect(dialog().getByRole('region', { name: 's', exact: true })).toContainText(
    'the application gets "abc"',
  );
  await inEveryTheme('decode');
  const project = path.join(root, 'artefacts', 'decode.routepin.json');
  const { writeFile, rm } = await import('node:fs/promises');
  await writeFile(
    project,
    JSON.stringify({
      version: 1,
      name: 'x',
      balancers: [
        {
          name: 'lb',
          stickysession: 'ROUTEID',
          members: [
            { url: 'http://127.0.0.1:1', route: '1' },
            { url: 'http://127.0.0.1:2', route: '2' },
          ],
        },
      ],
      sites: [],
    }),
  );
  const { stdout } = await promisify(execFile)(process.execPath, [
    BUILT.file,
    'decode',
    project,
    'ROUTEID=.2',
  ]);
  await rm(project);
  expect(stdout).toContain('HIT   Apache, stickysession');
});

/** A form of the shop's page, sent by its own script. */
function post(): Promise<number> {
  return shop.evaluate(async () => (await fetch('/form', { method: 'POST' })).status);
}

async function startShop(): Promise<Server> {
  const server = createServer((asked, answer) => {
    if (asked.url === '/login') {
      answer.setHeader('set-cookie', ['login=abc; Path=/; Domain=shop.example', 'theme=dark; Path=/']);
    }
    const { origin, host } = asked.headers;
    const isForeign = asked.method === 'POST' && origin !== undefined && new URL(origin).host !== host;
    answer.writeHead(isForeign ? 403 : 200, { 'content-type': 'text/html; charset=utf-8' });
    answer.end('<!doctype html><title>Shop</title><link rel="icon" href="data:,"><h1>Shop</h1>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
