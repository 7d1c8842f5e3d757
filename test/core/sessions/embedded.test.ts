import { describe, expect, test } from 'vitest';
import { CHROME, playSessions } from './harness.ts';

const DOCUMENT = ['Sec-Fetch-Dest', 'document'];

function playWithTab(userId = 'u1', tabId = 't1') {
  const play = playSessions();
  const { marks } = play.sessions;
  const mark = [marks.fieldName, marks.fieldValue(userId, tabId)];
  play.sessions.reportUser({ userId, name: 'Alice', initials: 'AL', site: 'shop' });
  return { ...play, mark, page: (url: string) => ({ url, fields: [...mark, ...DOCUMENT] }) };
}

describe('embedded users', () => {
  test('requests with the secret field belong to their user, whatever they carry', () => {
    const play = playWithTab();
    const first = play.exchange(play.page('/'), { route: '1', set: '.1' });
    const other = play.exchange({ value: '.1', fields: play.mark }, { route: '1' });
    const stranger = play.exchange({ value: '.1' }, { route: '1' });
    expect(first.tabId).toBe('t1');
    expect(other.sessionId).toBe(first.sessionId);
    expect(stranger.sessionId).not.toBe(first.sessionId);
    expect(stranger.tabId).toBeNull();
    expect(play.sessions.views()[0]).toMatchObject({
      recognition: 'embedded',
      userId: 'u1',
      label: 'Alice',
      initials: 'AL',
    });
  });

  test('a worker’s request is its user’s and no tab’s', () => {
    const play = playWithTab();
    const { marks } = play.sessions;
    const page = play.exchange(play.page('/'), { route: '1', set: '.1' });
    const fields = [marks.fieldName, marks.fieldValue('u1', null)];
    const worker = play.exchange({ value: '.1', fields }, { route: '1' });
    expect(worker).toMatchObject({ sessionId: page.sessionId, tabId: null });
    expect(play.sessions.tabViews().map(({ tabId }) => tabId)).not.toContain('');
  });

  test('one session per user and site', () => {
    const play = playWithTab();
    const shop = play.exchange(play.page('/'), { route: '1', set: '.1' });
    const admin = play.exchange({ ...play.page('/'), site: 'admin' }, { route: '2', set: '.2' });
    expect(admin.sessionId).not.toBe(shop.sessionId);
  });

  test.each<[name: string, spoof: (value: string) => string]>([
    ['another token', (value) => value.replace(/[^/]+$/, 'f'.repeat(32))],
    ['no token', (value) => value.replace(/\/[^/]+$/, '')],
    ['an empty token', (value) => value.replace(/[^/]+$/, '')],
    ['a longer value', (value) => `${value}/x`],
    ['nothing', () => ''],
    ['broken escapes', () => '%/%/%'],
  ])('a spoofed field is ignored: %s', (_name, spoof) => {
    const play = playWithTab();
    const [name = '', value = ''] = play.mark;
    const seen = play.exchange({ value: '.1', fields: [name, spoof(value)] }, { route: '1' });
    expect(seen.tabId).toBeNull();
    expect(play.sessions.views()[0]?.recognition).toBe('sticky-value');
  });

  test('names and ids of any text survive the field', () => {
    const play = playSessions();
    const { marks } = play.sessions;
    const value = marks.fieldValue('a/b ü', 't%/1');
    expect(value).toMatch(/^[\x21-\x7e]+$/);
    expect(marks.read([marks.fieldName.toUpperCase(), value])).toEqual({ userId: 'a/b ü', tabId: 't%/1' });
  });

  test('the field differs from run to run and names no product', () => {
    const [one, two] = [playSessions().sessions.marks, playSessions().sessions.marks];
    expect(one.fieldName).not.toBe(two.fieldName);
    expect(two.read([two.fieldName, one.fieldValue('u', 't')])).toBeNull();
    expect(one.fieldName).not.toMatch(/routepin/i);
  });

  test('a cookie that its page cleared is replaced by the next answer’s, and told when it is sent', () => {
    const play = playWithTab();
    play.exchange(play.page('/'), { route: '1', set: '.1' });
    play.exchange({ value: '.1', fields: play.mark }, { route: '1' });
    play.exchange(play.page('/'), { route: '2', set: '.2' });
    expect(play.named('session.moved')).toMatchObject([{ from: '1', route: '2', cause: 'no-id' }]);
  });

  test('forgetting the pins of a user leaves the session, without a pin', () => {
    const play = playWithTab();
    play.exchange(play.page('/'), { route: '1', set: '.1' });
    play.sessions.reportTab(
      { tabId: 't1', userId: 'u1', url: 'http://localhost:8080/', title: 'Shop' },
      'shop',
    );
    play.sessions.forgetPins('u1');
    expect(play.sessions.views()[0]?.pins).toEqual([]);
    expect(play.named('tab.pinned').at(-1)).toMatchObject({ tabId: 't1', route: null });
    play.exchange(play.page('/'), { route: '2', set: '.2' });
    expect(play.named('session.pinned')).toHaveLength(2);
    expect(play.named('tab.pinned').at(-1)).toMatchObject({ tabId: 't1', route: '2' });
  });

  test('closing a user closes its tabs and ends its sessions', () => {
    const play = playWithTab();
    play.exchange(play.page('/'), { route: '1', set: '.1' });
    play.sessions.reportTab(
      { tabId: 't1', userId: 'u1', url: 'http://localhost:8080/', title: 'Shop' },
      'shop',
    );
    play.sessions.closeUser('u1');
    expect(play.named('tab.closed')).toMatchObject([{ tabId: 't1' }]);
    expect(play.named('session.ended')).toHaveLength(1);
    expect([play.sessions.views(), play.sessions.tabViews()]).toEqual([[], []]);
    expect(play.sessions.pinCount('lb', '1')).toBe(0);
  });
});

