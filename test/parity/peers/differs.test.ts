import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Project } from '../../../core/contract/index.ts';
import { compareTargets } from '../../../core/formats/index.ts';
import { findPeer, makePeerFolder, removePeerFolder } from '../../support/peer-servers.ts';
import { ADDRESS } from '../address.ts';
import { FIRST_PROXY_PORT, type ParityBackends, startBackends } from '../backends.ts';
import type { PeerRequest } from './generate.ts';
import { type Side, startOurs, startTheirs } from './play.ts';

const PORT = FIRST_PROXY_PORT + 720;
let backends: ParityBackends;
const closers: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  backends = await startBackends(3);
});
afterAll(() => backends.close());
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  await backends.startAll();
});

function project(balancer: object, ...members: readonly object[]): Project {
  return {
    version: 1,
    name: 'differs',
    balancers: [
      {
        name: 'lb',
        stickysession: 'ROUTEID',
        routeCookie: { name: 'ROUTEID', path: '/' },
        ...balancer,
        members: members.map((member, index) => ({
          url: `http://${ADDRESS}:${backends.ports[index]}`,
          route: String(index + 1),
          ...member,
        })),
      },
    ],
    sites: [
      {
        name: 's',
        listen: `${ADDRESS}:${PORT}`,
        serverName: 'parity.test',
        proxyPass: [{ path: '/', url: 'balancer://lb/' }],
      },
    ],
  } as Project;
}

const asked = (cookie: string, more: Partial<PeerRequest> = {}): PeerRequest => ({
  target: '/',
  cookie,
  host: 'parity.test',
  method: 'GET',
  answer: null,
  ...more,
});

async function theirs(
  of: Project,
  format: 'haproxy' | 'nginx-map',
): Promise<Side & { readonly differences: readonly string[] }> {
  const folder = await makePeerFolder();
  closers.push(() => removePeerFolder(folder));
  const side = await startTheirs(of, format, folder);
  closers.push(() => side.stop());
  return side;
}

async function ours(of: Project): Promise<Side> {
  const first = of.sites[0];
  if (first === undefined) throw new Error('no site');
  const side = await startOurs({ ...of, sites: [{ ...first, listen: `${ADDRESS}:${PORT + 1}` }] });
  closers.push(() => side.stop());
  return side;
}

/** The export says so of this setting. */
function expectSaid(differences: readonly string[], path: string, words: string): void {
  expect(differences.filter((one) => one.startsWith(`${path}: `)).join('\n')).toContain(words);
}

const verdict = (of: Project, id: string, format: 'haproxy' | 'nginx-map') =>
  compareTargets(of).balancers[0]?.rows.find((row) => row.id === id)?.cells[format].verdict;

describe.skipIf(findPeer('haproxy') === undefined)('HAProxy', () => {
  test('a restarted member is used again long before 60 s, and Apache’s way not', async () => {
    const of = project({}, {}, {});
    const [there, here] = [await theirs(of, 'haproxy'), await ours(of)];
    await backends.setRunning(0, false);
    for (const side of [there, here])
      expect(await side.send(asked('ROUTEID=.1'))).toMatchObject({
        status: 200,
        backend: 1,
        cookies: ['ROUTEID=.2; path=/'],
      });
    await backends.setRunning(0, true);
    await expect
      .poll(async () => (await there.send(asked('ROUTEID=.1'))).backend, { timeout: 20_000, interval: 100 })
      .toBe(0);
    expect((await here.send(asked('ROUTEID=.1'))).backend).toBe(1);
    expectSaid(there.differences, '$.balancers[0].members[0].retry', 'about a second');
    expect(verdict(of, 'back-again', 'haproxy')).toBe('differs');
  });

  test('a draining member keeps its own and gets no new ones; a redirect goes without a cookie', async () => {
    const of = project({}, { status: '+N' }, {}, { redirect: '2' });
    const there = await theirs(of, 'haproxy');
    expect(await there.send(asked('ROUTEID=.1'))).toMatchObject({ backend: 0, cookies: [] });
    for (let turn = 0; turn < 6; turn++) expect((await there.send(asked(''))).backend).not.toBe(0);
    await backends.setRunning(2, false);
    expect(await there.send(asked('ROUTEID=.3'))).toMatchObject({ backend: 1 });
    await expect
      .poll(async () => (await there.send(asked('ROUTEID=.3'))).cookies, { timeout: 20_000 })
      .toEqual([]);
    expectSaid(there.differences, '$.balancers[0].members[2].redirect', 'no new cookie');
    expect([verdict(of, 'drain', 'haproxy'), verdict(of, 'redirect', 'haproxy')]).toEqual([
      'same',
      'differs',
    ]);
  });

  test('nofailover refuses a session whose member is down, and leaves new ones alone', async () => {
    const of = project({ nofailover: true }, { connectiontimeout: 2 }, {});
    const there = await theirs(of, 'haproxy');
    await backends.setRunning(0, false);
    expect(await there.send(asked('ROUTEID=abc.1'))).toMatchObject({ status: 503, cookies: [] });
    expect(await there.send(asked('ROUTEID=.2'))).toMatchObject({ status: 200, backend: 1 });
    expect(await there.send(asked(''))).toMatchObject({ status: 200, backend: 1 });
    expect(verdict(of, 'lost-member', 'haproxy')).toBe('same');
  });

  test('a standby serves when all others are down; with all down it says 503', async () => {
    const of = project({}, {}, { status: '+H' });
    const there = await theirs(of, 'haproxy');
    expect((await there.send(asked(''))).backend).toBe(0);
    await backends.setRunning(0, false);
    await expect.poll(async () => (await there.send(asked(''))).backend, { timeout: 20_000 }).toBe(1);
    await backends.setRunning(1, false);
    await expect.poll(async () => (await there.send(asked(''))).status, { timeout: 20_000 }).toBe(503);
    expectSaid(there.differences, '$.balancers[0].forcerecovery', '503 until a check passes');
  });

  test('a cookie that names a member counts behind an id in the URL, and the last of several; members see their own host', async () => {
    const of = project({}, {}, {});
    const [there, here] = [await theirs(of, 'haproxy'), await ours(of)];
    const request = asked('ROUTEID=.2', { target: '/?ROUTEID=x.nobody' });
    expect(await there.send(request)).toMatchObject({
      backend: 1,
      cookies: [],
      host: `${ADDRESS}:${backends.ports[1]}`,
    });
    expect((await here.send(request)).cookies).not.toEqual([]);
    expectSaid(
      there.differences,
      '$.balancers[0].stickysession',
      'even where an id in the URL says otherwise',
    );
    const twice = asked('ROUTEID=.1; ROUTEID=.2');
    expect([(await there.send(twice)).backend, (await here.send(twice)).backend]).toEqual([1, 0]);
    expectSaid(there.differences, '$.balancers[0].stickysession', 'by the last');
    const inPath = asked('', { target: '/cart;ROUTEID=.2' });
    await there.send(asked(''));
    expect((await there.send(inPath)).cookies).not.toEqual([]);
    expect(await here.send(inPath)).toMatchObject({ backend: 1, cookies: [] });
    expectSaid(there.differences, '$.balancers[0].stickysession', 'behind a question mark');
    expect(verdict(of, 'host', 'haproxy')).toBe('same');
  });
});

