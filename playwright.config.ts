import { defineConfig } from '@playwright/test';

/** Debian's Chromium: Playwright's own can't be downloaded behind every firewall (TOOLCHAIN.md). */
const CHROMIUM = process.env.ROUTEPIN_CHROMIUM ?? '/usr/bin/chromium';

/**
 * End-to-end suites: `electron` is the desktop app in the test runtime (test/support/electron-app.ts launches it),
 * `chromium` and `firefox` are `routepin serve` in ordinary browsers. Start them by `npm run test:electron` and the
 * like, which also prepare the build, the runtime and a display.
 */
export default defineConfig({
  outputDir: 'artefacts/playwright',
  // One at a time and no second chances: a test that needs a retry has a bug, or found one.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  forbidOnly: process.env.CI !== undefined,
  // Limits only catch a hang: a busy machine is no reason to fail.
  timeout: 240_000,
  expect: { timeout: 30_000 },
  reporter: 'list',
  projects: [
    { name: 'electron', testDir: 'test/e2e/electron' },
    // Driven by puppeteer-core: Playwright's own Firefox is a build of its own, not the one people use.
    { name: 'firefox', testDir: 'test/e2e/firefox' },
    {
      name: 'chromium',
      testDir: 'test/e2e/chromium',
      use: {
        browserName: 'chromium',
        viewport: { width: 1280, height: 800 },
        // Its pictures of every step would take half of a small machine.
        trace: { mode: 'retain-on-failure', screenshots: false },
        screenshot: 'only-on-failure',
        launchOptions: {
          executablePath: CHROMIUM,
          args: [
            '--no-sandbox',
            '--disable-quic',
            '--disable-background-networking',
            '--disable-component-update',
            '--disable-sync',
            '--no-first-run',
          ],
        },
      },
    },
  ],
});
