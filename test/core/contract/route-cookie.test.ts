import { describe, expect, test } from 'vitest';
import { type RouteCookie, renderHeaderFormat, routeCookieFormat } from '../../../core/contract/index.ts';

describe('routeCookieFormat', () => {
  test.each<[name: string, cookie: RouteCookie, format: string]>([
    ['the recipe', { name: 'ROUTEID', path: '/' }, 'ROUTEID=.%{BALANCER_WORKER_ROUTE}e; path=/'],
    [
      'DESIGN §3 every attribute, in one order, whatever the order of the file',
      {
        sameSite: 'Lax',
        httpOnly: true,
        secure: true,
        maxAge: 3600,
        domain: 'x.localhost',
        path: '/',
        name: 'R',
      },
      'R=.%{BALANCER_WORKER_ROUTE}e; path=/; domain=x.localhost; max-age=3600; secure; httponly; samesite=Lax',
    ],
    ['false is absent', { name: 'R', secure: false, httpOnly: false }, 'R=.%{BALANCER_WORKER_ROUTE}e'],
    [
      'a value of its own',
      { name: 'R', value: 'x%%.%{BALANCER_WORKER_ROUTE}e' },
      'R=x%%.%{BALANCER_WORKER_ROUTE}e',
    ],
    ['APACHE §7.5 a percent sign in the name is doubled', { name: 'R%e', value: 'v' }, 'R%%e=v'],
    ['a max-age of 0', { name: 'R', value: 'v', maxAge: 0 }, 'R=v; max-age=0'],
  ])('%s', (_name, cookie, format) => {
    expect(routeCookieFormat(cookie)).toBe(format);
  });
});

describe('renderHeaderFormat (APACHE §7.5)', () => {
  test.each<[name: string, format: string, text: string]>([
    ['a variable', 'ROUTEID=.%{BALANCER_WORKER_ROUTE}e; path=/', 'ROUTEID=.2; path=/'],
    ['an unset one', 'a=%{BALANCER_SESSION_ROUTE}e', 'a=(null)'],
    ['an empty one', 'a=.%{EMPTY}e', 'a=.'],
    ['percent signs', 'a=%%{X}e%%', 'a=%{X}e%'],
    ['line breaks become blanks', 'a=%{BROKEN}e', 'a=x  y'],
  ])('%s', (_name, format, text) => {
    const variables = { BALANCER_WORKER_ROUTE: '2', EMPTY: '', BROKEN: 'x\r\ny' };
    expect(renderHeaderFormat(format, variables)).toBe(text);
  });
});
