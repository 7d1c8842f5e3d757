import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { startTabSite, type TabSite } from '../../support/followed-tabs.ts';
import { type BuiltCli, buildCli } from '../../support/routepin-cli.ts';
import type { Pages } from '../../support/tab-pages.ts';

/** What the tests of this folder share: a site with tabs followed, and everything that its pages say to the console. */
export interface Followed {
  readonly site: TabSite;
  /** Console lines and errors of every page opened here. */
  readonly said: readonly string[];
  /** A new page; with a path, it is opened there. */
  open(context: BrowserContext, path?: string): Promise<Page>;
  /** Waits until exactly these tabs are listed, as `path | title | route | servedBy`. */
  shows(expected: readonly string[], what?: string): Promise<void>;
}

/**
 * One site for each test of a file, ended with it; what was told is attached where the test failed. With one backend
 * routes don't depend on who else looks at this machine's ports.
 */
export function followTabs(pages: Pages, names?: readonly string[]): () => Followed {
  let cli: BuiltCli;
  let now: Followed;
  test.beforeAll(async () => {
    cli = await buildCli();
  });
  test.afterAll(() => cli.remove());
  test.beforeEach(async () => {
    const site = await startTabSite({ cli, pages, ...(names === undefined ? {} : { names }) });
    const said: string[] = [];
    now = {
      site,
      said,
      open: async (context, path) => {
        const page = await context.newPage();
        listen(page, said);
        if (path !== undefined) await page.goto(site.origin + path);
        return page;
      },
      shows: (expected, what) =>
        expect
          .poll(site.rows, { intervals: [20, 50, 100], ...(what === undefined ? {} : { message: what }) })
          .toEqual([...expected].sort()),
    };
  });
  test.afterEach(async ({ browser }, info) => {
    const { serving } = now.site;
    if (info.status !== 'passed') {
      const told = serving.events.filter(({ event }) => /^(?:session|tab|exchange)\./.test(event));
      await info.attach('events', { body: told.map((event) => JSON.stringify(event)).join('\n') });
    }
    // The browser outlives the test. Pages left open would go on looking for a site that has ended, all of them at once
    // in the tests that follow, and would be listed there if one came to listen on the same port.
    for (const context of browser.contexts()) await context.close();
    await now.site.stop();
  });
  return () => now;
}

/** Notes what a page says to the console, and its errors. */
export function listen(page: Page, said: string[]): void {
  page.on('console', (message) => {
    const { url } = message.location();
    // The browser's own, whenever it likes: while Routepin is started anew it is refused.
    if (!url.endsWith('/favicon.ico')) said.push(`${page.url()}: ${message.text()} (${url})`);
  });
  page.on('pageerror', (error) => said.push(`${page.url()}: ${error.message}`));
}