describe('tabs', () => {
  test('a tab opens when the shell tells of it and knows who served its document', () => {
    const play = playWithTab();
    play.exchange(play.page('/cart'), { route: '2', set: '.2' });
    expect(play.named('tab.opened')).toEqual([]);
    play.sessions.reportTab(
      { tabId: 't1', userId: 'u1', url: 'http://localhost:8080/cart', title: 'Cart' },
      'shop',
    );
    expect(play.named('tab.opened')).toMatchObject([
      { tabId: 't1', userId: 'u1', title: 'Cart', route: '2', servedBy: '2' },
    ]);
  });

  test('a tab that is told of before it asked anything belongs to its user’s session', () => {
    const play = playWithTab();
    play.sessions.reportTab({ tabId: 't1', userId: 'u1', url: 'about:blank', title: '' }, 'shop');
    const [opened] = play.named('tab.opened');
    const first = play.exchange(play.page('/'), { route: '1', set: '.1' });
    expect(opened).toMatchObject({ sessionId: first.sessionId, route: null, servedBy: null });
    expect(play.named('tab.pinned')).toMatchObject([{ route: '1' }]);
    expect(play.named('tab.navigated')).toMatchObject([{ route: '1', servedBy: '1' }]);
  });

  test('“served by” is the document’s route, not a picture’s', () => {
    const play = playWithTab();
    play.sessions.reportTab(
      { tabId: 't1', userId: 'u1', url: 'http://localhost:8080/', title: 'Shop' },
      'shop',
    );
    play.exchange(play.page('/'), { route: '1', set: '.1' });
    play.exchange(
      { value: '.1', url: '/logo.png', fields: [...play.mark, 'Sec-Fetch-Dest', 'image'] },
      { route: '2', set: '.2', decision: 'moved', cause: 'connect-refused' },
    );
    expect(play.sessions.tabViews()).toMatchObject([{ servedBy: '1', route: '2' }]);
    expect(play.named('tab.pinned').map(({ route }) => route)).toEqual(['1', '2']);
  });

  test('without Fetch Metadata a page is what accepts HTML', () => {
    const play = playWithTab();
    play.sessions.reportTab({ tabId: 't1', userId: 'u1', url: 'http://shop.test/', title: '' }, 'shop');
    play.exchange({ url: '/', fields: [...play.mark, 'Accept', 'text/html,*/*'] }, { route: '3', set: '.3' });
    play.exchange({ value: '.3', url: '/x', fields: [...play.mark, 'Accept', '*/*'] }, { route: '3' });
    expect(play.sessions.tabViews()).toMatchObject([{ servedBy: '3' }]);
  });

  test('a move tells every tab of the session, and of no other', () => {
    const play = playWithTab();
    const { marks } = play.sessions;
    for (const [user, tab] of [
      ['u1', 't1'],
      ['u1', 't2'],
      ['u2', 't3'],
    ] as const) {
      play.sessions.reportTab({ tabId: tab, userId: user, url: 'http://localhost/', title: tab }, 'shop');
      play.exchange({ value: '.1', fields: [marks.fieldName, marks.fieldValue(user, tab)] }, { route: '1' });
    }
    const before = play.named('tab.pinned').length;
    play.exchange(
      { value: '.1', fields: play.mark },
      { route: '2', set: '.2', decision: 'moved', cause: 'connect-refused' },
    );
    expect(
      play
        .named('tab.pinned')
        .slice(before)
        .map(({ tabId, route }) => [tabId, route]),
    ).toEqual([
      ['t1', '2'],
      ['t2', '2'],
    ]);
  });

  test('a title that changes is told, one that doesn’t is not', () => {
    const play = playWithTab();
    const tab = { tabId: 't1', userId: 'u1', url: 'http://localhost/', title: 'One' };
    play.sessions.reportTab(tab, 'shop');
    play.sessions.reportTab(tab, 'shop');
    play.sessions.reportTab({ ...tab, title: 'Two' }, 'shop');
    expect(play.named('tab.navigated').map(({ title }) => title)).toEqual(['Two']);
    play.sessions.closeTab('t1');
    play.sessions.closeTab('t1');
    expect(play.named('tab.closed')).toHaveLength(1);
  });

  test('a user that is renamed renames its session', () => {
    const play = playWithTab();
    play.exchange({ value: '.1', userAgent: CHROME, fields: play.mark }, { route: '1' });
    play.sessions.reportUser({ userId: 'u1', name: 'Bob', initials: 'BO', site: 'shop' });
    expect(play.named('session.changed').at(-1)?.session).toMatchObject({ label: 'Bob', initials: 'BO' });
  });
});
