import { describe, expect, test } from 'vitest';
import { labelOfEdit } from '../../../core/app/edit-label.ts';
import { notObeyedYet } from '../../../core/app/not-obeyed-yet.ts';
import { withFlag, withMember, withMemberPatch, withoutMember } from '../../../core/app/project-edits.ts';
import { UndoHistory } from '../../../core/app/undo-history.ts';
import { asksForWiderListen } from '../../../core/app/wider-listen.ts';
import {
  compareProjects,
  type Project,
  parseProject,
  type Result,
  type Trouble,
} from '../../../core/contract/index.ts';

const A = 'http://127.0.0.1:1';
const B = 'http://127.0.0.1:2';

function project(edit: Record<string, unknown> = {}): Project {
  const parsed = parseProject({
    version: 1,
    name: 'shop',
    balancers: [
      {
        name: 'LB',
        stickysession: 'R',
        members: [
          { route: '1', url: A },
          { url: B, route: '2', retry: 60 },
        ],
        ...edit,
      },
    ],
    sites: [{ name: 's', listen: '127.0.0.1:8080', proxyPass: [] }],
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
}

function done(result: Result<Project, Trouble>): Project {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

const members = (of: Project) => of.balancers[0]?.members;

describe('edits of members', () => {
  test('a flag is set and disappears again, and keys keep their order', () => {
    const drained = done(withFlag(project(), 'lb', A, 'N', true));
    expect(JSON.stringify(members(drained)?.[0])).toBe(`{"route":"1","url":"${A}","status":"+N"}`);
    expect(done(withFlag(drained, 'lb', A, 'N', false))).toEqual(project());
    expect(JSON.stringify(done(withFlag(drained, 'lb', A, 'N', false)))).toBe(JSON.stringify(project()));
  });

  test('a patch changes, adds and removes keys', () => {
    const edited = done(withMemberPatch(project(), 'LB', B, { retry: null, loadfactor: 2, route: 'b' }));
    expect(members(edited)?.[1]).toEqual({ url: B, route: 'b', loadfactor: 2 });
  });

  test('a patch that breaks a rule tells every problem by its path', () => {
    const failed = withMemberPatch(project(), 'LB', B, { retry: -1, nonsense: true });
    expect(failed).toMatchObject({
      ok: false,
      error: {
        code: 'bad-project',
        message: 'the project has 2 problems',
        problems: [
          { path: '$.balancers[0].members[1].retry' },
          { path: '$.balancers[0].members[1].nonsense' },
        ],
      },
    });
  });

  test('removing takes only the member', () => {
    expect(members(done(withoutMember(project(), 'lb', A)))?.map(({ url }) => url)).toEqual([B]);
  });

  test.each<
    [
      name: string,
      balancer: Record<string, unknown>,
      member: Record<string, unknown>,
      route: string | undefined,
    ]
  >([
    [
      'the lowest free number',
      {
        members: [
          { url: A, route: '1' },
          { url: B, route: '3' },
        ],
      },
      {},
      '2',
    ],
    ['one that is given', {}, { route: 'x' }, 'x'],
    ['none, when asked for none', {}, { route: '' }, ''],
    ['none, when another member has none', { members: [{ url: A }] }, {}, undefined],
    ['none, without stickysession', { stickysession: '' }, {}, undefined],
    ['1 for the first member', { members: [] }, {}, '1'],
  ])('a new member gets a route: %s', (_name, balancer, member, route) => {
    expect(
      members(done(withMember(project(balancer), 'lb', { url: 'http://127.0.0.1:9', ...member })))?.at(-1)
        ?.route,
    ).toBe(route);
  });
});

describe('labelOfEdit', () => {
  const lb = (
    edit: (data: { name: string; members: Record<string, unknown>[] } & Record<string, unknown>) => void,
  ): Project => {
    const data = structuredClone(project());
    edit(data.balancers[0] as never);
    return data;
  };
  test.each<[label: string, before: Project, after: Project]>([
    ['drain route 2', project(), done(withFlag(project(), 'lb', B, 'N', true))],
    ['end draining of route 2', done(withFlag(project(), 'lb', B, 'N', true)), project()],
    ['disable route 1', project(), done(withFlag(project(), 'lb', A, 'D', true))],
    ['enable route 1', done(withFlag(project(), 'lb', A, 'D', true)), project()],
    ['status of route 1', project(), done(withMemberPatch(project(), 'lb', A, { status: '+DN' }))],
    ['retry 60 to 5', project(), done(withMemberPatch(project(), 'lb', A, { retry: 5 }))],
    ['retry 60 to 5', project(), done(withMemberPatch(project(), 'lb', B, { retry: 5 }))],
    ['loadfactor 1 to 3', project(), done(withMemberPatch(project(), 'lb', A, { loadfactor: 3 }))],
    ['set ping to 1', project(), done(withMemberPatch(project(), 'lb', A, { ping: 1 }))],
    ['edit member 2', project(), done(withMemberPatch(project(), 'lb', B, { retry: 5, loadfactor: 2 }))],
    ['add member 3', project(), done(withMember(project(), 'lb', { url: 'http://127.0.0.1:3' }))],
    [
      'add member 127.0.0.1:3',
      project(),
      done(withMember(project(), 'lb', { url: 'http://127.0.0.1:3', route: '' })),
    ],
    ['remove member 1', project(), done(withoutMember(project(), 'lb', A))],
    [
      'lbmethod byrequests to bybusyness',
      project(),
      lb((data) => Object.assign(data, { lbmethod: 'bybusyness' })),
    ],
    ['add routeCookie', project(), lb((data) => Object.assign(data, { routeCookie: { name: 'R' } }))],
    ['stickysession R to S', project(), lb((data) => Object.assign(data, { stickysession: 'S' }))],
    ['name shop to store', project(), { ...project(), name: 'store' }],
    [
      'listen 127.0.0.1:8080 to 127.0.0.1:9',
      project(),
      { ...project(), sites: [{ name: 's', listen: '127.0.0.1:9', proxyPass: [] }] },
    ],
    [
      '2 changes',
      project(),
      { ...lb((data) => Object.assign(data, { lbmethod: 'bytraffic' })), name: 'store' },
    ],
    [
      'add site',
      project(),
      { ...project(), sites: [...project().sites, { name: 't', listen: '127.0.0.1:9', proxyPass: [] }] },
    ],
    ['remove balancer lb', project(), { ...project(), balancers: [] }],
  ])('%s', (label, before, after) => {
    expect(labelOfEdit(compareProjects(before, after), before, after)).toBe(label);
  });
});

describe('UndoHistory', () => {
  const named = (name: string): Project => ({ ...project(), name });

  test('steps go back and forth; a new edit ends the way forward', () => {
    const history = new UndoHistory();
    history.edited(named('a'), 'a to b');
    history.edited(named('b'), 'b to c');
    expect(history.undoStep).toMatchObject({ label: 'b to c', project: { name: 'b' } });
    history.undone(named('c'));
    expect([history.undoStep?.label, history.redoStep?.label, history.redoStep?.project.name]).toEqual([
      'a to b',
      'b to c',
      'c',
    ]);
    history.redone(named('b'));
    expect([history.undoStep?.label, history.redoStep]).toEqual(['b to c', undefined]);
    history.undone(named('c'));
    history.edited(named('b'), 'b to d');
    expect(history.redoStep).toBeUndefined();
  });

  test('it is bounded: the oldest steps are forgotten', () => {
    const history = new UndoHistory();
    for (let count = 0; count < 150; count++) history.edited(named(String(count)), String(count));
    let steps = 0;
    for (; history.undoStep !== undefined; steps++) history.undone(named('x'));
    expect(steps).toBe(100);
  });
});

describe('asksForWiderListen (DESIGN §8)', () => {
  test.each<[listen: string, asks: boolean]>([
    ['127.0.0.1:80', false],
    ['127.1.2.3:80', false],
    ['[::1]:80', false],
    ['[::ffff:127.0.0.1]:80', false],
    ['LOCALHOST:80', false],
    ['shop.localhost:80', false],
    ['*:80', true],
    ['0.0.0.0:80', true],
    ['[::]:80', true],
    ['192.168.1.2:80', true],
    ['localhost.example:80', true],
    ['127.0.0.1.example:80', true],
    ['127.1:80', true],
  ])('%s', (listen, asks) => {
    const wide = { ...project(), sites: [{ name: 's', listen, proxyPass: [] }] };
    expect(asksForWiderListen(wide)).toEqual(asks ? [{ site: 's', listen }] : []);
  });
});

test('notObeyedYet: an empty list of processes and TLS sites ask for nothing', () => {
  expect(
    notObeyedYet({
      ...project(),
      processes: [],
      sites: [{ name: 's', listen: '127.0.0.1:1', tls: true, proxyPass: [] }],
    }),
  ).toEqual([]);
});
