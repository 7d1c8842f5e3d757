import { describe, expect, it } from 'vitest';
import { storySnapshot } from '../../../renderer/fixtures/story-snapshot.ts';
import { columnsFor, placesFor, shownUsers } from '../../../renderer/screens/browse/browse-state.ts';
import { namedUrl } from '../../../renderer/screens/browse/named-url.ts';
import {
  createTrafficReader,
  memberWord,
  routeOfSession,
  sessionOfUser,
  splitAddress,
} from '../../../renderer/screens/browse/user-route.ts';
import { appendExchanges, logOf } from '../../../renderer/store/exchange-log.ts';

const story = storySnapshot(1_000_000);

describe('places', () => {
  const users = ['a', 'b', 'c'].map((userId) => ({ userId }));
  const idsOf = (shown: readonly { readonly userId: string }[]) => shown.map(({ userId }) => userId).join('');

  it.each([
    [null, 0, 1],
    [null, 5, 6],
    [null, 9, 6],
    [2, 5, 2],
  ] as const)('chosen %s with %i users: %i', (chosen, count, places) => {
    expect(placesFor(chosen, count)).toBe(places);
  });

  it('shows the first ones, and whoever has the focus in the last place', () => {
    expect(idsOf(shownUsers(users, 2, null))).toBe('ab');
    expect(idsOf(shownUsers(users, 2, 'c'))).toBe('ac');
    expect(idsOf(shownUsers(users, 2, 'gone'))).toBe('ab');
    expect(idsOf(shownUsers(users, 1, 'b'))).toBe('b');
  });

  it('folds four and six into two rows where a page would be too narrow', () => {
    expect(columnsFor(4, 1300)).toBe(2);
    expect(columnsFor(4, 2400)).toBe(4);
    expect(columnsFor(6, 1300)).toBe(3);
    expect(columnsFor(6, 2500)).toBe(3);
    expect(columnsFor(6, 3000)).toBe(6);
    expect(columnsFor(3, 900)).toBe(3);
  });
});

describe('the route of a user', () => {
  it('follows a move from B to C, and knows the exchange that made it', () => {
    const session = sessionOfUser(story.sessions, { userId: 'ben' });
    const traffic = createTrafficReader()(logOf(story.exchanges), ['ben', 'nobody']);
    const ben = traffic.get('ben');
    expect(ben?.latest.map(({ url }) => url)).toEqual(['/login?next=/cart', '/login?next=/cart']);
    expect(traffic.get('nobody')).toEqual({ latest: [], move: null });
    const route = routeOfSession(session, story.balancers, ben?.move ?? null);
    expect([route?.from, route?.route, route?.member?.url]).toEqual(['2', '3', 'http://127.0.0.1:13003']);
  });

  it('reads nothing twice when somebody new comes', () => {
    const read = createTrafficReader();
    const log = logOf(story.exchanges);
    const before = read(log, ['private', 'ben']);
    const later = read(log, ['private', 'ben', 'carla']);
    for (const id of ['private', 'ben']) expect(later.get(id)).toEqual(before.get(id));
    expect(later.get('carla')?.latest.map(({ url }) => url)).toEqual([
      '/checkout/delivery',
      '/checkout/voucher',
    ]);
    const [first] = story.exchanges;
    if (first === undefined) throw new Error('the story has exchanges');
    const visit = { ...first, id: 900, sessionId: 'private', url: '/new' };
    const newest = read(appendExchanges(log, [visit], 1000), ['private', 'ben', 'carla', 'anna']);
    expect(newest.get('private')?.latest.map(({ url }) => url)).toEqual(['/', '/new']);
  });

  it('remembers who was quiet while others asked, and forgets with another log', () => {
    const read = createTrafficReader();
    const log = logOf(story.exchanges);
    const before = read(log, ['dora']).get('dora')?.latest;
    expect(before?.map(({ url }) => url)).toEqual(['/products/pendants', '/wishlist']);
    const [first] = story.exchanges;
    if (first === undefined) throw new Error('the story has exchanges');
    const crowd = Array.from({ length: 5000 }, (_, index) => ({
      ...first,
      id: 1000 + index,
      sessionId: 'x',
    }));
    const later = appendExchanges(log, crowd, 2000);
    expect(later.dropped).toBeGreaterThan(story.exchanges.length);
    expect(read(later, ['dora', 'x']).get('dora')?.latest).toEqual(before);
    expect(
      read(later, ['dora', 'x'])
        .get('x')
        ?.latest.map(({ id }) => id),
    ).toEqual([5998, 5999]);
    expect(read(logOf([]), ['dora']).get('dora')?.latest).toEqual([]);
  });

  it('is none without a pin, and has no member when the route is gone', () => {
    expect(routeOfSession(undefined, story.balancers, null)).toBeNull();
    const session = sessionOfUser(story.sessions, { userId: 'anna' });
    const route = routeOfSession(session, [], null);
    expect(route?.route).toBe('1');
    expect(memberWord(route?.member)?.word).toBe('no such member');
  });

  it('says draining and in error, and nothing while all is well', () => {
    const words = story.balancers[0]?.members.map((member) => memberWord(member)?.word ?? null);
    expect(words).toEqual([null, 'in error', null, 'draining']);
  });
});

it.each([
  ['http://127.0.0.1:8080/cart?a=1', '127.0.0.1:8080', '/cart?a=1'],
  ['https://shop.localhost/x', 'https://shop.localhost', '/x'],
  ['about:blank', 'about:blank', ''],
])('cuts the address %s', (url, host, rest) => {
  expect(splitAddress(url)).toEqual({ host, rest });
});

it('gives a user a host name of its own', () => {
  expect(namedUrl('http://127.0.0.1:8080/', 'anna')).toBe('http://anna.localhost:8080/');
});
