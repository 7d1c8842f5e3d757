import { describe, expect, test } from 'vitest';
import type { AttemptOutcome, DecisionCause } from '../../../core/contract/index.ts';
import {
  beginExchange,
  describeExchange,
  finishExchange,
  memberConnected,
  nextStep,
  releaseExchange,
  routeCookieOf,
  setMemberFlag,
  statusOf,
  summariseDecision,
  takeFlagChanges,
} from '../../../core/decision/index.ts';
import { type Answer, Lab, settings, unsticky, variables } from './harness.ts';

const A = { cookie: 'ROUTEID=.a' };
const REFUSED = 'connect-refused' as const;
const words = (answer: Answer) => `${answer.summary.decision} ${answer.summary.cause}`;

describe('APACHE §2.1 flags of the pinned member', () => {
  test.each<[string, string, string]>([
    ['D', 'b', 'moved member-disabled'],
    ['S', 'b', 'moved member-stopped'],
    ['C', 'b', 'moved member-health-failed'],
    ['E (void)', 'a', 'pinned followed-route'],
    ['N', 'a', 'pinned followed-route'],
    ['H', 'a', 'pinned followed-route'],
    ['R', 'a', 'pinned followed-route'],
    ['I', 'a', 'pinned followed-route'],
    ['D-D', 'a', 'pinned followed-route'],
  ])('%s: answered by %s, %s', (flag, member, told) => {
    const answer = new Lab(settings({ a: { status: `+${flag.split(' ')[0]}` }, b: {} })).send(A);
    expect([answer.tried, words(answer)]).toEqual([member, told]);
    expect(answer.summary.routeChanged).toBe(member === 'b');
  });

  test.each(['D', 'S', 'C'])('%s with nofailover=On: 503 at once, no variables', (flag) => {
    const answer = new Lab(
      settings({ a: { status: `+${flag}` }, b: {} }, { nofailover: true, timeout: 5 }),
    ).send(A);
    expect(answer.step).toMatchObject({
      do: 'answer',
      answer: { status: 503, reasonPhrase: 'Service Unavailable' },
    });
    expect([answer.tried, words(answer), variables(answer)]).toEqual(['', 'stuck nofailover', {}]);
  });

  test('APACHE §0.3.4 nofailover with a route of nobody: as if there were no cookie', () => {
    const answer = new Lab(settings('ab', { nofailover: true })).send({ cookie: 'ROUTEID=.zz' });
    expect([answer.tried, words(answer)]).toEqual(['a', 'unknown-route route-unknown']);
  });
});

