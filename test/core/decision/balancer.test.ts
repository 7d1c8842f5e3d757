import { describe, expect, test } from 'vitest';
import {
  finishExchange,
  healthCheckDue,
  memberByUrl,
  nextStep,
  reconfigureBalancer,
  recordHealthCheck,
  releaseExchange,
  retryNow,
  setMemberFlag,
  statusOf,
  takeFlagChanges,
} from '../../../core/decision/index.ts';
import { Lab, nameOf, SECOND_US, settings, unsticky } from './harness.ts';

const names = (members: readonly Parameters<typeof nameOf>[0][]) => members.map(nameOf).join('');

describe('live edits (APACHE §4.8, DESIGN §3)', () => {
  test('members keep identity and state by URL, come in configured order, and those that went are told', () => {
    const lab = new Lab(settings('abc'));
    lab.picks(2);
    const [a] = lab.balancer.members;
    const change = reconfigureBalancer(lab.balancer, settings('dba'));
    expect([names(change.added), names(change.removed), names(lab.balancer.members)]).toEqual([
      'd',
      'c',
      'dba',
    ]);
    expect(lab.member('a')).toBe(a);
    expect(lab.member('a').elected).toBe(1);
    expect(memberByUrl(lab.balancer, 'http://zz')).toBeUndefined();
  });

  test('a request in flight keeps its member, may fail over to the new table and gives its busy back', () => {
    const lab = new Lab(settings('ab'));
    const plan = lab.begin({ cookie: 'ROUTEID=.a' });
    nextStep(plan, lab.nowUs);
    const gone = lab.member('a');
    reconfigureBalancer(lab.balancer, settings('bc'));
    const step = nextStep(plan, lab.nowUs, {
      outcome: 'connect-refused',
      reusedConnection: false,
      connectMs: null,
    });
    expect(step).toMatchObject({ do: 'forward', member: lab.member('b') });
    finishExchange(plan, lab.nowUs, { status: 200, setCookie: null });
    releaseExchange(plan);
    expect([gone.busy, lab.member('b').busy]).toEqual([0, 0]);
  });

  test('a loadfactor edit puts every lbstatus to its lbfactor', () => {
    const lab = new Lab(unsticky('ab'));
    lab.picks(1);
    reconfigureBalancer(lab.balancer, unsticky({ a: { loadfactor: 3 }, b: {} }));
    expect(lab.lbstatus()).toEqual([300, 100]);
  });

  test('a lone member’s loadfactor goes back to 1.00', () => {
    const lab = new Lab(unsticky('a'));
    reconfigureBalancer(lab.balancer, unsticky({ a: { loadfactor: 3 } }));
    expect(lab.member('a')).toMatchObject({ lbfactor: 100, lbstatus: 100 });
    reconfigureBalancer(lab.balancer, unsticky({ a: { loadfactor: 3 }, b: {} }));
    expect(lab.member('a').lbfactor).toBe(300);
  });

  test('an edit that leaves load factors alone leaves lbstatus alone', () => {
    const lab = new Lab(unsticky('ab'));
    lab.picks(1);
    reconfigureBalancer(lab.balancer, unsticky({ a: { retry: 5 }, b: {} }));
    expect(lab.lbstatus()).toEqual([-100, 100]);
    expect(lab.member('a').settings.retryMs).toBe(5000);
  });

  test.each([
    ['bybusyness', { lbstatus: 0, busy: 0, read: 7 }],
    ['bytraffic', { lbstatus: 50, busy: 2, transferred: 0, read: 0 }],
    ['byrequests', { lbstatus: 0, busy: 2, read: 7 }],
  ] as const)('an lbmethod edit starts the new method’s numbers anew: %s', (lbmethod, expected) => {
    const lab = new Lab(settings('ab', { lbmethod: lbmethod === 'byrequests' ? 'bytraffic' : 'byrequests' }));
    Object.assign(lab.member('b'), { lbstatus: 50, busy: 2, transferred: 9, read: 7 });
    reconfigureBalancer(lab.balancer, settings('ab', { lbmethod }));
    setMemberFlag(lab.balancer, lab.member('b'), 'N', true);
    const plan = lab.begin();
    nextStep(plan, lab.nowUs);
    expect(lab.member('b')).toMatchObject(expected);
  });

  test('a status edit sets and clears only the flags that it changes', () => {
    const lab = new Lab(settings({ a: { status: '+N' }, b: {} }));
    lab.send({ cookie: 'ROUTEID=.a' }, { a: 'connect-refused' });
    setMemberFlag(lab.balancer, lab.member('a'), 'H', true, 'edited');
    takeFlagChanges(lab.balancer);
    reconfigureBalancer(lab.balancer, settings({ a: { status: '+DE' }, b: {} }));
    expect(statusOf(lab.member('a'))).toBe('DHE');
    expect(takeFlagChanges(lab.balancer)).toEqual([
      { member: lab.member('a'), status: 'DHE', cause: 'edited' },
    ]);
    reconfigureBalancer(lab.balancer, settings({ a: {}, b: {} }));
    expect(statusOf(lab.member('a'))).toBe('HE');
  });

  test('D1: M follows the members of the edited project', () => {
    const lab = new Lab(settings('ab'));
    reconfigureBalancer(lab.balancer, settings('abc'));
    expect(lab.send({}, { a: 'connect-refused', b: 'connect-refused' }).tried).toBe('abc');
  });

  test('re-enabling a member leaves lbstatus as it is', () => {
    const lab = new Lab(unsticky({ a: {}, b: { status: '+D' } }));
    lab.member('b').lbstatus = 70;
    reconfigureBalancer(lab.balancer, unsticky({ a: {}, b: {} }));
    expect(lab.member('b').lbstatus).toBe(70);
  });
});

