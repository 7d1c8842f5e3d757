import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { createRoutepin } from '../../../core/app/create-routepin.ts';
import type { Routepin } from '../../../core/app/routepin-api.ts';
import type { Project, RoutepinEvent } from '../../../core/contract/index.ts';
import { freePort } from '../../support/free-port.ts';
import { CAPABILITIES, shopProject, startBackend } from './integration-harness.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function tlsShop(): Promise<{
  readonly project: Project;
  readonly port: number;
  readonly dataFolder: string;
}> {
  const dataFolder = await mkdtemp(path.join(tmpdir(), 'routepin-data-'));
  closers.push(() => rm(dataFolder, { recursive: true }));
  const backend = await startBackend('a');
  closers.push(() => backend.stop());
  const port = await freePort();
  const project = shopProject(port, [{ url: backend.url, route: '1' }]);
  return {
    project: { ...project, sites: project.sites.map((site) => ({ ...site, tls: true })) },
    port,
    dataFolder,
  };
}

async function startWith(project: Project, dataFolder: string) {
  const routepin: Routepin = createRoutepin({ project, capabilities: CAPABILITIES, dataFolder });
  closers.push(() => routepin.stop());
  const events: RoutepinEvent[] = [];
  routepin.onEvent((event) => events.push(event));
  const started = await routepin.start();
  if (!started.ok) throw new Error(started.error.message);
  return { routepin, events };
}

function ask(port: number, ca: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get({ host: 'localhost', port, ca, agent: false, family: 4 }, (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode));
    }).on('error', reject);
  });
}

test('a TLS site: https in ready and exchanges, its certificate told once, kept for the next run', async () => {
  const { project, port, dataFolder } = await tlsShop();
  const first = await startWith(project, dataFolder);
  expect(first.events.map(({ event }) => event)).toEqual(['ready', 'notice.raised']);
  expect(first.events[0]).toMatchObject({ sites: [{ url: `https://127.0.0.1:${port}/` }] });
  const [certificate] = first.routepin.certificates;
  expect(first.events[1]).toMatchObject({
    level: 'info',
    text: expect.stringContaining(String(certificate?.file)),
  });
  expect(await ask(port, await readFile(String(certificate?.file), 'utf8'))).toBe(200);
  await first.routepin.stop();

  const second = await startWith(project, dataFolder);
  expect(second.events.map(({ event }) => event)).toEqual(['ready']);
  expect(second.routepin.certificates).toEqual([certificate]);
});

test('TLS switched on while it runs: told after the edit; without a folder to write to the edit is refused', async () => {
  const { project, port, dataFolder } = await tlsShop();
  const plain = { ...project, sites: project.sites.map((site) => ({ ...site, tls: false })) };
  const { routepin, events } = await startWith(plain, dataFolder);
  expect(routepin.certificates).toEqual([]);
  expect((await routepin.execute('project.apply', { project })).ok).toBe(true);
  expect(events.filter(({ event }) => event === 'notice.raised')).toHaveLength(1);
  expect(routepin.snapshot().sites[0]?.url).toBe(`https://127.0.0.1:${port}/`);

  const broken = await startWith(
    { ...plain, sites: [] },
    path.join(dataFolder, 'certificates', 'nowhere', '\0'),
  );
  expect(
    await broken.routepin.execute('project.apply', { project: { ...project, sites: project.sites } }),
  ).toMatchObject({
    ok: false,
    error: { message: expect.stringContaining('no certificate') },
  });
});
