import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeExchange } from '../../../core/decision/index.ts';
import { Lab, nameOf, SECOND_US, settings, unsticky } from './harness.ts';

describe('APACHE §4.1 the walk', () => {
  test.each<[string, Parameters<typeof unsticky>[0], string]>([
    ['the lowest lbset first', { a: { lbset: 1 }, b: {}, c: {} }, 'b c b'],
    ['an empty lbset is skipped', { a: { lbset: 7 }, b: { lbset: 9 } }, 'a a a'],
    ['N is never offered', { a: { status: '+N' }, b: {} }, 'b b b'],
    ['D is never offered', { a: { status: '+D' }, b: {} }, 'b b b'],
    ['S is never offered', { a: { status: '+S' }, b: {} }, 'b b b'],
    ['C is never offered', { a: { status: '+C' }, b: {} }, 'b b b'],
    ['a configured E is void', { a: { status: '+E' }, b: {} }, 'a b a'],
    ['I plays no role', { a: { status: '+I' }, b: {} }, 'a b a'],
    ['spares wait while everybody is usable', { a: { status: '+R' }, b: {}, c: {} }, 'b c b'],
    [
      'one spare for one unusable member',
      { a: { status: '+D' }, b: {}, c: { status: '+R' }, d: { status: '+R' } },
      'b c b c',
    ],
    ['a draining member counts as unusable', { a: { status: '+N' }, b: { status: '+R' } }, 'b b'],
    ['a draining spare is not replaced', { a: { status: '+NR' }, b: { status: '+R' }, c: {} }, 'c c'],
    ['a draining standby is not replaced', { a: { status: '+NH' }, b: { status: '+R' }, c: {} }, 'c c'],
    ['an unusable spare is not replaced', { a: { status: '+DR' }, b: { status: '+R' }, c: {} }, 'c c'],
    ['an unusable standby is not replaced', { a: { status: '+DH' }, b: { status: '+R' }, c: {} }, 'c c'],
    [
      'spares of another lbset do not help',
      { a: { status: '+D' }, b: { status: '+R', lbset: 1 }, c: { lbset: 1 } },
      'c c',
    ],
    [
      'nor does an unusable member of an earlier lbset',
      { a: { status: '+D' }, b: { status: '+R', lbset: 1 }, c: { status: '+H' } },
      'c c',
    ],
    ['all spares: 503', { a: { status: '+R' }, b: { status: '+R' } }, ' '],
    ['standbys only when nobody was chosen', { a: {}, b: { status: '+H' } }, 'a a'],
    ['all standbys take turns', { a: { status: '+D' }, b: { status: '+H' }, c: { status: '+H' } }, 'b c b'],
    [
      'a spare comes before a standby',
      { a: { status: '+D' }, b: { status: '+H' }, c: { status: '+R' } },
      'c c',
    ],
    ['R and H together count as spare', { a: {}, b: { status: '+RH' } }, 'a a'],
    ['standbys of lbset 0 before members of lbset 1', { a: { status: '+H' }, b: { lbset: 1 } }, 'a a'],
    ['all draining: 503', { a: { status: '+N' }, b: { status: '+N' } }, ' '],
    ['no members: 503', {}, ' '],
  ])('%s', (_, members, picks) => {
    expect(new Lab(unsticky(members)).picks(picks.split(' ').length)).toBe(picks);
  });

  test('only offered members gain', () => {
    const lab = new Lab(
      unsticky({
        a: {},
        b: { status: '+R' },
        c: { status: '+H' },
        d: { status: '+N' },
        e: { status: '+D' },
        f: { lbset: 1 },
      }),
    );
    lab.send();
    // d and e are unusable, so the one spare b is offered and gains; c, d, e and f do not.
    expect(lab.lbstatus()).toEqual([-100, 100, 0, 0, 0, 0]);
  });

  test('the table tells each member’s state and numbers', () => {
    const lab = new Lab(
      unsticky({
        a: {},
        b: { status: '+S' },
        c: { status: '+R' },
        d: { status: '+R' },
        e: { status: '+H' },
        f: { lbset: 2 },
        g: { status: '+C' },
      }),
    );
    lab.member('g').settings = { ...lab.member('g').settings };
    const { plan } = lab.send();
    const rows = describeExchange(plan.trace).attempts[0]?.candidates ?? [];
    expect(
      rows.map((row) => [row.member.slice(-1), row.state, row.lbstatusBefore, row.lbstatusAfter]),
    ).toEqual([
      ['a', 'chosen', 0, -200],
      ['b', 'stopped', 0, 0],
      ['c', 'offered', 0, 100],
      ['d', 'offered', 0, 100],
      ['e', 'standby-unused', 0, 0],
      ['f', 'other-lbset', 0, 0],
      ['g', 'health-failed', 0, 0],
    ]);
    expect(rows.map((row) => row.lbstatusAfter)).toEqual(lab.lbstatus());
    expect(rows[0]).toMatchObject({ lbset: 0, lbfactor: 100, busy: 0, traffic: null, retryInMs: null });
  });

  test('a row of a member in error says when it is retried; bytraffic rows say bytes per share', () => {
    const lab = new Lab(unsticky('ab', { lbmethod: 'bytraffic' }));
    lab.send({}, { a: 'connect-refused' });
    lab.member('b').read = 500;
    lab.advance(20);
    const [, ...rest] = describeExchange(lab.send().plan.trace).attempts;
    expect(rest).toEqual([]);
    const rows = describeExchange(lab.send().plan.trace).attempts[0]?.candidates;
    expect(rows?.[0]).toMatchObject({ state: 'error', retryInMs: 40_000, traffic: null, lbstatusAfter: 0 });
    expect(rows?.[1]).toMatchObject({ state: 'chosen', retryInMs: null, traffic: 5 });
  });
});