describe('APACHE §1.6 route to member', () => {
  test.each<[string, Parameters<typeof settings>[0], string, string]>([
    [
      'first usable in configuration order, lbset ignored',
      { p: { route: 'a', lbset: 5 }, q: { route: 'a' } },
      'p',
      'pinned followed-route',
    ],
    [
      'the next with the same route',
      { p: { route: 'a', status: '+D' }, q: { route: 'a' } },
      'q',
      'fallback same-route',
    ],
    [
      'a standby with the same route',
      { p: { route: 'a', status: '+H' }, q: { route: 'a', status: '+D' } },
      'p',
      'fallback standby',
    ],
    [
      'a standby that comes first waits for pass 2',
      { p: { route: 'a', status: '+H' }, q: { route: 'a' } },
      'q',
      'pinned followed-route',
    ],
    [
      'two standbys, the first is its own',
      { p: { route: 'a', status: '+H' }, q: { route: 'a', status: '+H' } },
      'p',
      'pinned followed-route',
    ],
    [
      'redirect',
      { p: { route: 'a', status: '+D', redirect: 'b' }, b: {} },
      'b',
      'redirected redirect-followed',
    ],
    [
      'redirect comes before the next with the same route',
      { p: { route: 'a', status: '+D', redirect: 'b' }, q: { route: 'a' }, b: {} },
      'b',
      'redirected redirect-followed',
    ],
    [
      'a redirect that leads nowhere: the next with the same route',
      { p: { route: 'a', status: '+D', redirect: 'zz' }, q: { route: 'a' } },
      'q',
      'fallback same-route',
    ],
    [
      'redirects of redirects',
      { p: { route: 'a', status: '+D', redirect: 'b' }, b: { status: '+S', redirect: 'c' }, c: {} },
      'c',
      'redirected redirect-followed',
    ],
    [
      'a cycle is cut off',
      { p: { route: 'a', status: '+D', redirect: 'b' }, b: { status: '+D', redirect: 'a' }, c: {} },
      'c',
      'moved member-disabled',
    ],
    [
      'two dead ends are not asked twice',
      {
        p: { route: 'a', status: '+D', redirect: 'b' },
        q: { route: 'a', status: '+D', redirect: 'b' },
        b: { status: '+D' },
        c: {},
      },
      'c',
      'moved member-disabled',
    ],
    ['routes have case', { p: { route: 'A' } }, 'p', 'unknown-route route-unknown'],
    ['routes may hold dots', { p: { route: 'x' }, q: { route: 'a' } }, 'q', 'pinned followed-route'],
  ])('%s', (_, members, tried, told) => {
    const answer = new Lab(settings(members)).send(A);
    expect([answer.tried, words(answer)]).toEqual([tried, told]);
  });

  test('a member in error is retried when due, also through redirect', () => {
    const lab = new Lab(settings({ a: { redirect: 'b', retry: 5 }, b: {} }));
    expect(lab.send(A, { a: REFUSED }).tried).toBe('ab');
    expect(words(lab.send(A))).toBe('redirected redirect-followed');
    lab.advance(6);
    expect(words(lab.send(A))).toBe('pinned followed-route');
    expect(lab.member('a').retries).toBe(1);
  });

  test('APACHE §3.2 redirect sets BALANCER_ROUTE_CHANGED; another with the same route does not', () => {
    const redirected = new Lab(settings({ a: { status: '+D', redirect: 'b' }, b: {} })).send(A);
    expect(redirected.setCookie).toBe('ROUTEID=.b; path=/');
    const shared = new Lab(settings({ p: { route: 'a', status: '+D' }, q: { route: 'a' } })).send(A);
    expect(shared.setCookie).toBeNull();
  });
});