describe.skipIf(findPeer('nginx') === undefined)('nginx with maps', () => {
  test('drain, failover with a cookie in the same request, and 502 where Apache says 503', async () => {
    const of = project({}, { status: '+N' }, {}, {});
    const [there, here] = [await theirs(of, 'nginx-map'), await ours(of)];
    expect(await there.send(asked('ROUTEID=abc.1'))).toMatchObject({ backend: 0, cookies: [] });
    for (let turn = 0; turn < 6; turn++) expect((await there.send(asked(''))).backend).not.toBe(0);
    await backends.setRunning(1, false);
    expect(await there.send(asked('ROUTEID=.2'))).toMatchObject({
      status: 200,
      backend: 2,
      cookies: ['ROUTEID=.3; path=/'],
    });
    for (const index of [0, 2]) await backends.setRunning(index, false);
    expect(await there.send(asked('ROUTEID=.3'))).toMatchObject({ status: 502, backend: null, cookies: [] });
    expect((await here.send(asked('ROUTEID=.3'))).status).toBe(503);
    expectSaid(there.differences, '$.balancers[0].maxattempts', '502');
    expect([verdict(of, 'drain', 'nginx-map'), verdict(of, 'all-gone', 'nginx-map')]).toEqual([
      'same',
      'differs',
    ]);
  });

  test('a GET that a member breaks off is sent again to the next, and Apache never does that', async () => {
    const of = project({}, {}, {});
    const [there, here] = [await theirs(of, 'nginx-map'), await ours(of)];
    // Both break it off, so that the second try shows in the status alone: 502 after two members.
    const request = asked('ROUTEID=.1', { answer: 'close' });
    expect((await here.send(request)).status).toBe(502);
    expect((await there.send(request)).status).toBe(502);
    // Each of them counts as failed now: nobody is asked any more.
    expect((await there.send(asked('ROUTEID=.1'))).status).toBe(502);
    expect((await here.send(asked('ROUTEID=.1'))).status).toBe(200);
    expectSaid(there.differences, '$.balancers[0].failontimeout', 'again to the next member');
    expect(verdict(of, 'sent-again', 'nginx-map')).toBe('differs');
  });

  test('the name of the cookie is found in any case; members see the browser’s host', async () => {
    const of = project({}, {}, {});
    const [there, here] = [await theirs(of, 'nginx-map'), await ours(of)];
    expect(await there.send(asked('routeid=.2'))).toMatchObject({
      backend: 1,
      cookies: [],
      host: 'parity.test',
    });
    expect((await here.send(asked('routeid=.2'))).cookies).not.toEqual([]);
    expectSaid(there.differences, '$.balancers[0].stickysession', 'case of its name');
    expect(verdict(of, 'host', 'nginx-map')).toBe('differs');
  });

  test('nofailover: nobody else answers, and the page is a 502', async () => {
    const of = project({ nofailover: true }, {}, {});
    const there = await theirs(of, 'nginx-map');
    await backends.setRunning(0, false);
    expect(await there.send(asked('ROUTEID=.1'))).toMatchObject({ status: 502, backend: null, cookies: [] });
    expect(await there.send(asked(''))).toMatchObject({ status: 200, backend: 1 });
    expect(verdict(of, 'lost-member', 'nginx-map')).toBe('differs');
  });
});
