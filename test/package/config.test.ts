import { createHash, generateKeyPairSync } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { validateConfiguration } from 'app-builder-lib/out/util/config/config.js';
import { describe, expect, test } from 'vitest';
import { writeIcns, writeIco } from '../../build/icons/containers.mjs';
import { fusesFor, missingFiles, packageConfig, publisher } from '../../build/package/config.mjs';
import { debControl, parseFpm, rpmSpec } from '../../build/package/fpm.mjs';
import { publicKeyOf, signatureOf } from '../../build/package/sign-feed.mjs';
import { isSignedBy } from '../../electron/updates/signature.ts';
import { root } from './packages.ts';

/**
 * The configuration for every system, as far as it can be looked at from here. Packages for macOS and Windows are built
 * and tried by nobody in this suite: build/docs/packages.md says so.
 */

const configFor = (platform: NodeJS.Platform, env: NodeJS.ProcessEnv = {}) =>
  packageConfig({
    platform,
    root,
    app: path.join(root, 'dist'),
    output: path.join(root, 'release'),
    manPage: path.join(root, 'README.md'),
    electronVersion: '45.4.1',
    env,
  });

describe.each(['linux', 'darwin', 'win32'] as const)('the configuration for %s', (platform) => {
  test('is what electron-builder knows, to the last key', async () => {
    await expect(
      validateConfiguration(configFor(platform), { isEnabled: false, add() {} } as never),
    ).resolves.toBeUndefined();
  });

  test('names only files that are there', () => {
    expect(missingFiles(configFor(platform))).toEqual([]);
  });

  test('forbids Node from outside; RunAsNode stays for the command line of Linux only', () => {
    expect(fusesFor(platform, '45.4.1')).toEqual({
      runAsNode: platform === 'linux',
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      loadBrowserProcessSpecificV8Snapshot: false,
      grantFileProtocolExtraPrivileges: false,
    });
  });

  test('publishes nothing by itself, and has a feed only when one is named', () => {
    expect(configFor(platform).publish).toBeNull();
    expect(configFor(platform, { ROUTEPIN_UPDATE_URL: 'https://example.org/' }).publish).toEqual({
      provider: 'generic',
      url: 'https://example.org/',
    });
  });
});

test('all kinds of packages are there', () => {
  const config = configFor('linux');
  expect(config.linux?.target).toEqual(['deb', 'rpm', 'AppImage', 'tar.gz']);
  expect(config.mac?.target).toEqual([
    { target: 'dmg', arch: ['universal'] },
    { target: 'zip', arch: ['universal'] },
  ]);
  expect(config.win?.target).toEqual([{ target: 'nsis', arch: ['x64', 'arm64'] }]);
});

test('who publishes a package is who says so, and else nobody', () => {
  const debian = { ROUTEPIN_HOMEPAGE: 'https://b.c/', DEBFULLNAME: 'Ann', DEBEMAIL: 'ann@b.c' };
  expect(publisher(debian)).toEqual({ homepage: 'https://b.c/', maintainer: 'Ann <ann@b.c>' });
  expect(configFor('linux', debian).linux).toMatchObject({ maintainer: 'Ann <ann@b.c>', vendor: 'Ann' });
  // RFC 2606 §2: never anybody's.
  expect(publisher({}).homepage).toBe('https://routepin.invalid/');
  expect(publisher({}).maintainer).toMatch(/@routepin\.invalid>$/);
});

test('macOS is notarised when Apple’s variables are there', () => {
  expect(configFor('darwin').mac?.notarize).toBe(false);
  expect(configFor('darwin', { APPLE_API_KEY: 'key.p8' }).mac?.notarize).toBe(true);
});

