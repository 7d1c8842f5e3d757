import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { grouped } from '../../../core/contract/index.ts';
import { freePort } from '../../support/free-port.ts';
import { type Serving, serve } from '../../support/routepin-cli.ts';

/** The traffic list when it holds as many requests as it keeps, and each batch drops older ones from its front. */
test.describe.configure({ mode: 'serial' });

const root = path.resolve(import.meta.dirname, '../../..');
const BUILT = { file: path.join(root, 'dist/cli/routepin.js'), folder: root, remove: async () => {} };
/** LOG_CAPACITY of renderer/store/exchange-log.ts, and a chunk that is dropped as a whole. */
const KEPT = 100_000;
const CHUNK = 512;

let backend: Server;
let serving: Serving;
let port: number;
let sent = 0;
let context: BrowserContext;
let page: Page;

test.beforeAll(async ({ browser }) => {
  test.setTimeout(120_000);
  backend = createServer((_, response) => response.end());
  backend.listen(0, '127.0.0.1');
  await once(backend, 'listening');
  port = await freePort();
  const member = String((backend.address() as AddressInfo).port);
  serving = await serve(BUILT, ['--backend', member, '--listen', `127.0.0.1:${port}`, '--ui-port', '0']);
  context = await browser.newContext();
  page = await context.newPage();
  await page.goto((await serving.event('ready')).ui ?? '');
  await send(KEPT + 2 * CHUNK);
});
test.afterAll(async () => {
  await context?.close();
  await serving?.end();
  backend?.close();
});

const list = () => page.getByRole('grid', { name: 'Traffic' });
const rows = () => list().locator('[data-exchange]');
const length = async () => Number(await list().getAttribute('aria-rowcount'));

/** Sends so many requests over one connection, none waiting for the answer to another, and waits until the list has the last. */
async function send(count: number): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  const requests = Array.from({ length: count }, () => `GET /item/${++sent} HTTP/1.1\r\nHost: shop\r\n\r\n`);
  let answered = 0;
  let end = '';
  const all = new Promise<void>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('data', (bytes: Buffer) => {
      const text = end + bytes.toString('latin1');
      const found = text.split('\r\n\r\n');
      // What has not ended yet belongs to what comes next.
      end = found.pop() ?? '';
      answered += found.length;
      if (answered === count) resolve();
    });
  });
  socket.write(requests.join(''));
  await all;
  socket.destroy();
  await expect(page.getByText(`${grouped(sent)} exchanges`)).toBeVisible({ timeout: 30_000 });
}

/** The rows that are seen, with their places below the heading, from the top. */
async function seen(): Promise<readonly { readonly id: number; readonly top: number }[]> {
  return list().evaluate((grid) => {
    const { top, bottom } = grid.getBoundingClientRect();
    return [...grid.querySelectorAll('[data-exchange]')]
      .map((row) => ({ id: Number(row.getAttribute('data-exchange')), box: row.getBoundingClientRect() }))
      .filter(({ box }) => box.bottom > top + 24 && box.top < bottom)
      .map(({ id, box }) => ({ id, top: box.top - top - 24 }))
      .sort((a, b) => a.top - b.top);
  });
}

test('rows that somebody looks at stay where they are while older ones are dropped', async () => {
  await list().hover();
  await page.mouse.wheel(0, -40_000);
  await expect.poll(async () => (await seen())[0]?.id).toBeLessThan(sent - 1000);
  // The wheel may glide on for a while.
  let before = await seen();
  const isAtRest = async () => {
    const last = before;
    before = await seen();
    return isDeepStrictEqual(last, before);
  };
  await expect.poll(isAtRest, { intervals: [200] }).toBe(true);
  await send(4 * CHUNK);
  expect(await seen()).toEqual(before);
});

test('its first row has nothing above it, whatever was dropped', async () => {
  await list().focus();
  await page.keyboard.press('Home');
  for (let turn = 0; turn < 3; turn++) {
    // The one that was first is gone by then; the one that is has taken its place.
    await send(2 * CHUNK);
    const [first] = await seen();
    expect(first?.id).toBeGreaterThan(sent - KEPT - CHUNK);
    expect(first?.top).toBeLessThanOrEqual(0);
  }
  await list().hover();
  await page.mouse.wheel(0, 400);
  await send(2 * CHUNK);
  await page.mouse.wheel(0, -100_000);
  await expect.poll(async () => (await seen())[0]).toEqual({ id: sent - (await length()) + 1, top: 0 });
});

test('a row that is older than what is kept whole tells what the list knows of it', async () => {
  const details = page.getByRole('complementary', { name: 'Details' });
  await rows().first().click();
  await expect(details.getByRole('heading')).toContainText('New: balanced to route 1');
  await expect(details).toContainText('Balanced to route 1: it carried no route.');
  await expect(details).toContainText('have made room for newer requests');
  await page.keyboard.press('Escape');
  await expect(details.getByRole('heading')).toBeHidden();
});

test('a list that was left alone tells of no more rows than it has, within a tenth', async () => {
  await page.mouse.wheel(0, 600_000);
  await send(KEPT / 5);
  await expect.poll(length).toBeLessThanOrEqual(1.1 * (KEPT + CHUNK));
  const now = await seen();
  expect(now.length).toBeGreaterThan(5);
  expect(now[0]?.top).toBeLessThanOrEqual(0);
});

test('keys lead on from the selected row, and back to the newest', async () => {
  const chosen = list().getByRole('row', { selected: true });
  await rows().first().click();
  const id = Number(await chosen.getAttribute('data-exchange'));
  await page.mouse.wheel(0, -60_000);
  await send(2 * CHUNK);
  await page.keyboard.press('j');
  await expect(chosen).toHaveAttribute('data-exchange', String(id + 1));
  await expect(chosen).toBeInViewport({ ratio: 1 });
  await page.keyboard.press('f');
  await expect.poll(async () => (await seen()).at(-1)?.id).toBe(sent);
  await send(CHUNK);
  await expect.poll(async () => (await seen()).at(-1)?.id).toBe(sent);
});
