import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { type Backend, startBackend } from '../../support/backend.ts';
import { freePort } from '../../support/free-port.ts';
import { type Desktop, startDesktop } from './desktop.ts';

// DESIGN.md §8: a certificate of ours is accepted in embedded tabs by fingerprint, host and port, and nowhere else.
test.describe.configure({ mode: 'serial' });

let folder: string;
let desktop: Desktop;
let backend: Backend;
let stranger: Server | undefined;
let port: number;

test.beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'routepin-tls-'));
  backend = await startBackend('one');
  port = await freePort();
  const file = path.join(folder, 'shop.routepin.json');
  const project = {
    version: 1,
    name: 'shop',
    balancers: [
      {
        name: 'lb',
        stickysession: 'ROUTEID',
        members: [{ url: `http://127.0.0.1:${backend.port}`, route: '1', upgrade: 'websocket' }],
        routeCookie: { name: 'ROUTEID', path: '/' },
      },
    ],
    sites: [
      {
        name: 'shop',
        listen: `127.0.0.1:${port}`,
        serverName: 'shop.localhost',
        tls: true,
        proxyPass: [{ path: '/', url: 'balancer://lb/' }],
      },
    ],
  };
  await writeFile(file, JSON.stringify(project));
  desktop = await startDesktop({ args: [file], env: { XDG_DATA_HOME: folder } });
  await expect.poll(async () => (await desktop.run('snapshot.get', {})).sites[0]?.state).toBe('listening');
});
test.afterAll(async () => {
  await desktop?.close();
  await backend?.close();
  stranger?.close();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
});

const userOf = async (userId: string) =>
  (await desktop.run('snapshot.get', {})).users.find((user) => user.userId === userId);

test('a TLS site of ours opens without a question, and its requests are the user’s, WebSockets included', async () => {
  const { userId, tabId } = await desktop.run('user.open', { url: '/secure' });
  const page = await desktop.pageOf(userId);
  await expect(page.locator('h1')).toHaveText('one');
  expect(page.url()).toBe(`https://shop.localhost:${port}/secure`);
  expect((await userOf(userId))?.trouble).toBeNull();
  await page.evaluate(
    () =>
      new Promise((resolve) => {
        new WebSocket(`wss://${location.host}/live`).onclose = resolve;
      }),
  );
  const tabsOf = async () =>
    (await desktop.run('snapshot.get', {})).exchanges
      .filter(({ url }) => url === '/secure' || url === '/live')
      .map((exchange) => [exchange.url, exchange.tabId]);
  await expect.poll(tabsOf).toEqual([
    ['/secure', tabId],
    ['/live', tabId],
  ]);
});

test('the very same certificate at another port is a stranger’s, and says so', async () => {
  const kept = path.join(folder, 'routepin', 'certificates');
  const pair = (await readdir(kept)).find((name) => name.endsWith('.pem') && !name.includes('cert'));
  const pem = await readFile(path.join(kept, pair ?? ''), 'utf8');
  expect(pem).toContain('PRIVATE KEY');
  let asked = 0;
  stranger = createServer({ key: pem, cert: pem }, (_request, response) => {
    asked += 1;
    response.end('<h1>stranger</h1>');
  });
  await new Promise<void>((resolve) => stranger?.listen(0, '127.0.0.1', resolve));
  const other = (stranger.address() as AddressInfo).port;
  const { userId } = await desktop.run('user.open', { url: `https://shop.localhost:${other}/` });
  await expect
    .poll(async () => (await userOf(userId))?.trouble)
    .toContain(`shop.localhost:${other} shows a certificate that nobody this machine trusts has signed`);
  expect(asked).toBe(0);
});

test('our certificate under a name that is not the site’s is refused as well', async () => {
  // 127.0.0.2 reaches nobody of ours; localhost does, and is in the certificate, but is it the site's?
  const { userId } = await desktop.run('user.open', { url: `https://other.localhost:${port}/` });
  await expect.poll(async () => (await userOf(userId))?.trouble).toContain('certificate');
});
