import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { FIREFOX } from '../../build/test-run/firefox.mjs';

/** A browser as people use it, with a fresh profile; `close` also takes the profile away. */
export interface OrdinaryBrowser {
  readonly browser: Browser;
  close(): Promise<void>;
}

/**
 * Starts a browser by puppeteer-core: Firefox over WebDriver BiDi (TABS.md), and Chromium with its back/forward cache and
 * prerendering, which Playwright's switches turn off.
 */
export async function launchOrdinary(which: 'chrome' | 'firefox'): Promise<OrdinaryBrowser> {
  const folder = await mkdtemp(path.join(tmpdir(), `routepin-${which}-`));
  const browser = await puppeteer.launch({
    browser: which,
    executablePath: which === 'firefox' ? FIREFOX : (process.env.ROUTEPIN_CHROMIUM ?? '/usr/bin/chromium'),
    headless: true,
    userDataDir: folder,
    ...(which === 'chrome' ? { args: ['--no-sandbox', '--disable-quic'] } : {}),
  });
  return {
    browser,
    close: async () => {
      await browser.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}

/** Notes what a page says to the console, and its errors. */
export function listenTo(page: Page, said: string[]): void {
  page.on('console', (message) => said.push(`${page.url()}: ${message.text()}`));
  page.on('pageerror', (error) => said.push(`${page.url()}: ${error}`));
}
