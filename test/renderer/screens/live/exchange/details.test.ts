import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ExchangeDetail, FieldList } from '../../../../../core/contract/index.ts';
import { PAYMENT_ID } from '../../../../../renderer/fixtures/story.ts';
import { storyDetail } from '../../../../../renderer/fixtures/story-detail.ts';
import { storySnapshot } from '../../../../../renderer/fixtures/story-snapshot.ts';
import { splitCode } from '../../../../../renderer/format/rich-text.ts';
import { cookieScope } from '../../../../../renderer/screens/live/exchange/cookie-scope.ts';
import { cookiesSent, cookiesSet } from '../../../../../renderer/screens/live/exchange/cookie-story.ts';
import { compareHead } from '../../../../../renderer/screens/live/exchange/head-diff.ts';
import { textOfBody } from '../../../../../renderer/screens/live/exchange/kept-body.ts';
import { lossAfter } from '../../../../../renderer/screens/live/exchange/loss.ts';
import { timeTicks, timingSpans } from '../../../../../renderer/screens/live/exchange/timing-spans.ts';
import { INITIAL_CORE_STATE, stateOfSnapshot } from '../../../../../renderer/store/live-state.ts';

const snapshot = storySnapshot(1_700_000_000_000);
const summary = snapshot.exchanges[PAYMENT_ID - 1];
if (summary === undefined) throw new Error('the story has a payment');
const payment: ExchangeDetail = storyDetail(summary);

const head = (fields: FieldList) => ({ startLine: 'GET / HTTP/1.1', fields });

describe('heads on both sides', () => {
  test.each<[string, FieldList, FieldList, readonly string[]]>([
    ['alike, whatever the case of names', [['Host', 'a']], [['host', 'a']], ['kept']],
    ['another value', [['Host', 'a']], [['Host', 'b']], ['changed']],
    ['only here', [['X-Forwarded-For', '::1']], [], ['only-here']],
    [
      'a repeated field is counted',
      [
        ['A', '1'],
        ['A', '1'],
      ],
      [['A', '1']],
      ['kept', 'changed'],
    ],
    [
      'another Set-Cookie is an addition',
      [
        ['Set-Cookie', 'a=1'],
        ['Set-Cookie', 'b=2'],
      ],
      [['Set-Cookie', 'a=1']],
      ['kept', 'only-here'],
    ],
  ])('%s', (_, here, there, fates) => {
    expect(compareHead(head(here), head(there)).map(({ fate }) => fate)).toEqual(fates);
  });

  test('without another side nothing is marked', () => {
    expect(compareHead(head([['Host', 'a']]), null)[0]?.fate).toBe('kept');
  });
});

describe('kept bodies', () => {
  const kept = (text: string, contentType: string | null) => ({
    contentType,
    base64: Buffer.from(text, 'latin1').toString('base64'),
    isTruncated: false,
  });

  test.each<[string, string | null, string | null]>([
    ['{"a":1}', 'application/json', '{"a":1}'],
    ['<a/>', 'image/svg+xml', null],
    ['<a/>', 'application/atom+xml; charset=utf-8', '<a/>'],
    ['a=1', 'application/x-www-form-urlencoded', 'a=1'],
    ['\xc3\xa4', 'text/plain', 'ä'],
    ['\xe4', 'text/plain', '\ufffd'],
    ['plain', null, 'plain'],
    ['\x89PNG\0', null, null],
    ['text', 'application/octet-stream', null],
  ])('%j of type %s is shown as %j', (text, contentType, shown) => {
    expect(textOfBody(kept(text, contentType))).toBe(shown);
  });
});

describe('cookies', () => {
  test('sent ones are split as RFC 6265 §5.4 joins them', () => {
    const sent = cookiesSent(
      [
        ['cookie', 'ROUTEID=.2; a=b=c;  empty='],
        ['Cookie', 'x'],
      ],
      'ROUTEID',
    );
    expect(sent).toEqual([
      { name: 'ROUTEID', value: '.2', isSticky: true },
      { name: 'a', value: 'b=c', isSticky: false },
      { name: 'empty', value: '', isSticky: false },
      { name: '', value: 'x', isSticky: false },
    ]);
  });

  test.each<[string, string, readonly (readonly [string, string, string])[]]>([
    ['the payment: the route cookie added', '/checkout/payment', [['ROUTEID', 'balancer', 'ok']]],
    ['a loss: the session replaced', '/checkout/review', [['connect.sid', 'member', 'warn']]],
    ['a log-out: the session cleared', '/account/logout', [['connect.sid', 'member', 'warn']]],
  ])('%s', (_, url, set) => {
    const found = snapshot.exchanges.find((exchange) => exchange.url === url);
    if (found === undefined) throw new Error(`the story has no ${url}`);
    expect(cookiesSet(storyDetail(found)).map(({ name, by, tone }) => [name, by, tone])).toEqual(set);
  });

  test.each([
    ['a=1; SameSite=None', 'SameSite=None needs Secure'],
    ['__Secure-a=1', 'needs Secure'],
    ['__Host-a=1; Secure; Path=/; Domain=x.test', 'no Domain'],
  ])('%s is refused by browsers', (text, why) => {
    const set = cookiesSet({
      ...payment,
      setCookie: null,
      clientResponse: head([['Set-Cookie', text]]),
    });
    expect(set[0]).toMatchObject({ tone: 'err' });
    expect(set[0]?.sentence).toContain(why);
  });

  test.each(['a=1; Max-Age=0', 'theme=; Expires=Thu, 01 Jan 1970 00:00:00 GMT'])('%s clears', (text) => {
    const set = cookiesSet({ ...payment, setCookie: null, clientResponse: head([['Set-Cookie', text]]) });
    expect(set[0]?.sentence).toContain('Clears');
  });
});

