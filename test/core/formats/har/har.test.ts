import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  DECISION_CAUSES,
  DECISIONS,
  type ExchangeDetail,
  type FieldList,
  type ImportedRecording,
} from '../../../../core/contract/index.ts';
import { readHar, writeHar } from '../../../../core/formats/har/index.ts';

const OPTIONS = { secrets: true, version: '1.2.3', isTls: () => false };

/** An exchange that tells a long story. */
const DETAIL: ExchangeDetail = {
  id: 12,
  startedAtMs: Date.UTC(2026, 10, 27, 14, 32, 7, 5),
  site: 'shop',
  balancer: 'lb',
  method: 'POST',
  url: '/cart/3f2504e0-4f89-11d3-9a0c-0305e82c3301;jsessionid=s3cr3tvalue.2?page=2&token=t0psecret',
  status: 200,
  member: 'http://127.0.0.1:13003',
  route: '3',
  sessionRoute: '2',
  decision: 'moved',
  cause: 'connect-refused',
  routeChanged: true,
  setCookie: 'ROUTEID=.3; path=/',
  sessionId: 's1',
  tabId: null,
  attempts: 2,
  durationMs: 31.5,
  upgraded: false,
  bodyBytes: 11,
  record: {
    balancer: 'lb',
    lookup: { source: 'url', name: 'jsessionid', value: 's3cr3tvalue.2', route: '2' },
    decision: 'moved',
    cause: 'connect-refused',
    attempts: [
      {
        member: 'http://127.0.0.1:13002',
        route: '2',
        reason: 'sticky',
        outcome: 'connect-refused',
        candidates: [],
        connectMs: null,
        reusedConnection: false,
        durationMs: 1,
        markedError: true,
      },
    ],
    variables: { BALANCER_SESSION_ROUTE: '2' },
    routeChanged: true,
    setCookie: 'ROUTEID=.3; path=/',
  },
  explanation: {
    headline: 'Moved',
    summary: 'Its value `s3cr3tvalue.2` named route 2.',
    steps: [
      {
        id: 'url',
        verdict: 'yes',
        title: 'Route in the URL?',
        text: 'It holds `s3cr3tvalue.2`.',
        directive: 'stickysession',
        rule: 'APACHE.md §1.3',
        candidates: [],
      },
    ],
    variables: { BALANCER_SESSION_ROUTE: '2' },
  },
  clientRequest: {
    startLine:
      'POST /cart/3f2504e0-4f89-11d3-9a0c-0305e82c3301;jsessionid=s3cr3tvalue.2?page=2&token=t0psecret HTTP/1.1',
    fields: [
      ['Host', 'shop.localhost:8080'],
      ['Cookie', 'JSESSIONID=s3cr3tvalue.2; theme=dark-s3cr3t'],
      ['Authorization', 'Bearer t0psecret'],
      ['Referer', 'http://shop.localhost:8080/login?token=t0psecret'],
      ['Content-Type', 'text/plain'],
    ],
  },
  memberRequest: {
    startLine: 'POST /cart HTTP/1.1',
    fields: [['Cookie', 'JSESSIONID=s3cr3tvalue.2; theme=dark-s3cr3t']],
  },
  memberResponse: {
    startLine: 'HTTP/1.1 200 OK',
    fields: [['Set-Cookie', 'JSESSIONID=n3ws3cr3t.3; Path=/; HttpOnly; Secure']],
  },
  clientResponse: {
    startLine: 'HTTP/1.1 200 OK',
    fields: [
      ['Content-Type', 'text/html'],
      ['Set-Cookie', 'JSESSIONID=n3ws3cr3t.3; Path=/; HttpOnly; Secure'],
      ['Set-Cookie', 'ROUTEID=.3; path=/'],
    ],
  },
  client: '127.0.0.1',
  requestBodyBytes: 9,
  requestBody: { contentType: 'text/plain', base64: 'dDBwc2VjcmV0', isTruncated: false },
  responseBody: null,
  timing: { requestReadMs: 2, connectedMs: 5, firstByteMs: 30, finishedMs: 31.5 },
};

