import { describe, expect, test } from 'vitest';
import { playSessions } from './harness.ts';

/** What a request of the browser that holds this value is told. */
function told(play: ReturnType<typeof playSessions>, value: string) {
  return play.sessions.recognise({
    site: 'shop',
    balancer: 'lb',
    method: 'GET',
    url: '/',
    fields: ['User-Agent', 'X'],
    remoteAddress: '127.0.0.1',
    stickyValue: value,
    sessionRoute: value.slice(value.indexOf('.') + 1),
  });
}

function pinned() {
  const play = playSessions();
  play.ask({ value: '.1', userAgent: 'X' }).answer({ route: '1' });
  const { sessionId } = play.sessions.views()[0] ?? { sessionId: '' };
  return { play, pins: play.sessions.pins, sessionId };
}

describe('sessions moved by hand (DESIGN.md §6)', () => {
  test('the next request is forced, and left alone once the client asks for the route itself', () => {
    const { play, pins, sessionId } = pinned();
    expect(pins.pin(sessionId, 'LB', '2')).toBe('1');
    expect(pins.pinOf(sessionId, 'LB')).toBe('2');
    expect(play.events.at(-1)).toMatchObject({
      event: 'session.moved',
      route: '2',
      from: '1',
      cause: 'moved-by-us',
    });
    expect(told(play, '.1').forcedRoute).toBe('2');
    play.ask({ value: '.1', userAgent: 'X' }).answer({ route: '2', cause: 'moved-by-us', set: '.2' });
    expect(told(play, '.2').forcedRoute).toBeNull();
    expect(pins.pinOf(sessionId, 'LB')).toBe('2');
  });

  test('an answer that was on its way before says nothing any more', () => {
    const { play, pins, sessionId } = pinned();
    const before = play.ask({ value: '.1', userAgent: 'X' });
    pins.pin(sessionId, 'LB', '2');
    before.answer({ route: '1' });
    expect(pins.pinOf(sessionId, 'LB')).toBe('2');
  });

  test('a route that nobody serves any more: the session stays where it was taken', () => {
    const { play, pins, sessionId } = pinned();
    pins.pin(sessionId, 'LB', '2');
    play.ask({ value: '.1', userAgent: 'X' }).answer({ route: '3', cause: 'member-error', set: '.3' });
    expect(pins.pinOf(sessionId, 'LB')).toBe('3');
    expect(told(play, '.3').forcedRoute).toBeNull();
  });

  test('unpinned: the id is not followed, until the client has the cookie of the new pick', () => {
    const { play, pins, sessionId } = pinned();
    expect(pins.unpin(sessionId, 'LB')).toBe('1');
    expect(pins.pinOf(sessionId, 'LB')).toBeNull();
    expect(told(play, '.1')).toMatchObject({ forcedRoute: null, ignoresId: true });
    play.ask({ value: '.1', userAgent: 'X' }).answer({ route: '3', cause: 'no-id', set: '.3' });
    expect(told(play, '.1').forcedRoute).toBe('3');
    expect(told(play, '.3')).toMatchObject({ forcedRoute: null });
    expect(told(play, '.3').ignoresId).toBeUndefined();
  });

  test('all of a route are found, and nobody where there is no such session', () => {
    const { pins, sessionId } = pinned();
    expect(pins.pinnedTo('LB', '1')).toEqual([sessionId]);
    expect(pins.pinnedTo('LB', '2')).toEqual([]);
    expect(pins.pin('s999', 'LB', '2')).toBeUndefined();
    expect(pins.unpin('s999', 'LB')).toBeUndefined();
  });
});

describe('sessions recognised by our own cookie', () => {
  const jar = (id: string, isNew = false, isNavigation = false) => ({
    id: id.repeat(22),
    isNew,
    isNavigation,
  });
  const request = (mark: ReturnType<typeof jar>, value: string | null) => ({
    site: 'shop',
    balancer: 'lb',
    method: 'GET',
    url: '/',
    fields: ['User-Agent', 'X'],
    remoteAddress: '127.0.0.1',
    stickyValue: value,
    sessionRoute: value === null ? null : value.slice(1),
    jar: mark,
  });

  test('two profiles of one browser on one route are two sessions, the same in every run', () => {
    const ids = [1, 2].map(() => {
      const { sessions } = playSessions();
      return ['a', 'b'].map((id) => sessions.recognise(request(jar(id), '.1')).sessionId);
    });
    expect(ids[0]).toEqual(ids[1]);
    expect(new Set(ids[0]).size).toBe(2);
  });

  test('a navigation without the sticky cookie takes the pin off: the jar holds it no more', () => {
    const { sessions } = playSessions();
    const { sessionId } = sessions.recognise(request(jar('a'), '.1'));
    sessions.pins.pin(sessionId ?? '', 'LB', '1');
    sessions.recognise(request(jar('a'), '.1'));
    expect(sessions.pins.pinOf(sessionId ?? '', 'LB')).toBe('1');
    sessions.recognise(request(jar('a'), null));
    expect(sessions.pins.pinOf(sessionId ?? '', 'LB')).toBe('1');
    sessions.recognise(request(jar('a', false, true), null));
    expect(sessions.pins.pinOf(sessionId ?? '', 'LB')).toBeNull();
  });
});
