import { expect, type Page, test } from '@playwright/test';
import { photographDisplay } from '../../support/pictures.ts';
import { type PageBackend, type Pages, pageOf, startPageBackend } from '../../support/tab-pages.ts';
import { type Desktop, startDesktop } from './desktop.ts';

/** A lost session in the window: a banner that leads to the exchange which lost it; none where nothing was lost. */
let desktop: Desktop;
let backends: readonly PageBackend[] = [];
test.afterEach(async () => {
  await desktop?.close();
  for (const backend of backends) backend.stop();
  backends = [];
});

/** Starts with one user at an address. */
async function startAt(args: readonly string[], url: string): Promise<{ window: Page; page: Page }> {
  desktop = await startDesktop({ args: [...args, '--listen', '127.0.0.1:0'] });
  await expect.poll(async () => (await snapshot()).sites[0]?.state).toBe('listening');
  const { userId } = await desktop.run('user.open', { name: 'anna', url });
  const { window } = desktop;
  await window.getByRole('navigation', { name: 'Screens' }).getByRole('button', { name: 'Browse' }).click();
  return { window, page: await desktop.pageOf(userId) };
}
const snapshot = () => desktop.run('snapshot.get', {});
/** The one session there is. */
const session = async () => (await snapshot()).sessions[0];
const banner = (window: Page) => window.getByRole('status').filter({ hasText: 'Session lost' });

test('the cart of the sample shop is gone with its member: a banner says so and leads to the request', async () => {
  const { window, page } = await startAt(['--demo'], '/product/LMP-0217');
  await page.click('text=Add to cart');
  await expect(page.locator('header')).toContainText('Cart 1');
  await expect(banner(window)).toHaveCount(0);

  const pinned = (await session())?.pins[0]?.route;
  const member = (await snapshot()).balancers[0]?.members.find(({ route }) => route === pinned);
  await desktop.run('demo.set-running', { url: member?.url ?? '', running: false });
  await page.reload();
  await expect(page.locator('header')).toContainText('Cart 0');
  await expect(banner(window)).toBeVisible();
  await expect(banner(window)).toContainText('shop_session');
  await photographDisplay('electron-loss-1-banner');

  const lost = (await session())?.lost;
  await banner(window).getByRole('button', { name: /^Why/ }).click();
  const details = window.getByRole('complementary', { name: 'Details' });
  await expect(details).toContainText('/product/LMP-0217');
  expect(lost?.exchangeId).toBeGreaterThan(0);
  await photographDisplay('electron-loss-2-why');
});

test('an application whose members share their sessions: the same move, and no banner', async () => {
  const carts = new Map<string, number>();
  const shop: Pages[string] = (request, response) => {
    const known = /\bshop_session=(\w+)/.exec(request.headers.cookie ?? '')?.[1];
    const id = known !== undefined && carts.has(known) ? known : `s${carts.size}`;
    if (id !== known) response.setHeader('Set-Cookie', `shop_session=${id}; Path=/; HttpOnly`);
    carts.set(id, (carts.get(id) ?? 0) + (request.url === '/add' ? 1 : 0));
    response.end(pageOf('shop', request.url ?? '', { body: `<p>Cart ${carts.get(id)}</p>` }));
  };
  backends = await Promise.all(
    ['a', 'b'].map((name) => startPageBackend(name, { '/shop': shop, '/add': shop })),
  );
  const listed = backends.flatMap(({ port }) => ['--backend', String(port)]);
  const { window, page } = await startAt(listed, '/shop');
  await page.goto(new URL('/add', page.url()).href);
  await expect(page.locator('p')).toHaveText('Cart 1');

  const pinned = (await session())?.pins[0]?.route;
  backends[Number(pinned) - 1]?.stop();
  await page.goto(new URL('/shop', page.url()).href);
  await expect(page.locator('p')).toHaveText('Cart 1');
  await expect.poll(async () => (await session())?.pins[0]?.moves).toBe(1);
  await page.reload();
  await expect(page.locator('p')).toHaveText('Cart 1');
  expect((await session())?.lost).toBeNull();
  await expect(banner(window)).toHaveCount(0);
});