describe('APACHE §2.2 to §2.4 failover', () => {
  test('§2.2 the same request goes on: 200, ROUTE_CHANGED, new cookie; variables name the new member', () => {
    const lab = new Lab(settings('ab'));
    const answer = lab.send(A, { a: REFUSED });
    expect([answer.tried, words(answer), answer.setCookie]).toEqual([
      'ab',
      'moved connect-refused',
      'ROUTEID=.b; path=/',
    ]);
    expect(variables(answer)).toEqual({
      BALANCER_NAME: 'balancer://lb',
      BALANCER_WORKER_NAME: 'http://b',
      BALANCER_WORKER_ROUTE: 'b',
      BALANCER_SESSION_STICKY: 'ROUTEID',
      BALANCER_SESSION_ROUTE: 'a',
      BALANCER_ROUTE_CHANGED: '1',
    });
    expect(takeFlagChanges(lab.balancer)).toMatchObject([{ status: 'E', cause: 'connect-failed' }]);
    const later = lab.send(A);
    expect([later.tried, words(later)]).toEqual(['b', 'moved member-error']);
  });

  test('§2.3 nofailover: tries once, then 503; worker variables set, CHANGED not', () => {
    const answer = new Lab(settings('ab', { nofailover: true })).send(A, { a: REFUSED });
    expect([answer.tried, words(answer), answer.step.do]).toEqual(['a', 'stuck nofailover', 'answer']);
    expect(variables(answer)).toMatchObject({ BALANCER_WORKER_ROUTE: 'a' });
    expect(variables(answer)).not.toHaveProperty('BALANCER_ROUTE_CHANGED');
  });

  test('§2.3 nofailover with maxattempts=0: stuck as well', () => {
    expect(words(new Lab(settings('ab', { nofailover: true, maxattempts: 0 })).send(A, { a: REFUSED }))).toBe(
      'stuck nofailover',
    );
  });

  test('§2.4 retry=0: the pinned member is tried M+1 times, failover never happens', () => {
    const answer = new Lab(settings({ a: { retry: 0 }, b: {}, c: {} })).send(A, { a: REFUSED });
    expect([answer.tried, words(answer)]).toEqual(['aaa', 'refused attempts-exhausted']);
    expect(answer.summary.routeChanged).toBe(false);
  });

  test('§2.4 retry=0: requests without a route fail over normally', () => {
    expect(new Lab(settings({ a: { retry: 0 }, b: {} })).send({}, { a: REFUSED }).tried).toBe('ab');
  });

  test('§5.4 retry: due strictly after the error time plus retry', () => {
    const lab = new Lab(settings({ a: { retry: 5 }, b: {} }));
    lab.send(A, { a: REFUSED });
    lab.advance(5);
    expect(lab.send(A).tried).toBe('b');
    lab.nowUs += 1;
    expect(lab.send(A).tried).toBe('a');
  });

  test('§5.4 a stopped member is never retried', () => {
    const lab = new Lab(settings({ a: { retry: 5 }, b: {} }));
    lab.send(A, { a: REFUSED });
    setMemberFlag(lab.balancer, lab.member('a'), 'S', true);
    lab.advance(100);
    expect(lab.send(A).tried).toBe('b');
    expect(statusOf(lab.member('a'))).toBe('SE');
  });

  test('§5.4 flag I set while in error: retried at once', () => {
    const lab = new Lab(settings('ab'));
    lab.send(A, { a: REFUSED });
    setMemberFlag(lab.balancer, lab.member('a'), 'I', true);
    expect(lab.send(A).tried).toBe('a');
  });

  test('§0.6 flag I: one try, the client gets the 503, no failover', () => {
    const lab = new Lab(settings({ a: { status: '+I' }, b: {} }));
    const answer = lab.send(A, { a: REFUSED });
    expect([answer.tried, words(answer), statusOf(lab.member('a'))]).toEqual([
      'a',
      'refused connect-refused',
      'I',
    ]);
  });

  test.each<[string, number | undefined, string, number]>([
    ['default: members − 1', undefined, 'abcd', 4],
    ['maxattempts=0', 0, 'abcd', 1],
    ['maxattempts=2', 2, 'abcd', 3],
    ['more than members: forced recovery tries them again', 6, 'abcd', 7],
    ['a lone member: one try', undefined, 'a', 1],
  ])('§0.2 %s', (_, maxattempts, names, tries) => {
    const lab = new Lab(settings(names, maxattempts === undefined ? {} : { maxattempts }));
    const dead = Object.fromEntries([...names].map((name) => [name, REFUSED]));
    const answer = lab.send({}, dead);
    expect(answer.tried).toHaveLength(tries);
    expect(words(answer)).toBe(names === 'a' ? 'refused connect-refused' : 'refused attempts-exhausted');
  });

  test('§0.6 nobody left after a failure: nobody usable, and the last member is not blamed again', () => {
    const lab = new Lab(settings({ a: {}, b: { status: '+D' } }, { failonstatus: [503] }));
    const answer = lab.send({}, { a: REFUSED });
    expect([answer.tried, words(answer)]).toEqual(['a', 'refused nobody-usable']);
  });

  test('§3 ROUTE_CHANGED stays set when a later try lands on the original member', () => {
    const lab = new Lab(settings({ a: { retry: 1 }, b: {}, c: {} }));
    const plan = lab.begin(A);
    const report = { outcome: REFUSED, reusedConnection: false, connectMs: null };
    nextStep(plan, lab.nowUs);
    nextStep(plan, lab.nowUs, report);
    lab.advance(2);
    const third = nextStep(plan, lab.nowUs, report);
    expect(third).toMatchObject({ do: 'forward', member: lab.member('a') });
    expect(plan.trace.routeChanged).toBe(true);
    expect(summariseDecision(plan.trace)).toMatchObject({ decision: 'pinned', attempts: 3 });
  });
});

