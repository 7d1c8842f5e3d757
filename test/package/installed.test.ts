import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect as playwrightExpect } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { endAll, type PackagedApp, startPackaged, startProgram } from './packaged-app.ts';
import { buildPackages, fileIn, run, serve, whyNoDpkg, whyNoPackages } from './packages.ts';

/**
 * The deb on a real system: installed, used by somebody who is not root with Chromium's sandbox on, upgraded, removed
 * and purged. Installs into this system, so it runs in `npm run package:test` only.
 */

const screenExpect = playwrightExpect.configure({ timeout: 120_000 });
const OLDER = '0.0.9';
/** Nobody: an ordinary user with no rights, on every Debian. */
const NOBODY = 65_534;
const DESKTOP_ENTRY = '/usr/share/applications/routepin-desktop.desktop';

/** dpkg, without waiting for the disk after each file: nothing here has to outlive a power cut. */
const dpkg = (...args: readonly string[]) => run('dpkg', ['--force-unsafe-io', ...args]);

const reason =
  whyNoPackages() ?? whyNoDpkg() ?? (existsSync('/opt/Routepin') ? 'Routepin is installed here' : null);
if (reason !== null) console.log(`package: the deb is not tried, ${reason}`);

describe.skipIf(reason !== null)(`the deb${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
  let folder: string;
  let older: string;
  let newer: string;
  let home: string;
  let project: string;
  let port: number;
  let app: PackagedApp | undefined;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'routepin-deb-'));
    // Where nobody may go, too.
    await run('chmod', ['755', folder]);
    home = path.join(folder, 'home');
    older = await fileIn(await buildPackages('older', ['--version', OLDER, 'deb']), '.deb');
    newer = await fileIn(await buildPackages('whole', ['deb', 'tar.gz']), '.deb');
    port = await freePort();
    project = path.join(folder, 'shop.routepin.json');
    const members = [{ url: `http://127.0.0.1:${await freePort()}`, route: '1' }];
    const sites = [
      { name: 'shop', listen: `127.0.0.1:${port}`, proxyPass: [{ path: '/', url: 'balancer://lb/' }] },
    ];
    const balancers = [{ name: 'lb', stickysession: 'ROUTEID', members }];
    await writeFile(project, JSON.stringify({ version: 1, name: 'shop', balancers, sites }));
  });
  afterAll(async () => {
    await app?.close();
    await endAll();
    await dpkg('--purge', 'routepin');
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  test('installs with dpkg -i, with nothing left to configure', async () => {
    const installed = await dpkg('-i', older);
    expect(installed.stderr + installed.stdout).not.toMatch(/error|warning/i);
    expect(installed.code).toBe(0);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query's own format
    const status = await run('dpkg-query', ['-W', '-f', '${db:Status-Status} ${Version}', 'routepin']);
    expect(status.stdout).toBe(`installed ${OLDER}`);
  });

  test('everything belongs to root and nobody else may write it; only the sandbox is setuid', async () => {
    const { stdout } = await run('find', ['/opt/Routepin', '-not', '-user', 'root', '-o', '-perm', '/022']);
    expect(stdout).toBe('');
    const setuid = await run('find', ['/opt/Routepin', '-perm', '/6000']);
    expect(setuid.stdout.trim()).toBe('/opt/Routepin/chrome-sandbox');
  });

  test('`routepin --version` and its manual are there', async () => {
    expect(await run('routepin', ['--version'])).toEqual({ code: 0, stdout: `${OLDER}\n`, stderr: '' });
    const manual = await run('man', ['--warnings', '-P', 'cat', 'routepin']);
    expect(manual.stderr).toBe('');
    expect(manual.stdout).toContain('sticky-session load balancer that you can see');
  });

  test('`routepin serve` from the PATH balances', async () => {
    const listen = `127.0.0.1:${await freePort()}`;
    const served = await serve('routepin', [
      'serve',
      '--demo',
      '--listen',
      listen,
      '--ui-port',
      '0',
      '--json',
    ]);
    expect((await fetch(`http://${listen}/`)).headers.get('set-cookie')).toContain('ROUTEID=.');
    expect((await fetch(served.ready.ui ?? '')).status).toBe(200);
    expect(await served.stop()).toBe(0);
  });

  test('a project has its own type, and the desktop opens it with Routepin', async () => {
    const type = await run('xdg-mime', ['query', 'filetype', project], {
      ...process.env,
      XDG_CURRENT_DESKTOP: 'X-Generic',
      DE: 'generic',
    });
    // Without a desktop xdg-mime looks at the bytes only; the database itself knows better.
    const globs = await readFile('/usr/share/mime/globs2', 'utf8');
    expect(`${type.stdout}${globs}`).toContain('application/vnd.routepin.project+json');
    const parents = await readFile('/usr/share/mime/subclasses', 'utf8');
    expect(parents).toContain('application/vnd.routepin.project+json application/json');
    const entry = await readFile(DESKTOP_ENTRY, 'utf8');
    expect(entry).toContain('MimeType=application/vnd.routepin.project+json;');
    expect(entry).toContain('Categories=Development;WebDevelopment;');
    expect(await run('desktop-file-validate', [DESKTOP_ENTRY])).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(entry).toContain('Exec=/opt/Routepin/routepin-desktop %f');
    expect(existsSync('/usr/share/icons/hicolor/256x256/apps/routepin-desktop.png')).toBe(true);
  });

  test('the entry opens an associated file in a window, sandboxed, as an ordinary user', async () => {
    const exec = /^Exec=(\S+) %f$/m.exec(await readFile(DESKTOP_ENTRY, 'utf8'))?.[1] ?? '';
    app = await startPackaged({ program: exec, home, uid: NOBODY, args: [project] });
    await screenExpect(
      app.window.getByRole('switch', { name: `Balancing on 127.0.0.1:${port}` }),
    ).toBeChecked();
    const { stdout } = await run('ps', ['-eo', 'uid,args']);
    const processes = stdout.split('\n').filter((line) => line.includes(exec));
    expect(processes.length).toBeGreaterThan(1);
    expect(processes.filter((line) => line.includes('--no-sandbox'))).toEqual([]);
  });

  test('a second start hands its file over and ends', async () => {
    const other = path.join(folder, 'other.routepin.json');
    const otherPort = await freePort();
    await writeFile(
      other,
      (await readFile(project, 'utf8')).replace(`127.0.0.1:${port}`, `127.0.0.1:${otherPort}`),
    );
    const program = '/opt/Routepin/routepin-desktop';
    const second = await startProgram({ program, home, uid: NOBODY, args: [other] });
    expect(await second.ended).toBe(0);
    await screenExpect(
      app?.window.getByRole('switch', { name: `Balancing on 127.0.0.1:${otherPort}` }) ?? expect.fail(),
    ).toBeChecked();
    const third = await startProgram({ program, home, uid: NOBODY, args: [project] });
    expect(await third.ended).toBe(0);
    await screenExpect(
      app?.window.getByRole('switch', { name: `Balancing on 127.0.0.1:${port}` }) ?? expect.fail(),
    ).toBeChecked();
    await app?.window.getByRole('button', { name: 'Settings' }).click();
    await app?.window.getByText('High contrast').click();
    expect(await app?.close()).toBe(0);
    app = undefined;
  });

  test('an upgrade keeps settings and leaves nothing of the old version', async () => {
    const upgraded = await dpkg('-i', newer);
    expect(upgraded.code).toBe(0);
    const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
    expect((await run('routepin', ['--version'])).stdout).toBe(`${version}\n`);
    app = await startPackaged({ program: '/opt/Routepin/routepin-desktop', home, uid: NOBODY });
    // Last project and theme, both from before.
    await screenExpect(
      app.window.getByRole('switch', { name: `Balancing on 127.0.0.1:${port}` }),
    ).toBeChecked();
    await screenExpect(app.window.locator('html')).toHaveAttribute('data-theme', 'contrast');
    expect(await app.close()).toBe(0);
    app = undefined;
  });

  test('removed and purged, nothing is left but what is the user’s', async () => {
    expect((await dpkg('--remove', 'routepin')).code).toBe(0);
    expect((await dpkg('--purge', 'routepin')).code).toBe(0);
    for (const place of [
      '/opt/Routepin',
      '/usr/bin/routepin',
      DESKTOP_ENTRY,
      '/usr/share/man/man1/routepin.1.gz',
    ]) {
      expect(existsSync(place), place).toBe(false);
    }
    const left = await run('find', ['/usr/share/icons', '/usr/share/mime', '/etc', '-iname', '*routepin*']);
    expect(left.stdout).toBe('');
    expect(await readFile('/usr/share/mime/globs2', 'utf8')).not.toContain('routepin');
    const settings = await run('find', [home, '-name', 'settings.json']);
    expect(settings.stdout.trim()).not.toBe('');
  });

  test('what it weighs', async () => {
    const out = path.dirname(newer);
    const files = (await readdir(out)).filter((name) => /\.(deb|gz)$/.test(name));
    for (const name of files)
      console.log(`package: ${name} ${((await stat(path.join(out, name))).size / 1e6).toFixed(1)} MB`);
    expect(files.length).toBe(2);
  });
});
