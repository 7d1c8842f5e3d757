import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { findApache } from '../../../core/host/apache/find-apache.ts';
import { type Backend, startBackend } from '../../support/backend.ts';
import { freePort } from '../../support/free-port.ts';
import { photograph } from '../../support/pictures.ts';
import { type Serving, serve } from '../../support/routepin-cli.ts';

/**
 * The article's snippet, from the clipboard to a proof: pasted, reviewed, mended, exported, without lints, fetched
 * once, compared with the real Apache of this machine. Each test goes on from what the one before it left.
 */
test.describe.configure({ mode: 'serial' });

const root = path.resolve(import.meta.dirname, '../../..');
const BUILT = { file: path.join(root, 'dist/cli/routepin.js'), folder: root, remove: async () => {} };

let serving: Serving;
let backends: readonly Backend[];
let listen: string;
let context: BrowserContext;
let page: Page;
let ui: string;

test.beforeAll(async ({ browser }) => {
  backends = await Promise.all(['north', 'south', 'east', 'west'].map((name) => startBackend(name)));
  listen = `127.0.0.1:${await freePort()}`;
  serving = await serve(BUILT, [
    ...[
      '--backend',
      String(backends[0]?.port),
      '--listen',
      `127.0.0.1:${await freePort()}`,
      '--ui-port',
      '0',
    ],
  ]);
  context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
  page = await context.newPage();
  ui = (await serving.event('ready')).ui ?? '';
  await page.goto(ui);
  await page.keyboard.press('5');
});
test.afterAll(async () => {
  await context?.close();
  await serving?.end();
  await Promise.all((backends ?? []).map((backend) => backend.close()));
});

