import { describe, expect, test } from 'vitest';
import {
  DECISION_CAUSES,
  DECISIONS,
  forecastFor,
  headlineFor,
  sentenceFor,
} from '../../../core/contract/index.ts';

const told = { balancer: 'lb', setCookie: null, status: 200, route: '2', sessionRoute: null } as const;

describe('headlineFor', () => {
  const known = { ...told, cause: 'no-id', member: 'http://127.0.0.1:8101' } as const;
  test.each([
    [{ ...known, decision: 'new' }, 'New: balanced to route 2'],
    [{ ...known, decision: 'new', route: null }, 'New: balanced to http://127.0.0.1:8101'],
    [{ ...known, decision: 'new', route: null, balancer: null }, 'Sent to http://127.0.0.1:8101'],
    [{ ...known, decision: 'pinned', sessionRoute: '2' }, 'Pinned to route 2'],
    [{ ...known, decision: 'moved', sessionRoute: '1' }, 'Moved from route 1 to route 2'],
    [{ ...known, decision: 'moved', sessionRoute: '' }, 'Moved to route 2'],
    [{ ...known, decision: 'unknown-route', sessionRoute: '9' }, 'Unknown route 9: balanced to route 2'],
    [{ ...known, decision: 'refused', status: 503, route: null, member: null }, 'Refused: 503'],
  ] as const)('%o', (summary, headline) => {
    expect(headlineFor(summary)).toBe(headline);
  });
});

describe('sentenceFor', () => {
  test.each([
    [
      { ...told, decision: 'new', cause: 'no-id', setCookie: 'ROUTEID=.2; path=/' },
      'Balanced to route 2: it carried no route. The route cookie was set.',
    ],
    [
      { ...told, decision: 'pinned', cause: 'followed-route', sessionRoute: '2' },
      'Went to route 2: its route names this member.',
    ],
    [
      { ...told, decision: 'moved', cause: 'connect-refused', sessionRoute: '1', setCookie: 'x' },
      'Moved from route 1 to route 2: the member refused the connection. The route cookie was set.',
    ],
    [
      { ...told, decision: 'refused', cause: 'nobody-usable', status: 503, route: null },
      'Answered 503: no member is usable.',
    ],
    [
      { ...told, decision: 'new', cause: 'plain-target', balancer: null, route: null },
      'Sent straight to its target: no balancing on this path.',
    ],
    [
      { ...told, decision: 'pinned', cause: 'followed-route', route: '' },
      'Went to a member without a route: its route names this member.',
    ],
  ] as const)('%o', (summary, sentence) => {
    expect(sentenceFor(summary)).toBe(sentence);
  });

  test('every decision with every cause gives one whole sentence', () => {
    for (const decision of DECISIONS) {
      for (const cause of DECISION_CAUSES) {
        for (const route of [null, '', '2']) {
          const sentence = sentenceFor({
            ...told,
            decision,
            cause,
            route,
            sessionRoute: route === null ? null : '1',
          });
          expect(sentence).toMatch(/^[A-Z].*\.$/);
          expect(sentence).not.toMatch(/undefined|null/);
        }
      }
    }
  });
});

describe('forecastFor: nobody sent the request', () => {
  test.each([
    [
      { ...told, decision: 'new', cause: 'no-id', setCookie: 'ROUTEID=.2; path=/' },
      'Would be balanced to route 2: it carries no route. The route cookie would be set.',
    ],
    [
      { ...told, decision: 'pinned', cause: 'followed-route', sessionRoute: '2' },
      'Would go to route 2: its route names this member.',
    ],
    [
      { ...told, decision: 'unknown-route', cause: 'route-unknown', sessionRoute: '9' },
      'Would be balanced to route 2: it asks for route 9, and no member has that route.',
    ],
    [
      { ...told, decision: 'refused', cause: 'nobody-usable', status: 503, route: null },
      'Would be answered 503: no member is usable.',
    ],
    [{ ...told, decision: 'fallback', cause: 'standby' }, 'Would go to route 2: a hot standby stands in.'],
  ] as const)('%o', (summary, sentence) => {
    expect(forecastFor(summary)).toBe(sentence);
  });

  test('no decision is told as done', () => {
    for (const decision of DECISIONS) {
      const sentence = forecastFor({ ...told, decision, cause: 'followed-route', setCookie: 'x' });
      expect(sentence).toMatch(/^Would [a-z].*\.$/);
      expect(sentence).not.toMatch(/ was | were | carried | stood /);
    }
  });
});
