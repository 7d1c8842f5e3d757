import { describe, expect, test } from 'vitest';
import type { AttemptOutcome, Explanation } from '../../../core/contract/index.ts';
import {
  describePlain,
  describeRefusal,
  explainExchange,
  explainRequest,
  explainUnbalanced,
  finishExchange,
  nextStep,
} from '../../../core/decision/index.ts';
import { Lab, type Outcomes, type Request, settings, unsticky } from './harness.ts';

const steps = (explanation: Explanation) =>
  Object.fromEntries(explanation.steps.map((step) => [step.id, `${step.verdict}: ${step.text}`]));
const tell = (config: Parameters<typeof settings>, request: Request = {}, outcomes: Outcomes = {}) =>
  explainExchange(new Lab(settings(...config)).send(request, outcomes).plan.trace);
const offline = (config: ReturnType<typeof settings>, cookieHeader: string | null, url = '/') =>
  explainRequest(config, { searchText: `balancer://lb${url}`, cookieHeader });

describe('routepin explain', () => {
  test('ROUTEID=abc: no dot, so no route, so the lbmethod chose and a cookie is set', () => {
    const told = offline(settings('ab'), 'ROUTEID=abc');
    expect(told.headline).toBe('New: balanced to route a');
    expect(steps(told)).toMatchObject({
      url: 'no: None: nothing follows “ROUTEID=” anywhere in the URL.',
      cookie:
        'bad: The cookie ROUTEID has the value “abc”. The value has no dot, so there is no route, and BALANCER_SESSION_ROUTE stays unset.',
      member: 'skipped: There is no route to look for.',
      usable: 'skipped: There is no member to ask about.',
      'set-cookie': 'yes: ROUTEID=.a; path=/, because BALANCER_ROUTE_CHANGED=1.',
    });
    expect(steps(told).lbmethod).toContain(
      'http://a had the highest lbstatus plus lbfactor, 100. It pays the round’s total, 200; failed attempts are not refunded.',
    );
    expect(told.steps.map((step) => step.rule)).toContain('APACHE.md §1.4');
  });

  test.each([
    ['nobody usable', settings({ a: { status: '+D' } }), 'Refused: 503'],
    ['no members', settings({}), 'Refused: 503'],
    ['nobody usable, with a wait', settings({ a: { status: '+D' } }, { timeout: 3 }), 'Refused: 503'],
    ['no members, with a wait', settings({}, { timeout: 3 }), 'Refused: 503'],
  ])('%s', (_, config, headline) => {
    const told = offline(config, null);
    expect(told.headline).toBe(headline);
    expect(steps(told)).toMatchObject({ 'set-cookie': 'no: Nobody was picked, so no variable is set.' });
    expect(steps(told).lbmethod).toMatch(/^bad: /);
  });

  test('the table says why nobody was usable', () => {
    const told = offline(settings({ a: { status: '+D' }, b: { status: '+N' } }), null);
    expect(told.steps[4]?.candidates.map((row) => row.state)).toEqual(['disabled', 'draining']);
  });
});

