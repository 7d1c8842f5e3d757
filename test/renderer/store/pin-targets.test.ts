import { describe, expect, test } from 'vitest';
import { moveBefore } from '../../../renderer/actions/move-back.ts';
import { storySnapshot } from '../../../renderer/fixtures/story-snapshot.ts';
import { pinTargets } from '../../../renderer/store/pin-targets.ts';
import { exchange } from '../support.ts';

const { balancers } = storySnapshot(1_700_000_000_000);
const [lb] = balancers;
if (lb === undefined) throw new Error('the story has a balancer');
const pin = (balancer: string, route: string) => ({
  balancer,
  route,
  sinceMs: 0,
  how: 'route-cookie' as const,
  moves: 0,
});

describe('where a session can be pinned', () => {
  test.each([
    ['everywhere while it is pinned nowhere', [], ['1', '2', '3', '4']],
    ['at its own balancer', [pin('lb', '2')], ['1', '2 (now)', '3', '4']],
    [
      'whatever the case of the balancer’s name (APACHE.md §9.4)',
      [pin('LB', '2')],
      ['1', '2 (now)', '3', '4'],
    ],
    ['nowhere at a balancer that is gone', [pin('old', '2')], []],
  ])('%s', (_, pins, expected) => {
    const targets = pinTargets(balancers, { pins });
    expect(targets.map(({ route, isCurrent }) => route + (isCurrent ? ' (now)' : ''))).toEqual(expected);
  });

  test('members without a route and balancers that are not sticky are left out; a shared route is one', () => {
    const [first, second, third] = lb.members;
    if (first === undefined || second === undefined || third === undefined) throw new Error('four members');
    const members = [first, { ...second, route: '1' }, { ...third, route: '' }];
    const odd = [
      { ...lb, members },
      { ...lb, name: 'plain', stickysession: null },
    ];
    expect(pinTargets(odd, { pins: [] }).map(({ balancer, route }) => `${balancer} ${route}`)).toEqual([
      'lb 1',
    ]);
  });
});

describe('the move before a loss', () => {
  const moved = exchange({ id: 5, startedAtMs: 1000, sessionRoute: '2', route: '3' });
  const lost = exchange({ id: 7, startedAtMs: 1080, sessionRoute: '3', route: '3' });
  test.each([
    ['shortly before it', [moved, lost], lost, 5],
    ['with it', [moved], moved, 5],
    ['too long ago', [{ ...moved, startedAtMs: -20_000 }, lost], lost, undefined],
    ['after it', [lost, { ...moved, id: 9 }], lost, undefined],
    ['a first request moves nobody', [{ ...moved, sessionRoute: null }, lost], lost, undefined],
  ])('%s', (_, exchanges, loss, id) => {
    expect(moveBefore(exchanges, loss)?.id).toBe(id);
  });
});