describe('APACHE §5.5 force recovery', () => {
  const dead = { a: REFUSED, b: REFUSED };

  test('all in error: cleared at once, also a stopped one, retries counted', () => {
    const lab = new Lab(unsticky('ab'));
    lab.send({}, dead);
    setMemberFlag(lab.balancer, lab.member('b'), 'S', true);
    expect(lab.send().tried).toBe('a');
    expect(statusOf(lab.member('b'))).toBe('S');
    expect(lab.member('b').retries).toBe(1);
    expect(takeFlagChanges(lab.balancer).filter((change) => change.cause === 'forced-recovery')).toHaveLength(
      2,
    );
  });

  test('Off: 503 until a retry is due', () => {
    const lab = new Lab(unsticky('ab', { forcerecovery: false }));
    lab.send({}, dead);
    expect(lab.send().step.do).toBe('answer');
    lab.advance(61);
    expect(lab.picks(2)).toBe('b a');
  });

  test('one disabled member among dead ones switches it off', () => {
    const lab = new Lab(unsticky({ a: {}, b: {}, c: { status: '+D' } }));
    lab.send({}, dead);
    expect(lab.send().step.do).toBe('answer');
  });

  test('the pass clears a due E on an early member while the request is pinned elsewhere', () => {
    const lab = new Lab(settings({ a: { retry: 1 }, b: {} }));
    lab.send(A, { a: REFUSED });
    lab.advance(2);
    expect(lab.send({ cookie: 'ROUTEID=.b' }).tried).toBe('b');
    expect(statusOf(lab.member('a'))).toBe('');
  });
});

describe('APACHE §2.5 the balancer’s timeout', () => {
  const config = unsticky({ a: { retry: 1 } }, { timeout: 2, forcerecovery: false });

  test('sleeps of 1 %, and a member whose retry comes due is taken', () => {
    const lab = new Lab(config);
    lab.send({}, { a: REFUSED });
    const plan = lab.begin();
    expect(nextStep(plan, lab.nowUs)).toEqual({ do: 'wait', forMs: 20 });
    lab.advance(0.5);
    expect(nextStep(plan, lab.nowUs)).toEqual({ do: 'wait', forMs: 20 });
    lab.advance(0.6);
    expect(nextStep(plan, lab.nowUs)).toMatchObject({ do: 'forward' });
    expect(lab.balancer.someoneWaits).toBe(false);
    releaseExchange(plan);
  });

  test('after 100 sleeps: 503', () => {
    const lab = new Lab(unsticky({ a: { status: '+D' } }, { timeout: 2 }));
    const beganUs = lab.nowUs;
    const answer = lab.send();
    expect([answer.step.do, words(answer), (lab.nowUs - beganUs) / 1000]).toEqual([
      'answer',
      'refused nobody-usable',
      2000,
    ]);
  });

  test('others do not wait meanwhile; they would again afterwards', () => {
    const lab = new Lab(unsticky({ a: { status: '+D' } }, { timeout: 2 }));
    const waiting = lab.begin();
    nextStep(waiting, lab.nowUs);
    expect(nextStep(lab.begin(), lab.nowUs).do).toBe('answer');
    finishExchange(waiting, lab.nowUs, { status: 0, setCookie: null, outcome: 'client-left' });
    releaseExchange(waiting);
    expect(summariseDecision(waiting.trace)).toMatchObject({
      decision: 'refused',
      cause: 'client-left',
      member: null,
    });
    expect(nextStep(lab.begin(), lab.nowUs).do).toBe('wait');
  });
});

