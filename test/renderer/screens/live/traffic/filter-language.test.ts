import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ExchangeSummary } from '../../../../../core/contract/index.ts';
import { COLUMN_IDS } from '../../../../../renderer/screens/live/traffic/columns.ts';
import { conditionOf } from '../../../../../renderer/screens/live/traffic/condition-of.ts';
import {
  createFilter,
  type FilterContext,
  filterText,
  parseFilter,
  toggleTerm,
} from '../../../../../renderer/screens/live/traffic/filter-language.ts';
import { suggestFilters } from '../../../../../renderer/screens/live/traffic/filter-suggestions.ts';
import { exchange } from '../../../support.ts';

const context: FilterContext = {
  sessionLabel: (id) => ({ anna: 'anna', chrome: 'Chrome · Linux' })[id],
  userName: (id) => ({ anna: 'anna' })[id],
  tabTitle: (id) => ({ t1: 'Your cart', t2: 'Account' })[id],
  letterOf: (_, route) => ({ 1: 'A', 2: 'B', 3: 'C' })[route ?? ''],
  isLost: (id) => id === 7,
};
const finds = (text: string, fields: Partial<ExchangeSummary>) =>
  createFilter(parseFilter(text), context)(exchange(fields));

describe('the filter language', () => {
  test('a text is found in any letters, whatever its characters mean elsewhere', () => {
    const words = fc.oneof(
      fc.constantFrom('A.c', '(x', '[', '\\d', 'ß', 'É', '^/', 'k'),
      fc.string({ maxLength: 3 }),
    );
    fc.assert(
      fc.property(words, fc.string(), fc.string(), fc.boolean(), (word, before, after, isThere) => {
        fc.pre(word !== '' && !word.includes('"'));
        const url = `/${before}${isThere ? word.toUpperCase() : ''}${after}`;
        const found = url.toLowerCase().includes(word.toLowerCase());
        expect(finds(`path~"${word}"`, { url })).toBe(found);
      }),
    );
  });

  test.each<[text: string, fields: Partial<ExchangeSummary>, found: boolean]>([
    ['route:2', { route: '2' }, true],
    ['route:b', { route: '2' }, true],
    ['route:2', { route: '3', sessionRoute: '2' }, true],
    ['route:2', { route: '3', sessionRoute: '3' }, false],
    ['route:2', { route: null, sessionRoute: null }, false],
    ['session:anna', { sessionId: 'anna' }, true],
    ['session:chr', { sessionId: 'chrome' }, true],
    ['session:"chrome · linux"', { sessionId: 'chrome' }, true],
    ['session:linux', { sessionId: 'chrome' }, false],
    ['user:an', { sessionId: 'anna' }, true],
    ['user:chrome', { sessionId: 'chrome' }, false],
    ['set-cookie:routeid', { setCookie: 'ROUTEID=.1; path=/' }, true],
    ['set-cookie:route', { setCookie: 'ROUTEID=.1; path=/' }, false],
    ['set-cookie~.1', { setCookie: 'ROUTEID=.1; path=/' }, true],
    ['set-cookie~x', { setCookie: null }, false],
    ['static', { url: '/app.css?v=1' }, true],
    ['static', { url: '/cart?next=/app.css' }, false],
    ['-static', { url: '/img/logo.svg' }, false],
    ['-static', { url: '/cart' }, true],
    // What is wrong filters nothing.
    ['status:abc', { status: 200 }, true],
    ['stauts:5xx', { status: 200 }, true],
    ['status:abc method:post', { method: 'GET' }, false],
    ['tab:t1', { tabId: 't1' }, true],
    ['tab:"your c"', { tabId: 't1' }, true],
    ['tab:account', { tabId: 't1' }, false],
    ['tab:t1', { tabId: null }, false],
    ['session:anna', { sessionId: null }, false],
    ['status:404', { status: 404 }, true],
    ['status:5xx', { status: 503 }, true],
    ['status:5xx', { status: 404 }, false],
    ['status>399', { status: 404 }, true],
    ['method:post', { method: 'POST' }, true],
    ['path~cart', { url: '/api/cart?x=1' }, true],
    ['path:/cart', { url: '/cart' }, true],
    ['path:/cart', { url: '/cart/1' }, false],
    ['decision:moved', { decision: 'moved' }, true],
    ['moved:yes', { decision: 'moved' }, true],
    ['moved:no', { decision: 'moved' }, false],
    ['lost:yes', { id: 7 }, true],
    ['lost:yes', { id: 8 }, false],
    ['cookie:yes', { setCookie: 'ROUTEID=.1' }, true],
    ['ms>100', { durationMs: 101 }, true],
    ['ms<100', { durationMs: 101 }, false],
    ['member~13002', { member: 'http://127.0.0.1:13002' }, true],
    ['site:other', {}, false],
    ['-path~/static', { url: '/static/app.js' }, false],
    ['-path~/static', { url: '/cart' }, true],
    ['-static', { url: '/static/app.js' }, false],
    ['cart moved:yes', { decision: 'moved' }, true],
    ['cart moved:yes', { decision: 'pinned' }, false],
    ['nonsense:2', { url: '/x?nonsense:2' }, true],
    ['http://127', { member: 'http://127.0.0.1:13001' }, true],
    ['', {}, true],
    ['route:', {}, true],
  ])('%j with %j is found: %s', (text, fields, found) => {
    expect(finds(text, fields)).toBe(found);
  });

  test.each([
    ['status:abc', /“abc” is no status. Write a number as status:404, or a class as status:5xx/],
    ['status:600', /is no status/],
    ['status~5', /status:5xx/],
    ['status>x', /no number. Write status>399/],
    ['ms:fast', /no number. Write ms>100/],
    ['ms~1', /Write ms>100/],
    ['moved:maybe', /Write moved:yes or moved:no/],
    ['decision:guessed', /They are new, pinned, /],
    ['decision>new', /no order/],
    ['route>2', /route has no order. Write route:2/],
    ['stauts:5xx', /no “stauts”. Did you mean status:5xx/],
    ['rout:2', /Did you mean route:2/],
    ['-methood:GET', /Did you mean method:GET/],
  ])('%s is wrong, and says what and how', (text, says) => {
    expect(parseFilter(text)[0]?.problem).toMatch(says);
  });

  test.each([
    'status:5xx',
    'status>399',
    'ms>1.5',
    'moved:no',
    'decision~red',
    'http://127.0.0.1',
    'localhost:8080',
    'a:b',
    'path:<x>',
  ])('%s is nothing wrong', (text) => {
    expect(parseFilter(text).map(({ problem }) => problem)).toEqual([null]);
  });

  test('a condition that is toggled twice leaves the filter as it was', () => {
    const once = toggleTerm('route:2 path~/cart', 'status:404');
    expect(once).toBe('route:2 path~/cart status:404');
    expect(toggleTerm(once, 'status:404')).toBe('route:2 path~/cart');
    expect(filterText('session', 'Chrome · Linux')).toBe('session:"Chrome · Linux"');
  });

  test('what a cell writes finds its own exchange', () => {
    const told = exchange({
      route: '2',
      status: 404,
      setCookie: 'ROUTEID=.2',
      durationMs: 7.5,
      sessionId: 'chrome',
    });
    for (const column of COLUMN_IDS) {
      const term = conditionOf(column, told, 'Chrome · Linux');
      if (term !== null) expect(createFilter(parseFilter(term), context)(told), term).toBe(true);
    }
  });

  test('a chip becomes the same text again', () => {
    const text = 'route:2 -path~/static session:"Chrome · Linux" free';
    expect(
      parseFilter(text)
        .map(({ raw }) => raw)
        .join(' '),
    ).toBe(text);
  });

  test('no text breaks it', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(typeof finds(text, {})).toBe('boolean');
      }),
    );
  });
});

describe('suggestions', () => {
  const known = {
    routes: [{ route: '2', letter: 'B' }],
    users: ['anna'],
    tabs: ['Your cart', 'Account'],
    sessions: ['anna', 'Chrome · Linux', 'anna'],
  };

  test.each([
    ['ro', ['route:']],
    ['-ro', ['-route:']],
    ['m', ['method:', 'moved:', 'member~', 'ms>']],
    ['route:', ['route:2']],
    ['session:c', ['session:"Chrome · Linux"']],
    ['session:', ['session:anna', 'session:"Chrome · Linux"']],
    ['user:', ['user:anna']],
    ['stat', ['static', 'status:']],
    ['tab:y', ['tab:"Your cart"']],
    ['status:5', ['status:5xx']],
    ['moved:yes', []],
    ['path~/c', []],
  ])('%j offers %j', (draft, texts) => {
    expect(suggestFilters(draft, known).map(({ text }) => text)).toEqual(texts);
  });
});
