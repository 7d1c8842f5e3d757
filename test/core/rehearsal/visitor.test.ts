import { describe, expect, test } from 'vitest';
import { Visitor } from '../../../core/rehearsal/visitor.ts';
import { cookiesOf } from './fake-world.ts';

const NOW = new Date(1_800_000_000_000);
const answer = (status: number, ...fields: (readonly [string, string])[]) => ({ status, fields });
const set = (line: string) => ['Set-Cookie', line] as const;

describe('a virtual user’s browser', () => {
  test('sends back what was set, where it belongs, until it is cleared', () => {
    const visitor = new Visitor('http://shop.localhost:8080/', 'v1');
    expect(
      visitor.keep('/', answer(200, set('sid=a; Path=/; HttpOnly'), set('deep=b; Path=/x')), NOW),
    ).toEqual([
      { name: 'sid', value: 'a', httpOnly: true, clears: false },
      { name: 'deep', value: 'b', httpOnly: false, clears: false },
    ]);
    expect([...cookiesOf(visitor.request({ path: '/' })).keys()]).toEqual(['sid']);
    expect([...cookiesOf(visitor.request({ path: '/x/y' })).keys()].toSorted()).toEqual(['deep', 'sid']);
    const cleared = visitor.keep('/', answer(200, set('sid=; Path=/; Max-Age=0')), NOW);
    expect(cleared).toEqual([{ name: 'sid', value: '', httpOnly: false, clears: true }]);
    expect(visitor.request({ path: '/' }).fields.map(([name]) => name)).toEqual(['User-Agent', 'Accept']);
  });

  test('refuses a cookie of another host', () => {
    const visitor = new Visitor('http://127.0.0.1:8080', 'v1');
    visitor.keep('/', answer(200, set('sid=a; Domain=example.org')), NOW);
    expect(visitor.request({ path: '/' }).fields.some(([name]) => name === 'Cookie')).toBe(false);
  });

  test('a body is a form unless it says otherwise; its own fields win', () => {
    const visitor = new Visitor('http://127.0.0.1:8080', 'v1');
    const form = visitor.request({ method: 'POST', path: '/', body: 'a=b' });
    expect(form.fields).toContainEqual(['Content-Type', 'application/x-www-form-urlencoded']);
    const json = visitor.request({
      method: 'POST',
      path: '/',
      body: '{}',
      headers: { 'content-type': 'application/json', Accept: '*/*' },
    });
    expect(json.fields.filter(([name]) => name.toLowerCase() === 'content-type')).toEqual([
      ['content-type', 'application/json'],
    ]);
  });

  test.each<[string, number, string, string, string | null]>([
    ['absolute path', 302, 'GET', '/next?a=1#top', '/next?a=1'],
    ['own origin', 302, 'GET', 'http://127.0.0.1:8080/next', '/next'],
    ['own origin without a path', 302, 'GET', 'http://127.0.0.1:8080', '/'],
    ['relative', 302, 'GET', 'next', '/shop/next'],
    ['query only', 302, 'GET', '?p=2', '/shop/cart?p=2'],
    ['another host', 302, 'GET', 'http://example.org/', null],
    ['another port', 302, 'GET', 'http://127.0.0.1:80801/', null],
    ['another host without a scheme', 302, 'GET', '//example.org/', null],
    ['no redirect', 200, 'GET', '/next', null],
    ['not modified', 304, 'GET', '/next', null],
  ])('a redirect: %s', (_, status, method, location, path) => {
    const visitor = new Visitor('http://127.0.0.1:8080', 'v1');
    const sent = { method: method as 'GET', path: '/shop/cart' };
    expect(visitor.follow(sent, answer(status, ['Location', location]), 0)?.path ?? null).toBe(path);
  });

  test.each([
    [302, undefined, undefined],
    [303, undefined, undefined],
    [307, 'POST', 'a=b'],
  ])('%i after POST', (status, method, body) => {
    const visitor = new Visitor('http://127.0.0.1:8080', 'v1');
    const next = visitor.follow(
      { method: 'POST', path: '/', body: 'a=b' },
      answer(status, ['Location', '/x']),
      0,
    );
    expect(next?.method).toBe(method);
    expect(next?.body).toBe(body);
  });

  test('a circle of redirects ends', () => {
    const visitor = new Visitor('http://127.0.0.1:8080', 'v1');
    expect(visitor.follow({ path: '/' }, answer(302, ['Location', '/']), 5)).toBeNull();
  });
});
