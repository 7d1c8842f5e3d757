import { expect, type Page, test } from '@playwright/test';
import { coreAnswers } from '../../screens/core-answers.mjs';
import { serveFixture } from '../../screens/fixture-site.mjs';
import { lookIn, standing, THEMES } from '../../screens/looks.mjs';
import { SHOTS } from '../../screens/shots.mjs';
import { axeFindings } from '../../support/axe.ts';
import { clippedControls, strayStops } from '../../support/controls.ts';

/**
 * Every screen, empty, typical and extreme, with what may lie over it, as `npm run screens` photographs them: axe in
 * all themes, the Tab key, and 200 % zoom. One window for all.
 */
test.describe.configure({ mode: 'default' });

let site: Awaited<ReturnType<typeof serveFixture>>;
let page: Page;

test.beforeAll(async ({ browser }) => {
  site = await serveFixture();
  page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  page.setDefaultTimeout(60_000);
  await (await coreAnswers())(page);
});
test.afterAll(async () => {
  await page?.context().close();
  await site?.close();
});

/** Screens that a key leads to: their code is fetched then, and the one before stands until it is there. */
const LED_TO = ['sessions', 'browse', 'rehearse', 'config', 'settings'];

async function open({ screen, query, act }: (typeof SHOTS)[number]): Promise<void> {
  await page.goto('about:blank');
  await page.goto(`${site.origin}?${query}`);
  await standing(page);
  await act?.(page);
  const name = LED_TO.includes(screen) ? `[aria-label="${screen}" i]` : '';
  await page.locator(`main${name}, [role="alert"]`).first().waitFor();
}

/** What shows the most of each screen; ROUTEPIN_EVERY_STATE=1 looks at all that is photographed. */
const LOOKED_AT = SHOTS.filter(
  ({ screen, state }) =>
    process.env.ROUTEPIN_EVERY_STATE === '1' ||
    state === 'typical' ||
    ['live empty', 'live twelve', 'dialog edit-member'].includes(`${screen} ${state}`),
);
/** Looked at by axe alone: their controls are those of other states. */
const AXE_ALONE = SHOTS.filter(({ screen, state }) =>
  [
    'config lints',
    'config haproxy',
    'config nginx',
    'config caddy',
    'config traefik',
    'config compare-wide',
    'config parity',
    'findings decode',
    'sessions empty',
    'browse empty',
    'rehearse lag',
  ].includes(`${screen} ${state}`),
);
for (const shot of new Set([...LOOKED_AT, ...AXE_ALONE])) {
  test(`${shot.screen}, ${shot.state}: axe finds nothing in any theme`, async () => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await lookInAfterwards('light');
    await open(shot);
    for (const theme of THEMES) {
      await lookIn(page, theme);
      expect(await axeFindings(page, theme), theme).toEqual([]);
    }
  });
}

/** The states in which everything of a screen can be reached. */
const SCREENS = LOOKED_AT.filter(
  ({ screen, state }) =>
    !['error-boundary', 'connection-lost', 'key-sheet'].includes(screen) &&
    !['empty', 'twelve'].includes(state),
);
/** Where focus has been lost or cut off before: tabs that were clicked, what scrolls sideways, rows of their own layer. */
const TABBED_AS_WELL = SHOTS.filter(({ screen, state }) =>
  ['live request', 'browse extreme', 'rehearse users', 'config haproxy', 'config compare'].includes(
    `${screen} ${state}`,
  ),
);
for (const shot of new Set([...SCREENS, ...TABBED_AS_WELL])) {
  test(`${shot.screen}, ${shot.state}: the Tab key reaches every control once, with its whole focus in sight`, async () => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await open(shot);
    expect(await strayStops(page)).toEqual([]);
  });
}

for (const shot of SCREENS) {
  test(`${shot.screen}, ${shot.state} at 200 % zoom (640 × 400): no control is clipped or covered`, async () => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await open(shot);
    await page.setViewportSize({ width: 640, height: 400 });
    expect(await clippedControls(page)).toEqual([]);
    // What lay over the screen is gone: now the rest.
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(await clippedControls(page)).toEqual([]);
  });
}

for (const shot of SCREENS) {
  test(`${shot.screen}, ${shot.state} at 200 % zoom: the Tab key reaches every control, with its whole focus in sight`, async () => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await open(shot);
    await page.setViewportSize({ width: 640, height: 400 });
    expect(await strayStops(page)).toEqual([]);
  });
}

test('details that lie over their screen make way for the Tab key, and are back with the next choice', async () => {
  const [typical] = SHOTS.filter(({ screen, state }) => screen === 'live' && state === 'typical');
  if (typical === undefined) throw new Error('no such state');
  await page.setViewportSize({ width: 1440, height: 900 });
  await open(typical);
  await page.setViewportSize({ width: 1000, height: 760 });
  const screen = page.getByRole('main', { name: 'Live' });
  const isOver = (state: 'true' | 'aside') => expect(screen).toHaveAttribute('data-details', state);
  await isOver('true');
  // From here on the focus is one that is seen.
  await page.keyboard.press('Tab');
  const below = page.getByRole('button', { name: 'Actions for A' });
  await below.focus();
  await isOver('aside');
  await below.press('Enter');
  await expect(page.getByRole('menu')).toBeVisible();
  await isOver('aside');
  await page.keyboard.press('Escape');
  await page.keyboard.press('j');
  await isOver('true');
  await page.getByRole('button', { name: 'Columns' }).focus();
  await isOver('aside');
  await page.getByRole('button', { name: 'Close the details' }).focus();
  await isOver('true');
  await page.getByRole('grid', { name: 'Traffic' }).focus();
  await isOver('true');
});

test('a screen that throws says so; the others, the keys and the rest of the window go on', async () => {
  await page.goto('about:blank');
  await page.goto(`${site.origin}?fixture=broken`);
  const broken = page.getByRole('alert').filter({ hasText: 'The Live screen stopped with an error' });
  await expect(broken).toContainText('Balancing goes on');
  await broken.getByRole('button', { name: 'Show it again' }).click();
  await expect(broken).toBeVisible();
  await page.keyboard.press('5');
  await expect(page.getByRole('region', { name: 'Configuration text' })).toContainText('BalancerMember');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('1');
  await expect(broken).toBeVisible();
});

async function lookInAfterwards(theme: 'light'): Promise<void> {
  await page.emulateMedia({ colorScheme: theme, contrast: 'no-preference' });
}