/** As the article has it, the balancer's two names included; ports are those of the backends here. */
const snippet = () => `Listen ${listen}
<VirtualHost ${listen}>
Header add Set-Cookie "ROUTEID=.%{BALANCER_WORKER_ROUTE}e; path=/" env=BALANCER_ROUTE_CHANGED
<Proxy balancer://yourlb>
${backends.map(({ port }, index) => `BalancerMember http://127.0.0.1:${port}/ route=${index + 1}`).join('\n')}
</Proxy>
ProxyPass / balancer://lbsits/http://localhost/VirtualHostBase/https/yoursite.org:443/yourplonesiteid/VirtualHostRoot/ stickysession=ROUTEID
WeirdDirective of nobody
</VirtualHost>
`;

const dialog = () => page.getByRole('dialog');
const text = () => page.getByRole('region', { name: 'Configuration text' });
/** A member's field by its place: its letter is from the order in which this run met its routes. */
const field = (member: number, key: string) =>
  page
    .getByRole('table')
    .getByRole('row')
    .nth(member)
    .getByRole('textbox', { name: new RegExp(`^${key} of`) });
const lints = () => page.getByRole('list', { name: 'Lints' });
const mends = () =>
  lints()
    .getByRole('listitem')
    .getByRole('button')
    .filter({ has: page.locator('svg') });

/** What WCAG 2.2 AA finds wrong with what is shown now, in words. */
async function accessibilityFindings(): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}

/** Shows the screen in each theme and looks at it; the light one is left. */
async function inEveryTheme(name: string): Promise<void> {
  for (const theme of ['dark', 'contrast', 'light']) {
    await page.evaluate((theme) => {
      document.documentElement.dataset.theme = theme;
    }, theme);
    await photograph(page, `config-${name}-${theme}`);
    expect(await accessibilityFindings(), `${name}, ${theme}`).toEqual([]);
  }
}

test('the snippet is pasted and reviewed: what was found, what was not, line by line', async () => {
  await page.getByRole('button', { name: 'Import…' }).click();
  await expect(dialog().getByRole('button', { name: 'Review' })).toBeDisabled();
  await dialog().getByRole('textbox', { name: 'Configuration' }).fill(snippet());
  await dialog().getByRole('textbox', { name: 'Configuration' }).press('Control+Enter');
  await expect(dialog()).toContainText('2 balancers, 4 members, 1 site');
  const notes = dialog().getByRole('region', { name: 'What was not taken as it is', exact: true });
  await expect(notes).toContainText('balancer://lbsits has no members here');
  await expect(notes).toContainText('WeirdDirective of nobody');
  await notes.getByRole('button', { name: 'Line 11' }).click();
  await expect(
    dialog().getByRole('region', { name: 'The configuration as it was given' }).locator('[data-lit="true"]'),
  ).toContainText('WeirdDirective');
  await inEveryTheme('review');
});

test('the mend joins the two names, and nothing is applied before it is said', async () => {
  // Behind the dialog, so out of reach of roles.
  const behind = page.locator('[aria-label="Configuration text"]');
  await dialog().getByRole('button', { name: 'Give the members of yourlb to balancer://lbsits' }).click();
  await expect(dialog()).toContainText('1 balancer, 4 members, 1 site');
  await expect(behind).not.toContainText('lbsits');
  await dialog().getByRole('button', { name: 'Replace the project' }).click();
  await expect(dialog()).toBeHidden();
  await expect(text()).toContainText('Proxy "balancer://lbsits"');
  await expect(text()).toContainText(`Listen ${listen}`);
  await expect(page.getByRole('switch', { name: `Balancing on ${listen}` })).toBeChecked();
});

test('undo brings the project before back, redo the imported one', async () => {
  await page.keyboard.press('Control+z');
  await expect(text()).not.toContainText('lbsits');
  await page.keyboard.press('Control+Shift+z');
  await expect(text()).toContainText('balancer://lbsits');
});

test('lints are inline, counted at the screen, and lead to their field', async () => {
  await expect(page.getByRole('button', { name: /Config.*4 warnings/ })).toBeVisible();
  await expect(text()).toContainText('The member is asked for //cart');
  await inEveryTheme('lints');
  await lints()
    .getByRole('button', { name: /member 3 .*, url/ })
    .click();
  await expect(field(3, 'url')).toBeFocused();
});

test('each is mended with one click, in one step that undo takes back, until none is left', async () => {
  await expect(lints().getByRole('listitem').first()).toBeVisible();
  const count = await lints().getByRole('listitem').count();
  await page.keyboard.press('Control+.');
  await expect(lints().getByRole('listitem')).toHaveCount(count - 1);
  await page.keyboard.press('Control+z');
  await expect(lints().getByRole('listitem')).toHaveCount(count);
  for (let left = count; left > 0; left--) {
    await mends().first().click();
    await expect(page.getByRole('list', { name: 'Lints' }).getByRole('listitem')).toHaveCount(left - 1);
  }
  await expect(page.getByText('No lints', { exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: /Config.*(warning|error)/ })).toHaveCount(0);
});

test('an edit lights its line; a field and a line name each other', async () => {
  await field(2, 'loadfactor').fill('3');
  await page.keyboard.press('Enter');
  await expect(text().locator('[data-changed]')).toHaveCount(1);
  await expect(text().locator('[data-changed]')).toContainText('loadfactor=3');
  await field(2, 'retry').focus();
  await expect(page.getByText('balancer lbsits, member 2', { exact: false }).last()).toBeVisible();
  await text().getByText('BalancerMember').nth(3).click();
  await expect(field(4, 'url')).toBeFocused();
  await text().focus();
  for (const key of ['Home', 'ArrowDown', 'ArrowDown']) await page.keyboard.press(key);
  await page.keyboard.press('Control+z');
  await expect(text()).not.toContainText('loadfactor=3');
});

test('the export is copied and saved, with the comments that teach and without', async () => {
  await page.getByRole('switch', { name: 'Comments in the configuration' }).click();
  await expect(text()).not.toContainText('# The members behind');
  // Another form of the text is no edit.
  await expect(text().locator('[data-changed]')).toHaveCount(0);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('region', { name: 'Apache export' }).getByRole('button', { name: 'Save' }).click(),
  ]);
  const saved = await readFile(await download.path(), 'utf8');
  expect(saved).toContain('balancer://lbsits');
  expect(saved).not.toContain('# The members');
  await page.getByRole('button', { name: 'Copy the configuration' }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(saved);
  await page.getByRole('switch', { name: 'Comments in the configuration' }).click();
  await expect(text()).toContainText('# The members behind');
});

test('fetch once: the head as wget shows it, the route cookie marked, and a verdict', async () => {
  await page.getByRole('tab', { name: 'Fetch once' }).click();
  await page.getByRole('textbox', { name: 'Path', exact: true }).fill('no-slash');
  await expect(page.getByRole('button', { name: 'Fetch once' })).toBeDisabled();
  await page.getByRole('textbox', { name: 'Path', exact: true }).fill('/');
  await page.keyboard.press('Enter');
  const answer = page.getByRole('region', { name: 'Answer' });
  await expect(answer).toContainText(/Set-Cookie: ROUTEID=\.[1-4]; path=\/\s*route cookie/i);
  await expect(answer.getByRole('listitem').first()).toContainText('HTTP/1.1 200');
  await expect(page.getByRole('region', { name: 'Request' })).toContainText('GET / HTTP/1.1');
  await inEveryTheme('fetch');
  await page.getByRole('textbox', { name: 'Cookie, if any' }).fill('ROUTEID=.3');
  await page.keyboard.press('Enter');
  await expect(page.getByText(/pinned to route 3 already/)).toBeVisible();
  await expect(answer).not.toContainText('route cookie');
});

test('the real Apache agrees, request by request', async () => {
  await page.getByRole('tab', { name: 'Parity' }).click();
  await expect(page.getByText('Nothing was compared yet')).toBeVisible();
  await page.getByRole('button', { name: 'Compare with Apache' }).click();
  await expect(page.getByText(/^Apache\/2\.4\.\d+ agrees on (\d+) of \1 requests$/)).toBeVisible({
    timeout: 180_000,
  });
  const table = page.getByRole('table', { name: 'Comparison' });
  await expect(table.getByRole('cell', { name: 'agree' }).first()).toBeVisible();
  await table.getByRole('row').filter({ hasText: 'agree' }).first().getByRole('button').click();
  await expect(table.getByRole('region', { name: 'Apache' })).toContainText('Status');
  await expect(table.getByRole('region', { name: 'Routepin' })).toContainText('Status');
  await inEveryTheme('parity');
  await page.getByRole('radio', { name: /^Different 0/ }).click();
  await expect(page.getByText('No such rows.')).toBeVisible();
});

test('a comparison is cancelled; the next edit says that it is an old one', async () => {
  await page.getByRole('button', { name: 'Compare again' }).click();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByText(/^Cancelled/)).toBeVisible();
  await field(2, 'loadfactor').fill('2');
  await page.keyboard.press('Enter');
  await expect(page.getByText('before the last edit')).toBeVisible();
});

test('a file is chosen, another dropped; a wide listen stays on this machine unless wanted', async () => {
  const file = test.info().outputPath('shop.conf');
  await writeFile(file, 'Listen 0.0.0.0:8099\nProxyPass / http://127.0.0.1:9/\n');
  await page.getByRole('button', { name: 'Import…' }).click();
  await dialog().locator('input[type="file"]').setInputFiles(file);
  await expect(dialog().getByText('Configuration from shop.conf')).toBeVisible();
  await dialog().getByRole('button', { name: 'Review' }).click();
  await expect(dialog()).toContainText('Other machines could reach');
  await expect(dialog().getByRole('switch', { name: 'Listen on this machine only' })).toBeChecked();
  await expect(dialog().getByRole('region', { name: /^Site/ })).toContainText('127.0.0.1:8099');
  await page.keyboard.press('Escape');
  await expect(dialog()).toBeHidden();

  const dropped = await page.evaluateHandle(() => {
    const data = new DataTransfer();
    data.items.add(new File(['ProxyPass / balancer://dropped/'], 'dropped.conf', { type: 'text/plain' }));
    return data;
  });
  await page.getByRole('main').dispatchEvent('drop', { dataTransfer: dropped });
  await expect(dialog().getByText('Configuration from dropped.conf')).toBeVisible();
  await inEveryTheme('import');
  await page.keyboard.press('Escape');
});

test('without an Apache it says what is missing and how to get one', async () => {
  const other = await context.newPage();
  // The machine has one: the answer of a machine without it, in the core's own words.
  const missing = await findApache('/nowhere/apache2');
  expect(missing.ok).toBe(false);
  await other.routeWebSocket(/.*/, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((message) => {
      const asked = JSON.parse(String(message)) as { readonly id?: number; readonly command?: string };
      if (asked.command !== 'parity.start') return server.send(message);
      socket.send(JSON.stringify({ id: asked.id, result: missing }));
    });
  });
  await other.goto(ui);
  await other.keyboard.press('5');
  await other.getByRole('tab', { name: 'Parity' }).click();
  await other.getByRole('button', { name: /^Compare/ }).click();
  await expect(other.getByText(/Not compared: there is no program at \/nowhere\/apache2/)).toBeVisible();
  await expect(other.getByText(/apt-get install apache2/)).toBeVisible();
  await other.close();
});

test('names that are long leave every mend in sight', async () => {
  const name = 'a-name-that-somebody-gave-because-the-cluster-has-to-be-called-something';
  const long = `Listen ${listen}
<Proxy balancer://${name}>
BalancerMember http://application-server-of-the-intranet.internal.example.org:${backends[0]?.port}/ route=${name}
</Proxy>
ProxyPass /some/deep/path/that/goes/on/ balancer://${name}/ stickysession=${name.slice(0, 40)}
`;
  await page.getByRole('button', { name: 'Import…' }).click();
  await dialog().getByRole('textbox', { name: 'Configuration' }).fill(long);
  await dialog().getByRole('button', { name: 'Review' }).click();
  await dialog().getByRole('button', { name: 'Replace the project' }).click();
  await page.getByRole('tab', { name: /^Lints/ }).click();
  const mend = lints().getByRole('button', { name: /^Write http:/ });
  await expect(mend).toBeInViewport({ ratio: 1 });
  const { width } = page.viewportSize() ?? { width: 0 };
  const boxes = await lints()
    .getByRole('listitem')
    .evaluateAll((items) => items.map((item) => item.getBoundingClientRect().right));
  expect(Math.max(...boxes)).toBeLessThanOrEqual(width);
  await inEveryTheme('long');
});
