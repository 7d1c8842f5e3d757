import { describe, expect, test } from 'vitest';
import { appFileOf, isAppUrl, webUrlOf } from '../../../electron/window/app-url.ts';
import { CONTENT_SECURITY_POLICY, mimeTypeOf } from '../../../electron/window/content-policy.ts';
import { plainUserAgent } from '../../../electron/window/user-agent.ts';

describe('appFileOf', () => {
  test.each([
    ['app://routepin/', 'index.html'],
    ['app://routepin/index.html?x=1#y', 'index.html'],
    ['app://routepin/assets/index-Ab_9.js', 'assets/index-Ab_9.js'],
    ['app://routepin/../../package.json', 'package.json'],
    ['app://routepin/..%2f..%2fpackage.json', null],
    ['app://routepin/%2e%2e/main.cjs', 'main.cjs'],
    ['app://routepin/a%5c..%5cb.js', null],
    ['app://routepin/a%00.js', null],
    ['app://routepin/%zz', null],
    ['app://routepin/.hidden', null],
    ['app://routepin/C:/x.js', null],
    ['app://other/index.html', null],
    ['https://routepin/index.html', null],
    ['nonsense', null],
  ])('%s is %s', (url, file) => {
    expect(appFileOf(url)).toBe(file);
  });
});

describe('isAppUrl', () => {
  test.each([
    ['app://routepin/index.html', true],
    ['app://routepin', true],
    ['app://routepin.evil/index.html', false],
    ['app://routepinx/', false],
    ['http://routepin/', false],
    ['', false],
  ])('%s: %s', (url, expected) => {
    expect(isAppUrl(url)).toBe(expected);
  });
});

describe('webUrlOf: only http(s), without a login in it', () => {
  test.each([
    ['http://a/', 'http://a/'],
    ['HTTPS://a/x y', 'https://a/x%20y'],
    ['file:///etc/passwd', null],
    ['javascript:alert(1)', null],
    ['mailto:a@b', null],
    ['http://good.example@evil.example/', null],
    ['a/b', null],
  ])('%s is %s', (text, expected) => {
    expect(webUrlOf(text)).toBe(expected);
  });
});

test('the policy allows no script but ours and no frame at all (DESIGN.md §8)', () => {
  const policy = Object.fromEntries(
    CONTENT_SECURITY_POLICY.split('; ').map((part) => {
      const [name = '', ...sources] = part.split(' ');
      return [name, sources];
    }),
  );
  expect(policy['default-src']).toEqual(["'none'"]);
  expect(policy['script-src']).toEqual(["'self'"]);
  expect(policy['frame-ancestors']).toEqual(["'none'"]);
  expect(policy).not.toHaveProperty('frame-src');
  expect(CONTENT_SECURITY_POLICY).not.toMatch(/unsafe|\*|https?:/);
});

test.each([
  ['index.html', 'text/html; charset=utf-8'],
  ['assets/a.JS', 'text/javascript; charset=utf-8'],
  ['inter.woff2', 'font/woff2'],
  ['main.cjs', null],
  ['LICENSE', null],
])('the type of %s is %s', (file, type) => {
  expect(mimeTypeOf(file)).toBe(type);
});

test('no field names the product or Electron (DESIGN.md §8)', () => {
  const agent =
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) routepin/0.1.0 Chrome/114.0.5735.106 Electron/25.1.1 Safari/537.36';
  expect(plainUserAgent(agent, 'routepin')).toBe(
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/114.0.5735.106 Safari/537.36',
  );
});
