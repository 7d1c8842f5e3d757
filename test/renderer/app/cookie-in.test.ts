import { describe, expect, test } from 'vitest';
import { cookieIn } from '../../../renderer/app/cookie-in.ts';

describe('the cookies in what was typed', () => {
  test.each([
    ['ROUTEID=.2', 'ROUTEID=.2'],
    ['  ROUTEID=.2; theme=dark ', 'ROUTEID=.2; theme=dark'],
    ['explain ROUTEID=.2', 'ROUTEID=.2'],
    ['Cookie: theme=dark; ROUTEID=.2', 'theme=dark; ROUTEID=.2'],
    ['explain cookie:JSESSIONID=a.jvm1', 'JSESSIONID=a.jvm1'],
    ['Set-Cookie: ROUTEID=.2; path=/', 'ROUTEID=.2; path=/'],
    ['id=a=b', 'id=a=b'],
    ['', null],
    ['explain', null],
    ['explain a cookie', null],
    ['ROUTEID=', null],
    ['=.2', null],
    ['new user', null],
  ])('%j: %j', (text, cookies) => {
    expect(cookieIn(text)).toBe(cookies);
  });
});
