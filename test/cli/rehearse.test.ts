import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
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

/** A member that keeps a price; a POST changes it, a read takes over what another one was told after so many reads. */
interface Priced {
  price: number;
  readonly hearsAfter?: number;
}

describe('routepin broadcast --write-to', () => {
  const open: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((close) => close()));
  });

  /** The members behind a project file of their own; what they were sent is in `writes`. */
  async function priced(members: readonly Priced[]) {
    let told: number | null = null;
    const writes: string[] = [];
    const urls: string[] = [];
    for (const [index, member] of members.entries()) {
      let reads = 0;
      const server = createServer(async (asked, answer) => {
        let body = '';
        for await (const chunk of asked) body += chunk;
        if (asked.method === 'POST') {
          writes.push(`${index + 1}: ${asked.url} ${body}`);
          member.price = Number(body.replace('price=', ''));
          told = member.price;
        } else if (told !== null && member.hearsAfter !== undefined && reads++ >= member.hearsAfter) {
          member.price = told;
        }
        answer.end(`the price is ${member.price}\n`);
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      open.push(() => new Promise((resolve) => server.close(resolve).closeAllConnections()));
      urls.push(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    }
    const project = path.join(cli.folder, `priced-${urls[0]?.split(':').at(-1)}.routepin.json`);
    const balancer = {
      name: 'lb',
      stickysession: 'ROUTEID',
      members: urls.map((url, index) => ({ url, route: String(index + 1) })),
    };
    const site = {
      name: 'shop',
      listen: '127.0.0.1:8080',
      proxyPass: [{ path: '/', url: 'balancer://lb/' }],
    };
    await writeFile(
      project,
      JSON.stringify({ version: 1, name: 'priced', balancers: [balancer], sites: [site] }),
    );
    return { project, urls, writes };
  }
  const writeTo = (project: string, member: string, ...more: string[]) =>
    runCli(cli, [
      ...['broadcast', project, '/price', '--write-to', member, '--write', 'post /price/edit'],
      ...['-d', 'price=9', '--allow-unsafe', ...more],
    ]);

  test('writes on that member alone, and says after how long each of the others is alike: 0', async () => {
    const { project, urls, writes } = await priced([
      { price: 5 },
      { price: 5, hearsAfter: 0 },
      { price: 5, hearsAfter: 1 },
    ]);
    const { code, stdout, stderr } = await writeTo(project, '1');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(writes).toEqual(['1: /price/edit price=9']);
    expect(stdout).toMatch(
      /^POST \/price\/edit on 1: 200 in \d+ ms\nthen \/price from 3 members of lb, 2 times\n\n/,
    );
    expect(stdout).toContain(`  1 ${urls[0]}  written\n`);
    expect(stdout).toMatch(new RegExp(`^  2 ${urls[1]}  alike after \\d+ ms$`, 'm'));
    expect(stdout).toMatch(new RegExp(`^  3 ${urls[2]}  alike after \\d+ ms$`, 'm'));
  });

  test('a member by its URL; --json gives the whole view', async () => {
    const { project, urls, writes } = await priced([{ price: 5, hearsAfter: 0 }, { price: 5 }]);
    const { code, stdout, stderr } = await writeTo(project, urls[1] ?? '', '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(writes).toEqual(['2: /price/edit price=9']);
    expect(JSON.parse(stdout)).toMatchObject({
      isEqual: true,
      isShown: true,
      write: { route: '2', method: 'POST', path: '/price/edit', status: 200 },
    });
  });

  test('one that never hears of it: 1, named', async () => {
    const { project, urls } = await priced([{ price: 5 }, { price: 5 }]);
    const done = await writeTo(project, '1', '--within', '1');
    expect(done).toMatchObject({ code: 1, stderr: expect.stringContaining('not alike after 1 s') });
    expect(done.stdout).toMatch(new RegExp(`^  2 ${urls[1]}  not alike`, 'm'));
  });

  test('a write that shows nowhere proves nothing: 1', async () => {
    const { project } = await priced([{ price: 9 }, { price: 9 }]);
    const done = await writeTo(project, '1');
    expect(done).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('the write does not show in what was read'),
      stdout: expect.stringContaining('being alike proves nothing'),
    });
  });

  test.each([
    ['without --allow-unsafe', ['--write-to', '1', '--write', 'POST /x'], 1, 'POST may change something'],
    ['no such member', ['--write-to', '9', '--write', 'POST /x'], 2, 'no member is "9"'],
    ['nothing to write', ['--write-to', '1'], 2, '--write-to goes with --write "METHOD /path"'],
    ['a path that is none', ['--write-to', '1', '--write', 'POST x'], 2, '--write-to goes with --write'],
  ])('%s: nothing is sent', async (_, args, code, words) => {
    const { project, writes } = await priced([{ price: 5 }, { price: 5 }]);
    const done = await runCli(cli, ['broadcast', project, '/price', ...args]);
    expect(done).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(words) });
    expect(writes).toEqual([]);
  });
});
