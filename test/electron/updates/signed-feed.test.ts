import { generateKeyPairSync, sign } from 'node:crypto';
import { createServer, get, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AppUpdater } from 'electron-updater';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { feedOf } from '../../../electron/updates/feed.ts';
import { isSignedBy } from '../../../electron/updates/signature.ts';
import { SignedProvider } from '../../../electron/updates/signed-provider.ts';

const MANIFEST = `version: 9.9.9
files:
  - url: Routepin-9.9.9.AppImage
    sha512: ${Buffer.alloc(64, 7).toString('base64')}
    size: 5
path: Routepin-9.9.9.AppImage
sha512: ${Buffer.alloc(64, 7).toString('base64')}
releaseNotes: A quicker list.
releaseDate: '2026-11-27T00:00:00.000Z'
`;

const keys = generateKeyPairSync('ed25519');
const publicKey = keys.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64');
const signed = (text: string) => sign(null, Buffer.from(text), keys.privateKey).toString('base64');

describe('isSignedBy', () => {
  const other = generateKeyPairSync('ed25519').publicKey;
  const otherKey = other.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64');
  test.each([
    ['its own', MANIFEST, signed(MANIFEST), publicKey, true],
    ['a line break behind the signature', MANIFEST, `${signed(MANIFEST)}\n`, publicKey, true],
    ['one byte changed', MANIFEST.replace('9.9.9', '9.9.8'), signed(MANIFEST), publicKey, false],
    ['a space added', `${MANIFEST} `, signed(MANIFEST), publicKey, false],
    ['another key', MANIFEST, signed(MANIFEST), otherKey, false],
    ['no signature', MANIFEST, '', publicKey, false],
    ['garbage', MANIFEST, '<html>404</html>', publicKey, false],
    ['a key of the wrong length', MANIFEST, signed(MANIFEST), 'AAAA', false],
  ])('%s', (_name, text, signature, key, expected) => {
    expect(isSignedBy(text, signature, key)).toBe(expected);
  });
});

describe('feedOf', () => {
  test.each([
    ['nothing built in', undefined, undefined, null],
    ['no key', 'https://example.org/', '', null],
    ['plain http elsewhere', 'http://example.org/', publicKey, null],
    ['no address at all', 'example', publicKey, null],
    ['https', 'https://example.org/feed', publicKey, { url: 'https://example.org/feed/', publicKey }],
    ['this machine', 'http://127.0.0.1:1/', publicKey, { url: 'http://127.0.0.1:1/', publicKey }],
  ])('%s', (_name, url, key, expected) => {
    expect(feedOf(url, key)).toEqual(expected);
  });
});

describe('SignedProvider, over a real feed', () => {
  let server: Server;
  let files: Record<string, string>;
  beforeEach(async () => {
    files = { '/latest-linux.yml': MANIFEST, '/latest-linux.yml.sig': signed(MANIFEST) };
    server = createServer((request, response) => {
      const text = files[(request.url ?? '').split('?')[0] ?? ''];
      response.statusCode = text === undefined ? 404 : 200;
      response.end(text ?? 'not found');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  function provider(): SignedProvider {
    const { port } = server.address() as AddressInfo;
    const feed = { url: `http://127.0.0.1:${port}/`, publicKey };
    // electron-updater's own goes through Electron's network, which is not here.
    const executor = {
      request: (options: object) =>
        new Promise<string>((resolve, reject) => {
          get(options, (answer) => {
            let text = '';
            answer.on('data', (chunk) => {
              text += chunk;
            });
            answer.on('end', () =>
              answer.statusCode === 200 ? resolve(text) : reject(new Error(`${answer.statusCode}`)),
            );
          }).on('error', reject);
        }),
    };
    const runtime = { executor, platform: 'linux', isUseMultipleRangeRequest: false };
    return new SignedProvider({ provider: 'custom', feed }, {} as AppUpdater, runtime as never);
  }

  test('a signed manifest is read, and its files lie beside it', async () => {
    const updates = provider();
    const info = await updates.getLatestVersion();
    expect(info).toMatchObject({ version: '9.9.9', releaseNotes: 'A quicker list.' });
    expect(updates.resolveFiles(info)[0]?.url.pathname).toBe('/Routepin-9.9.9.AppImage');
  });

  test.each([
    ['changed after signing', () => (files['/latest-linux.yml'] = MANIFEST.replace('9.9.9', '9.9.8'))],
    ['signed by somebody else', () => (files['/latest-linux.yml.sig'] = 'A'.repeat(86))],
    ['not signed', () => delete files['/latest-linux.yml.sig']],
  ])('a manifest that is %s is refused', async (_name, spoil) => {
    spoil();
    await expect(provider().getLatestVersion()).rejects.toThrow(/not signed|404/);
  });
});