const LETTERS = ['D', 'S', 'I', 'H', 'R', 'E', 'N', 'C'] as const;
const memberArbitrary = fc.record({
  status: fc.subarray([...LETTERS]).map((letters) => (letters.length === 0 ? '' : `+${letters.join('')}`)),
  lbset: fc.nat({ max: 3 }),
  loadfactor: fc.integer({ min: 1, max: 5 }),
  route: fc.constantFrom('', 'a', 'b', 'c'),
  redirect: fc.constantFrom('', 'a', 'b', 'c'),
  retry: fc.constantFrom(0, 1, 60),
});
const tableArbitrary = fc
  .array(memberArbitrary, { maxLength: 6 })
  .map((members) => Object.fromEntries(members.map((member, index) => ['pqrstu'.charAt(index), member])));
const methodArbitrary = fc.constantFrom('byrequests', 'bytraffic', 'bybusyness');

describe('properties over random member tables', () => {
  test('choosing ends, never takes an unusable member, never a new session to a draining one', () => {
    fc.assert(
      fc.property(
        tableArbitrary,
        methodArbitrary,
        fc.boolean(),
        fc.boolean(),
        fc.array(fc.tuple(fc.constantFrom('', 'a', 'b', 'c', 'zz'), fc.subarray([...'pqrstu'])), {
          maxLength: 8,
        }),
        (members, lbmethod, nofailover, forcerecovery, requests) => {
          const lab = new Lab(settings(members, { lbmethod, nofailover, forcerecovery }));
          for (const [route, dead] of requests) {
            const outcomes = Object.fromEntries(dead.map((name) => [name, 'connect-refused' as const]));
            const { plan } = lab.send(route === '' ? {} : { cookie: `ROUTEID=.${route}` }, outcomes);
            for (const attempt of plan.trace.attempts) {
              const member = attempt.table.balancer.members[attempt.index];
              expect(member?.status ?? '').not.toMatch(/[DSC]/);
              if (attempt.candidates !== null) expect(member?.status).not.toContain('N');
            }
            expect(plan.tried.length).toBeLessThanOrEqual(plan.maxAttempts + 1);
            lab.nowUs += SECOND_US / 2;
          }
        },
      ),
    );
  });

  test('no member twice in an exchange, unless its retry is 0 or forced recovery allows it', () => {
    fc.assert(
      fc.property(tableArbitrary, methodArbitrary, fc.subarray([...'pqrstu']), (members, lbmethod, dead) => {
        const lab = new Lab(settings(members, { lbmethod, forcerecovery: false }));
        for (const member of lab.balancer.members) member.settings = { ...member.settings, retryMs: 60_000 };
        const outcomes = Object.fromEntries(dead.map((name) => [name, 'connect-refused' as const]));
        const { plan } = lab.send({ cookie: 'ROUTEID=.a' }, outcomes);
        expect(new Set(plan.tried).size).toBe(plan.tried.length);
      }),
    );
  });

  test('byrequests and bybusyness keep the sum of lbstatus', () => {
    fc.assert(
      fc.property(tableArbitrary, fc.constantFrom('byrequests', 'bybusyness'), (members, lbmethod) => {
        const lab = new Lab(settings(members, { lbmethod }));
        for (const route of ['', 'a', 'b', '', 'c', 'zz', ''])
          lab.send(route === '' ? {} : { cookie: `ROUTEID=.${route}` });
        expect(lab.lbstatus().reduce((sum, value) => sum + value, 0)).toBe(0);
      }),
    );
  });

  test('busy is 0 when every exchange was released, and elected counts the tries', () => {
    fc.assert(
      fc.property(tableArbitrary, fc.subarray([...'pqrstu']), (members, dead) => {
        const lab = new Lab(settings(members));
        const outcomes = Object.fromEntries(dead.map((name) => [name, 'connect-refused' as const]));
        const tried = [1, 2, 3].flatMap(() => lab.send({}, outcomes).plan.tried);
        for (const member of lab.balancer.members) {
          expect(member.busy).toBe(0);
          expect(member.elected).toBe(tried.filter((other) => other === member).length);
        }
      }),
    );
  });

  test('redirect cycles end, also where all members share routes that redirect to each other', () => {
    const names = [...'abcdefghijklmnop'];
    const members = Object.fromEntries(
      names.map((name, index) => [
        name,
        { route: index % 2 === 0 ? 'x' : 'y', redirect: index % 3 === 0 ? 'x' : 'y', status: '+D' },
      ]),
    );
    const lab = new Lab(settings(members));
    expect(lab.send({ cookie: 'ROUTEID=.x' }).tried).toBe('');
    expect(lab.balancer.members.map(nameOf)).toEqual(names);
  });
});
