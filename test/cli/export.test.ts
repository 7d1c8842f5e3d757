import { link, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { findApache, startApache } from '../support/apache.ts';
import { freePorts } from '../support/free-port.ts';
import {
  type BuiltCli,
  buildCli,
  type EchoBackend,
  request,
  runCli,
  startEcho,
} from '../support/routepin-cli.ts';

const install = findApache();
let cli: BuiltCli;
let file = '';
let folder = '';

beforeAll(async () => {
  cli = await buildCli();
});
afterAll(() => cli.remove());

let count = 0;
beforeEach(async () => {
  folder = path.join(cli.folder, `case-${count++}`);
  await mkdir(folder);
  file = path.join(folder, 'shop.routepin.json');
  await writeFile(file, JSON.stringify(project('127.0.0.1:8080', ['http://127.0.0.1:13001'])));
});

function project(listen: string, members: readonly string[], tls = false) {
  return {
    version: 1,
    name: 'shop',
    balancers: [
      {
        name: 'lb',
        stickysession: 'ROUTEID',
        members: members.map((url, index) => ({ url, route: String(index + 1) })),
        routeCookie: { name: 'ROUTEID', path: '/' },
      },
    ],
    sites: [{ name: 'shop', listen, tls, proxyPass: [{ path: '/', url: 'balancer://lb/' }] }],
  };
}

describe('routepin export', () => {
  test('prints the configuration and nothing else; twice the same', async () => {
    const first = await runCli(cli, ['export', file]);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toContain('BalancerMember "http://127.0.0.1:13001" route=1\n');
    expect((await runCli(cli, ['export', file])).stdout).toBe(first.stdout);
  });

  test('-o writes in one step, over an old file too, keeping its mode', async () => {
    const out = path.join(folder, 'shop.conf');
    await writeFile(out, 'old', { mode: 0o600 });
    expect(await runCli(cli, ['export', file, '-o', out])).toMatchObject({ code: 0, stdout: '' });
    expect(await readFile(out, 'utf8')).toContain('<VirtualHost 127.0.0.1:8080>');
    expect((await stat(out)).mode & 0o777).toBe(0o600);
    expect((await readdir(folder)).sort()).toEqual(['shop.conf', 'shop.routepin.json']);
  });

  test('the project itself is never written over, nor by another name', async () => {
    const before = await readFile(file, 'utf8');
    const other = path.join(folder, 'other.json');
    await link(file, other);
    for (const out of [file, other]) {
      const { code, stderr } = await runCli(cli, ['export', file, '-o', out]);
      expect(code).toBe(2);
      expect(stderr).toContain('is the project itself');
    }
    expect(await readFile(file, 'utf8')).toBe(before);
  });

  test('what is left out is a warning', async () => {
    await writeFile(file, JSON.stringify(project('127.0.0.1:8080', ['http://127.0.0.1:13001/a=b'])));
    const { code, stdout, stderr } = await runCli(cli, ['export', file]);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^warning: left out \$\.balancers\[0\]\.members\[0\]\.url: /);
    expect(stdout).toContain('# LEFT OUT $.balancers[0].members[0].url');
  });

  test('a folder without modules is said', async () => {
    const { code, stderr } = await runCli(cli, ['export', file, '--standalone', folder, '--modules', folder]);
    expect(code).toBe(2);
    expect(stderr).toContain('there are no Apache modules');
  });
});

describe.skipIf(install === undefined)('routepin export --standalone', () => {
  const backends: EchoBackend[] = [];
  afterEach(async () => {
    for (const backend of backends.splice(0)) await backend.stop();
  });

  test('runs as it is: apache2 -X -f OUT pins with the cookie of the project', async () => {
    if (install === undefined) return;
    backends.push(await startEcho('a'), await startEcho('b'));
    const [port = 0] = await freePorts(1);
    await writeFile(
      file,
      JSON.stringify(
        project(
          `127.0.0.1:${port}`,
          backends.map(({ url }) => url),
        ),
      ),
    );
    const own = path.join(folder, 'server');
    const out = path.join(folder, 'httpd.conf');
    expect(await runCli(cli, ['export', file, '--standalone', own, '-o', out])).toMatchObject({
      code: 0,
      stderr: '',
    });
    const apache = await startApache({
      install,
      folder: own,
      ports: [port],
      config: await readFile(out, 'utf8'),
    });
    try {
      expect(await request(`http://127.0.0.1:${port}/x`)).toMatchObject({
        status: 200,
        body: 'a GET /x ',
        cookies: ['ROUTEID=.1; path=/'],
      });
      expect(await request(`http://127.0.0.1:${port}/x`, { cookie: 'ROUTEID=.2' })).toMatchObject({
        body: 'b GET /x ',
        cookies: [],
      });
    } finally {
      await apache.stop();
    }
  });

  test('a TLS site wants its certificate in the folder', async () => {
    await writeFile(file, JSON.stringify(project('127.0.0.1:8443', [], true)));
    const { code, stderr } = await runCli(cli, ['export', file, '--standalone', path.join(folder, 'tls')]);
    expect(code).toBe(2);
    expect(stderr).toContain('openssl req -x509');
  });
});
