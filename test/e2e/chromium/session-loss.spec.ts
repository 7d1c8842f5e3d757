import { expect, test } from '@playwright/test';
import { openUi, runCommand, startTabSite, type TabSite } from '../../support/followed-tabs.ts';
import { freePorts } from '../../support/free-port.ts';
import { type BuiltCli, buildCli, serve } from '../../support/routepin-cli.ts';
import { type Pages, pageOf } from '../../support/tab-pages.ts';

/** An application that forgets its session with its member says so, one whose members share their sessions does not. */
let cli: BuiltCli;
test.beforeAll(async () => {
  cli = await buildCli();
});
test.afterAll(() => cli.remove());

test('the cart of the sample shop is lost with its member, and the exchange that did it is told', async ({
  page,
}) => {
  const [port = 0] = await freePorts(1);
  const serving = await serve(cli, ['--demo', '--listen', `127.0.0.1:${port}`, '--track-tabs']);
  try {
    const ready = await serving.event('ready');
    const ui = await openUi(ready.ui ?? '');
    const origin = `http://127.0.0.1:${port}`;
    await page.goto(`${origin}/product/LMP-0217`);
    await page.click('text=Add to cart');
    await expect(page.locator('header')).toContainText('Cart 1');
    const { member } = await serving.event('exchange.finished', (event) => event.url.startsWith('/cart'));
    expect(serving.events.filter(({ event }) => event === 'session.lost')).toEqual([]);

    await runCommand(ui, 'demo.set-running', { url: member, running: false });
    await page.reload();
    await expect(page.locator('header')).toContainText('Cart 0');
    const lost = await serving.event('session.lost');
    expect(lost).toMatchObject({ cookie: 'shop_session', cause: 'cookie-replaced' });
    const moved = await serving.event('session.moved');
    expect(moved).toMatchObject({ sessionId: lost.sessionId, exchangeId: lost.exchangeId });
    const exchange = await runCommand(ui, 'exchange.get', { id: lost.exchangeId });
    expect(JSON.stringify(exchange)).toContain('shop_session=');
    // Told once: the cart is empty, and that is how things are now.
    await page.reload();
    await serving.event('exchange.finished', (event) => event.id > lost.exchangeId && event.tabId === null);
    expect(serving.events.filter(({ event }) => event === 'session.lost')).toHaveLength(1);
    ui.close();
  } finally {
    await serving.end();
  }
});

test('a healthy application that shares its sessions stays quiet through the same move', async ({ page }) => {
  const carts = new Map<string, number>();
  const shop: Pages[string] = (request, response) => {
    const known = /\bshop_session=(\w+)/.exec(request.headers.cookie ?? '')?.[1];
    const id = known !== undefined && carts.has(known) ? known : `s${carts.size}`;
    if (id !== known) response.setHeader('Set-Cookie', `shop_session=${id}; Path=/; HttpOnly`);
    if (request.url === '/add') carts.set(id, (carts.get(id) ?? 0) + 1);
    else carts.set(id, carts.get(id) ?? 0);
    response.end(pageOf('shop', request.url ?? '', { body: `<p>Cart ${carts.get(id)}</p>` }));
  };
  const site: TabSite = await startTabSite({ cli, pages: { '/shop': shop, '/add': shop } });
  try {
    await page.goto(`${site.origin}/shop`);
    await page.goto(`${site.origin}/add`);
    await expect(page.locator('p')).toHaveText('Cart 1');
    const pinned = await site.serving.event('exchange.finished', (event) => event.url === '/add');
    site.backends[Number(pinned.route) - 1]?.stop();
    await page.goto(`${site.origin}/shop`);
    await expect(page.locator('p')).toHaveText('Cart 1');
    await site.serving.event('session.moved');
    await page.reload();
    await expect(page.locator('p')).toHaveText('Cart 1');
    await expect
      .poll(() => site.serving.events.filter(({ event }) => event === 'exchange.finished').length)
      .toBeGreaterThan(3);
    expect(site.serving.events.filter(({ event }) => event === 'session.lost')).toEqual([]);
  } finally {
    await site.stop();
  }
});
