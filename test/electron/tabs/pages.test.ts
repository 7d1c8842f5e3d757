import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseProject } from '../../../core/contract/index.ts';
import { addressOf, pinCookieNames } from '../../../electron/tabs/jar.ts';
import { loadTrouble, pageAddress } from '../../../electron/tabs/page-address.ts';
import { viewBounds } from '../../../electron/tabs/view-bounds.ts';

describe('pageAddress', () => {
  test.each([
    ['/cart?a=1', 'http://shop.localhost:8080/cart?a=1'],
    ['127.0.0.1:8080/x', 'http://127.0.0.1:8080/x'],
    ['localhost:8080', 'http://localhost:8080/'],
    [' https://a.test ', 'https://a.test/'],
    ['shop.localhost:8080/cart', 'http://shop.localhost:8080/cart'],
    ['//a.test/x', 'http://a.test/x'],
  ])('%s loads %s', (typed, url) => {
    expect(pageAddress(typed, 'http://shop.localhost:8080')).toBe(url);
  });

  test.each([
    '',
    '  ',
    'javascript:alert(1)',
    'file:///etc/passwd',
    'data:text/html,x',
    'http://u:p@a/',
    'http://',
  ])('%j is refused', (typed) => {
    expect(pageAddress(typed, 'http://a/')).toBeNull();
  });

  test('whatever is typed, only web addresses come out', () => {
    fc.assert(
      fc.property(fc.string(), (typed) => {
        const url = pageAddress(typed, 'http://a:8080');
        expect(url === null || /^https?:\/\//.test(url)).toBe(true);
      }),
    );
  });
});

test.each([
  ['ERR_CONNECTION_REFUSED', 'Nothing listens at a:8080'],
  ['ERR_NAME_NOT_RESOLVED', 'a:8080 is not a name'],
  ['ERR_NEVER_HEARD_OF', '(ERR_NEVER_HEARD_OF)'],
])('%s in words', (error, words) => {
  expect(loadTrouble(error, 'http://a:8080/x')).toContain(words);
});

describe('viewBounds', () => {
  test('CSS pixels at a zoom factor', () => {
    expect(viewBounds({ x: 64, y: 100.4, width: 600, height: 400 }, 1.5)).toEqual({
      x: 96,
      y: 151,
      width: 900,
      height: 600,
    });
  });

  test('neighbours share their edge at any zoom', () => {
    const size = fc.double({ min: 1, max: 3000, noNaN: true });
    fc.assert(
      fc.property(size, size, fc.double({ min: 0.25, max: 5, noNaN: true }), (first, second, zoom) => {
        const left = viewBounds({ x: 0, y: 0, width: first, height: 10 }, zoom);
        const right = viewBounds({ x: first, y: 0, width: second, height: 10 }, zoom);
        expect(left.x + left.width).toBe(right.x);
      }),
    );
  });
});

test('the cookies of a pin are those the balancers look for and set', () => {
  const project = parseProject({
    version: 1,
    name: 'p',
    sites: [],
    balancers: [
      { name: 'a', stickysession: 'JSESSIONID|jsessionid', members: [] },
      { name: 'b', stickysession: 'ROUTEID', members: [], routeCookie: { name: 'ROUTEID' } },
      { name: 'c', members: [] },
    ],
  });
  if (!project.ok) throw new Error(JSON.stringify(project.error));
  expect([...pinCookieNames(project.value)].sort()).toEqual(['JSESSIONID', 'ROUTEID']);
});

test.each([
  [{ domain: '127.0.0.1', path: '/', secure: false }, 'http://127.0.0.1/'],
  [{ domain: '.shop.localhost', path: '/app', secure: true }, 'https://shop.localhost/app'],
])('the address of a cookie: %o', (cookie, address) => {
  expect(addressOf(cookie)).toBe(address);
});
