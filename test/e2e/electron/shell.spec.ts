import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { type Desktop, startDesktop } from './desktop.ts';

// One app for all: each test goes on from what the one before it left.
test.describe.configure({ mode: 'serial' });

let desktop: Desktop;
test.beforeAll(async () => {
  desktop = await startDesktop();
});
test.afterAll(() => desktop.close());

test('one window with our page, and the bridge is all that it got', async () => {
  const { window: page, app } = desktop;
  expect(page.url()).toBe('app://routepin/index.html');
  await expect(page).toHaveTitle(/Routepin/);
  expect(app.windows()).toHaveLength(1);
  const facts = await page.evaluate(() => ({
    node: ['require', 'module', 'process', 'Buffer', 'global'].filter((name) => name in globalThis),
    bridge: Object.keys(window.routepin ?? {}).sort(),
    platform: window.routepin?.platform,
  }));
  expect(facts).toEqual({
    node: [],
    bridge: ['execute', 'onBatch', 'onMenu', 'onSnapshot', 'platform'],
    platform: process.platform,
  });
});

test('the interface drew something, and no policy of its own stopped it', async () => {
  const { window: page } = desktop;
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.reload();
  await expect(page.locator('#root')).not.toBeEmpty();
  expect(complaints).toEqual([]);
});

test('WebGL is there for pages, from the GPU or without one', async () => {
  const context = await desktop.window.evaluate(
    () => document.createElement('canvas').getContext('webgl')?.constructor.name,
  );
  expect(context).toBe('WebGLRenderingContext');
});

test('without a project: an empty one, nothing listens', async () => {
  const snapshot = await desktop.run('snapshot.get', {});
  expect(snapshot.project).toEqual({ version: 1, name: 'untitled', balancers: [], sites: [] });
  expect(snapshot.sites).toEqual([]);
  expect(snapshot.capabilities).toMatchObject({ shell: 'desktop', embeddedTabs: true, files: true });
});

test('commands come back as data, whatever is sent (STYLE.md §3.3)', async () => {
  expect(await desktop.send('shell.get', {})).toMatchObject({ ok: true });
  for (const [name, params, code] of [
    ['no.such', {}, 'unknown-command'],
    ['__proto__', {}, 'unknown-command'],
    ['toString', {}, 'unknown-command'],
    [{ a: 1 }, {}, 'unknown-command'],
    ['x'.repeat(1000), {}, 'unknown-command'],
    ['user.open', { colour: 'red' }, 'bad-params'],
    ['user.layout', { pages: 'all' }, 'bad-params'],
    ['user.close', { userId: 'nobody' }, 'not-found'],
    ['project.open-recent', { index: 99 }, 'not-found'],
    ['setting.set', { key: 'theme', value: '../../x' }, 'bad-params'],
    ['link.open', { url: 'file:///etc/passwd' }, 'bad-params'],
    ['user.open', {}, 'not-available'],
  ] as const) {
    expect(await desktop.send(name, params), String(name)).toMatchObject({ ok: false, error: { code } });
  }
});