function read(text: string): ImportedRecording {
  const result = readHar(text);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

describe('an HTTP Archive out', () => {
  const { log } = JSON.parse(writeHar([DETAIL], OPTIONS)) as { log: Record<string, unknown> };
  const [entry] = log.entries as Record<string, Record<string, unknown>>[];

  test('has everything that HAR 1.2 requires, and its kinds', () => {
    expect(log).toMatchObject({ version: '1.2', creator: { name: 'Routepin', version: '1.2.3' } });
    expect(entry).toMatchObject({
      startedDateTime: '2026-11-27T14:32:07.005Z',
      time: 31.5,
      request: {
        method: 'POST',
        url: `http://shop.localhost:8080${DETAIL.url}`,
        httpVersion: 'HTTP/1.1',
        queryString: [
          { name: 'page', value: '2' },
          { name: 'token', value: 't0psecret' },
        ],
        cookies: [
          { name: 'JSESSIONID', value: 's3cr3tvalue.2' },
          { name: 'theme', value: 'dark-s3cr3t' },
        ],
        postData: { mimeType: 'text/plain', params: [], text: 't0psecret' },
        bodySize: 9,
      },
      response: {
        status: 200,
        statusText: 'OK',
        httpVersion: 'HTTP/1.1',
        cookies: [
          { name: 'JSESSIONID', value: 'n3ws3cr3t.3', path: '/', httpOnly: true, secure: true },
          { name: 'ROUTEID', value: '.3', path: '/' },
        ],
        content: { size: 11, mimeType: 'text/html', comment: 'The body was not kept.' },
        redirectURL: '',
        bodySize: 11,
      },
      cache: {},
      timings: { connect: 5, send: 0, wait: 25, receive: 1.5 },
      _route: '3',
      _decision: 'moved',
      _attempts: [{ member: 'http://127.0.0.1:13002', outcome: 'connect-refused' }],
    });
    expect(Object.keys(entry ?? {}).filter((key) => !key.startsWith('_'))).toEqual([
      'startedDateTime',
      'time',
      'request',
      'response',
      'cache',
      'timings',
    ]);
  });

  test('masked: no cookie value, credential, id or body is left anywhere, and routes are', () => {
    const text = writeHar([DETAIL], { ...OPTIONS, secrets: false });
    for (const secret of ['s3cr3t', 't0psecret', 'dDBwc2VjcmV0', '3f2504e0'])
      expect(text).not.toContain(secret);
    const [masked] = read(text).exchanges;
    expect(masked?.url).toBe('/cart/•••;jsessionid=•••.2?page=2&token=•••');
    expect(masked?.clientRequest.fields).toEqual([
      ['Host', 'shop.localhost:8080'],
      ['Cookie', 'JSESSIONID=•••.2; theme=•••'],
      ['Authorization', 'Bearer •••'],
      ['Referer', 'http://shop.localhost:8080/login?token=•••'],
      ['Content-Type', 'text/plain'],
    ]);
    expect(masked?.clientResponse?.fields[1]?.[1]).toBe('JSESSIONID=•••.3; Path=/; HttpOnly; Secure');
    expect(masked?.setCookie).toBe('ROUTEID=.3; path=/');
    expect(masked?.record.lookup.value).toBe('•••.2');
    expect(masked?.explanation.summary).toBe('Its value `•••.2` named route 2.');
    expect(masked?.explanation.steps[0]?.text).toBe('It holds `•••.2`.');
  });

  test('an answer that did not come, a tunnel, a path without Host', () => {
    const gone: ExchangeDetail = {
      ...DETAIL,
      status: 0,
      clientResponse: null,
      memberResponse: null,
      clientRequest: { startLine: 'GET / HTTP/1.0', fields: [] },
      url: '/',
      method: 'GET',
      requestBody: null,
    };
    const text = writeHar([gone, { ...DETAIL, status: 101, upgraded: true }], OPTIONS);
    expect(JSON.parse(text).log.entries[0]).toMatchObject({
      request: { url: 'http://shop/', httpVersion: 'HTTP/1.0' },
      response: { status: 0, statusText: '', httpVersion: '', headers: [] },
    });
    expect(read(text).exchanges[0]?.clientResponse).toBeNull();
    expect(read(text).exchanges[1]?.upgraded).toBe(true);
  });
});

const token = fc.stringMatching(/^[A-Za-z0-9-]{1,12}$/);
const fieldText = fc.stringMatching(/^[\x21-\x7e\xa0-\xff]{0,20}$/);
const fields: fc.Arbitrary<FieldList> = fc.array(fc.tuple(token, fieldText), { maxLength: 6 });
const secretValue = fc.stringMatching(/^[A-Za-z0-9]{12,24}$/);

const detail: fc.Arbitrary<ExchangeDetail> = fc
  .record({
    id: fc.nat(),
    startedAtMs: fc.integer({ min: 0, max: 4e12 }),
    method: fc.constantFrom('GET', 'POST', 'M-SEARCH'),
    url: fc.stringMatching(/^\/[\x21\x24-\x7e]{0,20}(\?[\x21\x24-\x7e]{0,20})?$/),
    status: fc.integer({ min: 100, max: 599 }),
    decision: fc.constantFrom(...DECISIONS),
    cause: fc.constantFrom(...DECISION_CAUSES),
    route: fc.option(token, { nil: null }),
    upgraded: fc.boolean(),
    durationMs: fc.double({ min: 0, max: 1e6, noNaN: true }),
    bodyBytes: fc.nat(),
    request: fields,
    response: fc.option(fields, { nil: null }),
    memberFields: fc.option(fields, { nil: null }),
    connectedMs: fc.option(fc.nat(1e6), { nil: null }),
    body: fc.option(
      fc.oneof(
        fc.uint8Array({ minLength: 1, maxLength: 30 }),
        fc.string({ unit: 'binary', minLength: 1 }).map((text) => new TextEncoder().encode(text)),
      ),
      { nil: null },
    ),
  })
  .map((made) => {
    const head = (startLine: string, list: FieldList) => ({ startLine, fields: list });
    const clientRequest = head(`${made.method} ${made.url} HTTP/1.1`, made.request);
    const clientResponse =
      made.response === null ? null : head(`HTTP/1.1 ${made.status} Some words`, made.response);
    const memberResponse = made.memberFields === null ? null : head('HTTP/1.1 200 OK', made.memberFields);
    const typeIn = (list: FieldList | undefined) =>
      list?.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? null;
    const body = (contentType: string | null) =>
      made.body === null
        ? null
        : { contentType, base64: Buffer.from(made.body).toString('base64'), isTruncated: true };
    const { decision, cause } = made;
    return {
      ...DETAIL,
      id: made.id,
      startedAtMs: made.startedAtMs,
      method: made.method,
      url: made.url,
      status: made.status,
      decision,
      cause,
      route: made.route,
      upgraded: made.upgraded,
      durationMs: made.durationMs,
      bodyBytes: made.bodyBytes,
      clientRequest,
      clientResponse,
      memberRequest: null,
      memberResponse,
      record: { ...DETAIL.record, decision, cause },
      requestBody: body(typeIn(made.request)),
      responseBody: body(typeIn((memberResponse ?? clientResponse)?.fields)),
      timing: { ...DETAIL.timing, connectedMs: made.connectedMs, finishedMs: made.durationMs },
    } satisfies ExchangeDetail;
  });

describe('out and in again', () => {
  test('everything is kept when secrets are', () => {
    fc.assert(
      fc.property(fc.array(detail, { maxLength: 5 }), (details) => {
        expect(read(writeHar(details, OPTIONS)).exchanges).toEqual(details);
      }),
    );
  });

  test('masked twice is masked once: nothing is left to mask', () => {
    fc.assert(
      fc.property(fc.array(detail, { maxLength: 3 }), (details) => {
        const once = writeHar(details, { ...OPTIONS, secrets: false });
        expect(writeHar(read(once).exchanges, { ...OPTIONS, secrets: false })).toBe(once);
      }),
    );
  });

  test('no value of a cookie survives masking, wherever it stands', () => {
    fc.assert(
      fc.property(detail, secretValue, fc.constantFrom('.', '!', '-'), (made, secret, separator) => {
        const value = `${secret}${separator}2`;
        const told: ExchangeDetail = {
          ...made,
          url: `/a;jsessionid=${value}?sid=${secret}`,
          sessionRoute: '2',
          setCookie: `ROUTEID=${value}; path=/`,
          clientRequest: {
            startLine: `GET /a;jsessionid=${value}?sid=${secret} HTTP/1.1`,
            fields: [['cookie', `a=1; b=${value};c=${secret}`]],
          },
          record: {
            ...made.record,
            lookup: { source: 'cookie', name: 'b', value, route: '2' },
            setCookie: `ROUTEID=${value}; path=/`,
          },
          explanation: { ...made.explanation, summary: `It was \`b=${value}\`.`, steps: [] },
        };
        expect(writeHar([told], { ...OPTIONS, secrets: false })).not.toContain(secret);
      }),
    );
  });

  test('times add up to the whole, whatever was measured', () => {
    fc.assert(
      fc.property(detail, (made) => {
        const { entries } = JSON.parse(writeHar([made], OPTIONS)).log;
        const { connect, send, wait, receive } = entries[0].timings;
        for (const part of [send, wait, receive]) expect(part).toBeGreaterThanOrEqual(0);
        expect(Math.max(0, connect) + send + wait + receive).toBeCloseTo(entries[0].time, 3);
      }),
    );
  });
});

describe('an HTTP Archive in', () => {
  const foreign = {
    log: {
      version: '1.2',
      creator: { name: 'WebInspector', version: '537.36' },
      pages: [],
      entries: [
        {
          startedDateTime: '2026-11-27T15:32:07.000+01:00',
          time: 40,
          request: {
            method: 'GET',
            url: 'https://shop.example/cart?x=1#top',
            httpVersion: 'h2',
            headers: [{ name: 'accept', value: '*/*' }],
            queryString: [],
            cookies: [],
            headersSize: -1,
            bodySize: -1,
          },
          response: {
            status: 200,
            statusText: '',
            httpVersion: 'h2',
            headers: [{ name: 'content-type', value: 'text/plain' }],
            cookies: [],
            content: { size: 3, mimeType: 'text/plain', text: 'grün' },
            redirectURL: '',
            headersSize: -1,
            bodySize: 12,
          },
          cache: {},
          timings: { blocked: 2, dns: 3, connect: 5, send: 1, wait: 20, receive: 9, ssl: 4 },
        },
      ],
    },
  };

  test('one of a browser: what it tells, and no decision made up', () => {
    const { creator, exchanges } = read(`\uFEFF${JSON.stringify(foreign)}`);
    expect(creator).toBe('WebInspector 537.36');
    expect(exchanges[0]).toMatchObject({
      id: 1,
      startedAtMs: Date.UTC(2026, 10, 27, 14, 32, 7),
      site: 'shop.example',
      url: '/cart?x=1',
      route: null,
      cause: 'recorded-elsewhere',
      requestBodyBytes: 0,
      clientRequest: { startLine: 'GET /cart?x=1 HTTP/1.1' },
      clientResponse: { startLine: 'HTTP/1.1 200' },
      timing: { requestReadMs: 11, connectedMs: 10, firstByteMs: 31, finishedMs: 40 },
      responseBody: { base64: Buffer.from('grün').toString('base64') },
    });
  });

  const spoiled = (change: (log: (typeof foreign)['log']) => unknown): string => {
    const log = structuredClone(foreign.log);
    return JSON.stringify({ log: change(log) });
  };
  test.each<[name: string, text: string, says: RegExp]>([
    ['no JSON', '{"log": {', /not JSON in line 1: the text ends too early/],
    ['another kind of JSON', '[]', /\$ is a list, not an object/],
    ['no entries', spoiled(({ version }) => ({ version })), /\$\.log\.entries is missing/],
    ['a version of the future', spoiled((log) => ({ ...log, version: '2.0' })), /\$\.log\.version/],
    [
      'a text where a number belongs',
      spoiled((log) => ({
        ...log,
        entries: [{ ...log.entries[0], response: { ...log.entries[0]?.response, status: '200' } }],
      })),
      /\$\.log\.entries\[0\]\.response\.status is "200", not a number/,
    ],
    [
      'no time',
      spoiled((log) => ({ ...log, entries: [{ ...log.entries[0], startedDateTime: 'yesterday' }] })),
      /\$\.log\.entries\[0\]\.startedDateTime "yesterday" is no time/,
    ],
    [
      'a decision that is none',
      spoiled((log) => ({ ...log, entries: [{ ...log.entries[0], _decision: 'guessed' }] })),
      /\$\.log\.entries\[0\]\._decision is "guessed"/,
    ],
    [
      'attempts of another shape',
      spoiled((log) => ({ ...log, entries: [{ ...log.entries[0], _attempts: [{ member: 1 }] }] })),
      /\$\.log\.entries\[0\]\._attempts/,
    ],
  ])('%s is said with its place', (_name, text, says) => {
    const result = readHar(text);
    if (result.ok) throw new Error('it was taken');
    expect(result.error.message).toMatch(says);
  });

  test('every problem is told, the first twenty by place', () => {
    const entries = Array.from({ length: 30 }, () => ({}));
    const result = readHar(JSON.stringify({ log: { version: '1.2', entries } }));
    if (result.ok) throw new Error('it was taken');
    expect(result.error.problems).toHaveLength(20);
    expect(result.error.message).toMatch(/and \d+ more/);
  });

  test('no text breaks it', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.json().map((json) => `{"log":${json}}`),
        ),
        (text) => {
          expect(typeof readHar(text).ok).toBe('boolean');
        },
      ),
    );
  });
});
