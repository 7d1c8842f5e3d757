import { describe, expect, it } from 'vitest';
import { storyExchanges } from '../../../renderer/fixtures/story.ts';
import { storySnapshot } from '../../../renderer/fixtures/story-snapshot.ts';
import { orderedSessions } from '../../../renderer/screens/sessions/lane-order.ts';
import {
  firstSince,
  gridOf,
  placeOf,
  segmentsOf,
  ticksOf,
  windowOf,
} from '../../../renderer/screens/sessions/lanes.ts';
import { historyOf, sharesOf } from '../../../renderer/screens/sessions/session-words.ts';
import { downSince, downUntil, marksOf } from '../../../renderer/screens/sessions/time-marks.ts';
import type { Happening } from '../../../renderer/store/live-state.ts';

const END = 82_870;
const exchanges = storyExchanges(0);
const of = (id: string) => exchanges.filter(({ sessionId }) => sessionId === id);
const window = windowOf(90_000, 0, END);

describe('segments', () => {
  it('change with the route: ben was on 2, then on 3', () => {
    expect(segmentsOf(of('ben'), window).map(({ route, fromMs, toMs }) => [route, fromMs, toMs])).toEqual([
      ['2', 1644, 69_640],
      ['3', 69_640, END],
    ]);
  });

  it('are idle after the last request', () => {
    const [only] = segmentsOf(of('dora'), window);
    expect(only?.idleFromMs).toBeGreaterThan(34_090);
    expect(only?.idleFromMs).toBeLessThan(END);
    expect(segmentsOf(of('anna'), window)[0]?.idleFromMs).toBeNull();
  });

  it('are cut at the window’s edge and left out before it', () => {
    const late = windowOf(10_000, 0, END);
    expect(segmentsOf(of('ben'), late).map(({ route, isCut, fromMs }) => [route, isCut, fromMs])).toEqual([
      ['3', true, END - 10_000],
    ]);
  });
});

describe('ticks and times', () => {
  it('thins ticks that fall on one place, never those of another route', () => {
    const many = Array.from({ length: 1000 }, (_, index) => ({
      ...(exchanges[0] as (typeof exchanges)[number]),
      id: index,
      startedAtMs: 1000 + index,
      route: index === 500 ? '9' : '4',
    }));
    const ticks = ticksOf(many, window);
    expect(ticks.length).toBeLessThan(10);
    expect(ticks.some(({ route }) => route === '9')).toBe(true);
  });

  it('finds the first of a time, and the end', () => {
    expect(firstSince(exchanges, 0)).toBe(0);
    expect(exchanges[firstSince(exchanges, 65_282)]?.url).toBe('/checkout/payment');
    expect(firstSince(exchanges, END)).toBe(exchanges.length);
  });

  it('places now a little before the end, and at most eight lines before it', () => {
    expect(placeOf(window.fromMs, window)).toBe(0);
    expect(placeOf(END, window)).toBeGreaterThan(95);
    for (const span of [90_000, 300_000, 5_000_000, 400_000_000]) {
      expect(gridOf(windowOf(span, 0, 500_000_000)).length).toBeLessThanOrEqual(8);
    }
  });
});

describe('order', () => {
  const { sessions } = storySnapshot(END);
  const ids = (by: 'moved' | 'route' | 'start') =>
    orderedSessions(sessions, by, new Map()).map(({ sessionId }) => sessionId);

  it('puts those who lost their session first', () => {
    expect(ids('moved').slice(0, 2).sort()).toEqual(['ben', 'chrome']);
  });

  it('keeps everybody', () => {
    expect(ids('route').sort()).toEqual(ids('start').sort());
  });
});

describe('marks', () => {
  const member = { balancer: 'lb', url: 'http://127.0.0.1:13002', route: '2' };
  const edit: Happening = {
    seq: 1,
    atMs: 50_000,
    member: null,
    state: null,
    cause: 'edited',
    label: 'drain of 2',
  };
  const drained: Happening = { seq: 2, atMs: 50_010, member, state: 'draining', cause: 'edited', label: '' };
  const failed: Happening = {
    seq: 3,
    atMs: 51_000,
    member,
    state: 'error',
    cause: 'connect-failed',
    label: '',
  };

  it('makes one mark of an edit and the member that it changed', () => {
    expect(marksOf([edit, drained, failed], window).map(({ text, tone }) => [text, tone])).toEqual([
      ['draining', 'warn'],
      ['in error', 'err'],
    ]);
    expect(marksOf([edit], window).map(({ text }) => text)).toEqual(['drain of 2']);
  });

  it('has room for words only where no other mark is near', () => {
    expect(marksOf([drained, failed], window).map(({ isWide }) => isWide)).toEqual([false, true]);
  });

  it('has its words before it at the end of the window, where there is room', () => {
    const late = { ...failed, atMs: window.nowMs - 100 };
    expect(marksOf([late], window)).toMatchObject([{ side: 'left', isWide: true }]);
    const both = marksOf([{ ...drained, atMs: late.atMs - 500 }, late], window);
    expect(both).toMatchObject([
      { side: 'right', isWide: false },
      { side: 'left', isWide: false },
    ]);
    expect(marksOf([failed], window)).toMatchObject([{ side: 'right' }]);
  });

  it('makes one mark of edits that stand at one place, with the last one’s name', () => {
    const edits = [edit, { ...edit, seq: 4, atMs: 50_300, label: 'weight of 1' }];
    expect(marksOf(edits, window).map(({ text }) => text)).toEqual(['2 edits, last weight of 1']);
    expect(marksOf([edit, { ...edit, seq: 4, atMs: 80_000 }], window)).toHaveLength(2);
  });

  it('knows whether a route was down when somebody left it', () => {
    const back: Happening = { ...failed, seq: 9, atMs: 60_000, state: 'ok' };
    const { url } = member;
    expect(downUntil([drained, failed, back], [url], 55_000)).toBe(51_000);
    expect(downUntil([drained, failed, back], [url], 50_500)).toBeNull();
    expect(downUntil([drained, failed, back], [url], 61_000)).toBeNull();
    expect(downUntil([failed], [url, 'http://127.0.0.1:13009'], 55_000)).toBeNull();
    expect(downUntil([], [], 55_000)).toBeNull();
  });

  it('knows since when a route is down', () => {
    expect(downSince([failed], 'lb', '2', 7)).toBe(51_000);
    expect(downSince([failed], 'lb', '3', 7)).toBe(7);
  });
});

describe('words', () => {
  it('tells moves and losses, newest first', () => {
    const lines = historyOf(of('ben'), new Map([[37, 'connect.sid']]));
    expect(lines.map(({ isLoss, from, to }) => [isLoss, from, to])).toEqual([
      [true, null, '3'],
      [false, '2', '3'],
      [false, null, '2'],
    ]);
  });

  it('shares requests by route, most first', () => {
    expect(sharesOf({ requestsByRoute: { '2': 1, '3': 3 } })).toEqual([
      { route: '3', requests: 3, share: 0.75 },
      { route: '2', requests: 1, share: 0.25 },
    ]);
    expect(sharesOf({ requestsByRoute: {} })).toEqual([]);
  });
});
