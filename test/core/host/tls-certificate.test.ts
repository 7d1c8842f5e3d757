import { execFileSync } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseProject, resolveProject, type SiteSettings } from '../../../core/contract/index.ts';
import { dataFolder } from '../../../core/host/data-folder.ts';
import { createLeafCertificate } from '../../../core/host/leaf-certificate.ts';
import { certificateNames, siteCertificate } from '../../../core/host/tls-certificate.ts';

const DAY_MS = 86_400_000;
const NOW_MS = Date.UTC(2026, 10, 23, 12);
let folder = '';

beforeEach(async () => {
  folder = path.join(await mkdtemp(path.join(tmpdir(), 'routepin-tls-')), 'certificates');
});
afterEach(() => rm(path.dirname(folder), { recursive: true }));

function site(parts: Record<string, unknown> = {}): SiteSettings {
  const sites = [{ name: 'shop', listen: '127.0.0.1:8443', tls: true, proxyPass: [], ...parts }];
  const project = parseProject({ version: 1, name: 'p', balancers: [], sites });
  if (!project.ok) throw new Error(JSON.stringify(project.error));
  const [only] = resolveProject(project.value).sites;
  if (only === undefined) throw new Error('no site');
  return only;
}

describe('what a certificate vouches for', () => {
  test.each([
    ['no name', {}, ['127.0.0.1', 'localhost', '::1']],
    [
      'names and aliases, in lower case',
      { serverName: 'Shop.localhost', serverAlias: ['www.shop.test', '*.shop.test'] },
      ['shop.localhost', 'www.shop.test', '*.shop.test', '127.0.0.1', 'localhost', '::1'],
    ],
    ['a name with a port', { serverName: 'shop.test:8443' }, ['shop.test', '127.0.0.1', 'localhost', '::1']],
    ['every address', { listen: '*:8443' }, ['localhost', '127.0.0.1', '::1']],
    ['an IPv6 listen', { listen: '[fe80::1]:8443' }, ['fe80::1', 'localhost', '127.0.0.1', '::1']],
    [
      'what no certificate can say',
      { serverAlias: ['a*.test', 'b?.test'] },
      ['127.0.0.1', 'localhost', '::1'],
    ],
  ])('%s', (_, parts, names) => {
    expect(certificateNames(site(parts))).toEqual(names);
  });
});

