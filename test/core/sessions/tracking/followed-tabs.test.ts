import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { UnnumberedEvent } from '../../../../core/contract/index.ts';
import { newSession } from '../../../../core/sessions/session.ts';
import { FollowedTabs } from '../../../../core/sessions/tracking/followed-tabs.ts';
import { type PageWords, WORDS_OF_A_LIFE } from '../../../../core/sessions/tracking/page-words.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const TAB = 'TTTTTTTTTTTTTTTT';
const DOCUMENT = 'DDDDDDDDDDDDDDDD';
const LINK = { tell: () => {}, ask: () => {} };

/** One tab whose page holds a socket, or sends beacons. */
function oneTab() {
  const events: UnnumberedEvent[] = [];
  const tabs = new FollowedTabs(
    (event) => events.push(event),
    () => Date.now(),
    (key) => key,
  );
  const who = { id: 'j1', site: 'shop', client: null, userId: null, jar: { id: 'J', userAgent: '' } };
  const session = newSession(who, Date.now());
  const documentOf = (id: string) => ({
    id,
    sessionId: session.id,
    balancer: 'lb',
    route: '1',
    referer: null,
    atMs: Date.now(),
    isAheadOfTime: false,
    isClaimed: false,
    leftAt: -1,
  });
  const words = (more: Partial<PageWords> = {}): PageWords => ({
    isHere: true,
    isKept: false,
    tabId: TAB,
    documentId: DOCUMENT,
    url: 'http://h.test/',
    title: 'T',
    count: 0,
    ...more,
  });
  tabs.documents.add(documentOf(DOCUMENT));
  const isListed = () => tabs.views().length === 1;
  return { tabs, session, words, documentOf, isListed, names: () => events.map(({ event }) => event) };
}

describe('a page is left: how long its tab stays listed', () => {
  test.each<[name: string, leave: (given: ReturnType<typeof oneTab>) => void, afterMs: number]>([
    ['its socket closes, for good', ({ tabs }) => tabs.unlinked(LINK, 'left'), 100],
    ['its socket closes, and the browser may keep the page', ({ tabs }) => tabs.unlinked(LINK, 'kept'), 250],
  ])('%s', (_, leave, afterMs) => {
    const given = oneTab();
    given.tabs.spoke(LINK, given.words(), given.session, true);
    leave(given);
    vi.advanceTimersByTime(afterMs - 1);
    expect(given.isListed()).toBe(true);
    vi.advanceTimersByTime(1);
    expect(given.isListed()).toBe(false);
    expect(given.names()).toEqual(['tab.opened', 'tab.closed']);
  });

  test.each([
    ['for good', false, 100],
    ['and may be kept', true, 250],
  ])('a beacon says that it is left %s', (_, isKept, afterMs) => {
    const { tabs, words, session, isListed } = oneTab();
    tabs.beaconed(words(), session);
    tabs.beaconed(words({ isHere: false, isKept, count: 1 }), session);
    vi.advanceTimersByTime(afterMs - 1);
    expect(isListed()).toBe(true);
    vi.advanceTimersByTime(1);
    expect(isListed()).toBe(false);
  });

  test('another document of its session was answered and has not spoken: waited for, then the same tab', () => {
    const { tabs, words, session, documentOf, isListed, names } = oneTab();
    tabs.spoke(LINK, words(), session, true);
    tabs.documents.add(documentOf('EEEEEEEEEEEEEEEE'));
    tabs.unlinked(LINK, 'left');
    vi.advanceTimersByTime(2500);
    expect(isListed()).toBe(true);
    tabs.spoke({ ...LINK }, words({ documentId: 'EEEEEEEEEEEEEEEE' }), session, true);
    vi.advanceTimersByTime(10_000);
    expect(names()).toEqual(['tab.opened', 'tab.navigated']);
  });

  test('such a document never speaks: not waited for without end', () => {
    const { tabs, words, session, documentOf, isListed } = oneTab();
    tabs.spoke(LINK, words(), session, true);
    tabs.documents.add(documentOf('EEEEEEEEEEEEEEEE'));
    tabs.unlinked(LINK, 'left');
    vi.advanceTimersByTime(3200);
    expect(isListed()).toBe(false);
  });

  test('for a page that can’t be followed, and says so late: the tab is the same, and listed once', () => {
    const { tabs, words, session, names } = oneTab();
    tabs.beaconed(words(), session);
    const page = { url: 'http://h.test/csp', why: 'its policy', route: '1', balancer: 'lb', referer: null };
    tabs.shownUnfollowed({ session, ...page });
    vi.advanceTimersByTime(700);
    expect(tabs.views()).toHaveLength(2);
    tabs.beaconed(words({ isHere: false, count: 1 }), session);
    vi.advanceTimersByTime(100);
    expect(tabs.views()).toMatchObject([{ tabId: TAB, url: 'http://h.test/csp', notFollowed: 'its policy' }]);
    expect(names()).toEqual(['tab.opened', 'tab.opened', 'tab.closed', 'tab.navigated']);
    tabs.stop();
  });

  test('what it said before and comes later is void; out of the cache it is the same tab', () => {
    const { tabs, words, session, names } = oneTab();
    tabs.beaconed(words(), session);
    tabs.beaconed(words({ isHere: false, isKept: true, count: 2 }), session);
    tabs.spoke({ ...LINK }, words({ count: 1, title: 'late' }), session, false);
    vi.advanceTimersByTime(200);
    tabs.spoke({ ...LINK }, words({ count: 2 }), session, false);
    vi.advanceTimersByTime(1000);
    expect(names()).toEqual(['tab.opened']);
    expect(tabs.views()).toMatchObject([{ tabId: TAB, title: 'T' }]);
    tabs.stop();
  });

  describe('its document is in the browser’s cache, and another page of it counts from its own birth', () => {
    const born = (atMs: number, word: number) => atMs * WORDS_OF_A_LIFE + word;

    test('shown again as a new page: the same tab', () => {
      const { tabs, words, session } = oneTab();
      tabs.beaconed(words({ count: born(5, 0) }), session);
      tabs.beaconed(words({ isHere: false, count: born(5, 3) }), session);
      vi.advanceTimersByTime(500);
      expect(tabs.views()).toEqual([]);
      tabs.spoke({ ...LINK }, words({ count: born(9, 0) }), session, false);
      expect(tabs.views()).toMatchObject([{ tabId: TAB }]);
      tabs.stop();
    });

    test('in two tabs: the one that is left does not silence the other', () => {
      const { tabs, words, session } = oneTab();
      const other = 'UUUUUUUUUUUUUUUU';
      tabs.spoke({ ...LINK }, words({ count: born(5, 0) }), session, false);
      tabs.spoke({ ...LINK }, words({ tabId: other, count: born(9, 0) }), session, false);
      tabs.beaconed(words({ tabId: other, isHere: false, count: born(9, 2) }), session);
      vi.advanceTimersByTime(500);
      tabs.spoke({ ...LINK }, words({ count: born(5, 1), title: 'New' }), session, false);
      expect(tabs.views()).toMatchObject([{ tabId: TAB, title: 'New' }]);
      tabs.stop();
    });
  });
});

