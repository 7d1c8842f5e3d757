// @ts-check
import { CHECK_SHOTS } from './check-shots.mjs';

/** @typedef {import('@playwright/test').Page} Page */

/**
 * A state of the window: `query` names the fixture (renderer/fixtures), `act` is what a person does before the
 * picture. `sizes: 'one'` for what looks alike at every size.
 *
 * @typedef {{
 *   screen: string, state: string, query: string, act?: (page: Page) => Promise<unknown>, sizes?: 'one',
 * }} Shot
 */

/** @param {readonly string[]} keys */
const press =
  (...keys) =>
  async (/** @type {Page} */ page) => {
    for (const key of keys) await page.keyboard.press(key);
  };
const details = (/** @type {Page} */ page) => page.getByText('Apache’s variables').waitFor();

/** @type {readonly Shot[]} */
export const SHOTS = [
  { screen: 'live', state: 'empty', query: 'fixture=empty' },
  { screen: 'live', state: 'typical', query: 'fixture=live', act: choosePayment },
  { screen: 'live', state: 'extreme', query: 'fixture=extreme', act: chooseLast },
  { screen: 'live', state: 'extreme-unfolded', query: 'fixture=extreme', act: unfoldGroup },
  { screen: 'live', state: 'twelve', query: 'fixture=twelve', act: chooseLast, sizes: 'one' },
  { screen: 'live', state: 'one', query: 'fixture=one', sizes: 'one' },
  { screen: 'live', state: 'tabs', query: 'fixture=live', act: unfoldLive },
  {
    screen: 'live',
    state: 'filter-none',
    query: 'fixture=live',
    act: (page) => filter(page, 'path~/nowhere '),
    sizes: 'one',
  },
  {
    screen: 'live',
    state: 'suggest',
    query: 'fixture=live',
    act: (page) => filter(page, 'moved:yes r'),
    sizes: 'one',
  },
  ...['request', 'response', 'cookies', 'timing'].map(
    (tab) =>
      /** @type {Shot} */ ({
        screen: 'live',
        state: tab,
        query: 'fixture=live',
        act: async (page) => {
          // What it set is most worth a look where the session was lost.
          await (tab === 'response' || tab === 'cookies' ? chooseLoss(page) : choosePayment(page));
          await page.getByRole('tab', { name: new RegExp(tab, 'i') }).click();
        },
        sizes: 'one',
      }),
  ),
  { screen: 'live', state: 'toast', query: 'fixture=live', act: drain, sizes: 'one' },
  {
    screen: 'live',
    state: 'menu',
    query: 'fixture=live',
    act: (page) => page.getByLabel('Actions for B').click(),
    sizes: 'one',
  },
  { screen: 'findings', state: 'empty', query: 'fixture=live', act: press('Shift+F'), sizes: 'one' },
  { screen: 'findings', state: 'typical', query: 'fixture=live&findings', act: press('Shift+F') },
  { screen: 'findings', state: 'count', query: 'fixture=live&findings', sizes: 'one' },
  { screen: 'findings', state: 'decode', query: 'fixture=live', act: decode, sizes: 'one' },
  { screen: 'sessions', state: 'empty', query: 'fixture=empty', act: press('2') },
  { screen: 'sessions', state: 'typical', query: 'fixture=live&events', act: chooseLane },
  { screen: 'sessions', state: 'extreme', query: 'fixture=extreme', act: chooseLane },
  { screen: 'sessions', state: 'none-chosen', query: 'fixture=live&events', act: press('2'), sizes: 'one' },
  { screen: 'sessions', state: 'tabs', query: 'fixture=live&events', act: unfold, sizes: 'one' },
  { screen: 'sessions', state: 'pin', query: 'fixture=live&events', act: pinMenu, sizes: 'one' },
  { screen: 'browse', state: 'empty', query: 'fixture=empty', act: press('3') },
  { screen: 'browse', state: 'typical', query: 'fixture=live', act: press('3') },
  { screen: 'browse', state: 'extreme', query: 'fixture=extreme', act: sixPages },
  { screen: 'browse', state: 'browser', query: 'fixture=live&browser', act: press('3'), sizes: 'one' },
  { screen: 'browse', state: 'pin', query: 'fixture=live', act: browsePin, sizes: 'one' },
  { screen: 'rehearse', state: 'empty', query: 'fixture=live', act: press('4') },
  { screen: 'rehearse', state: 'typical', query: 'fixture=live&rehearsal=finished', act: rehearsed },
  { screen: 'rehearse', state: 'extreme', query: 'fixture=extreme&rehearsal=finished', act: rehearsed },
  ...['running', 'cancelled', 'failed'].map(
    (state) =>
      /** @type {Shot} */ ({
        screen: 'rehearse',
        state,
        query: `fixture=twelve&rehearsal=${state}`,
        act: press('4'),
        sizes: 'one',
      }),
  ),
  ...['Sessions', 'Users', 'Table'].map(
    (tab) =>
      /** @type {Shot} */ ({
        screen: 'rehearse',
        state: tab.toLowerCase(),
        query: 'fixture=live&rehearsal=finished',
        act: async (page) => {
          await page.keyboard.press('4');
          await page.getByRole('radio', { name: new RegExp(`^${tab}`) }).click();
        },
        sizes: 'one',
      }),
  ),
  { screen: 'rehearse', state: 'write', query: 'fixture=live', act: writeFirst, sizes: 'one' },
  { screen: 'rehearse', state: 'write-asked', query: 'fixture=live', act: askToWrite, sizes: 'one' },
  { screen: 'rehearse', state: 'lag', query: 'fixture=live&lag=late', act: writeAndRead },
  ...[
    ['alike', 'live'],
    ['unshown', 'live'],
    ['late', 'extreme'],
  ].map(
    ([how, fixture]) =>
      /** @type {Shot} */ ({
        screen: 'rehearse',
        state: `lag-${fixture === 'extreme' ? fixture : how}`,
        query: `fixture=${fixture}&lag=${how}`,
        act: writeAndRead,
        sizes: 'one',
      }),
  ),
  {
    screen: 'rehearse',
    state: 'step',
    query: 'fixture=live',
    act: async (page) => {
      await page.keyboard.press('4');
      await page.getByRole('button', { name: 'Add step' }).click();
    },
    sizes: 'one',
  },
  {
    screen: 'rehearse',
    state: 'journey',
    query: 'fixture=live',
    act: async (page) => {
      await page.keyboard.press('4');
      await page.getByRole('button', { name: /control\/main/ }).click();
    },
    sizes: 'one',
  },
  { screen: 'config', state: 'empty', query: 'fixture=one', act: press('5') },
  { screen: 'config', state: 'typical', query: 'fixture=live', act: press('5') },
  { screen: 'config', state: 'extreme', query: 'fixture=extreme', act: press('5') },
  ...CHECK_SHOTS,
  { screen: 'settings', state: 'typical', query: 'fixture=live', act: press('Control+,') },
  { screen: 'first-run', state: 'empty', query: 'fixture=first-run&no-ports' },
  { screen: 'first-run', state: 'typical', query: 'fixture=first-run' },
  { screen: 'first-run', state: 'extreme', query: 'fixture=first-run&many-ports' },
  { screen: 'palette', state: 'typical', query: 'fixture=live', act: press('Control+k') },
  { screen: 'palette', state: 'extreme', query: 'fixture=extreme', act: press('Control+k'), sizes: 'one' },
  { screen: 'palette', state: 'empty', query: 'fixture=live', act: searchNothing, sizes: 'one' },
  { screen: 'key-sheet', state: 'typical', query: 'fixture=live', act: press('?') },
  { screen: 'dialog', state: 'edit-member', query: 'fixture=live', act: editWrong },
  { screen: 'dialog', state: 'add-member', query: 'fixture=live', act: addWrong, sizes: 'one' },
  { screen: 'dialog', state: 'explain', query: 'fixture=live', act: explain, sizes: 'one' },
  { screen: 'dialog', state: 'move-sessions', query: 'fixture=live&events', act: moveAll, sizes: 'one' },
  { screen: 'error-boundary', state: 'typical', query: 'fixture=broken' },
  { screen: 'connection-lost', state: 'typical', query: 'fixture=live&lost&browser' },
];

