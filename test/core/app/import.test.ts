import { afterEach, expect, test } from 'vitest';
import type { ImportedProject } from '../../../core/contract/index.ts';
import { type Running, startBackend, startShop } from './integration-harness.ts';

const open: { stop(): Promise<unknown> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.stop()));
});

async function shop(): Promise<Running> {
  const backend = await startBackend('b1');
  const running = await startShop([{ url: backend.url, route: '1' }]);
  open.push(backend, running.routepin);
  return running;
}

test('config.import gives a project for review, reads no file and changes nothing', async () => {
  const running = await shop();
  const before = await running.run('project.lint', {});
  const text =
    'Include /etc/hostname\nProxyPass / balancer://lb/\nBalancerMember balancer://lb http://h:1 route=1';
  const { project, notes, understood } = (await running.run('config.import', {
    text,
    fileName: 'dropped.conf',
  })) as ImportedProject;
  expect(project.balancers).toEqual([{ name: 'lb', members: [{ url: 'http://h:1', route: '1' }] }]);
  expect(notes.map(({ file, line, kind }) => [file, line, kind])).toEqual([
    ['dropped.conf', 1, 'skipped'],
    ['dropped.conf', 2, 'assumed'],
  ]);
  expect(understood.map(({ path }) => path)).toEqual([
    '$.sites[0].proxyPass[0]',
    '$.balancers[0].members[0]',
  ]);
  expect(await running.run('project.lint', {})).toEqual(before);
});
