import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, expect as playwrightExpect } from '@playwright/test';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { commandBlocks } from '../support/markdown.ts';
import { root, run } from './packages.ts';

/**
 * A newcomer's path: a fresh clone, README's first command, a tab that is pinned, README's second command. As on a
 * machine without a display, where the interface opens in a browser. In `npm test` the clone gets the packages of this
 * checkout, so that nothing is downloaded, and of the second command only the beginning is tried: it would try itself.
 * `npm run package:test` installs anew and runs two suites; `npm run newcomer` all of them.
 */

const screenExpect = playwrightExpect.configure({ timeout: 60_000 });
const isWhole = process.env.ROUTEPIN_WHOLE_PACKAGES === '1';
const runsAllTests = process.env.ROUTEPIN_NEWCOMER === '1';
/** Everything is installed from a registry and built. Only there to catch a hang. */
const FIRST_START_LIMIT_MS = 15 * 60_000;
/** All suites on a machine that does other things, too; only there to catch a hang. */
const ALL_TESTS_LIMIT_MS = 3 * 60 * 60_000;
/** The commands as README shows them, without the words beside them. */
const [first = '', second = ''] = commandBlocks(readFileSync(path.join(root, 'README.md'), 'utf8'))
  .filter(({ kind }) => kind === 'newcomer')
  .flatMap(({ lines }) => lines.map((line) => line.replace(/\s+#.*$/, '')));
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

test('README has two commands', () => {
  expect([first, second]).toEqual(['npm start', 'npm test']);
});

test(
  'the first, in a fresh clone: a page of the site is a session with a pin',
  async () => {
    const listen = `127.0.0.1:${await freePort()}`;
    const { DISPLAY: _, WAYLAND_DISPLAY: __, ...env } = process.env;
    // On ports that nobody else has.
    const child = spawn('bash', ['-c', `${first} -- --listen ${listen} --ui-port 0 --track-tabs`], {
      cwd: clone,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
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
        .poll(address, { timeout: FIRST_START_LIMIT_MS, message: output })
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
  },
  FIRST_START_LIMIT_MS + 60_000,
);

if (!isWhole) {
  test('the second knows its suites', async () => {
    const wrong = await run('bash', ['-c', `cd ${clone} && ${second} -- no-such-suite`]);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toMatch(
      /there are types, lint, .*unit, engine, cli, parity, package, .*electron, chromium, firefox/,
    );
  });
} else {
  const suites = runsAllTests ? '' : ' -- lint unit';
  test(
    `the second, ${second}${suites}, prepares what it needs and proves things`,
    async () => {
      const { code, stdout, stderr } = await run('bash', ['-c', `cd ${clone} && ${second}${suites}`], {
        ...process.env,
        ROUTEPIN_WHOLE_PACKAGES: '',
        ROUTEPIN_NEWCOMER: '',
      });
      console.log(stdout.split('\n').slice(-25).join('\n'));
      expect(code, `${stdout}\n${stderr}`).toBe(0);
      expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^[1-9]\d* passed, 0 failed/);
    },
    ALL_TESTS_LIMIT_MS,
  );
}