describe('APACHE §2.7 and §5 what an outcome means', () => {
  type Row = readonly [AttemptOutcome, string, failsOver: boolean, marks: boolean, DecisionCause];
  const ROWS: readonly Row[] = [
    ['connect-refused', '503 Service Unavailable', true, true, 'connect-refused'],
    ['connect-timeout', '503 Service Unavailable', true, true, 'connect-timeout'],
    ['unreachable', '503 Service Unavailable', true, true, 'unreachable'],
    ['pool-exhausted', '503 Service Unavailable', true, true, 'pool-exhausted'],
    ['became-unusable', '503 Service Unavailable', true, true, 'member-error'],
    ['simulated-outage', '503 Service Unavailable', true, true, 'connect-refused'],
    ['ping-timeout', '503 Proxy Error', true, true, 'ping-timeout'],
    ['name-unresolved', '500 Proxy Error', false, true, 'name-unresolved'],
    ['tls-failed', '500 Proxy Error', false, true, 'unreachable'],
    ['closed-without-answer', '502 Proxy Error', false, false, 'answer-broken'],
    ['answer-timeout', '502 Proxy Error', false, false, 'answer-timeout'],
    ['answer-broken', '502 Bad Gateway', false, false, 'answer-broken'],
    ['send-failed', '502 Bad Gateway', false, false, 'send-failed'],
    ['send-timeout', '504 Gateway Timeout', false, false, 'send-failed'],
    ['answer-cut-short', 'finish', false, false, 'answer-broken'],
    ['client-left', 'finish', false, false, 'client-left'],
    ['loop', '508 Loop Detected', false, false, 'loop'],
  ];

  test.each(ROWS)('%s: %s', (outcome, told, failsOver, marks, cause) => {
    const alone = new Lab(settings('a')).send(A, { a: outcome });
    const { step } = alone;
    expect(step.do === 'answer' ? `${step.answer.status} ${step.answer.reasonPhrase}` : step.do).toBe(told);
    expect(alone.summary.cause).toBe(cause);
    expect(alone.summary.decision).toBe(failsOver || outcome === 'loop' ? 'refused' : 'pinned');
    const lab = new Lab(settings('ab'));
    expect(lab.send(A, { a: outcome }).tried).toBe(failsOver ? 'ab' : 'a');
    expect(statusOf(lab.member('a'))).toBe(marks ? 'E' : '');
    const ignoring = new Lab(settings({ a: { status: '+I' } }));
    ignoring.send(A, { a: outcome });
    expect(statusOf(ignoring.member('a'))).toBe('I');
  });

  test.each([
    [true, ''],
    [false, 'E'],
  ])(
    'row 5: closed on a kept-alive client connection: closed without an answer; reused member connection %s: %j',
    (reusedConnection, status) => {
      const lab = new Lab(settings('ab'));
      const report = { outcome: 'closed-without-answer' as const, reusedConnection, connectMs: null };
      const answer = lab.send({ ...A, firstOnConnection: false }, { a: report });
      expect([answer.step.do, answer.tried, statusOf(lab.member('a'))]).toEqual(['close', 'a', status]);
    },
  );

  test('row 5: after an interim answer a fresh connection counts as proven: no mark', () => {
    const lab = new Lab(settings('ab'));
    const outcome = 'closed-without-answer' as const;
    const report = { outcome, reusedConnection: false, hadInterim: true, connectMs: 1 };
    lab.send({ ...A, firstOnConnection: false }, { a: report });
    expect(statusOf(lab.member('a'))).toBe('');
  });

  test.each([
    ['field-line', undefined, null],
    ['status-line', 'HTTP/2.0 200 OK', 'Corrupt status line returned by remote server: HTTP/2.0 200 OK'],
    ['status-line', undefined, 'Corrupt status line returned by remote server: '],
    ['too-many-interim', undefined, 'Too many (10) interim responses from origin server'],
    ['unexpected-101', 'websocket', 'Unexpected Upgrade: websocket (expecting n/a)'],
    ['unexpected-101', undefined, 'Unexpected Upgrade: n/a (expecting n/a)'],
  ] as const)('broken answers have Apache’s notes (seen on 2.4.71): %s %s', (broken, detail, note) => {
    const report = { outcome: 'answer-broken' as const, reusedConnection: false, connectMs: 1, broken };
    const { step } = new Lab(settings('a')).send(A, {
      a: detail === undefined ? report : { ...report, detail },
    });
    expect(step).toMatchObject({ do: 'answer', answer: { status: 502, note } });
  });

  test('§4.7, §5.1 a new connection forgets the error; a member that became unusable must not be used', () => {
    const lab = new Lab(settings({ a: { retry: 1 }, b: {} }));
    lab.send(A, { a: REFUSED });
    lab.advance(2);
    nextStep(lab.begin(A), lab.nowUs);
    expect(lab.member('a')).toMatchObject({ retries: 1 });
    expect(memberConnected(lab.member('a'))).toBe(true);
    expect(lab.member('a')).toMatchObject({ retries: 0, errorAtUs: Number.NEGATIVE_INFINITY });
    setMemberFlag(lab.balancer, lab.member('a'), 'D', true);
    expect(memberConnected(lab.member('a'))).toBe(false);
  });

  test('a report without a try is a mistake of the caller', () => {
    const lab = new Lab(settings('a'));
    expect(() =>
      nextStep(lab.begin(), 0, { outcome: 'answered', reusedConnection: false, connectMs: 1 }),
    ).toThrow('without a try');
  });
});