describe('the certificate (DESIGN.md §8: a leaf, its key readable by the user alone)', () => {
  test('a leaf for servers, for its names, for a year', async () => {
    const made = await siteCertificate(folder, site({ serverName: 'shop.localhost' }), NOW_MS);
    const certificate = new X509Certificate(made.certificatePem);
    expect(certificate.ca).toBe(false);
    expect(certificate.checkPrivateKey(createPrivateKey(made.keyPem))).toBe(true);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(certificate.publicKey.asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
    expect(certificate.subjectAltName).toBe(
      'DNS:shop.localhost, IP Address:127.0.0.1, DNS:localhost, IP Address:0:0:0:0:0:0:0:1',
    );
    expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
    expect(Date.parse(certificate.validFrom)).toBe(NOW_MS - DAY_MS);
    expect(Date.parse(certificate.validTo)).toBe(NOW_MS + 365 * DAY_MS);
    expect(made.isNew).toBe(true);
  });

  test('files: the key for the user alone, the certificate apart, nothing left over', async () => {
    const made = await siteCertificate(folder, site(), NOW_MS);
    const names = (await readdir(folder)).sort();
    expect(names.map((name) => path.extname(name))).toEqual(['.crt', '.pem']);
    for (const name of names) expect((await stat(path.join(folder, name))).mode & 0o777).toBe(0o600);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect(await readFile(made.file, 'utf8')).toBe(made.certificatePem);
    expect(made.file).toMatch(/\.crt$/);
  });

  test.each([
    ['at once', 0],
    ['31 days before its end', 334 * DAY_MS],
  ])('is kept: asked again %s', async (_, laterMs) => {
    const first = await siteCertificate(folder, site(), NOW_MS);
    const again = await siteCertificate(folder, site(), NOW_MS + laterMs);
    expect(again).toEqual({ ...first, isNew: false });
  });

  test('another name has another one, and going back finds the first again', async () => {
    const first = await siteCertificate(folder, site(), NOW_MS);
    const other = await siteCertificate(folder, site({ serverName: 'shop.localhost' }), NOW_MS);
    expect(other.fingerprint256).not.toBe(first.fingerprint256);
    expect((await siteCertificate(folder, site(), NOW_MS)).fingerprint256).toBe(first.fingerprint256);
  });

  const keyFile = async () => {
    const name = (await readdir(folder)).find((each) => each.endsWith('.pem'));
    return path.join(folder, name ?? '');
  };
  test.each<readonly [string, number, () => Promise<void>]>([
    ['29 days before its end', 336 * DAY_MS, async () => undefined],
    ['before it begins (the clock was wrong when it was made)', -2 * DAY_MS, async () => undefined],
    ['with a key that others could read', 0, async () => chmod(await keyFile(), 0o640)],
    ['cut short', 0, async () => writeFile(await keyFile(), '-----BEGIN PRIVATE KEY-----\n')],
    [
      'with the key of another',
      0,
      async () => {
        const times = { notBeforeMs: NOW_MS - DAY_MS, notAfterMs: NOW_MS + DAY_MS };
        const { keyPem } = await createLeafCertificate({ names: ['x'], ...times });
        const file = await keyFile();
        const text = await readFile(file, 'utf8');
        await writeFile(file, keyPem + text.slice(text.indexOf('-----BEGIN CERTIFICATE')));
      },
    ],
  ])('is made anew: %s', async (_, laterMs, spoil) => {
    const first = await siteCertificate(folder, site(), NOW_MS);
    await spoil();
    const again = await siteCertificate(folder, site(), NOW_MS + laterMs);
    expect(again.isNew).toBe(true);
    expect(again.fingerprint256).not.toBe(first.fingerprint256);
    expect(await readFile(again.file, 'utf8')).toBe(again.certificatePem);
    expect((await siteCertificate(folder, site(), NOW_MS + laterMs)).isNew).toBe(false);
  });

  test('a folder that is a file: says so', async () => {
    await writeFile(folder, '');
    await expect(siteCertificate(folder, site(), NOW_MS)).rejects.toThrow(/EEXIST|ENOTDIR/);
  });

  test('after 2049 (RFC 5280 §4.1.2.5), with a short and a long name', async () => {
    const names = ['a', `${'b'.repeat(60)}.${'c'.repeat(60)}.test`];
    const at = Date.UTC(2049, 11, 1);
    const made = await createLeafCertificate({ names, notBeforeMs: at, notAfterMs: at + 90 * DAY_MS });
    const certificate = new X509Certificate(made.certificatePem);
    expect(Date.parse(certificate.validTo)).toBe(at + 90 * DAY_MS);
    for (const name of names) expect(certificate.checkHost(name)).toBe(name);
  });

  test('OpenSSL, strict, takes it as its own anchor and as nobody else’s', async () => {
    const made = await siteCertificate(folder, site());
    const verified = execFileSync(
      'openssl',
      [
        'verify',
        '-x509_strict',
        '-purpose',
        'sslserver',
        '-verify_hostname',
        'localhost',
        '-CAfile',
        made.file,
        made.file,
      ],
      { encoding: 'utf8' },
    );
    expect(verified).toContain(': OK');
  });
});

test.each<readonly [NodeJS.Platform, Record<string, string>, string]>([
  ['linux', {}, '/home/me/.local/share/routepin'],
  ['linux', { XDG_DATA_HOME: '/data' }, '/data/routepin'],
  ['linux', { XDG_DATA_HOME: 'data' }, '/home/me/.local/share/routepin'],
  ['darwin', {}, '/home/me/Library/Application Support/Routepin'],
])('the data folder on %s with %o', (platform, environment, folder) => {
  expect(dataFolder(environment, platform, '/home/me')).toBe(folder);
});