describe('the six steps', () => {
  test('pinned by the cookie', () => {
    const told = tell(['ab'], { cookie: 'ROUTEID=abc.a' });
    expect(told.headline).toBe('Pinned to route a');
    expect(steps(told)).toEqual({
      url: 'no: None: nothing follows “ROUTEID=” anywhere in the URL.',
      cookie: 'yes: The cookie ROUTEID has the value “abc.a”. What follows the first “.” is the route: “a”.',
      member: 'yes: http://a has it.',
      usable: 'hit: http://a is usable and takes its session.',
      lbmethod:
        'skipped: Not asked: the session’s route decided. The hit still counts as a turn: every usable member’s lbstatus gains its lbfactor, and http://a pays the sum.',
      'set-cookie': 'no: BALANCER_ROUTE_CHANGED is unset: the client keeps the route it came with.',
    });
  });

  test('pinned by the URL: cookies are not looked at', () => {
    const told = steps(tell(['ab'], { url: '/?ROUTEID=x.b', cookie: 'ROUTEID=.a' }));
    expect(told.url).toBe('yes: The URL holds ROUTEID=x.b. What follows the first “.” is the route: “b”.');
    expect(told.cookie).toBe('skipped: Not looked at: the URL holds a value, and the URL comes first.');
  });

  test('moved within the request: what failed, who took over, and the cookie', () => {
    const told = tell(['ab'], { cookie: 'ROUTEID=.a' }, { a: 'connect-refused' });
    expect(told.headline).toBe('Moved from route a to route b');
    expect(told.summary).toContain('It took 2 attempts.');
    expect(steps(told).usable).toBe('bad: http://a refused the connection and was marked in error.');
    expect(steps(told).lbmethod).toBe('hit: http://b was the only one to offer.');
  });

  test('its member is in error: retry in …', () => {
    const lab = new Lab(settings({ a: { retry: 60 }, b: {} }));
    lab.send({ cookie: 'ROUTEID=.a' }, { a: 'connect-refused' });
    lab.advance(59.6);
    const told = steps(explainExchange(lab.send({ cookie: 'ROUTEID=.a' }).plan.trace));
    expect(told.usable).toBe('bad: http://a can’t take it: it is in error (E), retry in 400 ms.');
    lab.advance(-58);
    const earlier = steps(explainExchange(lab.send({ cookie: 'ROUTEID=.a' }).plan.trace));
    expect(earlier.usable).toBe('bad: http://a can’t take it: it is in error (E), retry in 58.4 s.');
  });

  test('its member is disabled', () => {
    const told = steps(tell([{ a: { status: '+D' }, b: {} }], { cookie: 'ROUTEID=.a' }));
    expect(told.usable).toBe('bad: http://a can’t take it: it is disabled (D).');
  });

  test('stuck: nofailover', () => {
    const told = tell([{ a: { status: '+D' }, b: {} }, { nofailover: true }], { cookie: 'ROUTEID=.a' });
    expect(told.headline).toBe('Stuck: 503');
    expect(steps(told)).toMatchObject({
      usable: 'bad: http://a can’t take it: it is not usable now, and nofailover=On lets nobody take over.',
      lbmethod:
        'bad: Not asked: nofailover=On answers 503 as long as a member of this balancer has the route.',
    });
  });

  test.each<[string, Parameters<typeof settings>[0], string, string]>([
    [
      'redirect',
      { a: { status: '+D', redirect: 'b' }, b: {} },
      'Redirected from route a to route b',
      'its redirect= leads to route “b”, http://b.',
    ],
    [
      'same route',
      { a: { status: '+D' }, q: { route: 'a' } },
      'Fallback to route a',
      'http://q has the same route and stands in.',
    ],
    [
      'standby',
      { a: { status: '+D' }, q: { route: 'a', status: '+H' } },
      'Fallback to route a',
      'the hot standby http://q has the same route and stands in.',
    ],
  ])('%s', (_, members, headline, text) => {
    const told = tell([members], { cookie: 'ROUTEID=.a' });
    expect([told.headline, steps(told).usable]).toEqual([headline, expect.stringContaining(text)]);
  });

  test('a stand-in after a failure tells the failure first', () => {
    const told = steps(
      tell([{ a: {}, q: { route: 'a' } }], { cookie: 'ROUTEID=.a' }, { a: 'connect-timeout' }),
    );
    expect(told.usable).toMatch(
      /^hit: http:\/\/a did not accept the connection in time and was marked in error\. The first/,
    );
    expect(told.member).toContain('2 members share it: http://a, http://q.');
  });

  test('its member answered badly', () => {
    const told = tell(['ab'], { cookie: 'ROUTEID=.a' }, { a: 'answer-timeout' });
    expect(told.headline).toBe('Pinned to route a');
    expect(steps(told).usable).toBe('bad: http://a did not answer in time.');
  });

  test('the member it was redirected to failed', () => {
    const told = steps(
      tell(
        [{ a: { status: '+D', redirect: 'b' }, b: {} }],
        { cookie: 'ROUTEID=.a' },
        { b: 'answer-timeout' },
      ),
    );
    expect(told.usable).toBe('bad: http://b did not answer in time.');
  });

  test('unknown route, empty route, stickysessionsep', () => {
    const unknown = tell(['ab'], { cookie: 'ROUTEID=.9' });
    expect(unknown.headline).toBe('Unknown route 9: balanced to route a');
    expect(steps(unknown).member).toContain('no: No member of balancer://lb has the route “9”.');
    expect(steps(tell(['ab'], { cookie: 'ROUTEID=x.' })).cookie).toContain(
      'the route is empty and fits no member',
    );
    expect(steps(tell(['ab', { stickysessionsep: 'Off' }], { cookie: 'ROUTEID=a' })).cookie).toContain(
      'The whole value is the route',
    );
    expect(steps(tell(['ab', { stickysessionsep: '-' }], { cookie: 'ROUTEID=a' })).cookie).toContain(
      'has no “-”',
    );
  });

  test('without stickysession; without a route cookie', () => {
    const told = steps(explainExchange(new Lab(unsticky('ab')).send().plan.trace));
    expect(told).toMatchObject({
      url: 'skipped: This balancer has no stickysession, so nobody looks for a route.',
      cookie: 'skipped: No stickysession, so no cookie is looked at.',
      'set-cookie': 'no: BALANCER_ROUTE_CHANGED is never set without stickysession.',
    });
    expect(steps(tell(['ab', { routeCookie: null }]))['set-cookie']).toMatch(
      /^skipped: This balancer has no route cookie/,
    );
  });

  test('no cookie on a page of our own, though the route changed', () => {
    const told = tell(['ab'], {}, { a: 'connect-refused', b: 'connect-refused' });
    expect(steps(told)['set-cookie']).toMatch(/^no: BALANCER_ROUTE_CHANGED=1, but/);
  });

  test('moved by hand', () => {
    const told = tell(['ab'], { cookie: 'ROUTEID=.a', forcedRoute: 'b' });
    expect(told.headline).toBe('Moved from route a to route b');
    expect(steps(told).usable).toContain('the session was moved by hand');
    expect(steps(told).lbmethod).toContain('Not asked: the session was moved by hand.');
    expect(tell(['ab'], { forcedRoute: 'b' }).headline).toBe('Moved to route b');
  });

  test.each([
    ['bybusyness', 'had the fewest requests in flight, 0'],
    ['bytraffic', 'had the fewest bytes per share, 0.'],
  ] as const)('%s tells its own numbers', (lbmethod, text) => {
    expect(steps(tell(['ab', { lbmethod }])).lbmethod).toContain(text);
  });

  test('the client left while it waited', () => {
    const lab = new Lab(settings({ a: { status: '+D' } }, { timeout: 3 }));
    const plan = lab.begin();
    nextStep(plan, lab.nowUs);
    finishExchange(plan, lab.nowUs, { status: 0, setCookie: null, outcome: 'client-left' });
    expect(steps(explainExchange(plan.trace)).lbmethod).toBe('skipped: Not reached.');
  });

  test('a member without a route is named by its URL', () => {
    expect(tell([{ a: { route: '' } }]).headline).toBe('New: balanced to http://a');
  });
});

describe('requests that no balancer saw', () => {
  test('a plain target', () => {
    const attempt = {
      url: 'http://p:9000/',
      outcome: 'answered' as AttemptOutcome,
      connectMs: 1,
      reusedConnection: false,
      durationMs: 2,
    };
    const record = describePlain(attempt);
    expect(record.attempts).toMatchObject([{ member: 'http://p:9000/', reason: 'plain-target' }]);
    expect(explainUnbalanced(record, 200)).toMatchObject({ headline: 'Sent to http://p:9000/', steps: [] });
    expect(describePlain({ ...attempt, outcome: 'connect-refused' }, 'connect-refused').cause).toBe(
      'connect-refused',
    );
  });

  test('refused before any pick', () => {
    expect(explainUnbalanced(describeRefusal('not-mapped'), 404)).toMatchObject({
      headline: 'Refused: 404',
      summary: 'Answered 404: no ProxyPass line maps this path.',
    });
  });
});
