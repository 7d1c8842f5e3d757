import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countRead, countTransferred } from '../../../core/decision/index.ts';
import { Lab, settings, unsticky } from './harness.ts';

const factors = (...list: readonly number[]) =>
  Object.fromEntries(list.map((loadfactor, index) => ['abcd'.charAt(index), { loadfactor }]));

describe('byrequests', () => {
  test.each<[string, readonly number[], string]>([
    ['1,1,1,1 takes turns', [1, 1, 1, 1], 'a b c d a b c d'],
    ['1,2,3', [1, 2, 3], 'c b a c b c c b a c b c'],
    ['1.5,1,2.25', [1.5, 1, 2.25], 'c a b c a c b c a c a c b c a c'],
    ['1.999,1.29: factors are cut, not rounded', [1.999, 1.29], 'a b a b a a b a b a a b a b a a'],
  ])('APACHE §4.2 %s', (_, list, picks) => {
    expect(new Lab(unsticky(factors(...list))).picks(picks.split(' ').length)).toBe(picks);
  });

  test('APACHE §4.2 100,1: b is the 51st of 101', () => {
    const picks = new Lab(unsticky(factors(100, 1))).picks(101).split(' ');
    expect(picks.indexOf('b')).toBe(50);
    expect(picks.filter((name) => name === 'b')).toHaveLength(1);
  });

  test.each([
    [2.3, 229],
    [1.999, 199],
    [1, 100],
    [100, 10_000],
  ])('APACHE §4 the factor of %d is %d, as C doubles have it', (loadfactor, lbfactor) => {
    expect(new Lab(unsticky({ a: { loadfactor } })).member('a').lbfactor).toBe(lbfactor);
  });

  test("the manual's first schedule: four equal members, lbstatus rows", () => {
    const lab = new Lab(unsticky('abcd'));
    const rows = Array.from({ length: 4 }, () => [lab.send().tried, ...lab.lbstatus()]);
    expect(rows).toEqual([
      ['a', -300, 100, 100, 100],
      ['b', -200, -200, 200, 200],
      ['c', -100, -100, -100, 300],
      ['d', 0, 0, 0, 0],
    ]);
  });

  test("the manual's second schedule: b disabled, a-c-d", () => {
    const lab = new Lab(unsticky({ a: {}, b: { status: '+D' }, c: {}, d: {} }));
    expect(lab.picks(6)).toBe('a c d a c d');
    expect(lab.lbstatus()).toEqual([0, 0, 0, 0]);
  });

  test("the manual's 70/30 schedule repeats after ten", () => {
    const lab = new Lab(unsticky(factors(70, 30)));
    const rows = Array.from({ length: 10 }, () => [lab.send().tried, ...lab.lbstatus().map((n) => n / 100)]);
    expect(rows).toEqual([
      ['a', -30, 30],
      ['b', 40, -40],
      ['a', 10, -10],
      ['a', -20, 20],
      ['a', -50, 50],
      ['b', 20, -20],
      ['a', -10, 10],
      ['a', -40, 40],
      ['b', 30, -30],
      ['a', 0, 0],
    ]);
  });

  test('the sum of lbstatus is kept, whatever the factors', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 4 }), (list) => {
        const lab = new Lab(unsticky(factors(...list)));
        lab.picks(20);
        expect(lab.lbstatus().reduce((sum, value) => sum + value, 0)).toBe(0);
      }),
    );
  });
});

describe('bybusyness', () => {
  test('APACHE §4.4 with one request at a time it takes turns by share: 2,1,1', () => {
    expect(new Lab(unsticky(factors(2, 1, 1), { lbmethod: 'bybusyness' })).picks(8)).toBe('a b c a a b c a');
  });

  test('APACHE §4.4 the least busy is taken, whatever its share', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 5 }), { minLength: 2, maxLength: 4 }), (busy) => {
        const lab = new Lab(unsticky('abcd'.slice(0, busy.length), { lbmethod: 'bybusyness' }));
        for (const [index, member] of lab.balancer.members.entries()) member.busy = busy[index] ?? 0;
        const chosen = lab.send().tried;
        expect(busy['abcd'.indexOf(chosen)]).toBe(Math.min(...busy));
      }),
    );
  });
});

describe('bytraffic', () => {
  test('APACHE §4.3 the fewest bytes per share; ties go to the earlier; nothing ages', () => {
    const lab = new Lab(unsticky('abc', { lbmethod: 'bytraffic' }));
    expect(lab.send().tried).toBe('a');
    countTransferred(lab.member('a'), 1000);
    expect(lab.send().tried).toBe('b');
    countRead(lab.member('b'), 500);
    countRead(lab.member('c'), 400);
    expect(lab.picks(3)).toBe('c c c');
    expect(lab.lbstatus()).toEqual([0, 0, 0]);
  });

  test('APACHE §4.3 two integer divisions: 150 and 150 bytes at factor 1 are 2 per share', () => {
    const lab = new Lab(unsticky('ab', { lbmethod: 'bytraffic' }));
    countTransferred(lab.member('a'), 150);
    countRead(lab.member('a'), 150);
    countTransferred(lab.member('b'), 250);
    expect(lab.send().tried).toBe('a');
  });
});

describe('APACHE §4.6 sticky hits count as turns', () => {
  test('four hits on b, then a c a c a c a c a b', () => {
    const lab = new Lab(settings('abc'));
    expect(lab.picks(4, { cookie: 'ROUTEID=.b' })).toBe('b b b b');
    expect(lab.lbstatus()).toEqual([400, -800, 400]);
    expect(lab.picks(10)).toBe('a c a c a c a c a b');
  });

  test('any lbset, N, H and R gain; members that are not usable do not', () => {
    const lab = new Lab(
      settings({
        a: {},
        b: { lbset: 3 },
        c: { status: '+N' },
        d: { status: '+H' },
        e: { status: '+R' },
        f: { status: '+D' },
      }),
    );
    lab.send({ cookie: 'ROUTEID=.a' });
    expect(lab.lbstatus()).toEqual([-400, 100, 100, 100, 100, 0]);
  });

  test('bytraffic ignores lbstatus, but it changes', () => {
    const lab = new Lab(settings('ab', { lbmethod: 'bytraffic' }));
    lab.send({ cookie: 'ROUTEID=.a' });
    expect(lab.lbstatus()).toEqual([-100, 100]);
    expect(lab.member('a').elected).toBe(1);
  });
});
