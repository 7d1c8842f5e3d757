import { createServer } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { createRoutepin } from '../../../core/app/create-routepin.ts';
import {
  type EventBatch,
  type MemberView,
  type Project,
  parseProject,
  type Snapshot,
  visitExchanges,
} from '../../../core/contract/index.ts';
import { freePort } from '../../support/free-port.ts';
import { listen } from '../../support/listen.ts';
import {
  CAPABILITIES,
  type Running,
  send,
  shopProject,
  startBackend,
  startShop,
  type TestBackend,
} from './integration-harness.ts';

const open: { stop(): Promise<unknown> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.stop()));
});

async function backends(count: number): Promise<readonly TestBackend[]> {
  const all = await Promise.all(Array.from({ length: count }, (_, index) => startBackend(`b${index + 1}`)));
  open.push(...all);
  return all;
}

async function shop(members: readonly Record<string, unknown>[]): Promise<Running> {
  const running = await startShop(members);
  open.push(running.routepin);
  return running;
}

async function shopOf(count: number): Promise<Running & { readonly members: readonly TestBackend[] }> {
  const members = await backends(count);
  const running = await shop(members.map(({ url }, index) => ({ url, route: String(index + 1) })));
  return { ...running, members };
}

const url = (backend: TestBackend | undefined): string => backend?.url ?? '';
const memberAt = (snapshot: Snapshot, index: number): MemberView | undefined =>
  snapshot.balancers[0]?.members[index];

function expectNoGaps(running: Running): void {
  expect(running.events.map(({ seq }) => seq)).toEqual(running.events.map((_, index) => index));
  expect(running.routepin.snapshot().seq).toBe(running.events.length - 1);
}

