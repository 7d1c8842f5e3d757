import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createRoutepin } from '../../../core/app/create-routepin.ts';
import type { Routepin } from '../../../core/app/routepin-api.ts';
import type { FetchView, Project } from '../../../core/contract/index.ts';
import { freePort } from '../../support/free-port.ts';
import { CAPABILITIES, shopProject, startBackend } from './integration-harness.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});
let dataFolder = '';
beforeEach(async () => {
  dataFolder = await mkdtemp(path.join(tmpdir(), 'routepin-data-'));
  closers.push(() => rm(dataFolder, { recursive: true }));
});

async function running(change: (project: Project) => Project = (project) => project): Promise<Routepin> {
  const backends = [await startBackend('a'), await startBackend('b')];
  for (const backend of backends) closers.push(() => backend.stop());
  const members = backends.map(({ url }, index) => ({ url, route: String(index + 1) }));
  const project = change(shopProject(await freePort(), members));
  const routepin = createRoutepin({ project, capabilities: CAPABILITIES, dataFolder });
  closers.push(() => routepin.stop());
  const started = await routepin.start();
  if (!started.ok) throw new Error(started.error.message);
  return routepin;
}

async function fetched(routepin: Routepin, params: Record<string, unknown>): Promise<FetchView> {
  const result = await routepin.execute('site.fetch', { site: 'shop', path: '/', ...params });
  if (!result.ok) throw new Error(result.error.message);
  return result.value as FetchView;
}

test('request and answer line by line, the route cookie marked', async () => {
  const routepin = await running();
  const { listen } = routepin.project.sites[0] ?? {};
  const view = await fetched(routepin, { path: '/cart?x=1' });
  expect(view.request).toEqual([
    'GET /cart?x=1 HTTP/1.1',
    `Host: ${listen}`,
    'Accept: */*',
    'Connection: close',
  ]);
  expect(view.response[0]).toBe('HTTP/1.1 200 OK');
  expect(view.response[view.routeCookieLine ?? -1]).toBe('Set-Cookie: ROUTEID=.1; path=/');
  expect(view).toMatchObject({
    url: `http://${listen}/cart?x=1`,
    status: 200,
    verdict: { level: 'good', code: 'pinned' },
  });
  expect(view.bodyBytes).toBeGreaterThan(0);
});

test('HEAD, with the cookie of the other member', async () => {
  const view = await fetched(await running(), { method: 'HEAD', cookie: 'ROUTEID=.2' });
  expect(view.request).toContain('Cookie: ROUTEID=.2');
  expect(view.response).toContain('x-backend: b');
  expect(view).toMatchObject({ bodyBytes: 0, routeCookieLine: null, verdict: { code: 'already-pinned' } });
});

test('a site with tls is fetched with its own certificate', async () => {
  const routepin = await running((project) => ({
    ...project,
    sites: project.sites.map((site) => ({ ...site, tls: true })),
  }));
  const view = await fetched(routepin, {});
  expect(view.url).toMatch(/^https:/);
  expect(view.verdict.code).toBe('pinned');
});

test('a listener for everybody is asked on loopback', async () => {
  const routepin = await running((project) => ({
    ...project,
    sites: project.sites.map((site) => ({ ...site, listen: site.listen.replace('127.0.0.1', '*') })),
  }));
  expect((await fetched(routepin, {})).status).toBe(200);
});

test('what cannot be fetched is said', async () => {
  const routepin = await running();
  const failure = async (params: Record<string, unknown>) => {
    const result = await routepin.execute('site.fetch', { site: 'shop', path: '/', ...params });
    return result.ok ? 'ok' : `${result.error.code}: ${result.error.message}`;
  };
  expect(await failure({ site: 'other' })).toBe('not-found: there is no site "other"');
  expect(await failure({ path: 'cart' })).toMatch(/^bad-params/);
  expect(await failure({ path: '/ HTTP/1.1\r\nX: y' })).toMatch(/^bad-params/);
  expect(await failure({ cookie: 'a=1\r\nX: y' })).toMatch(/^bad-params/);
  await routepin.execute('balancing.set', { on: false });
  expect(await failure({})).toMatch(/^not-available: the site "shop" does not listen/);
});