describe('a page that has not heard its tab’s id yet', () => {
  const newcomer = (given: ReturnType<typeof oneTab>, isHeld = false, link = LINK) => {
    given.tabs.spoke(link, given.words({ tabId: '' }), given.session, isHeld);
    const [tab] = given.tabs.views();
    return tab?.tabId ?? '';
  };

  test.each([
    ['a short socket', false],
    ['a socket that it holds', true],
  ])('speaks again through %s: the same tab', (_, isHeld) => {
    const given = oneTab();
    const id = newcomer(given, isHeld);
    given.tabs.spoke(LINK, given.words({ tabId: '', count: 1, title: 'Loaded' }), given.session, isHeld);
    expect(given.tabs.views()).toMatchObject([{ tabId: id, title: 'Loaded' }]);
    expect(given.names()).toEqual(['tab.opened', 'tab.navigated']);
    given.tabs.stop();
  });

  test('its short socket broke, and it opens another: the same tab', () => {
    const given = oneTab();
    const id = newcomer(given);
    given.tabs.unlinked(LINK, 'left');
    given.tabs.spoke({ ...LINK }, given.words({ tabId: '', count: 1 }), given.session, false);
    expect(given.tabs.views()).toMatchObject([{ tabId: id }]);
    given.tabs.stop();
  });

  test('is closed: so is its tab', () => {
    const given = oneTab();
    newcomer(given);
    given.tabs.beaconed(given.words({ tabId: '', isHere: false, count: 1 }), given.session);
    vi.advanceTimersByTime(100);
    expect(given.names()).toEqual(['tab.opened', 'tab.closed']);
  });

  test.each([
    ['leads on by script', 'http://h.test/', 'http://h.test/next'],
    ['is reloaded', 'http://elsewhere.test/', 'http://h.test/'],
  ])('%s: its tab goes along, and is listed once', (_, referer, url) => {
    const given = oneTab();
    const id = newcomer(given);
    const next = { ...given.documentOf('EEEEEEEEEEEEEEEE'), referer };
    given.tabs.documents.add(next);
    given.tabs.beaconed(given.words({ tabId: '', isHere: false, count: 1 }), given.session);
    vi.advanceTimersByTime(150);
    given.tabs.spoke({ ...LINK }, given.words({ tabId: '', documentId: next.id, url }), given.session, false);
    vi.advanceTimersByTime(1000);
    expect(given.tabs.views()).toMatchObject([{ tabId: id, url }]);
    given.tabs.stop();
  });

  test('it has heard, and the same cached document is opened in a second tab: two tabs', () => {
    const given = oneTab();
    newcomer(given);
    given.tabs.unlinked(LINK, 'heard');
    given.tabs.spoke({ ...LINK }, given.words({ tabId: '' }), given.session, false);
    expect(given.tabs.views()).toHaveLength(2);
    given.tabs.stop();
  });

  test('what comes through a socket after its tab went on is another page’s', () => {
    const given = oneTab();
    const id = newcomer(given);
    given.tabs.unlinked(LINK, 'heard');
    given.tabs.beaconed(given.words({ tabId: id, isHere: false, count: 1 }), given.session);
    vi.advanceTimersByTime(100);
    given.tabs.spoke(LINK, given.words({ tabId: '', documentId: 'EEEEEEEEEEEEEEEE' }), given.session, false);
    expect(given.tabs.views()).toHaveLength(1);
    expect(given.tabs.views()[0]?.tabId).not.toBe(id);
    given.tabs.stop();
  });
});
