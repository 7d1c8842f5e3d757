import { beforeAll, describe, expect, test } from 'vitest';
import type { SessionView, UnnumberedEvent } from '../../../core/contract/index.ts';
import { crowdSnapshot } from '../../../renderer/fixtures/crowd-snapshot.ts';
import { memberView, storySnapshot } from '../../../renderer/fixtures/story-snapshot.ts';
import { foldBatch } from '../../../renderer/store/fold-batch.ts';
import { type CoreState, INITIAL_CORE_STATE, stateOfSnapshot } from '../../../renderer/store/live-state.ts';
import { identityOfMember } from '../../../renderer/store/selectors.ts';
import { batchOf, exchange } from '../support.ts';

const NOW = 1_700_000_000_000;
const start = stateOfSnapshot(storySnapshot(NOW), INITIAL_CORE_STATE);

function fold(state: CoreState, ...events: UnnumberedEvent[]): CoreState {
  const folded = foldBatch(state, batchOf(state.live.seq + 1, events));
  if (folded.gap) throw new Error('a gap where there is none');
  return folded.state;
}

describe('folding a batch', () => {
  test('appends exchanges and leaves everything else as it was', () => {
    const after = fold(start, { event: 'exchange.finished', ...exchange({ id: 43 }) });
    expect(after.live.exchanges.length).toBe(start.live.exchanges.length + 1);
    expect(after.live.seq).toBe(1);
    for (const key of ['balancers', 'sessions', 'tabs', 'users', 'sites', 'routeOrder', 'losses'] as const) {
      expect(after.live[key]).toBe(start.live[key]);
    }
    expect(after.config).toBe(start.config);
  });

  test('skips events that the snapshot holds already', () => {
    const old = batchOf(0, [{ event: 'session.ended', sessionId: 'anna' }]);
    const folded = foldBatch(start, old);
    expect(folded.gap).toBe(false);
    if (!folded.gap) expect(folded.state.live.sessions.has('anna')).toBe(true);
  });

  test.each([
    ['a batch that starts too late', batchOf(2, [{ event: 'session.ended', sessionId: 'anna' }])],
    [
      'a hole inside a batch',
      {
        ...batchOf(1, [{ event: 'session.ended', sessionId: 'anna' }]),
        events: [
          ...batchOf(1, [{ event: 'session.ended', sessionId: 'anna' }]).events,
          ...batchOf(3, [{ event: 'session.ended', sessionId: 'ben' }]).events,
        ],
      },
    ],
  ])('%s is a gap', (_, batch) => {
    expect(foldBatch(start, batch)).toEqual({ gap: true });
  });

  test('a moved session has its new pin, and a forgotten one none', () => {
    const pin = { balancer: 'LB', route: '1', from: '3', cause: 'member-error', exchangeId: 9 } as const;
    const moved = fold(start, { event: 'session.moved', sessionId: 'chrome', ...pin });
    expect(moved.live.sessions.get('chrome')?.pins).toMatchObject([{ route: '1', moves: 2 }]);
    const forgotten = fold(moved, {
      event: 'session.pinned',
      sessionId: 'chrome',
      ...pin,
      cause: 'forgotten',
    });
    expect(forgotten.live.sessions.get('chrome')?.pins).toEqual([]);
    expect(start.live.sessions.get('chrome')?.pins[0]?.route).toBe('3');
  });

  test('a move that the session as a whole tells already is counted once, in either order', () => {
    const chrome = start.live.sessions.get('chrome');
    const [pin] = chrome?.pins ?? [];
    if (chrome === undefined || pin === undefined) throw new Error('the story has chrome, pinned');
    const move = {
      balancer: 'lb',
      from: '3',
      to: '1',
      cause: 'member-error',
      atMs: 1,
      exchangeId: 9,
    } as const;
    const session = { ...chrome, pins: [{ ...pin, route: '1', moves: 2 }], lastMoves: [move] };
    const whole = { event: 'session.changed', session } as const;
    const fields = {
      sessionId: 'chrome',
      balancer: 'LB',
      route: '1',
      from: '3',
      cause: 'member-error',
    } as const;
    const event = { event: 'session.moved', ...fields, exchangeId: 9 } as const;
    for (const after of [fold(start, whole, event), fold(start, event, whole)]) {
      expect(after.live.sessions.get('chrome')?.pins).toMatchObject([{ route: '1', moves: 2 }]);
    }
    const back = fold(start, whole, { ...event, from: '1', route: '3', exchangeId: 10 });
    expect(back.live.sessions.get('chrome')?.pins).toMatchObject([{ route: '3', moves: 3 }]);
  });

  test('a loss is known by its exchange and by its session', () => {
    const loss = { sessionId: 'anna', cookie: 'sid', cause: 'replaced', exchangeId: 40 };
    const after = fold(start, { event: 'session.lost', ...loss });
    expect(after.live.losses.get(40)).toBe('sid');
    expect(after.live.sessions.get('anna')?.lost?.exchangeId).toBe(40);
    expect(start.live.losses.has(40)).toBe(false);
  });

  test('an event about a session that is gone is dropped and the rest is folded', () => {
    const after = fold(
      start,
      { event: 'session.lost', sessionId: 'gone', cookie: 'sid', cause: 'replaced', exchangeId: 7 },
      { event: 'session.ended', sessionId: 'ben' },
    );
    expect(after.live.sessions.has('gone')).toBe(false);
    expect(after.live.sessions.has('ben')).toBe(false);
  });

  test('a member that is added stands in configured order and gets the next letter', () => {
    const view = { ...memberView(5, { pins: 0, busy: 0, elected: 0, lbstatus: 0 }, NOW), route: '5' };
    const project = start.config.project;
    const balancer = project.balancers[0];
    if (balancer === undefined) throw new Error('the story has a balancer');
    const added = { url: view.url, route: '5' };
    const changed = {
      ...project,
      balancers: [{ ...balancer, members: [added, ...balancer.members] }],
    };
    const after = fold(
      start,
      {
        event: 'member.changed',
        balancer: 'lb',
        member: view.url,
        route: '5',
        status: '',
        cause: 'added',
        view,
      },
      {
        event: 'project.changed',
        revision: 4,
        project: changed,
        changes: {
          settings: [],
          opensListeners: [],
          closesListeners: [],
          addedBalancers: [],
          removedBalancers: [],
          addedMembers: [],
          removedMembers: [],
          editedMembers: [],
          keptRoutes: [],
          lostRoutes: [],
        },
        undo: 'add a member',
        redo: null,
        balancing: true,
      },
    );
    expect(after.live.balancers[0]?.members[0]?.url).toBe(view.url);
    expect(identityOfMember(after.live.routeOrder, view).letter).toBe('E');
    expect(after.config).toMatchObject({ revision: 4, undo: 'add a member' });
  });

  test('another project’s sites take the place of those before, in its order', () => {
    const [old] = start.live.sites;
    if (old === undefined) throw new Error('the story has no site');
    const site = (name: string) => ({ name, listen: '127.0.0.1:1', proxyPass: [] });
    const changes = {
      settings: [],
      opensListeners: [],
      closesListeners: [],
      addedBalancers: [],
      removedBalancers: [],
      addedMembers: [],
      removedMembers: [],
      editedMembers: [],
      keptRoutes: [],
      lostRoutes: [],
    };
    const after = fold(
      start,
      {
        event: 'project.changed',
        revision: 5,
        project: { ...start.config.project, sites: [site('first'), site('second')] },
        changes,
        undo: null,
        redo: null,
        balancing: true,
      },
      { event: 'site.changed', site: { ...old, name: 'second' } },
      { event: 'site.changed', site: { ...old, name: 'first' } },
    );
    expect(after.live.sites.map(({ name }) => name)).toEqual(['first', 'second']);
  });

  test('a removed member goes, and its letter stays its own', () => {
    const second = start.live.balancers[0]?.members[1];
    if (second === undefined) throw new Error('the story has four members');
    const after = fold(start, { event: 'member.removed', balancer: 'lb', member: second.url, route: '2' });
    expect(after.live.balancers[0]?.members).toHaveLength(3);
    expect(identityOfMember(after.live.routeOrder, second).letter).toBe('B');
  });

  test('counters reach their member and no other', () => {
    const counters = { busy: 9, elected: 9, lbstatus: 9, transferredBytes: 9, readBytes: 9 };
    const folded = foldBatch(start, {
      ...batchOf(1, []),
      counters: [{ balancer: 'lb', member: 'http://127.0.0.1:13003', counters, pins: 7, lastAnswerAtMs: 5 }],
    });
    if (folded.gap) throw new Error('a gap where there is none');
    const [first, , third] = folded.state.live.balancers[0]?.members ?? [];
    expect(third).toMatchObject({ counters, pins: 7, lastAnswerAtMs: 5 });
    expect(first).toBe(start.live.balancers[0]?.members[0]);
  });

  test('notices that come at once are all kept, the last ten of many', () => {
    const raised = (text: string): UnnumberedEvent => ({
      event: 'notice.raised',
      level: 'warn',
      text,
      hint: null,
    });
    const both = fold(start, raised('the port is taken'), raised('it crashed the last time'));
    expect(both.live.notices.map(({ text }) => text)).toEqual([
      'the port is taken',
      'it crashed the last time',
    ]);
    const many = fold(both, ...Array.from({ length: 30 }, (_, index) => raised(String(index))));
    expect(many.live.notices.map(({ text }) => text)).toEqual(
      Array.from({ length: 10 }, (_, index) => String(index + 20)),
    );
  });

  test('sessions keep the order in which they appeared', () => {
    const anna = start.live.sessions.get('anna') as SessionView;
    const after = fold(
      start,
      { event: 'session.changed', session: { ...anna, requests: 75 } },
      { event: 'session.changed', session: { ...anna, sessionId: 'new' } },
    );
    expect([...after.live.sessions.keys()]).toEqual([...start.live.sessions.keys(), 'new']);
  });
});

describe('a snapshot', () => {
  let crowd: CoreState;
  beforeAll(() => {
    crowd = stateOfSnapshot(crowdSnapshot(NOW, { members: 12, sessions: 50, exchanges: 2000 }), start);
  });

  test('of the same run keeps the letters it has given', () => {
    const removed = stateOfSnapshot(
      {
        ...storySnapshot(NOW),
        balancers: storySnapshot(NOW).balancers.map((balancer) => ({
          ...balancer,
          members: balancer.members.slice(2),
        })),
      },
      start,
    );
    expect(removed.live.routeOrder).toBe(start.live.routeOrder);
  });

  test('holds everything it came with', () => {
    expect(crowd.live.exchanges.length).toBe(2000);
    expect(crowd.live.sessions.size).toBe(50);
    expect(crowd.live.ready).toBe(true);
  });
});
