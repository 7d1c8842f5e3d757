import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FIREFOX, playSessions, projectWith } from './harness.ts';

describe('sessions by sticky value', () => {
  test('a newcomer becomes the session of the cookie that its answer sets, and is not doubled by it', () => {
    const play = playSessions();
    const first = play.exchange({}, { route: '1', set: '.1' });
    const second = play.exchange({ value: '.1' }, { route: '1' });
    expect(first.sessionId).not.toBeNull();
    expect(second.sessionId).toBe(first.sessionId);
    expect(play.rows()).toEqual([`${first.sessionId}: 1 ×2`]);
    expect(play.named('session.pinned')).toMatchObject([
      { balancer: 'LB', route: '1', from: null, cause: 'no-id', exchangeId: first.id },
    ]);
    expect(play.named('session.moved')).toEqual([]);
  });

  test('first requests side by side are one newcomer, whichever cookie its client keeps', () => {
    const play = playSessions();
    const page = play.ask();
    const icon = play.ask({ url: '/favicon.ico' });
    const a = page.answer({ route: '1', set: '.1' });
    const b = icon.answer({ route: '2', set: '.2' });
    expect(b.sessionId).toBe(a.sessionId);
    // Nobody has moved: the two answers raced.
    expect(play.named('session.moved')).toEqual([]);
    const next = play.exchange({ value: '.2' }, { route: '2' });
    expect(next.sessionId).toBe(a.sessionId);
    expect(play.rows()).toEqual([`${a.sessionId}: 2 ×3`]);
    expect(play.named('session.moved')).toMatchObject([
      { from: '1', route: '2', cause: 'cookie-from-client' },
    ]);
  });

  test('the cookie that a newcomer did not keep is free for somebody else', () => {
    const play = playSessions();
    const [page, icon] = [play.ask(), play.ask()];
    const first = page.answer({ route: '1', set: '.1' });
    icon.answer({ route: '2', set: '.2' });
    play.exchange({ value: '.2' }, { route: '2' });
    const other = play.exchange({ value: '.1' }, { route: '1' });
    expect(other.sessionId).not.toBe(first.sessionId);
  });

  test('clients without a jar make a row per route, not per request', () => {
    const play = playSessions();
    for (let round = 0; round < 30; round++) {
      const route = String((round % 3) + 1);
      play.exchange({ userAgent: 'curl/8.5.0' }, { route, set: `.${route}` });
    }
    expect(play.rows()).toHaveLength(3);
    expect(play.sessions.views().map((view) => view.requests)).toEqual([10, 10, 10]);
    expect(play.named('session.moved')).toEqual([]);
  });

  test('a flood of them side by side does not make pins jump', () => {
    const play = playSessions();
    const waiting = Array.from({ length: 64 }, () => play.ask({ userAgent: 'wrk' }));
    for (const [index, one] of waiting.entries()) {
      const route = String((index % 3) + 1);
      one.answer({ route, set: `.${route}` });
      play.exchange({ userAgent: 'wrk' }, { route, set: `.${route}` });
    }
    expect(play.named('session.moved')).toEqual([]);
    expect(play.rows().length).toBeLessThanOrEqual(3);
  });

  test('a failover continues the session under its new value', () => {
    const play = playSessions();
    const first = play.exchange({ value: '.2' }, { route: '2' });
    const moved = play.exchange(
      { value: '.2' },
      { route: '3', set: '.3', decision: 'moved', cause: 'connect-refused' },
    );
    const later = play.exchange({ value: '.3' }, { route: '3' });
    expect([moved.sessionId, later.sessionId]).toEqual([first.sessionId, first.sessionId]);
    expect(play.named('session.moved')).toMatchObject([
      { sessionId: first.sessionId, from: '2', route: '3', cause: 'connect-refused', exchangeId: moved.id },
    ]);
    expect(play.sessions.views()[0]?.pins).toMatchObject([
      { balancer: 'LB', route: '3', moves: 1, how: 'route-cookie' },
    ]);
    expect(play.sessions.views()[0]?.requestsByRoute).toEqual({ 2: 1, 3: 2 });
    expect(play.sessions.views()[0]?.lastMoves).toEqual([
      { balancer: 'LB', from: '2', to: '3', cause: 'connect-refused', atMs: 1_000_000, exchangeId: moved.id },
    ]);
  });

  test('the last ten moves are kept with their causes; a first pin is none', () => {
    const play = playSessions();
    const { sessionId } = play.exchange({ value: '.1' }, { route: '1' });
    const view = () => play.sessions.views()[0];
    expect(view()?.lastMoves).toEqual([]);
    for (let move = 0; move < 12; move++) {
      play.pass(10);
      play.sessions.pins.pin(sessionId ?? '', 'LB', move % 2 === 0 ? '2' : '3');
    }
    expect(view()?.pins).toMatchObject([{ moves: 12 }]);
    expect(view()?.lastMoves).toHaveLength(10);
    expect(view()?.lastMoves[0]).toEqual({
      ...{ balancer: 'LB', from: '3', to: '2', cause: 'moved-by-us', atMs: 1_000_030, exchangeId: null },
    });
    expect(view()?.lastMoves.at(-1)).toMatchObject({ from: '2', to: '3', atMs: 1_000_120 });
  });

  test('errors are counted by the route that answered; those of nobody in the sum only', () => {
    const play = playSessions();
    const go = (route: string | null, status: number) => play.exchange({ value: '.1' }, { route, status });
    go('1', 200);
    expect(play.sessions.views()[0]?.errorsByRoute).toEqual({});
    go('1', 500);
    go('2', 502);
    go('2', 200);
    go('3', 404);
    go(null, 503);
    go('1', 0);
    expect(play.sessions.views()[0]).toMatchObject({
      requests: 7,
      errors: 4,
      requestsByRoute: { 1: 3, 2: 2, 3: 1 },
      errorsByRoute: { 1: 2, 2: 1 },
    });
  });

  test('two rows that become one have the moves and errors of both', () => {
    const play = playSessions();
    play.exchange({ value: '.1' }, { route: '1', status: 500 });
    play.pass(5);
    play.exchange({ value: '.2' }, { route: '2', status: 502 });
    play.exchange({ value: '.1' }, { route: '2', set: '.2', decision: 'moved', cause: 'connect-refused' });
    play.exchange({ value: '.2' }, { route: '2' });
    const views = play.sessions.views();
    expect(views).toHaveLength(1);
    expect(views[0]?.errorsByRoute).toEqual({ 1: 1, 2: 1 });
    expect(views[0]?.lastMoves).toMatchObject([{ from: '1', to: '2', cause: 'connect-refused' }]);
  });

  test('requests that were on their way with the old value do not turn the pin back', () => {
    const play = playSessions();
    const first = play.exchange({ value: '.2' }, { route: '2' });
    const onItsWay = play.ask({ value: '.2', url: '/slow' });
    play.exchange({ value: '.2' }, { route: '3', set: '.3', decision: 'moved', cause: 'connect-refused' });
    const late = play.exchange(
      { value: '.2', url: '/late' },
      { route: '3', set: '.3', decision: 'moved', cause: 'member-error' },
    );
    onItsWay.answer({ route: '2' });
    expect(late.sessionId).toBe(first.sessionId);
    expect(play.named('session.moved')).toHaveLength(1);
    expect(play.sessions.views()[0]?.pins[0]?.route).toBe('3');
  });

  test('after a failover the old value is another session’s', () => {
    const play = playSessions();
    const alice = play.exchange({ value: '.2' }, { route: '2' });
    play.exchange({ value: '.2' }, { route: '3', set: '.3', decision: 'moved', cause: 'connect-refused' });
    play.exchange({ value: '.3' }, { route: '3' });
    const bob = play.exchange(
      { value: '.2' },
      { route: '1', set: '.1', decision: 'moved', cause: 'member-error' },
    );
    expect(bob.sessionId).not.toBe(alice.sessionId);
    expect(play.rows()).toHaveLength(2);
  });

  test('two rows that come to the same value become one when their client sends it', () => {
    const play = playSessions();
    const stays = play.exchange({ value: '.3' }, { route: '3' });
    const comes = play.exchange({ value: '.2' }, { route: '2' });
    play.exchange({ value: '.2' }, { route: '3', set: '.3', decision: 'moved', cause: 'connect-refused' });
    expect(play.rows()).toHaveLength(2);
    play.exchange({ value: '.3' }, { route: '3' });
    expect(play.rows()).toEqual([`${stays.sessionId}: 3 ×4`]);
    expect(play.named('session.ended')).toMatchObject([{ sessionId: comes.sessionId }]);
    expect(play.sessions.resolveId(comes.sessionId)).toBe(stays.sessionId);
    expect(play.sessions.pinCount('lb', '3')).toBe(1);
  });

  test.each<[name: string, other: { userAgent?: string; address?: string; site?: string }]>([
    ['another browser', { userAgent: FIREFOX }],
    ['another machine', { address: '192.168.1.9' }],
    ['another site', { site: 'admin' }],
  ])('%s with the same value is another session', (_name, other) => {
    const play = playSessions();
    const one = play.exchange({ value: '.1' }, { route: '1' });
    const two = play.exchange({ value: '.1', ...other }, { route: '1' });
    expect(two.sessionId).not.toBe(one.sessionId);
  });

  test.each(['::1', '127.0.0.2', '::ffff:127.0.0.1'])('%s is the same machine as 127.0.0.1', (address) => {
    const play = playSessions();
    const one = play.exchange({ value: '.1' }, { route: '1' });
    expect(play.exchange({ value: '.1', address }, { route: '1' }).sessionId).toBe(one.sessionId);
  });

  test('a request that got no cookie belongs to nobody', () => {
    const play = playSessions();
    const refused = play.exchange(
      {},
      { route: null, status: 503, decision: 'refused', cause: 'nobody-usable' },
    );
    expect(refused.sessionId).toBeNull();
    expect(play.events).toEqual([]);
    expect(play.sessions.views()).toEqual([]);
  });

  test('a value without a route is a session without a pin, until an answer pins it', () => {
    const play = playSessions();
    const session = play.exchange({ value: 'zzz' }, { route: '1', cause: 'no-separator' });
    expect(play.rows()).toEqual([`${session.sessionId}: - ×1`]);
    play.exchange({ value: 'zzz' }, { route: '1', cause: 'no-separator', set: '.1' });
    expect(play.rows()).toEqual([`${session.sessionId}: 1 ×2`]);
    expect(play.named('session.pinned')).toMatchObject([{ cause: 'no-separator' }]);
  });

  test('a deleted cookie ends the pin', () => {
    const play = playSessions();
    const session = play.exchange({ value: '.1' }, { route: '1' });
    play.exchange({ value: '.1' }, { route: '1', fields: ['set-cookie', 'ROUTEID=; Max-Age=0'] });
    expect(play.rows()).toEqual([`${session.sessionId}: - ×2`]);
    expect(play.sessions.pinCount('lb', '1')).toBe(0);
  });

  test('an application’s own id: the pin comes from its Set-Cookie, a new id is the same session', () => {
    const play = playSessions({
      project: projectWith({ stickysession: 'JSESSIONID|jsessionid', routeCookie: null }),
    });
    const first = play.exchange({}, { route: '1', set: 'aaa.1' });
    const login = play.exchange({ value: 'aaa.1' }, { route: '1', set: 'bbb.1' });
    const later = play.exchange({ value: 'bbb.1' }, { route: '1' });
    const url = play.exchange({ value: 'bbb.1', inUrl: true }, { route: '1' });
    expect([login, later, url].map((one) => one.sessionId)).toEqual(Array(3).fill(first.sessionId));
    expect(play.sessions.views()[0]?.pins).toMatchObject([{ route: '1', how: 'application-id', moves: 0 }]);
  });

  test('a value in the URL is told as such', () => {
    const play = playSessions({
      project: projectWith({ stickysession: 'JSESSIONID|jsessionid', routeCookie: null }),
    });
    play.exchange({ value: 'ccc.2', inUrl: true }, { route: '2' });
    expect(play.sessions.views()[0]?.pins).toMatchObject([{ route: '2', how: 'url' }]);
  });

  test('the table is bounded: the session seen longest ago makes room', () => {
    const play = playSessions({ maxSessions: 3 });
    const ids = ['a.1', 'b.1', 'c.1', 'd.1'].map((value) => {
      play.pass(60_000);
      return play.exchange({ value }, { route: '1' }).sessionId;
    });
    expect(play.sessions.views().map((view) => view.sessionId)).toEqual(ids.slice(1));
    expect(play.named('session.ended')).toMatchObject([{ sessionId: ids[0] }]);
    expect(play.sessions.pinCount('lb', '1')).toBe(3);
  });

  test('forgetting a session drops the row; its client’s next request starts another', () => {
    const play = playSessions();
    const session = play.exchange({ value: '.1' }, { route: '1' });
    expect(play.sessions.forget(session.sessionId ?? '')).toBe(true);
    expect(play.sessions.forget(session.sessionId ?? '')).toBe(false);
    expect(play.sessions.views()).toEqual([]);
    expect(play.exchange({ value: '.1' }, { route: '1' }).sessionId).not.toBe(session.sessionId);
  });

  test('errors and the last URL are kept', () => {
    const play = playSessions();
    play.exchange({ value: '.1', url: '/a' }, { route: '1' });
    play.exchange({ value: '.1', url: '/b' }, { route: '1', status: 500 });
    play.exchange({ value: '.1', url: '/c' }, { route: null, status: 0 });
    expect(play.sessions.views()[0]).toMatchObject({
      requests: 3,
      errors: 2,
      lastUrl: '/c',
      label: 'Chrome · Linux',
      initials: 'CL',
      recognition: 'sticky-value',
    });
  });

  test.each([
    [
      'made room for others',
      (play: ReturnType<typeof playSessions>, _id: string) => {
        play.exchange({ value: '.2', userAgent: FIREFOX }, { route: '2' });
      },
    ],
    [
      'was forgotten',
      (play: ReturnType<typeof playSessions>, id: string) => {
        play.sessions.forget(id);
      },
    ],
  ])(
    'a newcomer whose session %s between its first answers is a session of its own, and counted once',
    (_what, goes) => {
      const play = playSessions({ maxSessions: 1 });
      const [first, second] = [play.ask(), play.ask()];
      const { sessionId } = first.answer({ route: '1', set: '.1' });
      play.pass(1);
      goes(play, sessionId ?? '');
      expect(play.named('session.ended')).toMatchObject([{ sessionId }]);
      const later = second.answer({ route: '1', set: '.1' });
      expect(later.sessionId).not.toBe(sessionId);
      expect(play.sessions.views()).toMatchObject([{ sessionId: later.sessionId, pins: [{ route: '1' }] }]);
      expect([play.sessions.pinCount('lb', '1'), play.sessions.pinCount('lb', '2')]).toEqual([1, 0]);
      play.sessions.forget(later.sessionId ?? '');
      expect(play.sessions.pinCount('lb', '1')).toBe(0);
    },
  );

  test('pins are counted by route whatever happens (property)', () => {
    const step = fc.record({
      value: fc.option(fc.constantFrom('.1', '.2', '.3', 'a.1', 'b.2', 'zzz'), { nil: undefined }),
      agent: fc.constantFrom('curl/8', FIREFOX),
      set: fc.option(fc.constantFrom('.1', '.2', '.3', 'c.3', 'zzz', ''), { nil: undefined }),
      wait: fc.nat(3),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const play = playSessions({ maxSessions: 5 });
        const waiting: { at: number; done: () => void }[] = [];
        steps.forEach(({ value, agent, set, wait }, index) => {
          const asked = play.ask({ value, userAgent: agent });
          waiting.push({
            at: index + wait,
            done: () => asked.answer({ route: '1', ...(set === undefined ? {} : { set }) }),
          });
          for (const one of waiting) if (one.at === index) one.done();
        });
        for (const one of waiting) if (one.at >= steps.length) one.done();
        const views = play.sessions.views();
        expect(views.length).toBeLessThanOrEqual(5);
        for (const route of ['1', '2', '3']) {
          const pinned = views.filter((view) => view.pins.some((pin) => pin.route === route)).length;
          expect(play.sessions.pinCount('LB', route)).toBe(pinned);
        }
        const open = new Set(play.named('session.changed').map(({ session }) => session.sessionId));
        for (const { sessionId } of play.named('session.ended')) open.delete(sessionId);
        expect([...open].sort()).toEqual(views.map((view) => view.sessionId).sort());
      }),
      {
        numRuns: 100,
        // The fourth newcomer's first answer finds a session that then makes room; its second answer came after that.
        examples: [
          [
            fromWords(
              'curl - .1 0, firefox .1 - 0, curl - c.3 0, curl - .3 0, firefox .3 - 0, curl - .1 1, curl - .1 1, curl b.2 - 0',
            ),
          ],
        ],
      },
    );
  });
});

/** Steps of the property: browser, value sent, value set (`-` for none), how many steps the answer waits. */
function fromWords(words: string) {
  return words.split(', ').map((step) => {
    const [agent, value, set, wait] = step.split(' ');
    const given = (word: string | undefined) => (word === '-' ? undefined : word);
    return {
      value: given(value),
      agent: agent === 'curl' ? 'curl/8' : FIREFOX,
      set: given(set),
      wait: Number(wait),
    };
  });
}
