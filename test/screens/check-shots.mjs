// @ts-check
/** @typedef {import('@playwright/test').Page} Page */
/** @typedef {import('./shots.mjs').Shot} Shot */

/** An Apache configuration with what imports have to mend: the balancer is declared by one name and used by another. */
const IMPORTED = `Listen 8080
<Proxy balancer://yourlb>
  BalancerMember http://127.0.0.1:13001 route=1
  BalancerMember http://127.0.0.1:13002 route=2 retry=5
  ProxySet lbmethod=byrequests stickysession=ROUTEID
</Proxy>
Header add Set-Cookie "ROUTEID=.%{BALANCER_WORKER_ROUTE}e; path=/" env=BALANCER_ROUTE_CHANGED
ProxyPass / balancer://lbsits/
SSLProxyEngine on
ProxyPassReverse / balancer://lbsits/
`;

/** @param {string} name */
const tool = (name) => async (/** @type {Page} */ page) => {
  await page.keyboard.press('5');
  await page.getByRole('tab', { name }).click();
};
/** @param {(page: Page) => Promise<unknown>} act @returns {(page: Page) => Promise<void>} */
const onConfig = (act) => async (page) => {
  await page.keyboard.press('5');
  await act(page);
};
/** @param {string} server */
const exportFor = (server) =>
  onConfig(async (page) => {
    await page.getByRole('tab', { name: server, exact: true }).click();
    await page.getByRole('tabpanel', { name: server, exact: true }).getByText('Routepin').first().waitFor();
    for (const told of await page.locator('summary').all()) await told.click();
  });

/** Config with its tools, exports and imports; replays; what may be asked before something is done. */
export const CHECK_SHOTS = /** @type {readonly Shot[]} */ ([
  {
    screen: 'config',
    state: 'lints',
    query: 'fixture=live&lints',
    act: onConfig((page) => page.getByText('lb serves /').first().waitFor()),
  },
  {
    screen: 'config',
    state: 'file',
    query: 'fixture=live',
    act: onConfig((page) => page.getByRole('radio', { name: 'File' }).click()),
    sizes: 'one',
  },
  ...['HAProxy', 'nginx', 'Caddy', 'Traefik'].map((server) => ({
    screen: 'config',
    state: server.toLowerCase(),
    query: 'fixture=live&lints',
    act: exportFor(server),
    sizes: 'one',
  })),
  { screen: 'config', state: 'compare', query: 'fixture=live', act: compare },
  {
    screen: 'config',
    state: 'compare-wide',
    query: 'fixture=live&lints',
    act: async (page) => {
      await compare(page);
      await page.getByRole('button', { name: 'Over the whole screen' }).click();
    },
  },
  { screen: 'config', state: 'parity-empty', query: 'fixture=live', act: tool('Parity'), sizes: 'one' },
  {
    screen: 'config',
    state: 'parity-missing',
    query: 'fixture=live',
    act: async (page) => {
      await tool('Parity')(page);
      await page.getByRole('button', { name: 'Compare with Apache' }).click();
    },
    sizes: 'one',
  },
  {
    screen: 'config',
    state: 'parity',
    query: 'fixture=live&parity',
    act: async (page) => {
      await tool('Parity')(page);
      await page.getByRole('button', { name: /route in the path and in the cookie/ }).click();
    },
  },
  {
    screen: 'config',
    state: 'fetch',
    query: 'fixture=live',
    act: async (page) => {
      await tool('Fetch once')(page);
      await page.getByRole('button', { name: 'Fetch once' }).click();
      await page.getByRole('region', { name: 'Answer' }).waitFor();
    },
    sizes: 'one',
  },
  { screen: 'import', state: 'empty', query: 'fixture=live', act: onConfig(openImport), sizes: 'one' },
  { screen: 'import', state: 'typical', query: 'fixture=live', act: onConfig(review) },
  { screen: 'replay', state: 'empty', query: 'fixture=live&events', act: replay, sizes: 'one' },
  { screen: 'replay', state: 'typical', query: 'fixture=live&events', act: replayed },
  { screen: 'dialog', state: 'send-again', query: 'fixture=live', act: sendAgain, sizes: 'one' },
  {
    screen: 'live',
    state: 'filter-wrong',
    query: 'fixture=live',
    act: async (page) => {
      await page.keyboard.press('/');
      await page.keyboard.type('status:teapot ');
    },
    sizes: 'one',
  },
  { screen: 'live', state: 'port-taken', query: 'fixture=empty&port-taken', sizes: 'one' },
  {
    screen: 'live',
    state: 'tools',
    query: 'fixture=live',
    act: (page) => page.getByRole('button', { name: 'Export, import and recording' }).click(),
    sizes: 'one',
  },
  {
    screen: 'live',
    state: 'columns',
    query: 'fixture=live',
    act: (page) => page.getByRole('button', { name: 'Columns' }).click(),
    sizes: 'one',
  },
  {
    screen: 'settings',
    state: 'update',
    query: 'fixture=live&update',
    act: async (page) => {
      await page.keyboard.press('Control+,');
      await page.getByRole('button', { name: 'Fetch 0.2.0' }).waitFor();
    },
    sizes: 'one',
  },
  {
    screen: 'settings',
    state: 'comfortable',
    query: 'fixture=live',
    act: async (page) => {
      await page.keyboard.press('Control+,');
      await page.getByRole('radio', { name: 'Comfortable' }).click();
      await page.keyboard.press('1');
    },
    sizes: 'one',
  },
  {
    screen: 'project',
    state: 'menu',
    query: 'fixture=live',
    act: (page) => page.getByRole('button', { name: /^Project / }).click(),
    sizes: 'one',
  },
]);

/** @param {Page} page */
async function compare(page) {
  await tool('Other servers')(page);
  await page.getByRole('region', { name: 'Comparison' }).waitFor();
}

/** @param {Page} page */
async function openImport(page) {
  await page.getByRole('button', { name: 'Import…' }).click();
  await page.getByRole('dialog').waitFor();
}

/** @param {Page} page */
async function review(page) {
  await openImport(page);
  await page.getByRole('dialog').getByRole('textbox').first().fill(IMPORTED);
  await page.getByRole('dialog').getByRole('button', { name: 'Review' }).click();
  await page.getByText('lbsits').first().waitFor();
}

/** @param {Page} page */
async function replay(page) {
  await page.keyboard.press('2');
  await page.getByRole('main', { name: 'Sessions' }).waitFor();
  await page.keyboard.press('j');
  await page.getByRole('button', { name: 'Replay on…' }).click();
  await page.getByRole('dialog').waitFor();
}

/** @param {Page} page */
async function replayed(page) {
  await replay(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Replay' }).click();
  await page
    .getByRole('region', { name: 'Answers compared' })
    .getByRole('button', { name: 'GET /cart' })
    .first()
    .click();
}

/** @param {Page} page */
async function sendAgain(page) {
  await page.getByText('/checkout/payment').first().click();
  await page.getByText('Apache’s variables').waitFor();
  await page.getByRole('button', { name: 'Send again' }).click();
  await page.getByRole('dialog').waitFor();
}
