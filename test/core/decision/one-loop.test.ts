import { describe, expect, test } from 'vitest';
import {
  describeExchange,
  finishExchange,
  nextStep,
  releaseExchange,
  statusOf,
} from '../../../core/decision/index.ts';
import { Lab, settings, variables } from './harness.ts';

const REFUSED = 'connect-refused' as const;

describe('APACHE §0 one loop for each request', () => {
  test('§0.2 M is fixed when the exchange begins: members added meanwhile raise it for the next', () => {
    const lab = new Lab(settings('ab'));
    const plan = lab.begin();
    lab.balancer.settings = { ...lab.balancer.settings, maxAttempts: 7 };
    expect([plan.maxAttempts, lab.begin().maxAttempts]).toEqual([1, 7]);
  });

  test('§0.3 each attempt looks for the session’s route again, before the lbmethod', () => {
    const lab = new Lab(settings({ a: { route: 'x' }, b: {}, c: { route: 'x' } }));
    expect(lab.send({ cookie: 'ROUTEID=.x' }, { a: REFUSED }).tried).toBe('ac');
    expect(lab.send({ cookie: 'ROUTEID=.b' }, { b: REFUSED }).tried).toBe('bc');
  });

  test('§0.4 each attempt raises busy and names its member in the variables; the last one stays', () => {
    const lab = new Lab(settings('abc'));
    const plan = lab.begin({ cookie: 'ROUTEID=.a' });
    nextStep(plan, lab.nowUs);
    expect(lab.balancer.members.map((member) => member.busy)).toEqual([1, 0, 0]);
    nextStep(plan, lab.nowUs, { outcome: REFUSED, reusedConnection: false, connectMs: null });
    expect(lab.balancer.members.map((member) => member.busy)).toEqual([1, 1, 0]);
    expect(describeExchange(plan.trace).variables.BALANCER_WORKER_ROUTE).toBe('b');
    finishExchange(plan, lab.nowUs, { status: 200, setCookie: null });
    releaseExchange(plan);
    expect(lab.balancer.members.map((member) => member.busy)).toEqual([0, 0, 0]);
  });

  test.each([
    ['OK: answered', 'answered', 'a', ''],
    ['500: marked, no other member', 'name-unresolved', 'a', 'E'],
    ['503 before anything was handed over: marked, the next member', REFUSED, 'ab', 'E'],
    ['502: not marked, no other member', 'answer-broken', 'a', ''],
    ['504: not marked, no other member', 'send-timeout', 'a', ''],
  ] as const)('§0.5 %s', (_, outcome, tried, flags) => {
    const lab = new Lab(settings('ab'));
    expect(lab.send({ cookie: 'ROUTEID=.a' }, { a: outcome }).tried).toBe(tried);
    expect(statusOf(lab.member('a'))).toBe(flags);
  });

  test('§0.7 after the loop: failonstatus marks the member that answered, not those before it', () => {
    const lab = new Lab(settings('abc', { failonstatus: [500], forcerecovery: false }));
    lab.send({ cookie: 'ROUTEID=.a' }, { a: REFUSED }, 500);
    expect(lab.balancer.members.map(statusOf)).toEqual(['E', 'E', '']);
    expect(variables(lab.send({ cookie: 'ROUTEID=.a' })).BALANCER_WORKER_ROUTE).toBe('c');
  });
});
