import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { playSessions } from './harness.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('session.changed', () => {
  test('a new session is told at once, its numbers later and together', () => {
    const play = playSessions();
    for (let count = 0; count < 50; count++) play.exchange({ value: '.1' }, { route: '1' });
    expect(play.named('session.changed').map(({ session }) => session.requests)).toEqual([1]);
    vi.advanceTimersByTime(500);
    expect(play.named('session.changed').map(({ session }) => session.requests)).toEqual([1, 50]);
    vi.advanceTimersByTime(10_000);
    expect(play.named('session.changed')).toHaveLength(2);
  });

  test('no timer is left when everything is told', () => {
    const play = playSessions();
    play.exchange({ value: '.1' }, { route: '1' });
    play.exchange({ value: '.1' }, { route: '1' });
    vi.advanceTimersByTime(500);
    play.sessions.stop();
    expect(vi.getTimerCount()).toBe(0);
  });

  test('many sessions are told in turns', () => {
    const play = playSessions();
    for (let round = 0; round < 2; round++) {
      for (let id = 0; id < 450; id++) play.exchange({ value: `s${id}.1` }, { route: '1' });
    }
    const told = play.named('session.changed').length;
    vi.advanceTimersByTime(500);
    expect(play.named('session.changed').length - told).toBe(200);
    vi.advanceTimersByTime(1000);
    expect(play.named('session.changed').length - told).toBe(450);
  });

  test('a session that was idle for long has ended', () => {
    const play = playSessions({ maxIdleMs: 120_000 });
    const old = play.exchange({ value: '.1' }, { route: '1' });
    play.pass(100_000);
    play.exchange({ value: '.2' }, { route: '2' });
    play.pass(50_000);
    vi.advanceTimersByTime(60_000);
    expect(play.named('session.ended')).toMatchObject([{ sessionId: old.sessionId }]);
    expect(play.rows()).toHaveLength(1);
  });
});
