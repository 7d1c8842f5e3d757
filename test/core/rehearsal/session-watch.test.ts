import { describe, expect, test } from 'vitest';
import {
  type AnswerFacts,
  SessionWatch,
  type SetCookieFact,
  stickyCookiesOf,
} from '../../../core/rehearsal/session-watch.ts';
import { shopProject } from '../app/integration-harness.ts';

const STICKY = stickyCookiesOf(shopProject(8080, []).balancers);

const cookie = (name: string, value: string, more: Partial<SetCookieFact> = {}): SetCookieFact => ({
  name,
  value,
  httpOnly: false,
  clears: false,
  ...more,
});

const answer = (more: Partial<AnswerFacts> = {}): AnswerFacts => ({
  method: 'GET',
  path: '/',
  status: 200,
  location: null,
  cookies: [],
  sent: new Set(['sid', 'JSESSIONID', 'theme', 'ROUTEID', 'csrftoken']),
  body: '',
  isMoved: false,
  isBeginning: false,
  ...more,
});

const quiet = [answer(), answer(), answer()];

interface Case {
  readonly signs?: ConstructorParameters<typeof SessionWatch>[0];
  readonly before: readonly AnswerFacts[];
  readonly last: AnswerFacts;
  readonly lost: string | null;
}

const CASES: Readonly<Record<string, Case>> = {
  'a session cookie replaced after a move': {
    before: [answer({ cookies: [cookie('sid', 'a')] })],
    last: answer({ cookies: [cookie('sid', 'b')], isMoved: true }),
    lost: 'cookie-replaced sid',
  },
  'cleared after a move': {
    before: [answer({ cookies: [cookie('sid', 'a')] })],
    last: answer({ cookies: [cookie('sid', '', { clears: true })], isMoved: true }),
    lost: 'cookie-cleared sid',
  },
  'replaced without a move, after answers that had left it alone: the member was restarted': {
    before: [answer({ cookies: [cookie('sid', 'a')] }), ...quiet],
    last: answer({ cookies: [cookie('sid', 'b')] }),
    lost: 'cookie-replaced sid',
  },
  'replaced without a move and at once: it may change all the time': {
    before: [answer({ cookies: [cookie('sid', 'a')] })],
    last: answer({ cookies: [cookie('sid', 'b')] }),
    lost: null,
  },
  'set again to the same value': {
    before: [answer({ cookies: [cookie('sid', 'a')] }), ...quiet],
    last: answer({ cookies: [cookie('sid', 'a')], isMoved: true }),
    lost: null,
  },
  'a value that changes in every answer is no id': {
    before: ['a', 'b', 'c', 'd', 'e'].map((value) => answer({ cookies: [cookie('sid', value)] })),
    last: answer({ cookies: [cookie('sid', 'f')], isMoved: true }),
    lost: null,
  },
  'a cookie that the user did not send can’t be replaced': {
    before: [answer({ cookies: [cookie('sid', 'a')] })],
    last: answer({ cookies: [cookie('sid', 'b')], isMoved: true, sent: new Set() }),
    lost: null,
  },
  'a log-in gives a new id': {
    before: [answer({ cookies: [cookie('sid', 'a')] }), ...quiet],
    last: answer({ method: 'POST', path: '/login', cookies: [cookie('sid', 'b')], isMoved: true }),
    lost: null,
  },
  'what happens at the beginning proves nothing': {
    before: [answer({ cookies: [cookie('sid', 'a')] })],
    last: answer({ cookies: [cookie('sid', 'b')], isMoved: true, isBeginning: true }),
    lost: null,
  },
  'our own route cookie is nobody’s session': {
    before: [answer({ cookies: [cookie('ROUTEID', '.1', { httpOnly: true })] })],
    last: answer({ cookies: [cookie('ROUTEID', '.2', { httpOnly: true })], isMoved: true }),
    lost: null,
  },
  'a token against forged requests': {
    before: [answer({ cookies: [cookie('csrftoken', 'a')] })],
    last: answer({ cookies: [cookie('csrftoken', 'b')], isMoved: true }),
    lost: null,
  },
  'any name that is HttpOnly is learned': {
    before: [answer({ cookies: [cookie('theme', 'a', { httpOnly: true })] })],
    last: answer({ cookies: [cookie('theme', 'b', { httpOnly: true })], isMoved: true }),
    lost: 'cookie-replaced theme',
  },
  'only the cookies that were named': {
    signs: { cookies: ['theme'] },
    before: [answer({ cookies: [cookie('sid', 'a'), cookie('theme', 'a')] })],
    last: answer({ cookies: [cookie('sid', 'b')], isMoved: true }),
    lost: null,
  },
  'sent to a login page from where it was not before': {
    before: [answer({ path: '/cart' })],
    last: answer({ path: '/cart?x=1', status: 302, location: '/login?next=/cart' }),
    lost: 'login-redirect ',
  },
  'sent to a login page from the beginning': {
    before: [answer({ path: '/cart', status: 302, location: '/login' })],
    last: answer({ path: '/cart', status: 302, location: '/login' }),
    lost: null,
  },
  'the text that was named appears where it was not before': {
    signs: { lostText: 'Your cart is empty' },
    before: [answer({ body: '3 lamps' })],
    last: answer({ body: 'Your cart is empty' }),
    lost: 'lost-text ',
  },
  'the text that was named was there all the time': {
    signs: { lostText: 'Sign in' },
    before: [answer({ body: 'Sign in' })],
    last: answer({ body: 'Sign in' }),
    lost: null,
  },
  'a marker becomes another one': {
    signs: { marker: { after: 'Hello, ', before: '<' } },
    before: [answer({ body: 'Hello, anna<' }), answer({ body: 'no greeting' })],
    last: answer({ body: 'Hello, guest<' }),
    lost: 'marker-changed ',
  },
};

describe('a session is lost', () => {
  test.each(Object.entries(CASES))('%s', (_, { signs, before, last, lost }) => {
    const watch = new SessionWatch(signs, STICKY);
    for (const facts of before) expect(watch.observe(facts)).toBeNull();
    const found = watch.observe(last);
    expect(found === null ? null : `${found.cause} ${found.cookie}`).toBe(lost);
  });

  test('of an application’s id with a route only the part before the route is the session', () => {
    const sticky = { ours: new Set<string>(), application: new Map([['JSESSIONID', '.']]) };
    const watch = new SessionWatch(undefined, sticky);
    watch.observe(answer({ cookies: [cookie('JSESSIONID', 'abc.1')] }));
    expect(watch.observe(answer({ cookies: [cookie('JSESSIONID', 'abc.2')], isMoved: true }))).toBeNull();
    expect(watch.observe(answer({ cookies: [cookie('JSESSIONID', 'xyz.2')], isMoved: true }))).toEqual({
      cause: 'cookie-replaced',
      cookie: 'JSESSIONID',
    });
  });

  test('whether anything can tell it', () => {
    const watch = new SessionWatch(undefined, STICKY);
    expect(watch.knowsSession).toBe(false);
    watch.observe(answer({ cookies: [cookie('ROUTEID', '.1')] }));
    expect(watch.knowsSession).toBe(false);
    watch.observe(answer({ cookies: [cookie('sid', 'a')] }));
    expect(watch.knowsSession).toBe(true);
  });
});