/** @param {Page} page */
async function choosePayment(page) {
  await page.getByText('/checkout/payment').first().click();
  await details(page);
}

/** @param {Page} page */
async function chooseLoss(page) {
  await page
    .getByRole('row')
    .filter({ hasText: /GET\/cart302/ })
    .first()
    .click();
  await details(page);
}

/** @param {Page} page */
async function chooseLast(page) {
  await page.keyboard.press('k');
  await details(page);
}

/** @param {Page} page */
async function unfoldGroup(page) {
  await page.getByRole('button', { name: /^Sessions on C/ }).click();
}

/** @param {Page} page */
async function chooseLane(page) {
  await page.keyboard.press('2');
  await page.getByRole('main', { name: 'Sessions' }).waitFor();
  await page.keyboard.press('j');
  await page.getByRole('complementary', { name: 'Session' }).getByText('Pin history').waitFor();
}

/** @param {Page} page */
async function unfold(page) {
  await chooseLane(page);
  await page.keyboard.press('o');
  await page.keyboard.press('j');
  await page.keyboard.press('o');
  await page.getByRole('button', { name: 'Tabs of Firefox · Private' }).click();
  await page.getByText('Firefox · Private').first().click();
}

/** @param {Page} page */
async function moveAll(page) {
  await page.keyboard.press('2');
  await page.getByRole('button', { name: 'Move the sessions of B' }).click();
}

