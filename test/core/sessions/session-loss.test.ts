import { describe, expect, test } from 'vitest';
import { playSessions, projectWith, summaryOf } from './harness.ts';

const cart = (value: string, attributes = '; HttpOnly') => ['Set-Cookie', `cart=${value}${attributes}`];
const moved = { decision: 'moved', cause: 'connect-refused' } as const;

/** A session pinned to 1 whose application has set a session cookie. */
function pinned(fields: readonly string[] = cart('a1')) {
  const play = playSessions();
  play.exchange({}, { route: '1', set: '.1', fields });
  play.exchange({ value: '.1' }, { route: '1' });
  return play;
}

describe('session loss', () => {
  test('a session cookie replaced by the member that took over', () => {
    const play = pinned();
    const exchange = play.exchange({ value: '.1' }, { route: '2', set: '.2', ...moved, fields: cart('b2') });
    expect(play.named('session.lost')).toMatchObject([
      { sessionId: exchange.sessionId, cookie: 'cart', cause: 'cookie-replaced', exchangeId: exchange.id },
    ]);
    expect(play.sessions.views()[0]?.lost).toEqual({
      cookie: 'cart',
      cause: 'cookie-replaced',
      exchangeId: exchange.id,
    });
  });

  test('replaced by a later answer, soon after the move', () => {
    const play = pinned();
    play.exchange({ value: '.1' }, { route: '2', set: '.2', ...moved });
    play.pass(10_000);
    const exchange = play.exchange({ value: '.2', url: '/cart' }, { route: '2', fields: cart('b2') });
    expect(play.named('session.lost')).toMatchObject([{ exchangeId: exchange.id }]);
  });

  test('told once, not with every further answer', () => {
    const play = pinned();
    play.exchange({ value: '.1' }, { route: '2', set: '.2', ...moved, fields: cart('b2') });
    play.exchange({ value: '.2' }, { route: '2', fields: cart('b3') });
    expect(play.named('session.lost')).toHaveLength(1);
  });

  test('a cookie that is cleared', () => {
    const play = pinned();
    play.exchange({ value: '.1' }, { route: '2', set: '.2', ...moved, fields: cart('', '; Max-Age=0') });
    expect(play.named('session.lost')).toMatchObject([{ cookie: 'cart', cause: 'cookie-cleared' }]);
  });

  test('a redirect to a log-in page', () => {
    const play = pinned();
    play.exchange(
      { value: '.1' },
      { route: '2', set: '.2', ...moved, status: 302, fields: ['Location', '/accounts/login/?next=/'] },
    );
    expect(play.named('session.lost')).toMatchObject([{ cookie: '', cause: 'login-redirect' }]);
  });

  describe('a session that began before Routepin', () => {
    const sends = (cookie: string) => ['Cookie', `theme=dark; ${cookie}`];

    test.each([
      ['replaced', cart('b2'), 'cookie-replaced'],
      ['cleared', cart('', '; Max-Age=0'), 'cookie-cleared'],
    ])('its cookie, which no answer has set here, is %s', (_, fields, cause) => {
      const play = playSessions();
      play.exchange({ value: '.1', fields: sends('cart=a1') }, { route: '1' });
      const asked = { value: '.1', fields: sends('cart=a1') };
      play.exchange(asked, { route: '2', set: '.2', ...moved, fields });
      expect(play.named('session.lost')).toMatchObject([{ cookie: 'cart', cause }]);
    });

    test('the very first request moves it', () => {
      const play = playSessions();
      const asked = { value: '.1', fields: sends('PHPSESSID=a1') };
      const fields = ['Set-Cookie', 'PHPSESSID=b2'];
      play.exchange(asked, { route: '2', set: '.2', ...moved, fields });
      expect(play.named('session.lost')).toMatchObject([{ cookie: 'PHPSESSID' }]);
    });

    test('Plone’s log-in cookie is cleared', () => {
      const play = playSessions();
      play.exchange({ value: '.1', fields: sends('__ac="xyz"') }, { route: '1' });
      const fields = ['Set-Cookie', '__ac="deleted"; Path=/; Expires=Wed, 31-Dec-97 23:59:59 GMT; Max-Age=0'];
      play.exchange(
        { value: '.1', fields: sends('__ac="xyz"') },
        { route: '2', set: '.2', ...moved, fields },
      );
      expect(play.named('session.lost')).toMatchObject([{ cookie: '__ac', cause: 'cookie-cleared' }]);
    });
  });

  test('its page has deleted the route cookie: somebody else answers, and gives it a new session', () => {
    const { sessions, named } = playSessions();
    const jar = { id: 'a'.repeat(22), isNew: false, isNavigation: true };
    const ask = (
      id: number,
      cookie: string,
      sessionRoute: string | null,
      route: string,
      set: string | null,
    ) => {
      const fields = ['User-Agent', 'X', 'Cookie', cookie];
      const asked = {
        site: 'shop',
        balancer: 'lb',
        method: 'GET',
        url: '/',
        fields,
        remoteAddress: '127.0.0.1',
      };
      const stickyValue = sessionRoute === null ? null : `.${sessionRoute}`;
      const { sessionId, tabId } = sessions.recognise({ ...asked, stickyValue, sessionRoute, jar });
      const summary = summaryOf({ id, sessionRoute, route, sessionId, tabId });
      sessions.finished(summary, set === null ? [] : ['Set-Cookie', set], fields);
    };
    ask(1, 'ROUTEID=.1; cart=a1', '1', '1', null);
    ask(2, 'cart=a1', null, '2', 'cart=b2; HttpOnly');
    expect(named('session.lost')).toMatchObject([
      { cookie: 'cart', cause: 'cookie-replaced', exchangeId: 2 },
    ]);
  });

  test('a failover without a move of the pin (shared ids) counts as a move', () => {
    const play = playSessions({ project: projectWith({ stickysession: 'JSESSIONID', routeCookie: null }) });
    play.exchange({}, { route: '1', set: 'aaa.1' });
    play.exchange({ value: 'aaa.1' }, { route: '2', set: 'bbb.2', ...moved });
    expect(play.named('session.lost')).toMatchObject([{ cookie: 'JSESSIONID', cause: 'cookie-replaced' }]);
  });

  describe('stays quiet', () => {
    test('when nothing has moved: a log-in changes the id', () => {
      const play = pinned();
      play.exchange({ value: '.1', method: 'POST', url: '/login' }, { route: '1', fields: cart('after') });
      expect(play.named('session.lost')).toEqual([]);
    });

    test('when the store is shared: the same cookie again after the move', () => {
      const play = pinned();
      play.exchange({ value: '.1' }, { route: '2', set: '.2', ...moved, fields: cart('a1') });
      play.exchange({ value: '.2' }, { route: '2' });
      expect(play.named('session.lost')).toEqual([]);
    });

    test('when the session part of an application’s id survives (Tomcat with replication)', () => {
      const play = playSessions({ project: projectWith({ stickysession: 'JSESSIONID', routeCookie: null }) });
      play.exchange({}, { route: '1', set: 'aaa.1' });
      play.exchange({ value: 'aaa.1' }, { route: '2', set: 'aaa.2', ...moved });
      expect(play.named('session.lost')).toEqual([]);
      expect(play.named('session.moved')).toMatchObject([{ from: '1', route: '2' }]);
    });

    test('for a cookie that changes with every answer', () => {
      const play = pinned();
      for (const value of ['a2', 'a3', 'a4'])
        play.exchange({ value: '.1' }, { route: '1', fields: cart(value) });
      play.exchange({ value: '.1' }, { route: '2', set: '.2', ...moved, fields: cart('b5') });
      expect(play.named('session.lost')).toEqual([]);
    });

    test('for a cookie that is no session', () => {
      const play = pinned(['Set-Cookie', 'theme=dark']);
      play.exchange(
        { value: '.1' },
        { route: '2', set: '.2', ...moved, fields: ['Set-Cookie', 'theme=light'] },
      );
      expect(play.named('session.lost')).toEqual([]);
    });

    test('when the client has thrown its session away itself', () => {
      const play = pinned();
      play.exchange(
        { value: '.1', fields: ['Cookie', 'ROUTEID=.1'] },
        { route: '2', set: '.2', ...moved, fields: cart('b2') },
      );
      expect(play.named('session.lost')).toEqual([]);
    });

    test('for a token against forged requests', () => {
      const play = playSessions();
      const fields = ['Cookie', 'csrftoken=a; XSRF-TOKEN=b'];
      play.exchange({ value: '.1', fields }, { route: '1' });
      const set = ['Set-Cookie', 'csrftoken=c', 'Set-Cookie', 'XSRF-TOKEN=d'];
      play.exchange({ value: '.1', fields }, { route: '2', set: '.2', ...moved, fields: set });
      expect(play.named('session.lost')).toEqual([]);
    });

    test('for the route cookie itself', () => {
      const play = pinned();
      play.exchange({ value: '.1' }, { route: '2', set: '.2', ...moved });
      expect(play.named('session.lost')).toEqual([]);
    });

    test('long after the move', () => {
      const play = pinned();
      play.exchange({ value: '.1' }, { route: '2', set: '.2', ...moved });
      play.pass(61_000);
      play.exchange({ value: '.2' }, { route: '2', fields: cart('b2') });
      expect(play.named('session.lost')).toEqual([]);
    });

    test('when the session was sent to the log-in page before, too', () => {
      const play = pinned();
      const toLogin = { status: 302, fields: ['Location', 'http://localhost/login'] };
      play.exchange({ value: '.1' }, { route: '1', ...toLogin });
      play.exchange({ value: '.1' }, { route: '2', set: '.2', ...moved, ...toLogin });
      expect(play.named('session.lost')).toEqual([]);
    });

    test('for a page whose path only looks like a log-in', () => {
      const play = pinned();
      play.exchange(
        { value: '.1' },
        { route: '2', set: '.2', ...moved, status: 302, fields: ['Location', '/blog/loginess?to=/login'] },
      );
      expect(play.named('session.lost')).toEqual([]);
    });
  });
});