test('the stream starts with a snapshot and goes on from it', async () => {
  const seqs = await desktop.window.evaluate(async () => {
    const bridge = window.routepin;
    if (bridge === undefined) throw new Error('no bridge');
    const seen: number[] = [];
    const snapshot = await new Promise<number>((resolve) => {
      bridge.onSnapshot(({ seq }) => resolve(seq));
      bridge.onBatch((json) => seen.push(...JSON.parse(json).events.map(({ seq }: { seq: number }) => seq)));
    });
    await bridge.execute('project.apply', {
      project: { version: 1, name: 'renamed', balancers: [], sites: [] },
    });
    while (seen.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    await bridge.execute('project.undo', {});
    return { snapshot, first: seen[0] };
  });
  expect(seqs.first).toBe(seqs.snapshot + 1);
});

test('the page can neither leave, nor open windows, nor load from elsewhere (DESIGN.md §8)', async () => {
  const { window: page, app } = desktop;
  await page.evaluate(() => {
    location.href = 'https://127.0.0.1:9/';
  });
  await page.evaluate(() => {
    location.href = 'file:///etc/passwd';
  });
  const tried = await page.evaluate(async () => {
    const script = document.createElement('script');
    script.textContent = 'window.inlineRan = true';
    document.head.append(script);
    const frame = document.createElement('iframe');
    frame.src = 'http://127.0.0.1:9/';
    document.body.append(frame);
    const webview = document.createElement('webview');
    webview.setAttribute('src', 'http://127.0.0.1:9/');
    document.body.append(webview);
    const result = {
      inlineRan: 'inlineRan' in window,
      opened: window.open('javascript:alert(1)') !== null,
      fetched: await fetch('http://127.0.0.1:9/').then(
        () => true,
        () => false,
      ),
      outside: await fetch('/..%2f..%2fpackage.json').then(({ status }) => status),
      geolocation: await navigator.permissions.query({ name: 'geolocation' }).then(({ state }) => state),
    };
    for (const element of [script, frame, webview]) element.remove();
    return result;
  });
  expect(tried).toEqual({
    inlineRan: false,
    opened: false,
    fetched: false,
    outside: 404,
    geolocation: 'denied',
  });
  expect(page.url()).toBe('app://routepin/index.html');
  expect(app.windows()).toHaveLength(1);
});

test('the page is sandboxed, isolated and without Node', async () => {
  const preferences = await desktop.app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
      getLastWebPreferences(): Record<string, unknown>;
    };
    const { sandbox, contextIsolation, nodeIntegration, webviewTag, webSecurity } =
      contents.getLastWebPreferences();
    return { sandbox, contextIsolation, nodeIntegration, webviewTag, webSecurity };
  });
  expect(preferences).toEqual({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webviewTag: false,
    webSecurity: true,
  });
});

test('a chosen theme is remembered and darkens the window', async () => {
  await desktop.run('setting.set', { key: 'theme', value: 'dark' });
  expect((await desktop.run('shell.get', {})).settings.theme).toBe('dark');
  const isDark = await desktop.app.evaluate(({ nativeTheme }) => nativeTheme.shouldUseDarkColors);
  expect(isDark).toBe(true);
});

test('a menu item reaches the interface', async () => {
  await desktop.window.evaluate(() => {
    window.acted = [];
    window.routepin?.onMenu((action) => window.acted?.push(action));
  });
  await desktop.app.evaluate(({ Menu }) => {
    const view = Menu.getApplicationMenu()?.items.find(({ label }) => label === 'View');
    view?.submenu?.items.find(({ label }) => label === 'Config')?.click();
  });
  await expect.poll(() => desktop.window.evaluate(() => window.acted)).toEqual(['screen.config']);
});

test('a crashed page comes back by itself while the core runs on', async () => {
  const before = await desktop.run('snapshot.get', {});
  const reloaded = desktop.app.evaluate(
    ({ BrowserWindow }) =>
      new Promise<void>((resolve) => {
        const contents = BrowserWindow.getAllWindows()[0]?.webContents;
        contents?.once('did-finish-load', () => resolve());
        contents?.forcefullyCrashRenderer();
      }),
  );
  await reloaded;
  // Playwright's page object belongs to the process that crashed: ask through the main process.
  const startedAtMs = await desktop.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(
      "window.routepin.execute('snapshot.get', {}).then((result) => result.value.startedAtMs)",
    ),
  );
  expect(startedAtMs).toBe(before.startedAtMs);
});

test('a wrong command line is said, with exit code 2', async () => {
  const executable = await desktop.app.evaluate(() => process.execPath);
  const argv = await desktop.app.evaluate(() => process.argv);
  const folder = await mkdtemp(path.join(tmpdir(), 'routepin-args-'));
  // What the running app was started with, less what Playwright added to drive it.
  const args = argv
    .slice(1)
    .filter((arg) => !/^--(inspect|remote-debugging|user-data-dir)|^-r$|loader/.test(arg));
  try {
    const ended = await new Promise<{ code: number | null; said: string }>((resolve, reject) => {
      const child = spawn(executable, [`--user-data-dir=${folder}`, ...args, 'a.routepin.json', '--demo'], {
        stdio: ['ignore', 'ignore', 'pipe'],
        env: { ...process.env, DBUS_SESSION_BUS_ADDRESS: 'disabled:' },
      });
      let said = '';
      child.stderr.on('data', (chunk: Buffer) => {
        said += chunk.toString();
      });
      child.on('error', reject);
      child.on('close', (code) => resolve({ code, said }));
    });
    expect(ended.said).toContain('FILE and --demo cannot stand together');
    expect(ended.code).toBe(2);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
