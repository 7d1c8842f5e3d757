import { describe, expect, test } from 'vitest';
import { type Project, parseRehearsal, type Rehearsal } from '../../../core/contract/index.ts';
import { resolveRehearsal, scenariosFor } from '../../../core/rehearsal/index.ts';
import { shopProject } from '../app/integration-harness.ts';
import { members, REHEARSAL } from './fake-world.ts';

const project = shopProject(8080, members(3));
const withSteps = (...steps: Rehearsal['steps']): Rehearsal => ({ ...REHEARSAL, steps });

describe('names of a rehearsal', () => {
  test('members by route and by URL; steps by time', () => {
    const found = resolveRehearsal(
      project,
      withSteps(
        { at: 3, do: 'return', member: 'http://127.0.0.1:13002' },
        { at: 1, do: 'outage', member: '2' },
        { at: 2, do: 'set', member: '*', set: { retry: 5 } },
      ),
    );
    if (!found.ok) throw new Error('not resolved');
    const urls = found.value.steps.map(({ index, members: of }) => [
      index,
      of.map(({ url }) => url.slice(-5)),
    ]);
    expect(urls).toEqual([
      [1, ['13002']],
      [2, ['13001', '13002', '13003']],
      [0, ['13002']],
    ]);
    expect(found.value).toMatchObject({ site: 'shop', members: [{ balancer: 'lb', route: '1' }, {}, {}] });
  });

  const twins: Project = shopProject(8080, [
    { url: 'http://127.0.0.1:13001', route: '1' },
    { url: 'http://127.0.0.1:13002', route: '1' },
  ]);

  test.each<[string, Project, Rehearsal, string, RegExp]>([
    ['no such site', project, { ...REHEARSAL, site: 'x' }, '$.site', /no site "x"/],
    [
      'no member',
      project,
      withSteps({ at: 1, do: 'drain', member: '9' }),
      '$.steps[0].member',
      /no member "9"/,
    ],
    [
      'a doubled route',
      twins,
      withSteps({ at: 1, do: 'drain', member: '1' }),
      '$.steps[0].member',
      /2 members/,
    ],
    [
      'another balancer',
      project,
      withSteps({ at: 1, do: 'drain', member: '1', balancer: 'x' }),
      '$.steps[0].balancer',
      /no balancer "x"/,
    ],
    [
      'no route',
      project,
      withSteps({ at: 1, do: 'move', from: '1', to: '8' }),
      '$.steps[0].to',
      /no route 8/,
    ],
    ['no members at all', shopProject(8080, []), REHEARSAL, '$.site', /no members/],
    ['no site at all', { ...project, sites: [] }, REHEARSAL, '$.site', /no site to visit/],
  ])('%s: the problem says where', (_, of, rehearsal, path, message) => {
    const found = resolveRehearsal(of, rehearsal);
    if (found.ok) throw new Error('resolved');
    expect(found.error).toHaveLength(1);
    expect(found.error[0]).toMatchObject({ path, message: expect.stringMatching(message) });
    expect(found.error[0]?.hint).not.toBe('');
  });
});

describe('ready-made rehearsals', () => {
  test.each([1, 2, 3, 12])('each is a valid file that resolves, or says why not (%i members)', (count) => {
    const shop = shopProject(8080, members(count));
    const scenarios = scenariosFor(shop);
    expect(scenarios.map(({ id }) => id)).toEqual([
      'kill-one',
      'rolling-restart',
      'lose-two',
      'drain-one',
      'steady',
    ]);
    for (const { rehearsal, unfit, id } of scenarios) {
      expect(parseRehearsal(rehearsal).ok).toBe(true);
      expect(resolveRehearsal(shop, rehearsal).ok).toBe(true);
      const least = id === 'steady' ? 1 : id === 'lose-two' ? 3 : 2;
      expect(unfit === null).toBe(count >= least);
    }
  });

  test('without a project there is nothing to play, and it is said', () => {
    const empty: Project = { version: 1, name: 'x', balancers: [], sites: [] };
    expect(scenariosFor(empty).every(({ unfit }) => unfit !== null)).toBe(true);
  });
});