describe('icons', () => {
  test('are made from the drawing as it is now (node build/icons/make.mjs)', async () => {
    const svg = await readFile(path.join(root, 'renderer/icon.svg'));
    const { source } = JSON.parse(await readFile(path.join(root, 'build/icons/source.json'), 'utf8'));
    expect(source).toBe(createHash('sha256').update(svg).digest('hex'));
  });

  test('an ico is read back with its sizes', async () => {
    const ico = await readFile(path.join(root, 'build/icons/icon.ico'));
    const count = ico.readUInt16LE(4);
    const sizes = Array.from({ length: count }, (_, i) => ico.readUInt8(6 + i * 16) || 256);
    expect(sizes).toEqual([16, 24, 32, 48, 64, 128, 256]);
    for (let i = 0; i < count; i++) {
      const offset = ico.readUInt32LE(6 + i * 16 + 12);
      expect(ico.toString('latin1', offset + 1, offset + 4)).toBe('PNG');
    }
  });

  test('an icns is read back with its types', async () => {
    const icns = await readFile(path.join(root, 'build/icons/icon.icns'));
    expect(icns.readUInt32BE(4)).toBe(icns.length);
    const types: string[] = [];
    for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4))
      types.push(icns.toString('latin1', at, at + 4));
    expect(types).toEqual([
      'icp4',
      'icp5',
      'ic11',
      'icp6',
      'ic12',
      'ic07',
      'ic08',
      'ic13',
      'ic09',
      'ic14',
      'ic10',
    ]);
  });

  test('containers of nothing are still containers', () => {
    expect(writeIco([]).length).toBe(6);
    expect(writeIcns([]).length).toBe(8);
  });
});

describe('what stands in for fpm', () => {
  const job = parseFpm([
    ...[
      '-s',
      'dir',
      '--force',
      '-t',
      'deb',
      '--rpm-os',
      'linux',
      '-d',
      'libnss3',
      '-d',
      'a | b',
      '--architecture',
      'amd64',
    ],
    ...['--description', 'Short\n Long, and\n\n more', '--version', '1.2.3', '--name', 'routepin'],
    ...['--maintainer', 'A <a@b.c>', '--url', 'https://b.c', 'out/=/opt/Routepin', 'x=y=/usr/x'],
  ]);

  test('reads its command line', () => {
    expect(job.depends).toEqual(['libnss3', 'a | b']);
    expect(job.files).toEqual([
      ['out/', '/opt/Routepin'],
      ['x=y', '/usr/x'],
    ]);
  });

  test('refuses what it does not know', () => {
    expect(() => parseFpm(['--deb-systemd', 'x'])).toThrow('knows no option --deb-systemd');
    expect(() => parseFpm(['file'])).toThrow('not FILE=PLACE');
  });

  test('writes a control file with a folded description (deb-control(5))', () => {
    const control = debControl(job, 7);
    expect(control).toContain('Depends: libnss3, a | b\nDescription: Short\n Long, and\n .\n more\n');
    expect(control).toContain('Installed-Size: 7\n');
    expect(control).toContain('Homepage: https://b.c\n');
  });

  test('an address that leads nowhere is left out', () => {
    const nowhere = { ...job, options: { ...job.options, '--url': publisher({}).homepage } };
    expect(debControl(nowhere, 7)).not.toMatch(/Homepage|invalid/);
    expect(rpmSpec(nowhere, { install: '', remove: '', files: [] })).not.toMatch(/URL|invalid/);
  });

  test('writes a spec', () => {
    const spec = rpmSpec(job, { install: 'true', remove: 'false', files: ['/opt/Routepin/a b'] });
    expect(spec).toContain('Requires: libnss3\nRequires: a | b\n');
    expect(spec).toContain('%files\n"/opt/Routepin/a b"\n%post\ntrue\n%postun\nfalse\n');
  });
});

test('a feed signed with the tool is what the app accepts', () => {
  const pem = String(generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }));
  const manifest = Buffer.from('version: 1.0.0\n');
  expect(isSignedBy(manifest.toString(), signatureOf(pem, manifest), publicKeyOf(pem))).toBe(true);
});
