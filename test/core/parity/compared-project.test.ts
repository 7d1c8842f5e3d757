import { describe, expect, test } from 'vitest';
import { comparedProject, originsOf, withoutLeftOut } from '../../../core/parity/compared-project.ts';
import { featureProject, shopProject } from '../../parity/feature-project.ts';

describe('the project with stand-ins', () => {
  const project = featureProject();
  const origins = originsOf(project);
  const ports = origins.map((_, index) => 20_001 + index);
  const compared = comparedProject(project, { origins, ports }, true);

  test('members and plain targets are stand-ins, one for each host and port; paths are kept', () => {
    expect(origins.slice(0, 5)).toEqual([
      'http://127.0.0.1:13001',
      'http://127.0.0.1:13002',
      'http://127.0.0.1:13003',
      'http://127.0.0.1:13004',
      'https://10.0.0.1:13005',
    ]);
    const urls = compared.project.balancers[0]?.members.map(({ url }) => url);
    expect(urls?.slice(0, 5)).toEqual([
      'http://127.0.0.1:20001/base',
      'http://127.0.0.1:20002',
      'http://127.0.0.1:20003',
      'http://127.0.0.1:20004',
      'http://127.0.0.1:20005',
    ]);
    expect(compared.project.sites[0]?.proxyPass.map(({ url }) => url).slice(0, 2)).toEqual([
      '!',
      `http://127.0.0.1:${ports.at(-1)}/`,
    ]);
  });

  test('everything else stands, but for what time would decide', () => {
    const [before, after] = [project.balancers[0], compared.project.balancers[0]];
    expect(after?.members[5]).toEqual({
      ...before?.members[5],
      url: 'http://127.0.0.1:20006',
      hcinterval: 3600,
    });
    expect(after?.members[0]).toEqual({ ...before?.members[0], url: 'http://127.0.0.1:20001/base' });
    expect({ ...after, members: [] }).toEqual({ ...before, members: [] });
  });

  test('without mod_proxy_hcheck its words are left out', () => {
    const without = comparedProject(project, { origins, ports }, false);
    expect(without.project.balancers[0]?.members[5]).toEqual({ url: 'http://127.0.0.1:20006', route: 'b' });
    expect(without.omissions.map(({ because }) => because)).toContain('this Apache has no mod_proxy_hcheck');
  });

  test('a backend is found again by what the sides call it', () => {
    expect(compared.backends.get('http://127.0.0.1:20005')).toEqual({
      url: 'https://10.0.0.1:13005',
      origin: 4,
    });
  });
});

test('members that share host and port share a stand-in', () => {
  const members = [
    { url: 'http://H:1/a' },
    { url: 'http://h:1/b' },
    { url: 'ws://h:1' },
    { url: 'http://h:2' },
  ];
  expect(originsOf(shopProject({ members }))).toEqual(['http://h:1', 'http://h:2']);
});

describe('what an export leaves out is left out of our side too', () => {
  const project = shopProject({ stickysessionsep: 'ü' });
  test.each([
    [
      'a setting',
      '$.balancers[0].stickysessionsep: one byte',
      (left: typeof project) => left.balancers[0]?.stickysessionsep,
    ],
    [
      'a member',
      '$.balancers[0].members[1].url: has =',
      (left: typeof project) => left.balancers[0]?.members[2],
    ],
    [
      'a cookie',
      '$.balancers[0].routeCookie.name: expr',
      (left: typeof project) => left.balancers[0]?.routeCookie,
    ],
    ['a line', '$.sites[0].proxyPass[0].url: no', (left: typeof project) => left.sites[0]?.proxyPass[0]],
    ['a balancer', '$.balancers[0].name: no', (left: typeof project) => left.balancers[0]],
  ])('%s', (_, warning, gone) => {
    const left = withoutLeftOut(project, [warning]);
    expect(left && gone(left.project)).toBeUndefined();
    const [path, because] = warning.split(': ');
    expect(left?.omissions).toEqual([{ path, what: 'left out of the export', because }]);
  });

  test('two items of one list', () => {
    const warnings = ['$.balancers[0].members[0].url: a', '$.balancers[0].members[1].url: b'];
    const left = withoutLeftOut(project, warnings);
    expect(left?.project.balancers[0]?.members.map(({ route }) => route)).toEqual(['3']);
  });

  test('a warning without a place is no guess', () => {
    expect(withoutLeftOut(project, ['something else'])).toBeUndefined();
  });
});
