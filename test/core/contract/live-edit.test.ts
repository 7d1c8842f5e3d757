import { describe, expect, test } from 'vitest';
import { compareProjects, isUnchanged, type Project } from '../../../core/contract/index.ts';

function project(edit: (draft: Project) => void = () => undefined): Project {
  const draft: Project = {
    version: 1,
    name: 'shop',
    balancers: [
      {
        name: 'lb',
        stickysession: 'ROUTEID',
        members: [
          { url: 'http://127.0.0.1:13001', route: '1' },
          { url: 'http://127.0.0.1:13002', route: '2' },
        ],
      },
    ],
    sites: [{ name: 'shop', listen: '127.0.0.1:8080', proxyPass: [{ path: '/', url: 'balancer://lb/' }] }],
  };
  edit(draft);
  return draft;
}

const lb = (draft: Project) => draft.balancers[0] as Project['balancers'][number];

describe('compareProjects', () => {
  test('the same project changes nothing and keeps every route', () => {
    const changes = compareProjects(project(), project());
    expect(isUnchanged(changes)).toBe(true);
    expect(changes.keptRoutes.map(({ route }) => route)).toEqual(['1', '2']);
    expect(changes.lostRoutes).toEqual([]);
  });

  test('a drained member is edited in place and keeps its route', () => {
    const changes = compareProjects(
      project(),
      project((draft) => Object.assign(lb(draft).members[1] ?? {}, { status: '+N' })),
    );
    expect(changes.editedMembers).toEqual([
      { balancer: 'lb', url: 'http://127.0.0.1:13002', route: '2', keys: ['status'] },
    ]);
    expect(changes.settings).toEqual([
      { path: '$.balancers[0].members[1].status', from: undefined, to: '+N' },
    ]);
    expect(changes.addedMembers).toEqual([]);
    expect(changes.removedMembers).toEqual([]);
    expect(changes.lostRoutes).toEqual([]);
  });

  test('a removed member takes its route along', () => {
    const changes = compareProjects(
      project(),
      project((draft) => lb(draft).members.pop()),
    );
    expect(changes.removedMembers.map(({ url }) => url)).toEqual(['http://127.0.0.1:13002']);
    expect(changes.lostRoutes).toEqual([{ balancer: 'lb', route: '2' }]);
    expect(changes.keptRoutes).toEqual([{ balancer: 'lb', route: '1' }]);
  });

  test('a route that moves to another member is not lost', () => {
    const changes = compareProjects(
      project(),
      project((draft) => lb(draft).members.splice(1, 1, { url: 'http://127.0.0.1:13009', route: '2' })),
    );
    expect(changes.addedMembers.map(({ url }) => url)).toEqual(['http://127.0.0.1:13009']);
    expect(changes.removedMembers.map(({ url }) => url)).toEqual(['http://127.0.0.1:13002']);
    expect(changes.lostRoutes).toEqual([]);
  });

  test('members in another order are the same members', () => {
    const changes = compareProjects(
      project(),
      project((draft) => lb(draft).members.reverse()),
    );
    expect([changes.addedMembers, changes.removedMembers, changes.editedMembers]).toEqual([[], [], []]);
    expect(isUnchanged(changes)).toBe(false);
  });

  test('APACHE §9.4 a balancer whose name changes its case is the same balancer', () => {
    const changes = compareProjects(
      project(),
      project((draft) => Object.assign(lb(draft), { name: 'LB' })),
    );
    expect([changes.addedBalancers, changes.removedBalancers, changes.lostRoutes]).toEqual([[], [], []]);
  });

  test('another name is another balancer, and its members and routes go with it', () => {
    const changes = compareProjects(
      project(),
      project((draft) => Object.assign(lb(draft), { name: 'other' })),
    );
    expect(changes.addedBalancers).toEqual(['other']);
    expect(changes.removedBalancers).toEqual(['lb']);
    expect(changes.removedMembers).toHaveLength(2);
    expect(changes.lostRoutes).toHaveLength(2);
  });

  test('a site that listens elsewhere closes one listener and opens another; shared listens count once', () => {
    const before = project((draft) =>
      draft.sites.push({ name: 'b', listen: '127.0.0.1:8080', proxyPass: [] }),
    );
    const after = project((draft) => {
      draft.sites.push({ name: 'b', listen: '127.0.0.1:8081', proxyPass: [] });
    });
    const changes = compareProjects(before, after);
    expect(changes.opensListeners).toEqual(['127.0.0.1:8081']);
    expect(changes.closesListeners).toEqual([]);
  });

  test('APACHE §9.4 a member that Apache does not take as a second one is not added', () => {
    const changes = compareProjects(
      project(),
      project((draft) => lb(draft).members.push({ url: 'http://127.0.0.1:13001/app', route: '9' })),
    );
    expect(changes.addedMembers).toEqual([]);
    expect(isUnchanged(changes)).toBe(false);
  });
});