describe('APACHE §2.6 after the answer', () => {
  test.each<[string, object, number, boolean, string, string]>([
    ['failonstatus, the member’s own', { failonstatus: [500] }, 500, false, '', 'E'],
    ['another status', { failonstatus: [500] }, 503, false, '', ''],
    ['flag I', { failonstatus: [500] }, 500, false, '+I', 'I'],
    ['failontimeout', { failontimeout: true }, 502, true, '', 'E'],
    ['failontimeout without a time-out', { failontimeout: true }, 502, false, '', ''],
    ['failontimeout and flag I', { failontimeout: true }, 502, true, '+I', 'I'],
    ['a time-out without failontimeout', {}, 502, true, '', ''],
    ['a member’s 503 is passed through and marks nothing', {}, 503, false, '', ''],
  ])('%s', (_, rest, status, timedOut, flags, after) => {
    const lab = new Lab(settings({ a: flags === '' ? {} : { status: flags }, b: {} }, rest));
    const plan = lab.begin(A);
    nextStep(plan, lab.nowUs);
    nextStep(plan, lab.nowUs, { outcome: 'answered', reusedConnection: false, connectMs: 1 });
    finishExchange(plan, lab.nowUs, { status, setCookie: null, timedOut });
    expect(statusOf(lab.member('a'))).toBe(after);
    expect(describeExchange(plan.trace).attempts[0]?.markedError).toBe(after === 'E');
  });

  test('failonstatus counts a kept connection closed without an answer as 502', () => {
    const lab = new Lab(settings('ab', { failonstatus: [502] }));
    const plan = lab.begin({ firstOnConnection: false });
    nextStep(plan, lab.nowUs);
    const report = { outcome: 'closed-without-answer', reusedConnection: true, connectMs: null } as const;
    expect(nextStep(plan, lab.nowUs, report)).toEqual({ do: 'close' });
    expect(statusOf(lab.member('a'))).toBe('');
    finishExchange(plan, lab.nowUs, { status: 0, setCookie: null });
    expect(statusOf(lab.member('a'))).toBe('E');
  });

  test('failonstatus sees our own 502, and the last of several tries', () => {
    const lab = new Lab(settings('ab', { failonstatus: [502] }));
    lab.send(A, { a: REFUSED, b: 'answer-timeout' });
    expect(statusOf(lab.member('b'))).toBe('E');
    expect(takeFlagChanges(lab.balancer).at(-1)?.cause).toBe('failonstatus');
  });

  test('failontimeout follows the outcome when the caller says nothing else', () => {
    const lab = new Lab(settings('ab', { failontimeout: true }));
    lab.send(A, { a: 'answer-timeout' });
    expect(takeFlagChanges(lab.balancer).at(-1)?.cause).toBe('failontimeout');
  });

  test('an end told twice counts once; a late outcome replaces “answered”', () => {
    const lab = new Lab(settings('a', { failonstatus: [500] }));
    const plan = lab.begin(A);
    nextStep(plan, lab.nowUs);
    nextStep(plan, lab.nowUs, { outcome: 'answered', reusedConnection: true, connectMs: null });
    finishExchange(plan, lab.nowUs, { status: 200, setCookie: null, outcome: 'answer-cut-short' });
    finishExchange(plan, lab.nowUs, { status: 500, setCookie: 'x' });
    expect(statusOf(lab.member('a'))).toBe('');
    expect(summariseDecision(plan.trace)).toMatchObject({
      decision: 'pinned',
      cause: 'answer-broken',
      setCookie: null,
    });
  });
});