/** @param {Page} page */
async function pinMenu(page) {
  await chooseLane(page);
  await page.getByRole('button', { name: 'Pin to…' }).click();
}

/** @param {Page} page */
async function unfoldLive(page) {
  await page.getByRole('button', { name: 'Tabs of Chrome · Linux' }).click();
  await page.getByRole('button', { name: 'Tabs of anna' }).click();
}

/** @param {Page} page */
async function browsePin(page) {
  await page.keyboard.press('3');
  await page.getByRole('button', { name: 'Pin dora to a route' }).click();
}

/** @param {Page} page */
async function sixPages(page) {
  await page.keyboard.press('3');
  await page.getByRole('radio', { name: '6' }).click();
}

/** @param {Page} page @param {string} text */
async function filter(page, text) {
  await page.keyboard.press('/');
  await page.keyboard.type(text);
}

/** @param {Page} page */
async function searchNothing(page) {
  await page.keyboard.press('Control+k');
  await page.keyboard.type('reticulate the splines');
}

/** @param {Page} page */
async function addWrong(page) {
  await page.keyboard.press('a');
  await page.keyboard.type('localhost:99999');
  await page.keyboard.press('Enter');
  await page.getByText('Answer HTTP here').waitFor();
}

/** @param {Page} page */
async function editWrong(page) {
  await page.getByLabel('Actions for B').click();
  await page.getByRole('menuitem', { name: 'Edit' }).click();
  await page.getByLabel('loadfactor').fill('400');
}

/** @param {Page} page */
async function explain(page) {
  await page.keyboard.press('e');
  await page.getByRole('textbox', { name: 'Cookie' }).fill('ROUTEID=.2');
  await page.keyboard.press('Enter');
  await page.getByText('Balanced by').waitFor();
}

/** @param {Page} page */
async function drain(page) {
  // The message is there for six seconds; the three pictures take longer on a busy machine.
  await page.evaluate(() => {
    const { setTimeout } = window;
    window.setTimeout = /** @type {typeof setTimeout} */ (
      (/** @type {TimerHandler} */ handler, /** @type {number} */ ms) =>
        setTimeout(handler, ms === 6000 ? 600_000 : ms)
    );
  });
  await page.getByLabel('Actions for A').click();
  await page.getByRole('menuitem', { name: 'Drain' }).click();
  await page.getByText('it keeps its sessions').waitFor();
}

/** @param {Page} page */
async function decode(page) {
  await page.keyboard.press('Shift+E');
  await page
    .getByLabel('Cookie, Cookie field or Set-Cookie line')
    .fill('ROUTEID=abc.2; SRV=5954efb51776296e; theme=dark');
  await page.getByText('only the dynamic-cookie-key').waitFor();
}

/** @param {Page} page */
async function writeFirst(page) {
  await page.keyboard.press('4');
  await page.getByLabel('Path and query').fill('/control/product?product_id=WG-1111');
  await page.getByRole('switch', { name: /^Write on one member first/ }).click();
  await page.getByLabel('Path that is written').fill('/control/updateProductPrice?product_id=WG-1111');
}

/** @param {Page} page */
async function askToWrite(page) {
  await writeFirst(page);
  await page.getByRole('button', { name: /^Send/ }).click();
  await page.getByRole('dialog').waitFor();
}

/** @param {Page} page */
async function writeAndRead(page) {
  await askToWrite(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Send POST' }).click();
  await page.getByRole('table', { name: 'Lag of each member' }).waitFor();
}

/** @param {Page} page */
async function rehearsed(page) {
  await page.keyboard.press('4');
  await page.getByRole('list', { name: 'What the run showed' }).waitFor();
  await page.getByLabel('Path and query').fill('/control/product?product_id=WG-1111');
  await page.getByRole('button', { name: /^Send/ }).click();
  await page.getByRole('region', { name: 'Lines that differ' }).waitFor();
}
