import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lookUpSession } from '../../../core/decision/index.ts';
import { settings } from './harness.ts';

const sticky = (stickysession = 'ROUTEID', rest = {}) => settings('ab', { stickysession, ...rest }).sticky;
const look = (url: string, cookie: string | null, config = sticky()) =>
  lookUpSession(config, `balancer://lb${url}`, cookie);

describe('the URL', () => {
  test.each<[string, string, string | null, string | null]>([
    ['§1.3.1 a query parameter', '/?ROUTEID=.c', '.c', 'c'],
    ['§1.3.1 the path is searched, decoded', '/x;ROUTEID=.c', '.c', 'c'],
    ['§1.3.1 the query is raw: %2E is no dot', '/?ROUTEID=x%2Ec', 'x%2Ec', null],
    ['§1.3.2 no delimiter is needed before the name', '/?XROUTEID=.c', '.c', 'c'],
    ['§1.3.2 nor in the path', '/ROUTEID=.c', '.c', 'c'],
    ['§1.3.2 case matters', '/?routeid=.c', null, null],
    ['§1.3.2 a name without = is passed over', '/ROUTEID/?ROUTEID=.c', '.c', 'c'],
    [
      '§1.3.2 the search goes on one character behind a failed name (seen on 2.4.71)',
      '/?ROUTEIDROUTEID=.c',
      null,
      null,
    ],
    ['§1.3.3 nothing after = looks further', '/?ROUTEID=', null, null],
    ['§1.3.4 delimiters right after = are skipped', '/?ROUTEID=&x=1.c', 'x=1.c', 'c'],
    ['§1.3.4 only delimiters after =: no value (seen on 2.4.71)', '/?ROUTEID=&&?', null, null],
    ['§1.3.4 / and # end nothing', '/x;ROUTEID=.c/y', '.c/y', 'c/y'],
    ['§1.3.4 ; ends nothing without scolonpathdelim', '/x;ROUTEID=.c;y', '.c;y', 'c;y'],
    ['§1.3.4 & ends a value', '/?ROUTEID=.c&ROUTEID=.d', '.c', 'c'],
    ['§1.3.4 a decoded ? ends a value (seen on 2.4.71)', '/;ROUTEID=.a?', '.a', 'a'],
    ['§1.3.5 the first with a value wins', '/?ROUTEID=zz&ROUTEID=.c', 'zz', null],
  ])('APACHE %s', (_, url, value, route) => {
    expect(look(url, null)).toMatchObject({ source: value === null ? null : 'url', value, route });
  });

  test('APACHE §1.3.5 scolonpathdelim makes ; a delimiter, at the beginning too', () => {
    const config = sticky('ROUTEID', { scolonpathdelim: true });
    expect(look('/x;ROUTEID=.c;y=1', null, config).route).toBe('c');
    expect(look('/x;ROUTEID=;.c;y=1', null, config).route).toBe('c');
  });

  test('APACHE §1.1 cookie and URL may have names of their own', () => {
    const config = sticky('JSESSIONID|jsessionid');
    expect(look('/;jsessionid=1.c', 'JSESSIONID=1.b', config)).toMatchObject({
      name: 'jsessionid',
      route: 'c',
    });
    expect(look('/;JSESSIONID=1.c', 'JSESSIONID=1.b', config)).toMatchObject({
      name: 'JSESSIONID',
      route: 'b',
    });
  });

  test('APACHE §1.1 names are cut at 63 characters', () => {
    const config = sticky(`${'n'.repeat(63)}X|${'u'.repeat(70)}`);
    expect(look('/', `${'n'.repeat(63)}=.c`, config).route).toBe('c');
  });

  test('APACHE §1.1 a name that is not ASCII is compared as UTF-8 bytes, which is what clients send', () => {
    const config = sticky('SITZUNGSSCHLÜSSEL');
    const bytes = Buffer.from('SITZUNGSSCHLÜSSEL', 'utf8').toString('latin1');
    expect(look('/', `a=b; ${bytes}=.c`, config)).toMatchObject({ name: 'SITZUNGSSCHLÜSSEL', route: 'c' });
    expect(look(`/?${bytes}=.d`, null, config).route).toBe('d');
    // 32 letters of two bytes each: cut in the middle of the last one.
    const long = sticky('ü'.repeat(32));
    expect(look('/', `${Buffer.from('ü'.repeat(32)).toString('latin1').slice(0, 63)}=.c`, long).route).toBe(
      'c',
    );
  });

  test('an empty URL name finds the first =, as strstr does', () => {
    expect(look('/?x=1.c', null, sticky('X|')).route).toBe('c');
    expect(look('/none', null, sticky('X|')).source).toBeNull();
  });

  test('an empty cookie name makes the balancer not sticky', () => {
    expect(sticky('|x')).toBeNull();
  });
});

