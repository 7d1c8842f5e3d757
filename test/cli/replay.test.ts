import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ShopServer, startShopServer } from '../../core/host/demo/shop-server.ts';
import { type BuiltCli, buildCli, runCli } from '../support/routepin-cli.ts';

let cli: BuiltCli;
let project = '';
let recording = '';
const shops: ShopServer[] = [];

/** One request as browsers write it. */
const entry = (url: string, cookie: string, method = 'GET') => ({
  startedDateTime: '2026-01-01T00:00:00Z',
  time: 1,
  request: {
    method,
    url,
    httpVersion: 'http/2.0',
    headers: [{ name: 'cookie', value: cookie }],
    bodySize: 0,
  },
  response: { status: 200, headers: [], content: { size: 0 }, bodySize: 0 },
});

beforeAll(async () => {
  cli = await buildCli();
  for (let count = 0; count < 2; count++) shops.push(await startShopServer(0));
  project = path.join(cli.folder, 'shop.routepin.json');
  recording = path.join(cli.folder, 'alice.har');
  const members = shops.map(({ port }, index) => ({
    url: `http://127.0.0.1:${port}`,
    route: String(index + 1),
  }));
  await writeFile(
    project,
    JSON.stringify({
      version: 1,
      name: 'shop',
      balancers: [
        { name: 'lb', stickysession: 'ROUTEID', members, routeCookie: { name: 'ROUTEID', path: '/' } },
      ],
      sites: [
        {
          name: 'shop',
          listen: '127.0.0.1:8080',
          serverName: 'shop.example',
          proxyPass: [{ path: '/', url: 'balancer://lb/' }],
        },
      ],
    }),
  );
  const first = await fetch(`http://127.0.0.1:${shops[0]?.port}/`);
  const session = /^[^;]+/.exec(first.headers.getSetCookie()[0] ?? '')?.[0] ?? '';
  const cookie = `ROUTEID=.1; ${session}`;
  const entries = [
    entry('https://shop.example/', cookie),
    entry('https://shop.example/', cookie, 'POST'),
    entry('https://fonts.example/a.woff', ''),
  ];
  await writeFile(
    recording,
    JSON.stringify({ log: { version: '1.2', creator: { name: 'a browser', version: '1' }, entries } }),
  );
});
afterAll(async () => {
  await Promise.all(shops.map((shop) => shop.crash()));
  await cli.remove();
});

describe('routepin replay', () => {
  test('another route does not know the session: 1, with what differs; the rest is left out with its reason', async () => {
    const { code, stdout, stderr } = await runCli(cli, ['replay', project, recording, '--route', '2']);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/1 of 1 answers differ, the session was not known 1 times/),
    });
    expect(stdout).toMatch(/^3 requests on route 2$/m);
    expect(stdout).toMatch(/GET \/ +200 · 1 +200 · 2 +DIFFERS: the session is not known there/);
    expect(stdout).toMatch(/POST \/ .*left out: POST may change something/);
    expect(stdout).toMatch(/left out: fonts\.example is no site of this project/);
  });

  test('on its own route nothing differs: 0, as JSON', async () => {
    const { code, stdout, stderr } = await runCli(cli, [
      'replay',
      project,
      recording,
      '--route',
      '1',
      '--json',
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ route: '1', counts: { same: 1, skipped: 2, sessionLost: 0 } });
  });

  test('a file that is no recording is bad usage', async () => {
    expect(await runCli(cli, ['replay', project, project])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('not an HTTP Archive'),
    });
    expect((await runCli(cli, ['replay', project, `${recording}.none`])).code).toBe(2);
  });
});
