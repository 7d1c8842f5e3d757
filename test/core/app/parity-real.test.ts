import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createRoutepin } from '../../../core/app/create-routepin.ts';
import type { Routepin } from '../../../core/app/routepin-api.ts';
import type { ParityView, RoutepinEvent } from '../../../core/contract/index.ts';
import { leftovers, untilRunning } from '../../parity/leftovers.ts';
import { freePort } from '../../support/free-port.ts';
import { CAPABILITIES, send, shopProject, startBackend } from './integration-harness.ts';

/** The commands of the window and the browser, beside a real Apache. */

const closers: (() => Promise<unknown>)[] = [];
let folder = '';
let events: RoutepinEvent[] = [];
let routepin: Routepin;
let port = 0;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'routepin-desk-'));
  closers.push(() => rm(folder, { recursive: true, force: true }));
  // Apache answers as somebody else when root starts it, and has to reach its folder.
  await chmod(folder, 0o755);
  vi.stubEnv('TMPDIR', folder);
  closers.push(async () => vi.unstubAllEnvs());
  const backend = await startBackend('a');
  closers.push(() => backend.stop());
  port = await freePort();
  const project = shopProject(port, [
    { url: backend.url, route: '1' },
    { url: 'http://127.0.0.1:9', route: '2' },
  ]);
  routepin = createRoutepin({ project, capabilities: CAPABILITIES });
  closers.push(() => routepin.stop());
  events = [];
  routepin.onEvent((event) => events.push(event));
  const started = await routepin.start();
  if (!started.ok) throw new Error(started.error.message);
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function run<Value>(name: string, params: unknown = {}): Promise<Value> {
  const result = await routepin.execute(name, params);
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  return result.value as Value;
}

function ended(): Promise<Extract<RoutepinEvent, { event: 'parity.finished' }>> {
  return vi.waitUntil(
    () => {
      const found = events.find(({ event }) => event === 'parity.finished');
      return found as Extract<RoutepinEvent, { event: 'parity.finished' }> | undefined;
    },
    { timeout: 60_000, interval: 10 },
  );
}

test('a run tells how it goes and keeps its rows, recorded traffic among them', async () => {
  await send(port, { path: '/cart', cookie: 'ROUTEID=.1' });
  const { id } = await run<{ id: string }>('parity.start', { requests: 10, seed: 5, recorded: true });
  expect((await run<ParityView>('parity.get', {})).state).toBe('running');
  const finished = await ended();
  expect(finished).toMatchObject({
    id,
    state: 'finished',
    trouble: null,
    summary: { different: 0, seed: 5 },
  });
  expect(events.some(({ event }) => event === 'parity.progressed')).toBe(true);
  const view = await run<ParityView>('parity.get', { id });
  expect(view).toMatchObject({ id, state: 'finished', different: 0, done: view.total });
  expect(view.rows.find(({ group }) => group === 'recorded')).toMatchObject({
    outcome: 'equal',
    request: { target: '/cart', cookie: 'ROUTEID=.1' },
  });
  expect((await run<ParityView>('parity.get', { id, from: view.rows.length - 1 })).rows).toEqual(
    view.rows.slice(-1),
  );
  expect(await readdir(folder)).toEqual([]);
});

test('cancel leaves nothing, and another run may follow', async () => {
  const { id } = await run<{ id: string }>('parity.start', { requests: 50_000 });
  const opened = await untilRunning(folder, () => false);
  expect(await routepin.execute('parity.start', {})).toMatchObject({
    ok: false,
    error: { code: 'not-available', message: 'a comparison is under way already' },
  });
  await run('parity.cancel', { id });
  expect(await leftovers(folder, opened)).toEqual([]);
  expect((await run<ParityView>('parity.get', { id })).state).toBe('cancelled');
  expect(await run<{ id: string }>('parity.start', { requests: 0 })).toEqual({ id: '2' });
  expect(await routepin.execute('parity.get', { id })).toMatchObject({
    ok: false,
    error: { code: 'not-found' },
  });
});

test('ending Routepin ends the run first', async () => {
  await run('parity.start', { requests: 50_000 });
  const opened = await untilRunning(folder, () => false);
  await routepin.stop();
  expect(await leftovers(folder, opened)).toEqual([]);
});

test('the Apache to run is chosen by the shell only, and checked', async () => {
  expect(await routepin.chooseApache('/bin/sh')).toMatchObject({
    ok: false,
    error: { message: '/bin/sh does not say that it is an Apache server' },
  });
  expect(await routepin.execute('parity.start', { apache: '/bin/sh' })).toMatchObject({
    ok: false,
    error: { code: 'bad-params' },
  });
  expect(await routepin.execute('parity.choose-apache', {})).toMatchObject({
    ok: false,
    error: { code: 'unknown-command' },
  });
  expect(await routepin.chooseApache(null)).toEqual({ ok: true, value: null });
});
