import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, expect as playwrightExpect } from '@playwright/test';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '../support/backend.ts';
import { root, run } from './packages.ts';

/**
 * A newcomer's path: a fresh clone, README's first command, and a tab that is pinned. As on a machine without a
 * display, where the interface opens in a browser. In `npm test` the clone gets the packages of this checkout, so that
 * nothing is downloaded; `npm run package:test` installs them anew.
 */

const screenExpect = playwrightExpect.configure({ timeout: 60_000 });
const isWhole = process.env.ROUTEPIN_WHOLE_PACKAGES === '1';
let folder: string;
let clone: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'routepin-newcomer-'));
  clone = path.join(folder, 'routepin');
  const cloned = await run('git', ['clone', '--quiet', '--depth', '1', `file://${root}`, clone]);
  expect(cloned.stderr).toBe('');
  if (!isWhole) await run('cp', ['-al', path.join(root, 'node_modules'), path.join(clone, 'node_modules')]);
});
afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

test('npm start in a fresh clone: a page of the site is a session with a pin', async () => {
  const listen = `127.0.0.1:${await freePort()}`;
  const { DISPLAY: _, WAYLAND_DISPLAY: __, ...env } = process.env;
  // README's command, on ports that nobody else has.
  const args = ['start', '--silent', '--', '--demo', '--listen', listen, '--ui-port', '0', '--track-tabs'];
  const child = spawn('npm', args, { cwd: clone, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'exit');
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const browser = await chromium.launch({
    executablePath: process.env.ROUTEPIN_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-background-networking', '--no-first-run'],
  });
  try {
    const address = () => /http:\/\/127\.0\.0\.1:\d+\/#\S+/.exec(output)?.[0];
    await playwrightExpect
      .poll(address, { timeout: 200_000, message: output })
      .toBeDefined()
      .catch(() => expect.fail(output));
    const page = await browser.newPage();
    await page.goto(`http://${listen}/`);
    const cookies = await page.context().cookies();
    expect(cookies.find(({ name }) => name === 'ROUTEID')?.value).toMatch(/^\.[1-4]$/);
    const ui = await (await browser.newContext()).newPage();
    await ui.goto(address() ?? '');
    await screenExpect(
      ui.getByRole('button', { name: /pinned to [A-D], route [1-4]/ }).first(),
    ).toBeVisible();
  } finally {
    await browser.close();
    process.kill(-(child.pid ?? 0), 'SIGINT');
    await ended;
  }
});

test('README’s second command is there, and knows its suites', async () => {
  const wrong = await run(process.execPath, [path.join(clone, 'build/test.mjs'), 'no-such-suite']);
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toMatch(
    /there are types, lint, .*unit, engine, cli, parity, package, .*electron, chromium, firefox/,
  );
});