describe('a running project', () => {
  test('ready is event 0 and names the sites; events follow without gaps', async () => {
    const running = await shopOf(2);
    await send(running.port);
    await running.until(() => running.named('exchange.finished').length === 1);
    expect(running.events[0]).toMatchObject({
      event: 'ready',
      seq: 0,
      sites: [{ name: 'shop', url: `http://127.0.0.1:${running.port}/` }],
      ui: null,
    });
    expect(Object.keys(running.events[0] ?? {}).slice(0, 3)).toEqual(['event', 'seq', 'atMs']);
    expectNoGaps(running);
  });

  test('the first answer pins, requests with the cookie stay, and the session is one', async () => {
    const running = await shopOf(2);
    const first = await send(running.port);
    expect(first.setCookie).toEqual(['ROUTEID=.1; path=/']);
    const again = await send(running.port, { cookie: 'ROUTEID=.1' });
    const other = await send(running.port, { cookie: 'ROUTEID=.2' });
    expect([first.backend, again.backend, other.backend]).toEqual(['b1', 'b1', 'b2']);
    expect([again.setCookie, other.setCookie]).toEqual([[], []]);
    await running.until(() => running.named('exchange.finished').length === 3);
    const ids = running.named('exchange.finished').map(({ sessionId }) => sessionId);
    expect(ids[0]).toMatch(/^s\d+$/);
    expect(ids[1]).toBe(ids[0]);
    expect(ids[2]).not.toBe(ids[0]);
    const snapshot = running.routepin.snapshot();
    expect(snapshot.sessions.map(({ pins, label }) => [pins[0]?.route, label])).toEqual([
      ['1', 'curl'],
      ['2', 'curl'],
    ]);
    expect(snapshot.exchanges.map(({ sessionId }) => sessionId)).toEqual(ids);
    expect([0, 1].map((index) => memberAt(snapshot, index)?.pins)).toEqual([1, 1]);
  });

  test('a member that dies: the request and its body go elsewhere, the pin moves, the member is in error', async () => {
    const running = await shopOf(2);
    await send(running.port);
    await running.members[0]?.stop();
    const moved = await send(running.port, { cookie: 'ROUTEID=.1', method: 'POST', body: 'two apples' });
    expect(moved).toMatchObject({ status: 200, backend: 'b2', setCookie: ['ROUTEID=.2; path=/'] });
    expect(moved.body).toContain('two apples');
    await running.until(() => running.named('exchange.finished').length === 2);
    const [exchange] = running.named('exchange.finished').slice(-1);
    expect(exchange).toMatchObject({
      decision: 'moved',
      route: '2',
      sessionRoute: '1',
      routeChanged: true,
      attempts: 2,
    });
    expect(running.named('session.moved')).toMatchObject([
      { from: '1', route: '2', balancer: 'lb', exchangeId: exchange?.id, sessionId: exchange?.sessionId },
    ]);
    expect(running.named('member.changed')).toMatchObject([
      {
        member: url(running.members[0]),
        route: '1',
        status: 'E',
        cause: 'connect-failed',
        view: { state: 'error' },
      },
    ]);
    const view = memberAt(running.routepin.snapshot(), 0);
    expect(view).toMatchObject({ state: 'error', pins: 0 });
    expect(view?.retryAtMs).toBeGreaterThan(Date.now());
    expect(view?.trouble).not.toBeNull();
    expectNoGaps(running);

    await running.run('member.retry-now', { balancer: 'lb', member: url(running.members[0]) });
    expect(running.named('member.changed').at(-1)).toMatchObject({
      status: '',
      cause: 'retry-now',
      view: { state: 'ok' },
    });
  });

  test('nobody left: 503, which is told as such', async () => {
    const running = await shopOf(1);
    await running.members[0]?.stop();
    expect((await send(running.port)).status).toBe(503);
    await running.until(() => running.named('exchange.finished').length === 1);
    expect(running.named('exchange.finished')[0]).toMatchObject({
      member: null,
      sessionId: null,
      status: 503,
    });
    expect(running.routepin.snapshot().totals).toMatchObject({ exchanges: 1, errors: 1 });
  });

  test('a simulated outage is told, moves pins and ends', async () => {
    const running = await shopOf(2);
    const member = { balancer: 'LB', member: url(running.members[0]) };
    await running.run('member.simulate-outage', { ...member, on: true });
    expect(running.named('member.changed')).toMatchObject([
      { cause: 'simulated-outage', view: { state: 'outage' } },
    ]);
    expect((await send(running.port, { cookie: 'ROUTEID=.1' })).backend).toBe('b2');
    await running.run('member.simulate-outage', { ...member, on: false });
    await running.run('member.retry-now', member);
    expect((await send(running.port, { cookie: 'ROUTEID=.1' })).backend).toBe('b1');
  });

  test('draining is an edit: pinned requests stay, new ones go elsewhere, undo and redo', async () => {
    const running = await shopOf(2);
    const drain = { balancer: 'lb', member: url(running.members[0]), flag: 'N', on: true };
    await running.run('member.set-flag', drain);
    expect(running.routepin.project.balancers[0]?.members[0]?.status).toBe('+N');
    expect(running.named('project.changed').at(-1)).toMatchObject({
      revision: 1,
      undo: 'drain route 1',
      redo: null,
    });
    expect(running.named('member.changed')).toMatchObject([
      { status: 'N', cause: 'edited', view: { state: 'draining' } },
    ]);
    expect((await send(running.port, { cookie: 'ROUTEID=.1' })).backend).toBe('b1');
    expect((await send(running.port)).backend).toBe('b2');
    expect((await send(running.port)).backend).toBe('b2');

    expect(await running.run('project.undo')).toEqual({ revision: 2, label: 'drain route 1' });
    expect(Object.keys(running.routepin.project.balancers[0]?.members[0] ?? {})).toEqual(['url', 'route']);
    expect(running.routepin.snapshot()).toMatchObject({ undo: null, redo: 'drain route 1', revision: 2 });
    expect(memberAt(running.routepin.snapshot(), 0)?.state).toBe('ok');
    expect(await running.run('project.redo')).toEqual({ revision: 3, label: 'drain route 1' });
    expect(memberAt(running.routepin.snapshot(), 0)?.state).toBe('draining');
    expectNoGaps(running);
  });

  test('editing live loses no pin whose route still exists, and no request in flight', async () => {
    const slow = createServer((_asked, answer) => {
      answer.writeHead(200, { 'x-backend': 'slow' });
      answer.flushHeaders();
      setTimeout(() => answer.end('done'), 150);
    });
    const slowPort = await listen(slow);
    open.push({ stop: () => new Promise((resolve) => slow.close(resolve)) });
    const [other, third] = await backends(2);
    const running = await shop([
      { url: `http://127.0.0.1:${slowPort}`, route: '1' },
      { url: url(other), route: '2' },
    ]);
    const inFlight = send(running.port, { cookie: 'ROUTEID=.1' });
    await new Promise<void>((resolve) => slow.once('request', () => resolve()));
    await running.run('member.edit', {
      balancer: 'lb',
      member: url(other),
      patch: { retry: 5, loadfactor: 3 },
    });
    await running.run('member.add', { balancer: 'lb', member: { url: url(third) } });
    await running.run('member.edit', { balancer: 'lb', member: url(other), patch: { loadfactor: null } });
    expect(await inFlight).toMatchObject({ status: 200, backend: 'slow', body: 'done' });
    expect((await send(running.port, { cookie: 'ROUTEID=.2' })).setCookie).toEqual([]);
    expect(running.routepin.project.balancers[0]?.members).toEqual([
      { url: `http://127.0.0.1:${slowPort}`, route: '1' },
      { url: url(other), route: '2', retry: 5 },
      { url: url(third), route: '3' },
    ]);
    expect((await send(running.port, { cookie: 'ROUTEID=.3' })).setCookie).toEqual([]);
    await running.run('member.remove', { balancer: 'lb', member: url(other) });
    expect(running.named('member.removed')).toMatchObject([
      { balancer: 'lb', member: url(other), route: '2' },
    ]);
    const orphan = await send(running.port, { cookie: 'ROUTEID=.2' });
    expect(orphan.setCookie).toHaveLength(1);
    await running.until(() => running.named('exchange.finished').at(-1)?.decision === 'unknown-route');
    expect(running.named('project.changed').map(({ undo }) => undo)).toEqual([
      'edit member 2',
      'add member 3',
      'loadfactor 3 to 1',
      'remove member 2',
    ]);
    expectNoGaps(running);
  });

  test('the first member by command, on an empty project', async () => {
    const [only] = await backends(1);
    const running = await shop([]);
    expect((await send(running.port)).status).toBe(503);
    expect(await running.run('member.add', { balancer: 'lb', member: { url: url(only) } })).toEqual({
      revision: 1,
      url: url(only),
    });
    expect(running.named('member.changed').at(-1)).toMatchObject({ cause: 'added', route: '1' });
    expect((await send(running.port)).setCookie).toEqual(['ROUTEID=.1; path=/']);
  });

  test('another listen: the new one opens, the old one closes; one that is taken changes nothing', async () => {
    const running = await shopOf(1);
    const taken = createServer();
    const takenPort = await listen(taken);
    open.push({ stop: () => new Promise((resolve) => taken.close(resolve)) });
    const before = running.routepin.project;
    const move = (port: number): Project => ({
      ...before,
      sites: before.sites.map((site) => ({ ...site, listen: `127.0.0.1:${port}` })),
    });

    const failed = await running.routepin.execute('project.apply', { project: move(takenPort) });
    expect(failed).toMatchObject({ ok: false, error: { code: 'listen-failed' } });
    if (!failed.ok) {
      expect(failed.error.message).toContain(`(pid ${process.pid})`);
      expect(failed.error.hint).toMatch(/127\.0\.0\.1:\d+ is free/);
    }
    expect(running.routepin).toMatchObject({ project: before, revision: 0 });
    expect((await send(running.port)).status).toBe(200);
    expect(running.named('project.changed')).toEqual([]);

    const free = await freePort();
    await running.run('project.apply', { project: move(free), label: 'move it' });
    expect((await send(free)).status).toBe(200);
    await expect(send(running.port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect(running.routepin.snapshot()).toMatchObject({
      undo: 'move it',
      sites: [{ state: 'listening', listen: `127.0.0.1:${free}` }],
    });
  });

  test('balancing off closes the listeners and keeps pins; on opens them again', async () => {
    const running = await shopOf(2);
    await send(running.port);
    await running.run('balancing.set', { on: false });
    await expect(send(running.port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect(running.routepin.snapshot()).toMatchObject({ balancing: false, sites: [{ state: 'stopped' }] });
    expect(running.named('project.changed').at(-1)).toMatchObject({ balancing: false, revision: 0 });
    await running.run('balancing.set', { on: true });
    expect((await send(running.port, { cookie: 'ROUTEID=.1' })).setCookie).toEqual([]);
    expect(running.routepin.snapshot().sessions).toHaveLength(1);
  });

  test('exchanges: one with all its reasons, lists by pages, and none after clearing', async () => {
    const running = await shopOf(2);
    for (let count = 0; count < 5; count++) await send(running.port);
    await running.until(() => running.named('exchange.finished').length === 5);
    const [first] = running.named('exchange.finished');
    expect(await running.run('exchange.get', { id: first?.id })).toMatchObject({
      id: first?.id,
      sessionId: first?.sessionId,
      record: { decision: 'new', balancer: 'lb' },
      explanation: { steps: expect.any(Array) },
      memberRequest: { startLine: 'GET / HTTP/1.1' },
    });
    const page = await running.run('exchange.list', { limit: 2 });
    expect(page).toMatchObject({ exchanges: [{ id: 4 }, { id: 5 }], more: true });
    expect(await running.run('exchange.list', { limit: 9, beforeId: 3 })).toMatchObject({
      exchanges: [{ id: 1 }, { id: 2 }],
      more: false,
    });
    expect(running.routepin.snapshot().recordsBodies).toBe(false);
    expect(await running.run('recording.set', { bodies: true })).toEqual({ bodies: true });
    expect(running.routepin.snapshot().recordsBodies).toBe(true);
    await running.run('exchange.clear');
    expect(running.routepin.snapshot().exchanges).toEqual([]);
    expect(await running.routepin.execute('exchange.get', { id: 1 })).toMatchObject({
      ok: false,
      error: { code: 'not-found' },
    });
  });

  test('embedded tabs: attributed by the secret field, which no member sees', async () => {
    const seen: string[][] = [];
    const backend = createServer((asked, answer) => {
      seen.push(asked.rawHeaders);
      answer.end('ok');
    });
    const port = await listen(backend);
    open.push({ stop: () => new Promise((resolve) => backend.close(resolve)) });
    const running = await shop([{ url: `http://127.0.0.1:${port}`, route: '1' }]);
    const { routepin } = running;
    const { fieldName } = routepin.embedded;
    const site = 'shop';
    const tab = {
      tabId: 't',
      url: '',
      title: '',
      loading: false,
      canGoBack: false,
      canGoForward: false,
      trouble: null,
      favicon: null,
    };
    routepin.reportUser({ userId: 'u', name: 'Ann', initials: 'AN', site, ...tab, tabs: [tab], kept: false });
    routepin.reportTab({ tabId: 't', userId: 'u', url: `http://127.0.0.1:${running.port}/`, title: 'Shop' });
    const answer = await fetch(`http://127.0.0.1:${running.port}/`, {
      headers: { [fieldName]: routepin.embedded.fieldValue('u', 't'), 'sec-fetch-dest': 'document' },
    });
    await answer.text();
    await running.until(() => running.named('tab.navigated').length > 0);
    expect(running.named('exchange.finished')).toMatchObject([{ tabId: 't' }]);
    expect(routepin.snapshot()).toMatchObject({
      tabs: [{ tabId: 't', userId: 'u', route: '1', servedBy: '1' }],
      sessions: [{ recognition: 'embedded', label: 'Ann' }],
      users: [{ userId: 'u' }],
    });
    expect(JSON.stringify(seen).toLowerCase()).not.toContain(fieldName);
    expect(JSON.stringify(await running.run('exchange.get', { id: 1 })).toLowerCase()).not.toContain(
      fieldName,
    );
    routepin.closeUser('u');
    expect(running.named('user.closed')).toHaveLength(1);
    expect(routepin.snapshot()).toMatchObject({ tabs: [], sessions: [], users: [] });
  });

  test('batches: events in order, counters and totals, nothing when nothing happens', async () => {
    const running = await shopOf(2);
    const batches: EventBatch[] = [];
    const exchanges = () => {
      const seen: { readonly seq: number }[] = [];
      for (const { exchanges } of batches) {
        if (exchanges !== null) visitExchanges(exchanges, -1, (_, seq) => seen.push({ seq }));
      }
      return seen;
    };
    const enough = new Promise<() => void>((resolve) => {
      const remove = running.routepin.onBatch((batch) => {
        batches.push(batch);
        if (exchanges().length === 10) resolve(remove);
      });
    });
    const { seq } = running.routepin.snapshot();
    for (let count = 0; count < 10; count++) await send(running.port);
    const remove = await enough;
    remove();
    const seqs = [...batches.flatMap(({ events }) => events), ...exchanges()]
      .map((one) => one.seq)
      .sort((a, b) => a - b);
    expect(seqs).toEqual(seqs.map((_, index) => seq + 1 + index));
    const counters = new Map(
      batches.flatMap((batch) => batch.counters.map((sample) => [sample.member, sample] as const)),
    );
    expect(running.members.map((member) => counters.get(member.url)?.counters.elected)).toEqual([5, 5]);
    expect(batches.findLast((batch) => batch.totals !== null)?.totals).toMatchObject({
      exchanges: 10,
      moved: 0,
      errors: 0,
    });
  });

  test('the export and an explanation of the project as it stands', async () => {
    const running = await shopOf(2);
    expect(await running.run('export.render', { format: 'apache' })).toMatchObject({
      text: expect.stringContaining(`BalancerMember "${url(running.members[0])}"`),
    });
    expect(await running.run('decision.explain', { cookie: 'ROUTEID=.2', url: '/x' })).toMatchObject({
      variables: { BALANCER_SESSION_ROUTE: '2', BALANCER_WORKER_ROUTE: '2' },
    });
    expect(await running.routepin.execute('decision.explain', { balancer: 'nope' })).toMatchObject({
      ok: false,
      error: { code: 'not-found' },
    });
  });
});

describe('commands that fail', () => {
  test.each<[name: string, params: unknown, code: string]>([
    ['member.set-flag', { balancer: 'nope', member: 'http://a:1', flag: 'N', on: true }, 'not-found'],
    ['member.remove', { balancer: 'lb', member: 'http://nobody:1' }, 'not-found'],
    ['member.simulate-outage', { balancer: 'lb', member: 'http://nobody:1', on: true }, 'not-found'],
    ['member.add', { balancer: 'lb', member: { url: 'nonsense' } }, 'bad-project'],
    ['member.add', { balancer: 'lb', member: null }, 'bad-project'],
    ['member.add', { balancer: 'lb', member: { url: 'http://127.0.0.1:1' } }, 'bad-params'],
    [
      'member.edit',
      { balancer: 'lb', member: 'http://127.0.0.1:1', patch: { loadfactor: 0, rout: 'x' } },
      'bad-project',
    ],
    ['project.apply', { project: { version: 1 } }, 'bad-project'],
    ['project.undo', {}, 'not-available'],
    ['project.redo', {}, 'not-available'],
    ['session.forget', { sessionId: 's99' }, 'not-found'],
    ['demo.set-running', { url: 'http://127.0.0.1:1', running: true }, 'not-found'],
    ['project.save', {}, 'unknown-command'],
    ['exchange.list', { limit: 0 }, 'bad-params'],
  ])('%s %o', async (name, params, code) => {
    const running = await shop([{ url: 'http://127.0.0.1:1', route: '1' }]);
    const before = running.routepin.project;
    expect(await running.routepin.execute(name, params)).toMatchObject({ ok: false, error: { code } });
    expect(running.routepin.project).toBe(before);
    expect(running.events).toHaveLength(1);
  });

  test('what this version does not obey is refused by name', async () => {
    const running = await shop([]);
    const { project } = running.routepin;
    const withProcesses = { ...project, processes: [{ command: 'x', ports: '1' }] };
    const applied = await running.routepin.execute('project.apply', { project: withProcesses });
    expect(applied).toMatchObject({
      ok: false,
      error: { code: 'bad-project', problems: [{ path: '$.processes' }] },
    });
    expect(await running.routepin.execute('project.check', { project: withProcesses })).toEqual(applied);
    expect(parseProject(withProcesses).ok).toBe(true);
  });

  test('an edit based on an older revision is refused; edits that wait build on each other', async () => {
    const running = await shop([{ url: 'http://127.0.0.1:1', route: '1' }]);
    const edits = await Promise.all(
      [2, 3, 4].map((number) =>
        running.routepin.execute('member.add', {
          balancer: 'lb',
          member: { url: `http://127.0.0.1:${number}` },
        }),
      ),
    );
    expect(edits).toMatchObject([
      { value: { revision: 1 } },
      { value: { revision: 2 } },
      { value: { revision: 3 } },
    ]);
    expect(running.routepin.project.balancers[0]?.members.map(({ route }) => route)).toEqual([
      '1',
      '2',
      '3',
      '4',
    ]);
    const { project } = running.routepin;
    expect(await running.routepin.execute('project.apply', { project, baseRevision: 2 })).toMatchObject({
      ok: false,
      error: { code: 'stale-revision' },
    });
    expect(await running.routepin.execute('project.apply', { project, baseRevision: 3 })).toMatchObject({
      ok: true,
      value: { revision: 3 },
    });
  });
});

describe('start and stop', () => {
  test('a port that is taken: nothing is left open, the holder is named, and starting again works', async () => {
    const holder = createServer();
    const port = await listen(holder);
    const other = await freePort();
    const project = shopProject(port, []);
    project.sites.unshift({ name: 'other', listen: `127.0.0.1:${other}`, proxyPass: [] });
    const routepin = createRoutepin({ project, capabilities: CAPABILITIES });
    open.push(routepin);
    const failed = await routepin.start();
    expect(failed).toMatchObject({ ok: false, error: { code: 'listen-failed' } });
    if (!failed.ok)
      expect(failed.error.message).toMatch(
        new RegExp(`127\\.0\\.0\\.1:${port} is in use by .+ \\(pid ${process.pid}\\)`),
      );
    await expect(send(other)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect(routepin.snapshot().seq).toBe(-1);
    await new Promise((resolve) => holder.close(resolve));
    expect((await routepin.start()).ok).toBe(true);
    expect(routepin.snapshot().seq).toBe(0);
  });

  test('a project can be prepared before the start; ready comes first all the same', async () => {
    const port = await freePort();
    const routepin = createRoutepin({
      project: { version: 1, name: 'empty', balancers: [], sites: [] },
      capabilities: CAPABILITIES,
    });
    open.push(routepin);
    const names: string[] = [];
    routepin.onEvent(({ event, seq }) => names.push(`${seq} ${event}`));
    expect(
      (await routepin.loadProject(shopProject(port, []), { name: 'a.json', folder: null, unsaved: false }))
        .ok,
    ).toBe(true);
    expect((await routepin.start()).ok).toBe(true);
    expect(names).toEqual(['0 ready']);
    expect(routepin.snapshot()).toMatchObject({ undo: null, projectFile: { name: 'a.json' } });
  });

  test('stopping twice is stopping once; commands after it say so', async () => {
    const running = await shopOf(1);
    await Promise.all([running.routepin.stop(), running.routepin.stop()]);
    await expect(send(running.port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect(await running.routepin.execute('snapshot.get', {})).toMatchObject({
      ok: false,
      error: { code: 'not-available' },
    });
    expect((await running.routepin.start()).ok).toBe(false);
  });

  test('a saved project that is edited is unsaved, and saved again when the edit is undone', async () => {
    const running = await shop([{ url: 'http://127.0.0.1:1', route: '1' }]);
    running.routepin.setProjectFile({ name: 'shop.routepin.json', folder: '/tmp', unsaved: false });
    const unsaved = () => running.routepin.snapshot().projectFile.unsaved;
    await running.run('member.edit', { balancer: 'lb', member: 'http://127.0.0.1:1', patch: { retry: 5 } });
    expect(unsaved()).toBe(true);
    await running.run('project.undo');
    expect(unsaved()).toBe(false);
    expect(running.named('project.saved').map(({ file }) => file.unsaved)).toEqual([false, true, false]);
  });

  test('the demo backends run, crash, return and end with the rest', async () => {
    const running = await shop([]);
    const { backends: started } = (await running.run('demo.start', { count: 2 })) as {
      backends: { url: string; running: boolean }[];
    };
    expect(started.map((backend) => backend.running)).toEqual([true, true]);
    const [first] = started;
    expect((await fetch(first?.url ?? '')).ok).toBe(true);
    await running.run('demo.set-running', { url: first?.url, running: false });
    await expect(fetch(first?.url ?? '')).rejects.toThrow();
    expect(running.named('demo.changed').map(({ backends: told }) => told.map((one) => one.running))).toEqual(
      [
        [true, true],
        [false, true],
      ],
    );
    const scan = (await running.run('port.scan')) as {
      ports: { port: number; ours: boolean; group: string | null }[];
    };
    const second = Number(new URL(started[1]?.url ?? '').port);
    expect(scan.ports.find(({ port }) => port === second)).toMatchObject({ ours: false });
    expect(scan.ports.find(({ port }) => port === running.port)).toMatchObject({ ours: true });
    await running.routepin.stop();
    await expect(fetch(started[1]?.url ?? '')).rejects.toThrow();
  });
});