describe('APACHE §4.7 busy', () => {
  test('every tried member stays busy until the release, which never goes below 0 and counts once', () => {
    const lab = new Lab(settings('ab'));
    const plan = lab.begin(A);
    nextStep(plan, lab.nowUs);
    nextStep(plan, lab.nowUs, { outcome: REFUSED, reusedConnection: false, connectMs: null });
    expect(lab.balancer.members.map((member) => member.busy)).toEqual([1, 1]);
    lab.member('a').busy = 0;
    releaseExchange(plan);
    releaseExchange(plan);
    expect(lab.balancer.members.map((member) => member.busy)).toEqual([0, 0]);
  });
});

describe('decisions in words (DESIGN §5)', () => {
  test.each<[string, Parameters<typeof settings>[0], string | undefined, string]>([
    ['no id', 'ab', undefined, 'new no-id'],
    ['no separator', 'ab', 'ROUTEID=abc', 'new no-separator'],
    ['empty route', 'ab', 'ROUTEID=abc.', 'new empty-route'],
    ['unknown', 'ab', 'ROUTEID=.zz', 'unknown-route route-unknown'],
    [
      'a spare takes a new session',
      { a: { status: '+D' }, b: { status: '+R' } },
      undefined,
      'fallback spare',
    ],
    [
      'a standby takes a new session',
      { a: { status: '+D' }, b: { status: '+H' } },
      'ROUTEID=x.',
      'fallback standby',
    ],
    [
      'a spare takes a lost session: it moved',
      { a: { status: '+D' }, b: { status: '+R' } },
      'ROUTEID=.a',
      'moved member-disabled',
    ],
    ['no members', {}, undefined, 'refused no-members'],
    ['nobody usable', { a: { status: '+S' } }, undefined, 'refused nobody-usable'],
  ])('%s', (_, members, cookie, told) => {
    expect(words(new Lab(settings(members)).send(cookie === undefined ? {} : { cookie }))).toBe(told);
  });

  test('not sticky: no variable, no cookie', () => {
    const answer = new Lab(unsticky('ab')).send(A);
    expect([words(answer), answer.setCookie, variables(answer)]).toEqual([
      'new not-sticky',
      null,
      { BALANCER_NAME: 'balancer://lb', BALANCER_WORKER_NAME: 'http://a', BALANCER_WORKER_ROUTE: 'a' },
    ]);
  });

  test('APACHE §1.5, §3 an empty route sets the session variables', () => {
    expect(variables(new Lab(settings('ab')).send({ cookie: 'ROUTEID=x.' }))).toMatchObject({
      BALANCER_SESSION_STICKY: 'ROUTEID',
      BALANCER_SESSION_ROUTE: '',
      BALANCER_ROUTE_CHANGED: '1',
    });
  });

  test('a new session whose first try failed is still new; its second pick is a failover', () => {
    const answer = new Lab(settings('ab')).send({}, { a: REFUSED });
    expect(words(answer)).toBe('new no-id');
    expect(describeExchange(answer.plan.trace).attempts.map((attempt) => attempt.reason)).toEqual([
      'lbmethod',
      'failover',
    ]);
  });

  test('every attempt in the record: reason, outcome, times, mark', () => {
    const answer = new Lab(settings('ab')).send(A, {
      a: { outcome: REFUSED, reusedConnection: false, connectMs: 3 },
    });
    expect(describeExchange(answer.plan.trace).attempts).toMatchObject([
      {
        member: 'http://a',
        reason: 'sticky',
        outcome: REFUSED,
        connectMs: 3,
        markedError: true,
        candidates: [],
      },
      { member: 'http://b', reason: 'failover', outcome: 'answered', markedError: false },
    ]);
  });
});

