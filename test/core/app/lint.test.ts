import { request } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { applyMend, type Finding } from '../../../core/contract/index.ts';
import { type Running, send, startBackend, startShop } from './integration-harness.ts';

const open: { stop(): Promise<unknown> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.stop()));
});

async function shop(fields: Readonly<Record<string, string>> = {}, status = 200): Promise<Running> {
  const backends = [await startBackend('b1', fields, status), await startBackend('b2', fields, status)];
  const members = backends.map(({ url }, index) => ({ url, route: String(index + 1), retry: 2 }));
  const running = await startShop(members);
  open.push(...backends, running.routepin);
  return running;
}

async function lint(running: Running, project?: unknown): Promise<readonly Finding[]> {
  const params = project === undefined ? {} : { project };
  const { findings } = (await running.run('project.lint', params)) as {
    readonly findings: readonly Finding[];
  };
  return findings;
}

/** A request with fields of its own; resolves when the exchange is in the history. */
async function ask(running: Running, method: string, headers: Record<string, string>): Promise<void> {
  const before = running.named('exchange.finished').length;
  await new Promise<void>((resolve, reject) => {
    const call = request(
      { host: '127.0.0.1', port: running.port, agent: false, method, headers },
      (answer) => {
        answer.resume().on('end', () => resolve());
      },
    );
    call.on('error', reject);
    call.end();
  });
  await running.until(() => running.named('exchange.finished').length > before);
}

test('a live project without trouble has no findings; a draft is checked without being applied', async () => {
  const running = await shop();
  expect(await lint(running)).toEqual([]);
  const { project, revision } = running.routepin;
  const draft = structuredClone(project);
  Object.assign(draft.balancers[0] ?? {}, { stickysession: 'routeid' });
  expect(await lint(running, draft)).toMatchObject([{ id: 'cookie-name-mismatch', severity: 'error' }]);
  expect(running.routepin.revision).toBe(revision);
  expect(await lint(running)).toEqual([]);
});

test('a draft that is no project is refused like a file', async () => {
  const running = await shop();
  const refused = await running.routepin.execute('project.lint', { project: { version: 1 } });
  expect(refused).toMatchObject({ ok: false, error: { code: 'bad-project' } });
});

test('a WebSocket that a member could not open is seen, and the mend lets it through', async () => {
  const running = await shop();
  const upgrade = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' };
  await ask(running, 'GET', { ...upgrade, 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==' });
  const [finding] = await lint(running);
  expect(finding).toMatchObject({ id: 'upgrade-missing', path: '$.balancers[0].members' });
  const mended = applyMend(running.routepin.project, finding?.mend ?? { label: '', steps: [] });
  if (!mended.ok) throw new Error(JSON.stringify(mended.error));
  await running.run('project.apply', { project: mended.value, baseRevision: running.routepin.revision });
  expect(running.routepin.project.balancers[0]?.members.map(({ upgrade }) => upgrade)).toEqual([
    'websocket',
    'websocket',
  ]);
  expect(await lint(running)).toEqual([]);
});

test('a 403 to the own page of a site whose members see another Host is seen; a stranger’s is not', async () => {
  const running = await shop({}, 403);
  await ask(running, 'POST', { origin: 'http://evil.example', host: 'shop.localhost' });
  expect(await lint(running)).toEqual([]);
  await ask(running, 'POST', { origin: 'http://shop.localhost', host: 'shop.localhost' });
  expect(await lint(running)).toMatchObject([
    { id: 'origin-host-mismatch', path: '$.sites[0].preserveHost' },
  ]);
});

test('an application that sets a cookie of the name is seen', async () => {
  const running = await shop({ 'set-cookie': 'ROUTEID=of-the-application; Path=/' });
  await send(running.port);
  await running.until(() => running.named('exchange.finished').length === 1);
  expect(await lint(running)).toMatchObject([{ id: 'cookie-name-of-application' }]);
});
