import { createHash, generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { publicKeyOf, signatureOf } from '../../build/package/sign-feed.mjs';

/** A folder on a web server with one release in it, as somebody uploads it; each part can be spoiled. */
export interface UpdateFeed {
  readonly url: string;
  /** What a build is told of it. */
  readonly env: NodeJS.ProcessEnv;
  /** Uploads a release: its manifest, signed with the key of this feed, and its file. */
  publish(release: { readonly version: string; readonly notes: string; readonly file: string }): void;
  /** Replaces something on the server behind the signer's back. */
  tamper(part: 'manifest' | 'file', change: (text: string) => string): void;
  /** What was asked for, in order; its start page left out. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

export async function startUpdateFeed(): Promise<UpdateFeed> {
  const pem = String(generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }));
  const files = new Map<string, Buffer>();
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const name = (request.url ?? '').split('?')[0]?.slice(1) ?? '';
    // The first run asks every port of this machine for its start page.
    if (name !== '') asked.push(name);
    const file = files.get(name);
    response.statusCode = file === undefined ? 404 : 200;
    response.end(file ?? 'not found');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  let name = '';
  return {
    url,
    env: { ROUTEPIN_UPDATE_URL: url, ROUTEPIN_UPDATE_KEY: publicKeyOf(pem) },
    asked,
    publish({ version, notes, file }) {
      name = `Routepin-${version}.AppImage`;
      const bytes = Buffer.from(file);
      const sha512 = createHash('sha512').update(bytes).digest('base64');
      const manifest = Buffer.from(
        [
          `version: ${version}`,
          'files:',
          `  - url: ${name}`,
          `    sha512: ${sha512}`,
          `    size: ${bytes.length}`,
          `path: ${name}`,
          `sha512: ${sha512}`,
          `releaseNotes: ${JSON.stringify(notes)}`,
          "releaseDate: '2026-11-27T00:00:00.000Z'",
          '',
        ].join('\n'),
      );
      files.clear();
      files.set(name, bytes);
      files.set('latest-linux.yml', manifest);
      files.set('latest-linux.yml.sig', Buffer.from(signatureOf(pem, manifest)));
    },
    tamper(part, change) {
      const file = part === 'manifest' ? 'latest-linux.yml' : name;
      files.set(file, Buffer.from(change(String(files.get(file)))));
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