describe('where a cookie is sent back to', () => {
  test.each([
    ['a=1', 'Sent to shop.localhost, every port, under /cart, until the browser closes'],
    ['a=1; Path=/', 'Sent to shop.localhost, every port, until the browser closes'],
    [
      'a=1; Path=/x; Secure; HttpOnly; SameSite=Strict; Max-Age=86400',
      'Sent to shop.localhost, every port, under /x, when secure, hidden from scripts, never from other sites, for 1 day',
    ],
    ['a=1; Domain=.b.test; Path=/; Max-Age=0', 'Deleted at once for b.test and below, every port'],
    [
      'a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT',
      'Deleted at once for shop.localhost, every port, under /cart',
    ],
    [
      'a=1; Path=/; Expires=Wed, 09 Jun 2027 10:18:14 GMT',
      'Sent to shop.localhost, every port, until 2027-06-09 10:18 UTC',
    ],
    ['a=1; Path=/a; Path=/', 'Sent to shop.localhost, every port, until the browser closes'],
  ])('%s', (text, words) => {
    const attributes = text
      .split(';')
      .slice(1)
      .map((part) => part.trim());
    expect(cookieScope({ attributes }, 'shop.localhost:8080', '/cart/items?x=/y', Date.UTC(2026, 0))).toBe(
      words,
    );
  });
});

describe('sentences with values', () => {
  test.each([
    [
      'ROUTEID=.3; path=/ because BALANCER_ROUTE_CHANGED is set.',
      ['ROUTEID=.3', 'path=/', 'BALANCER_ROUTE_CHANGED'],
    ],
    ['None: nothing follows “ROUTEID=” anywhere in the URL.', ['ROUTEID=']],
    ['It is “a=b”; “c=d”.', ['a=b', 'c=d']],
    ['Refused after 0.4 ms, retry in 60 s.', ['0.4 ms', '60 s']],
    ['http://127.0.0.1:13002 has it.', ['http://127.0.0.1:13002']],
    ['Not reached.', []],
  ])('%s', (sentence, code) => {
    expect(
      splitCode(sentence)
        .filter(({ isCode }) => isCode)
        .map(({ text }) => text),
    ).toEqual(code);
  });

  test('the pieces are the sentence again', () => {
    fc.assert(
      fc.property(fc.string(), (sentence) => {
        expect(
          splitCode(sentence)
            .map(({ text }) => text)
            .join(''),
        ).toBe(sentence);
      }),
    );
  });
});

describe('timing', () => {
  test('stretches follow each other from the start to the end', () => {
    const spans = timingSpans(payment);
    expect(spans.map(({ kind }) => kind)).toEqual(['failed', 'connect', 'wait', 'receive']);
    expect(spans[0]?.startMs).toBe(0);
    expect(spans.at(-1)?.endMs).toBe(payment.timing.finishedMs);
    for (const [index, span] of spans.entries()) {
      if (index > 0) expect(span.startMs).toBe(spans[index - 1]?.endMs);
    }
  });

  test.each([0.4, 1, 7, 34, 95, 1000, 12_345, 61_000])(
    'a scale to %f ms has a few round times',
    (totalMs) => {
      const ticks = timeTicks(totalMs);
      expect(ticks[0]).toBe(0);
      expect(ticks.length).toBeGreaterThanOrEqual(2);
      expect(ticks.length).toBeLessThanOrEqual(5);
      expect(Math.max(...ticks)).toBeLessThan(totalMs);
    },
  );

  test('an exchange that nobody answered only waited', () => {
    const timing = { requestReadMs: null, connectedMs: null, firstByteMs: null, finishedMs: 5 };
    const record = { ...payment.record, attempts: [] };
    expect(timingSpans({ record, timing }).map(({ label }) => label)).toEqual(['Wait']);
  });
});

describe('the loss that an exchange caused', () => {
  const { live } = stateOfSnapshot(snapshot, INITIAL_CORE_STATE);
  const session = live.sessions.get('chrome');
  const at = (id: number) => {
    const found = snapshot.exchanges[id - 1];
    if (found === undefined) throw new Error(`no exchange ${id}`);
    return lossAfter(found, live.losses, session, live.exchanges);
  };

  test('the payment moved, and 86 ms later connect.sid was gone', () => {
    expect(at(PAYMENT_ID)).toEqual({ cookie: 'connect.sid', exchangeId: PAYMENT_ID + 1, laterMs: 86 });
  });

  test('the exchange that lost it says so itself', () => {
    expect(at(PAYMENT_ID + 1)?.laterMs).toBe(0);
  });

  test('one that moved nothing caused nothing', () => {
    expect(at(PAYMENT_ID + 2)).toBeNull();
  });
});
