import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseRehearsalText } from '../../core/contract/index.ts';
import { type ShopServer, startShopServer } from '../../core/host/demo/shop-server.ts';
import { type BuiltCli, buildCli, runCli } from '../support/routepin-cli.ts';

let cli: BuiltCli;
let file = '';
const shops: ShopServer[] = [];

beforeAll(async () => {
  cli = await buildCli();
  for (let count = 0; count < 3; count++) shops.push(await startShopServer(0));
  file = path.join(cli.folder, 'shop.routepin.json');
  const project = {
    version: 1,
    name: 'shop',
    balancers: [
      {
        name: 'lb',
        stickysession: 'ROUTEID',
        members: shops.map(({ port }, index) => ({
          url: `http://127.0.0.1:${port}`,
          route: String(index + 1),
        })),
        routeCookie: { name: 'ROUTEID', path: '/' },
      },
    ],
    // Taken by the first shop: a rehearsal does not need the project's own port.
    sites: [
      {
        name: 'shop',
        listen: `127.0.0.1:${shops[0]?.port}`,
        proxyPass: [{ path: '/', url: 'balancer://lb/' }],
      },
    ],
  };
  await writeFile(file, JSON.stringify(project));
});
afterAll(async () => {
  await Promise.all(shops.map((shop) => shop.crash()));
  await cli.remove();
});

async function rehearsal(name: string, more: Record<string, unknown>): Promise<string> {
  const target = path.join(cli.folder, `${name}.rehearsal.json`);
  const base = {
    version: 1,
    name,
    users: 6,
    arriveWithin: 0.3,
    duration: 1.5,
    think: { from: 0.05, to: 0.1 },
    requests: [{ path: '/' }],
    steps: [{ at: 0.7, do: 'outage', member: '2' }],
  };
  await writeFile(target, JSON.stringify({ ...base, ...more }));
  return target;
}

describe('routepin rehearse', () => {
  test('sessions are lost: 1, and a report for people with the way to repeat it', async () => {
    const done = await runCli(cli, ['rehearse', file, await rehearsal('kill', {}), '--seed', '7']);
    expect(done).toMatchObject({ code: 1, stderr: expect.stringMatching(/lost.*--seed 7/) });
    expect(done.stdout).toMatch(/^kill: 6 users, 1\.5 s, seed 7$/m);
    expect(done.stdout).toMatch(/^ {2}lost {4}[1-9]/m);
    expect(done.stdout).toMatch(/2 is lost, with \d sessions?; \d of \d answered again within/);
    expect(done.stdout).toMatch(/LOST .*cookie replaced \(shop_session\)/);
  });

  test('within what the file allows: 0; --json ends with the whole result', async () => {
    const allowed = await rehearsal('allowed', { allow: { lost: 6 }, seed: 3 });
    const { code, stdout, stderr } = await runCli(cli, ['rehearse', file, allowed, '--json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.slice(0, -1).every(({ event }) => event === 'rehearsal.progressed')).toBe(true);
    expect(lines.at(-1)).toMatchObject({
      event: 'rehearsal.finished',
      view: { state: 'finished', seed: 3, totals: { users: 6 }, result: { passed: true } },
    });
  });

  test('drained instead: nothing is lost', async () => {
    const drain = await rehearsal('drain', { steps: [{ at: 0.7, do: 'drain', member: '2' }] });
    expect(await runCli(cli, ['rehearse', file, drain])).toMatchObject({ code: 0, stderr: '' });
  });

  test('without a rehearsal: the ready-made ones; --print gives one as a file', async () => {
    const list = await runCli(cli, ['rehearse', file]);
    expect(list).toMatchObject({ code: 0, stdout: expect.stringMatching(/kill-one {2,}Kill one member/) });
    const { stdout } = await runCli(cli, ['rehearse', file, 'rolling-restart', '--print']);
    const parsed = parseRehearsalText(stdout);
    expect(parsed.ok && parsed.value.steps).toHaveLength(15);
  });

  test('a bad file: 2, with every problem and its place', async () => {
    const bad = await rehearsal('bad', { users: 0, steps: [{ at: 1, do: 'outage' }] });
    const { code, stdout, stderr } = await runCli(cli, ['rehearse', file, bad]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('$.users: users must be 1 to 500');
    expect(stderr).toContain('$.steps[0].member: "outage" needs a member');
    const nobody = await rehearsal('nobody', { steps: [{ at: 1, do: 'outage', member: '9' }] });
    const unknown = await runCli(cli, ['rehearse', file, nobody]);
    expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining('no member "9"') });
  });
});

describe('routepin broadcast', () => {
  test('answers that differ: 1, with a diff; without the lines that do: 0', async () => {
    const differs = await runCli(cli, ['broadcast', file, '/']);
    expect(differs).toMatchObject({ code: 1, stderr: expect.stringContaining('3 different answers') });
    expect(differs.stdout).toMatch(/^ {2}\+ .*Answered by backend/m);
    const same = await runCli(cli, [
      'broadcast',
      file,
      '/',
      '--ignore',
      'Answered by',
      '--ignore',
      'session ',
      '--json',
    ]);
    expect({ code: same.code, stderr: same.stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(same.stdout)).toMatchObject({ groups: [expect.any(Array)] });
  });

  test('POST asks first', async () => {
    const refused = await runCli(cli, ['broadcast', file, '/logout', '-X', 'post']);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('POST may change something') });
    const done = await runCli(cli, ['broadcast', file, '/logout', '-X', 'POST', '--allow-unsafe']);
    expect(done).toMatchObject({ code: 0, stdout: expect.stringContaining('303') });
  });
});