describe('a session moved by hand', () => {
  test('goes where it was moved to, charged as a sticky hit, with a new cookie', () => {
    const lab = new Lab(settings('abc'));
    const answer = lab.send({ ...A, forcedRoute: 'c' });
    expect([answer.tried, words(answer), answer.setCookie]).toEqual([
      'c',
      'moved moved-by-us',
      'ROUTEID=.c; path=/',
    ]);
    expect(lab.lbstatus()).toEqual([100, 100, -200]);
  });

  test('its own route again: simply pinned', () => {
    expect(words(new Lab(settings('ab')).send({ ...A, forcedRoute: 'a' }))).toBe('pinned followed-route');
  });

  test('to a member that is not usable: picked as any other', () => {
    const lab = new Lab(settings({ a: {}, b: { status: '+D' } }));
    expect(words(lab.send({ ...A, forcedRoute: 'b' }))).toBe('pinned followed-route');
  });

  test('without stickysession it moves, but sets no cookie', () => {
    const answer = new Lab(unsticky('ab')).send({ forcedRoute: 'b' });
    expect([answer.tried, answer.setCookie]).toEqual(['b', null]);
  });
});

describe('APACHE §7 the route cookie', () => {
  test('none without routeCookie, none before a pick', () => {
    const lab = new Lab(settings('ab', { routeCookie: null }));
    expect(lab.send().setCookie).toBeNull();
    expect(routeCookieOf(lab.begin())).toBeNull();
  });

  test('§7.5 session variables in the value are this request’s own', () => {
    const value = '%{BALANCER_SESSION_ROUTE}e.%{BALANCER_WORKER_ROUTE}e';
    const lab = new Lab(settings('ab', { routeCookie: { name: 'ROUTEID', value } }));
    expect(lab.send().setCookie).toBe('ROUTEID=(null).a');
    expect(lab.send({ cookie: 'ROUTEID=.zz' }).setCookie).toBe('ROUTEID=zz.b');
  });

  test('a route beyond ASCII goes out as UTF-8 bytes and comes back as itself', () => {
    const lab = new Lab(settings({ a: { route: 'ü' } }));
    const { setCookie } = lab.send();
    expect(setCookie).toBe('ROUTEID=.\u00c3\u00bc; path=/');
    expect(words(lab.send({ cookie: 'ROUTEID=.\u00c3\u00bc' }))).toBe('pinned followed-route');
  });
});

test('a plan keeps its lookup where an edit changes the names meanwhile', () => {
  const lab = new Lab(settings('ab'));
  const plan = beginExchange(lab.balancer, {
    searchText: '',
    cookieHeader: 'ROUTEID=.b',
    firstOnConnection: true,
  });
  lab.balancer.settings = { ...lab.balancer.settings, sticky: null };
  expect(nextStep(plan, 0)).toMatchObject({ do: 'forward', member: lab.member('b') });
});
