import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { listPackage } from '@electron/asar';
import { FuseV1Options, FuseVersion, flipFuses, getCurrentFuseWire } from '@electron/fuses';
import { expect as playwrightExpect } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appWindow } from '../support/app-window.ts';
import { type Backend, startBackend } from '../support/backend.ts';
import { freePort } from '../support/free-port.ts';
import { endAll, type PackagedApp, startPackaged, startProgram } from './packaged-app.ts';
import { buildPackages, run, serve, whyNoPackages } from './packages.ts';
import { startUpdateFeed, type UpdateFeed } from './update-feed.ts';

/** The app as packages hold it, unpacked: what is in it, its fuses, its command line, and a person's first hour. */

/** A busy machine is no reason to fail. */
const screenExpect = playwrightExpect.configure({ timeout: 120_000 });
const LONG = { timeout: 60_000, interval: 200 };
/** How a fuse that is on stands in the binary. */
const ON = '1'.charCodeAt(0);

const reason = whyNoPackages();
if (reason !== null) console.log(`package: skipped, ${reason}`);

describe.skipIf(reason !== null)(`the unpacked app${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
  let folder: string;
  let unpacked: string;
  let program: string;
  let cli: string;
  let feed: UpdateFeed;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'routepin-package-'));
    feed = await startUpdateFeed();
    unpacked = path.join(await buildPackages('quick', ['--dir'], feed.env), 'linux-unpacked');
    program = path.join(unpacked, 'routepin-desktop');
    cli = path.join(unpacked, 'bin/routepin');
  });
  afterAll(async () => {
    await endAll();
    await feed?.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  test('holds the app, its licences and nothing else: no source maps, no sources, no tests', async () => {
    const asar = path.join(unpacked, 'resources/app.asar');
    const files = listPackage(asar, { isPack: false });
    expect(files.filter((file) => /\.(map|ts|tsx|md)$|node_modules|\/test/.test(file))).toEqual([]);
    expect(files).toEqual(
      expect.arrayContaining(['/LICENCES.txt', '/dist/electron/main.cjs', '/dist/renderer/index.html']),
    );
    const { size } = await stat(asar);
    // What is ours; Electron itself is 200 MB and not ours to shrink.
    expect(size).toBeLessThan(8_000_000);
  });

  test('has its fuses set', async () => {
    const wire = await getCurrentFuseWire(program);
    expect({
      runAsNode: wire[FuseV1Options.RunAsNode] === ON,
      cookieEncryption: wire[FuseV1Options.EnableCookieEncryption] === ON,
      nodeOptions: wire[FuseV1Options.EnableNodeOptionsEnvironmentVariable] === ON,
      inspect: wire[FuseV1Options.EnableNodeCliInspectArguments] === ON,
      asarIntegrity: wire[FuseV1Options.EnableEmbeddedAsarIntegrityValidation] === ON,
      onlyAsar: wire[FuseV1Options.OnlyLoadAppFromAsar] === ON,
    }).toEqual({
      // How `routepin` runs on Linux (build/package/config.mjs).
      runAsNode: true,
      cookieEncryption: true,
      nodeOptions: false,
      inspect: false,
      asarIntegrity: true,
      onlyAsar: true,
    });
  });

  test('its command line needs no display, and its exit codes and streams are its own', async () => {
    const env = { ...process.env, DISPLAY: '', WAYLAND_DISPLAY: '' };
    const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
    expect(await run(cli, ['--version'], env)).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
    const wrong = await run(cli, ['serve', '--no-such-option'], env);
    expect(wrong).toMatchObject({ code: 2, stdout: '' });
    expect(wrong.stderr).toContain("unknown option '--no-such-option'");
  });

  test('`routepin serve` balances, shows its interface from inside the archive, and ends with 0', async () => {
    const listen = `127.0.0.1:${await freePort()}`;
    const served = await serve(cli, ['serve', '--demo', '--listen', listen, '--ui-port', '0', '--json']);
    const answer = await fetch(`http://${listen}/`);
    expect(answer.headers.get('set-cookie')).toMatch(/ROUTEID=\.[1-4]; path=\/$/);
    const page = await fetch(served.ready.ui ?? '');
    expect(await page.text()).toContain('<title>Routepin');
    expect(await served.stop()).toBe(0);
  });

  test('the same command line inside the app, as on macOS and Windows, with RunAsNode forbidden', async () => {
    // The fuse of a copy of the program beside it: what is proved is the app without that way in.
    const twin = path.join(unpacked, 'routepin-no-node');
    await run('cp', ['--reflink=auto', program, twin]);
    await flipFuses(twin, { version: FuseVersion.V1, [FuseV1Options.RunAsNode]: false });
    const switches = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const inApp = (...args: string[]) => [...switches, '--cli', '--', ...args];
    const version = await run(twin, inApp('--version'));
    expect(version).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
    expect(await run(twin, inApp('serve', 'a', '--demo'))).toMatchObject({ code: 2, stdout: '' });
    const listen = `127.0.0.1:${await freePort()}`;
    const served = await serve(twin, inApp('serve', '--demo', '--listen', listen, '--no-ui', '--json'));
    expect((await fetch(`http://${listen}/`)).status).toBe(200);
    expect(await served.stop()).toBe(0);
    // And the way in is closed: the variable does not make it Node.
    const asNode = await run(twin, [...switches, '--cli', '--', '--version'], {
      ...process.env,
      ELECTRON_RUN_AS_NODE: '1',
    });
    expect(asNode).toMatchObject({ code: 0, stdout: version.stdout });
    await rm(twin);
  });

  describe('a first hour with it', () => {
    let backends: Backend[];
    let app: PackagedApp;
    let listen: string;
    const home = () => path.join(folder, 'home');
    const project = () => path.join(folder, 'shop.routepin.json');

    beforeAll(async () => {
      backends = [await startBackend('north'), await startBackend('south')];
      listen = `127.0.0.1:${await freePort()}`;
      await mkdir(home(), { recursive: true });
      app = await startPackaged({ program, home: home() });
    });
    afterAll(async () => {
      await app?.close();
      await Promise.all((backends ?? []).map((backend) => backend.close()));
    });

    test('two ports, one key; two users with pins of their own', async () => {
      const screen = appWindow(app.window);
      const order = await screen.balance(
        backends.map(({ port }) => port),
        listen,
      );
      backends.sort((a, b) => order.indexOf(a.port) - order.indexOf(b.port));
      await app.window.keyboard.press('n');
      await screenExpect(screen.pane('anna').getByRole('img', { name: 'A, route 1' }).first()).toBeVisible();
      await app.window.getByRole('button', { name: 'New user' }).first().click();
      await screenExpect(screen.pane('ben').getByRole('img', { name: 'B, route 2' }).first()).toBeVisible();
      const headings = () =>
        Promise.all(app.pages().map((page) => page.getByRole('heading').first().textContent()));
      await screenExpect.poll(async () => (await headings()).sort()).toEqual(['north', 'south']);
    });

    test('a dead backend: the reload moves the pin, and Live says so', async () => {
      const screen = appWindow(app.window);
      await backends[0]?.close();
      await screen.pane('anna').getByRole('button', { name: 'Reload' }).click();
      await screenExpect(screen.pane('anna').getByRole('img', { name: 'B, route 2' }).first()).toBeVisible();
      await screen.goTo('Live');
      await screenExpect(screen.member('A')).toContainText(/In error, ret/);
      backends[0] = await startBackend('north', undefined, backends[0]?.port);
      await screen.act('A', 'Retry now');
      await screenExpect(screen.member('A')).not.toContainText('In error');
    });

    test('drain and a simulated outage', async () => {
      const screen = appWindow(app.window);
      await screen.act('B', 'Drain');
      await screenExpect(screen.member('B')).toContainText(/Draining, \d left/);
      await screen.act('B', 'End draining');
      await screen.act('A', 'Simulate an outage');
      await screenExpect(screen.member('A')).toContainText('Simulated outage');
      await screen.act('A', 'End the simulated outage');
    });

    test('Config shows what Apache is told', async () => {
      await appWindow(app.window).goTo('Config');
      await screenExpect(app.window.getByRole('region', { name: 'Configuration text' })).toContainText(
        `BalancerMember "http://127.0.0.1:${backends[0]?.port}" route=1`,
      );
    });

    test('a second start opens its file in the first, edits are saved, and the next morning all is there', async () => {
      const members = backends.map(({ port }, i) => ({
        url: `http://127.0.0.1:${port}`,
        route: String(i + 1),
      }));
      const port = await freePort();
      const sites = [
        { name: 'shop', listen: `127.0.0.1:${port}`, proxyPass: [{ path: '/', url: 'balancer://lb/' }] },
      ];
      const balancers = [{ name: 'lb', stickysession: 'ROUTEID', members }];
      await writeFile(project(), JSON.stringify({ version: 1, name: 'shop', balancers, sites }));
      const second = await startProgram({ program, home: home(), args: [project()] });
      expect(await second.ended).toBe(0);
      await screenExpect(
        app.window.getByRole('switch', { name: `Balancing on 127.0.0.1:${port}` }),
      ).toBeChecked();

      await app.window.getByRole('textbox', { name: 'retry of B' }).fill('7');
      await app.window.getByRole('textbox', { name: 'retry of B' }).press('Enter');
      await screenExpect(app.window.getByRole('img', { name: 'unsaved changes' })).toBeAttached();
      await app.window.keyboard.press('Control+s');
      await expect.poll(() => readFile(project(), 'utf8')).toContain('"retry": 7');
      expect(await app.close()).toBe(0);

      app = await startPackaged({ program, home: home() });
      await screenExpect(
        app.window.getByRole('switch', { name: `Balancing on 127.0.0.1:${port}` }),
      ).toBeChecked();
      await screenExpect(appWindow(app.window).member('B')).toContainText(`:${backends[1]?.port}`);
    });
  });

  describe('a bad evening and the morning after', () => {
    let app: PackagedApp;
    let holder: Backend;
    let file: string;
    const home = () => path.join(folder, 'bad-home');
    const own = (...place: string[]) => path.join(home(), 'config/Routepin', ...place);
    const start = async (...args: string[]) => {
      app = await startPackaged({ program, home: home(), args });
    };

    beforeAll(async () => {
      await mkdir(own(), { recursive: true });
      await writeFile(own('settings.json'), '{"broken');
      // A port that somebody else has since.
      holder = await startBackend('holder');
      file = path.join(home(), 'taken.routepin.json');
      const proxyPass = [{ path: '/', url: 'balancer://lb/' }];
      const members = [{ url: `http://127.0.0.1:${holder.port}`, route: '1' }];
      const sites = [{ name: 'shop', listen: `127.0.0.1:${holder.port}`, proxyPass }];
      await writeFile(
        file,
        JSON.stringify({ version: 1, name: 'taken', balancers: [{ name: 'lb', members }], sites }),
      );
      await start();
    });
    afterAll(async () => {
      await app?.close();
      await holder?.close();
    });

    test('damaged settings are set aside, with a word', async () => {
      await screenExpect(app.window.getByText(/the settings file was damaged: it is kept as/)).toBeVisible();
      expect(await readFile(own('settings.json.damaged'), 'utf8')).toBe('{"broken');
      expect(await app.close()).toBe(0);
    });

    test('a port that is taken is named, with who has it', async () => {
      await start(file);
      const words = new RegExp(`127\\.0\\.0\\.1:${holder.port} is in use by .*${process.pid}`);
      await screenExpect(app.window.getByText(words).first()).toBeVisible();
    });

    test('a crash leaves a report on this machine, and balancing ends in order all the same', async () => {
      const { stdout } = await run('pgrep', ['-f', `type=renderer.*${own()}`]);
      const [renderer] = stdout.trim().split('\n');
      process.kill(Number(renderer), 'SIGSEGV');
      await expect
        .poll(() => readdir(own('crashes'), { recursive: true }), LONG)
        .toEqual(expect.arrayContaining([expect.stringMatching(/\.dmp$/)]));
      await expect.poll(app.output, LONG).toContain("the window's page ended: crashed");
      expect(await app.close()).toBe(0);
    });
  });

  describe('an update, from a feed to the next start', () => {
    let app: PackagedApp;
    let appImage: string;
    const status = () => app.window.getByRole('status').filter({ hasText: /\S/ });
    const press = (name: string) => app.window.getByRole('button', { name, exact: true }).click();

    beforeAll(async () => {
      // Which file an AppImage may replace is told to the program in it by this variable, and where its cache lies by
      // the file that electron-builder puts into each AppImage. Without both it is a folder, which updates nothing.
      appImage = path.join(folder, 'Routepin.AppImage');
      await writeFile(appImage, 'the old one');
      await writeFile(
        path.join(unpacked, 'resources/app-update.yml'),
        `provider: generic\nurl: ${feed.url}\nupdaterCacheDirName: routepin-updater\n`,
      );
      // The new version leaves a word that it was started by whoever installs it.
      feed.publish({
        version: '99.0.0',
        notes: 'A quicker list.',
        file: `#!/bin/sh\necho "$APPIMAGE_EXIT_AFTER_INSTALL" > ${folder}/installed\n`,
      });
      app = await startPackaged({
        program,
        home: path.join(folder, 'update-home'),
        env: { APPIMAGE: appImage, XDG_CACHE_HOME: path.join(folder, 'update-cache') },
      });
      await app.window.getByRole('button', { name: 'Settings' }).click();
    });
    afterAll(() => app?.close());

    test('nothing is asked for before somebody asks', async () => {
      await screenExpect(
        app.window.getByRole('switch', { name: 'Look for newer versions once a day' }),
      ).not.toBeChecked();
      expect(feed.asked).toEqual([]);
    });

    test('a manifest that was changed on the server is refused, and nothing else is fetched', async () => {
      const signed = '99.0.0';
      feed.tamper('manifest', (text) => text.replaceAll(signed, '99.0.1'));
      await press('Look now');
      await screenExpect(app.window.getByText(/is not signed with the key of this program/)).toBeVisible();
      feed.tamper('manifest', (text) => text.replaceAll('99.0.1', signed));
      expect([...new Set(feed.asked)].sort()).toEqual(['latest-linux.yml', 'latest-linux.yml.sig']);
    });

    test('the signed one is found, with what is new; nothing is fetched yet', async () => {
      await press('Look now');
      await screenExpect(status().filter({ hasText: '99.0.0 is newer than this one.' })).toBeVisible();
      await screenExpect(app.window.getByRole('region', { name: 'What is new in 99.0.0' })).toHaveText(
        'A quicker list.',
      );
      expect(feed.asked.filter((name) => name.endsWith('.AppImage'))).toEqual([]);
    });

    test('a file that is not the one that was signed is refused', async () => {
      feed.tamper('file', (text) => text.replace('echo', 'ECHO'));
      await press('Fetch 99.0.0');
      await screenExpect(
        app.window.getByText(/fetching the update failed: sha512 checksum mismatch/),
      ).toBeVisible();
      feed.tamper('file', (text) => text.replace('ECHO', 'echo'));
    });

    test('fetched at a press, installed when the app ends and not while it runs', async () => {
      await press('Fetch 99.0.0');
      await screenExpect(
        status().filter({ hasText: '99.0.0 is installed when Routepin ends.' }),
      ).toBeVisible();
      expect(await readFile(appImage, 'utf8')).toBe('the old one');
      expect(await app.close()).toBe(0);
      expect(await readFile(appImage, 'utf8')).toMatch(/^#!\/bin\/sh/);
      expect(await readFile(path.join(folder, 'installed'), 'utf8')).toBe('true\n');
    });
  });
});