test('retryNow ends an error ahead of time', () => {
  const lab = new Lab(settings('ab'));
  lab.send({ cookie: 'ROUTEID=.a' }, { a: 'connect-refused' });
  retryNow(lab.balancer, lab.member('a'));
  expect(lab.send({ cookie: 'ROUTEID=.a' }).tried).toBe('a');
  expect(takeFlagChanges(lab.balancer).map((change) => change.cause)).toEqual([
    'connect-failed',
    'retry-now',
  ]);
  expect(takeFlagChanges(lab.balancer)).toEqual([]);
});

test('flag changes that nobody fetches do not grow without bound: the oldest go', () => {
  const lab = new Lab(settings('a'));
  for (let index = 0; index < 2000; index += 1)
    setMemberFlag(lab.balancer, lab.member('a'), 'N', index % 2 === 0);
  expect(takeFlagChanges(lab.balancer)).toHaveLength(1024);
});

describe('APACHE §8 health checks', () => {
  const checked = (rest: object = {}) =>
    new Lab(settings({ a: { hcmethod: 'GET', hcinterval: 1, hcpasses: 2, hcfails: 2, ...rest }, b: {} }));

  test('the first is due one interval after the start, then one interval after each', () => {
    const lab = checked();
    const due = () => healthCheckDue(lab.member('a'), lab.nowUs);
    expect(due()).toBe(false);
    lab.advance(1);
    expect(due()).toBe(false);
    lab.nowUs += 1;
    expect([due(), due()]).toEqual([true, false]);
    lab.nowUs += SECOND_US + 1;
    expect(due()).toBe(true);
  });

  test('never for a stopped member or one without hcmethod; for a disabled one, yes', () => {
    const lab = checked({ status: '+D' });
    expect([healthCheckDue(lab.member('a'), 0), healthCheckDue(lab.member('a'), 2 * SECOND_US)]).toEqual([
      false,
      true,
    ]);
    setMemberFlag(lab.balancer, lab.member('a'), 'S', true);
    expect(healthCheckDue(lab.member('a'), 9 * SECOND_US)).toBe(false);
    expect(healthCheckDue(lab.member('b'), 9 * SECOND_US)).toBe(false);
  });

  /** p = a check that passed, f = one that failed; the flags after each. */
  test.each([
    ['fails add up across passes', '', 'fppf', ['', '', '', 'C']],
    ['passes add up across fails', 'ff', 'pffp', ['C', 'C', 'C', '']],
    ['a tipped count starts anew', 'ffpp', 'ff', ['', 'C']],
  ])('%s', (_, before, checks, flags) => {
    const lab = checked();
    const check = (kind: string) => {
      recordHealthCheck(lab.balancer, lab.member('a'), kind === 'p', lab.nowUs);
      return statusOf(lab.member('a'));
    };
    [...before].forEach(check);
    expect([...checks].map(check)).toEqual(flags);
  });

  test('passing clears E as well as C; a failed check sets the error time', () => {
    const lab = checked({ hcpasses: 1 });
    lab.send({ cookie: 'ROUTEID=.a' }, { a: 'connect-refused' });
    recordHealthCheck(lab.balancer, lab.member('a'), true, lab.nowUs);
    expect(statusOf(lab.member('a'))).toBe('');
    recordHealthCheck(lab.balancer, lab.member('a'), false, lab.nowUs + 5);
    expect(lab.member('a').errorAtUs).toBe(lab.nowUs + 5);
  });

  test('C keeps the member out; retry and force recovery do not help', () => {
    const lab = new Lab(settings({ a: { hcmethod: 'TCP', retry: 0 } }));
    recordHealthCheck(lab.balancer, lab.member('a'), false, lab.nowUs);
    lab.advance(100);
    expect(lab.send().step.do).toBe('answer');
  });

  test('a result that comes after the check was edited away does nothing', () => {
    const lab = new Lab(settings('a'));
    recordHealthCheck(lab.balancer, lab.member('a'), false, lab.nowUs);
    expect(statusOf(lab.member('a'))).toBe('');
  });
});