describe('APACHE §1.2 URL first, then cookie', () => {
  test.each([
    ['a URL value wins', '/?ROUTEID=.a', 'url', 'a'],
    ['even without a separator', '/?ROUTEID=zzz', 'url', null],
    ['a URL without a value leaves it to the cookie', '/?ROUTEID=', 'cookie', 'b'],
    ['so do delimiters alone', '/?ROUTEID=&', 'cookie', 'b'],
  ])('%s', (_, url, source, route) => {
    expect(look(url, 'ROUTEID=.b')).toMatchObject({ source, route });
  });
});

describe('the cookie', () => {
  test.each<[string, string | null, string | null, string | null]>([
    ['none at all', null, null, null],
    ['§1.4.1 several headers joined', 'a=b, ROUTEID=.q', '.q', 'q'],
    ['§1.4.2 a blank before is enough', 'foo=x ROUTEID=.b', '.b', 'b'],
    ['§1.4.2 so is any white space', 'a\tROUTEID=.b', '.b', 'b'],
    ['§1.4.2 and a semicolon', 'a;ROUTEID=.b', '.b', 'b'],
    ['§1.4.2 and a comma', 'a,ROUTEID=.b', '.b', 'b'],
    ['§1.4.2 another name in front is not it', 'XROUTEID=.b', null, null],
    ['§1.4.2 nor with a hyphen', 'X-ROUTEID=.b', null, null],
    ['§1.4.2 the search goes on behind it', 'XROUTEID=.b; ROUTEID=.c', '.c', 'c'],
    ['§1.4.2 case matters', 'routeid=.b', null, null],
    ['§1.4.3 white space before =', 'ROUTEID \t=.b', '.b', 'b'],
    ['§1.4.3 the header must not end after =', 'ROUTEID=', null, null],
    ['§1.4.3 a name without = is passed over', 'ROUTEID; ROUTEID=.b', '.b', 'b'],
    ['§1.4.3 the search goes on two characters behind it (seen on 2.4.71)', 'ROUTEID ROUTEID=.b', null, null],
    ['§1.4.4 leading blanks are kept', 'ROUTEID = .b', ' .b', 'b'],
    ['§1.4.4 ends at ;', 'ROUTEID=.b;x', '.b', 'b'],
    ['§1.4.4 and at ,', 'ROUTEID=.b,x;y', '.b', 'b'],
    ['§1.4.4 quotes are kept', 'ROUTEID=".b"', '".b"', 'b"'],
    ['§1.4.4 trailing blanks too', 'ROUTEID=.b ;x', '.b ', 'b '],
    ['§1.4.4 a second = belongs to the value', 'ROUTEID==.x', '=.x', 'x'],
    ['§1.4.5 first match wins for good: no separator', 'ROUTEID=zzz; ROUTEID=.c', 'zzz', null],
    ['§1.4.5 first match wins for good: empty', 'ROUTEID=; ROUTEID=.c', '', null],
    ['§1.4.5 first match wins for good: unknown', 'ROUTEID=.zz; ROUTEID=.c', '.zz', 'zz'],
  ])('APACHE %s', (_, cookie, value, route) => {
    expect(look('/', cookie)).toMatchObject({ source: value === null ? null : 'cookie', value, route });
  });
});

describe('APACHE §1.5 the route in the value', () => {
  test.each<[string, string, string | null, string | null]>([
    ['everything after the first separator', 'abc.x.b', '.', 'x.b'],
    ['an empty session name', '.1', '.', '1'],
    ['no separator, no route', 'abc', '.', null],
    ['separator last: an empty route', 'abc.', '.', ''],
    ['another separator', 'abc-b.c', '-', 'b.c'],
    ['Off: the whole value', 'abc.b', 'Off', 'abc.b'],
  ])('%s', (_, value, stickysessionsep, route) => {
    expect(look('/', `ROUTEID=${value}`, sticky('ROUTEID', { stickysessionsep })).route).toBe(route);
  });

  test('Off and an empty value: an empty route', () => {
    expect(look('/', 'ROUTEID=;x', sticky('ROUTEID', { stickysessionsep: 'Off' })).route).toBe('');
  });

  test('a route beyond ASCII is UTF-8 on the wire; what is not UTF-8 stays as it is', () => {
    expect(look('/', 'ROUTEID=.\u00c3\u00bc%').route).toBe('ü%');
    expect(look('/', 'ROUTEID=.\u00fc').route).toBe('\u00fc');
  });
});

test('APACHE §1 without stickysession nothing is looked for', () => {
  expect(look('/?ROUTEID=.c', 'ROUTEID=.b', null)).toEqual({
    source: null,
    name: null,
    value: null,
    route: null,
  });
});

test('the lookup ends and never throws, for any text and any name', () => {
  const text = fc.string({
    unit: fc.constantFrom('R', 'I', '=', ';', '&', '?', '.', ' ', ',', 'x', '%', '\u00fc'),
  });
  fc.assert(
    fc.property(text, text, fc.constantFrom('R', 'RI', 'RR', 'X|', 'R|I'), (url, cookie, name) => {
      const found = look(`/${url}`, cookie, sticky(name));
      expect(found.source === null).toBe(found.value === null);
    }),
  );
});
