import { describe, expect, test } from 'vitest';
import { applyMend, type MendStep, type Project } from '../../../core/contract/index.ts';

const PROJECT: Project = {
  version: 1,
  name: 'shop',
  balancers: [
    {
      name: 'lb',
      members: [{ url: 'http://127.0.0.1:1', route: '1' }, { url: 'http://127.0.0.1:2' }],
    },
  ],
  sites: [],
};

const mended = (...steps: readonly MendStep[]) => applyMend(PROJECT, { label: 'test', steps });

describe('a mend', () => {
  test('sets and removes keys and items, in order, and leaves the project as it was', () => {
    const before = JSON.stringify(PROJECT);
    const done = mended(
      { path: '$.balancers[0].members[1].route', value: '2' },
      { path: '$.balancers[0].members[0].route', remove: true },
      { path: '$.balancers[0].stickysession', value: 'ROUTEID' },
      { path: '$.balancers[0].members[0]', remove: true },
    );
    expect(done).toMatchObject({
      ok: true,
      value: {
        balancers: [{ stickysession: 'ROUTEID', members: [{ url: 'http://127.0.0.1:2', route: '2' }] }],
      },
    });
    expect(JSON.stringify(PROJECT)).toBe(before);
  });

  test('removing what is not there is done already', () => {
    expect(mended({ path: '$.balancers[0].nofailover', remove: true })).toEqual({ ok: true, value: PROJECT });
  });

  test.each([
    ['a member that has gone', '$.balancers[0].members[2].route'],
    ['an item past the end', '$.balancers[0].members[2]'],
    ['a balancer that has gone', '$.balancers[1].name'],
    ['the whole project', '$'],
    ['no path', 'balancers'],
    ['a path with quotes', '$["balancers"]'],
    ['what objects inherit', '$.constructor.name'],
    ['a key of a list', '$.balancers.length'],
  ])('%s is refused by its place', (_, path) => {
    expect(mended({ path, value: 'x' })).toMatchObject({ ok: false, error: [{ path }] });
  });

  test('what comes out is checked like a file', () => {
    expect(mended({ path: '$.balancers[0].members[0].loadfactor', value: 0 })).toMatchObject({
      ok: false,
      error: [{ path: '$.balancers[0].members[0].loadfactor' }],
    });
    expect(mended({ path: '$.balancers[0].__proto__', value: { polluted: true } })).toMatchObject({
      ok: false,
    });
    expect({}).not.toHaveProperty('polluted');
  });
});
