import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RequestHead, ResponseHead } from '../../../core/wire/index.ts';
import { bytesOf, requestReader, responseReader } from './support.ts';

const FIELDS = 'Host: h\r\nCookie: a=b\r\nX-Y: 1\r\n\r\n';
const first = (fields = FIELDS) => `GET /1 HTTP/1.1\r\n${fields}`;
const second = (fields = FIELDS) => `GET /second HTTP/1.1\r\n${fields}`;

/** The heads of requests that come one after another on one connection, each in the given pieces. */
function requestsOf(messages: readonly (readonly string[])[], limits = {}) {
  const { reader, log } = requestReader(limits);
  for (const pieces of messages) {
    for (const piece of pieces) {
      const bytes = bytesOf(piece);
      for (let at = reader.push(bytes); at < bytes.length && log.error === null; at = reader.push(bytes, at))
        reader.next();
      // Whoever kept a view of a chunk is found out.
      bytes.fill(0xaa);
    }
    reader.next();
  }
  return log;
}

/** All that a head says, but for the objects that it says it with. */
const meaning = (head: RequestHead | ResponseHead | undefined) => JSON.stringify(head);

/** Body bytes may come in other pieces: they are put together. */
function inOnePiece(lines: readonly string[]): readonly string[] {
  const joined: string[] = [];
  for (const line of lines) {
    if (line.startsWith('body ') && joined.at(-1)?.startsWith('body ') === true)
      joined.push(joined.pop() + line.slice(5));
    else joined.push(line);
  }
  return joined;
}

function fresh(message: string) {
  return requestsOf([[message]]);
}

describe('a field section that comes again byte for byte', () => {
  it('is handed out as the same objects, behind a start line of its own', () => {
    const { requests } = requestsOf([[first()], [second()], ['POST /3?q HTTP/1.0\r\n' + FIELDS]]);
    const [a, b, c] = requests;
    expect(requests).toHaveLength(3);
    for (const head of [b, c]) {
      expect(head?.fields).toBe(a?.fields);
      expect(head?.ids).toBe(a?.ids);
      expect(head?.fieldLines).toBe(a?.fieldLines);
    }
    expect(meaning(b)).toBe(meaning(fresh(second()).requests[0]));
    expect([c?.method, c?.path, c?.queryAt, c?.minorVersion, c?.keepAlive]).toEqual([
      'POST',
      '/3?q',
      2,
      0,
      false,
    ]);
  });

  it('is known in a head whose start line came in pieces', () => {
    const { requests } = requestsOf([[first()], ['GET /sec', 'ond HTTP/1.1\r\n', FIELDS]]);
    expect(requests[1]?.fields).toEqual(requests[0]?.fields);
    expect(meaning(requests[1])).toBe(meaning(fresh(second()).requests[0]));
  });

  it.each([
    ['one byte of a value', 'Host: h\r\nCookie: a=c\r\nX-Y: 1\r\n\r\n'],
    ['one byte of a name', 'Host: h\r\nCookie: a=b\r\nX-Z: 1\r\n\r\n'],
    ['the case of a name', 'Host: h\r\ncookie: a=b\r\nX-Y: 1\r\n\r\n'],
    ['the case of a value', 'Host: H\r\nCookie: a=b\r\nX-Y: 1\r\n\r\n'],
    ['a blank', 'Host: h\r\nCookie: a=b\r\nX-Y:  1\r\n\r\n'],
    ['one line less', 'Host: h\r\nCookie: a=b\r\n\r\n'],
    ['one line more', 'Host: h\r\nCookie: a=b\r\nX-Y: 1\r\nX-Y: 2\r\n\r\n'],
    ['another order', 'Cookie: a=b\r\nHost: h\r\nX-Y: 1\r\n\r\n'],
    ['that the connection closes', 'Host: h\r\nCookie: a=b\r\nConnection: close\r\n\r\n'],
    ['a body', 'Host: h\r\nCookie: a=b\r\nContent-Length: 0\r\n\r\n'],
  ])('differs by %s: read as if it were the first', (_what, fields) => {
    const { requests } = requestsOf([[first()], [second(fields)], [first()]]);
    expect(meaning(requests[1])).toBe(meaning(fresh(second(fields)).requests[0]));
    expect(meaning(requests[2])).toBe(meaning(fresh(first()).requests[0]));
    expect(requests[2]?.fields).not.toBe(requests[0]?.fields);
  });

  it('pieces cut at every byte say the same', () => {
    const text = first() + second() + second('Host: h\r\nCookie: a=b\r\nX-Y: 2\r\n\r\n') + first();
    const wanted = requestsOf([[text]]).requests.map(meaning);
    expect(wanted).toHaveLength(4);
    for (let cut = 1; cut < text.length; cut++) {
      const { requests } = requestsOf([[text.slice(0, cut), text.slice(cut)]]);
      expect(requests.map(meaning), `cut at ${cut}`).toEqual(wanted);
    }
    expect(requestsOf([[...text]]).requests.map(meaning)).toEqual(wanted);
  });

  it.each([
    ['the whole section', (size: number) => ({ headBytes: size })],
    ['one byte less', (size: number) => ({ headBytes: size - 1 })],
  ])('is held to the limit of a head with its own start line: %s', (_what, limitsFor) => {
    // The limit is that of the longer head, up to its empty line.
    const longer = second();
    const limits = limitsFor(longer.length - 2);
    const again = requestsOf([[first()], [longer]], limits);
    const alone = requestsOf([[longer]], limits);
    expect(again.error?.code).toBe(alone.error?.code);
    expect(again.error?.offset).toBe(alone.error?.offset);
    expect(again.requests.length - 1).toBe(alone.requests.length);
  });

  it('of more than is remembered is read anew, and forgets what was remembered', () => {
    const long = `Host: h\r\nX-Long: ${'x'.repeat(5000)}\r\n\r\n`;
    const { requests } = requestsOf([[first()], [second(long)], [second(long)], [first()]]);
    expect(requests[2]?.fields).toEqual(requests[1]?.fields);
    expect(requests[2]?.fields).not.toBe(requests[1]?.fields);
    expect(requests[3]?.fields).not.toBe(requests[0]?.fields);
  });

  it('what the start line makes of it is looked at each time', () => {
    // Transfer-Encoding is refused in HTTP/1.0, Expect and Upgrade are nothing there.
    const chunked = 'Host: h\r\nTransfer-Encoding: chunked\r\n\r\n';
    const log = requestsOf([
      [`POST / HTTP/1.1\r\n${chunked}0\r\n\r\n`],
      [`POST / HTTP/1.0\r\n${chunked}0\r\n\r\n`],
    ]);
    expect(log.requests).toHaveLength(1);
    expect(log.error?.code).toBe(requestsOf([[`POST / HTTP/1.0\r\n${chunked}0\r\n\r\n`]]).error?.code);
    const upgrade = 'Host: h\r\nConnection: upgrade\r\nUpgrade: x\r\nExpect: 100-continue\r\n\r\n';
    const { requests } = requestsOf([[`GET / HTTP/1.1\r\n${upgrade}`], [`GET / HTTP/1.0\r\n${upgrade}`]]);
    expect(requests.map((head) => [head.upgrade, head.expectsContinue])).toEqual([
      ['x', true],
      [null, false],
    ]);
  });

  it('after a trailer section in between', () => {
    const chunked = 'Host: h\r\nTransfer-Encoding: chunked\r\n\r\n';
    const message = `POST / HTTP/1.1\r\n${chunked}2\r\nhi\r\n0\r\nX-T: 1\r\n\r\n`;
    const { lines, requests } = requestsOf([[message], [message]]);
    expect(lines).toEqual(['head POST /', 'body hi', 'end X-T|1', 'head POST /', 'body hi', 'end X-T|1']);
    expect(requests[1]?.fields).toBe(requests[0]?.fields);
  });
});

describe('answers that repeat their fields', () => {
  const LENGTH = 'Content-Length: 2\r\nX: 1\r\n\r\n';

  function answersOf(messages: readonly (readonly [text: string, method: string])[]) {
    const { reader, log } = responseReader();
    for (const [text, method] of messages) {
      reader.begin(method, false);
      reader.push(bytesOf(text));
    }
    return log;
  }

  it('are framed by their own status and method', () => {
    const log = answersOf([
      [`HTTP/1.1 200 OK\r\n${LENGTH}hi`, 'GET'],
      [`HTTP/1.1 200 OK\r\n${LENGTH}`, 'HEAD'],
      [`HTTP/1.1 304 Not Modified\r\n${LENGTH}`, 'GET'],
      [`HTTP/1.1 404 Not Found\r\n${LENGTH}no`, 'GET'],
      [`HTTP/1.0 200 OK\r\n${LENGTH}hi`, 'GET'],
    ]);
    expect(log.lines).toEqual([
      'head 200 OK',
      'body hi',
      'end',
      'head 200 OK',
      'end',
      'head 304 Not Modified',
      'end',
      'head 404 Not Found',
      'body no',
      'end',
      'head 200 OK',
      'body hi',
      'end',
    ]);
    expect(log.responses.map(({ framing, keepAlive }) => [framing, keepAlive])).toEqual([
      ['length', true],
      ['none', true],
      ['none', true],
      ['length', true],
      ['length', false],
    ]);
    for (const head of log.responses) expect(head.fields).toBe(log.responses[0]?.fields);
  });

  it('that say all the same have the very same head, and only those', () => {
    const same = `HTTP/1.1 200 OK\r\n${LENGTH}`;
    const others: readonly (readonly [string, string])[] = [
      [same, 'HEAD'],
      [`HTTP/1.1 200 Ok\r\n${LENGTH}hi`, 'GET'],
      [`HTTP/1.1 201 OK\r\n${LENGTH}hi`, 'GET'],
      [`HTTP/1.1 200\r\n${LENGTH}hi`, 'GET'],
      [`HTTP/1.0 200 OK\r\n${LENGTH}hi`, 'GET'],
      [`HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX: 2\r\n\r\nhi`, 'GET'],
    ];
    for (const other of others) {
      const { responses } = answersOf([
        [`${same}hi`, 'GET'],
        [`${same}ho`, 'GET'],
        other,
        [`${same}hi`, 'GET'],
      ]);
      expect(responses).toHaveLength(4);
      expect(responses[1]).toBe(responses[0]);
      expect([responses[2] === responses[1], responses[3] === responses[2]]).toEqual([false, false]);
      expect(responses[3]).toEqual(responses[0]);
    }
  });

  it('an interim answer with the fields of the final one', () => {
    const hint = 'Link: </a>\r\n\r\n';
    const log = answersOf([
      [`HTTP/1.1 103 Early Hints\r\n${hint}HTTP/1.1 204 No Content\r\n${hint}`, 'GET'],
      [`HTTP/1.1 103 Early Hints\r\n${hint}HTTP/1.1 200 OK\r\n${LENGTH}hi`, 'GET'],
      [`HTTP/1.1 200 OK\r\n${LENGTH}ho`, 'GET'],
    ]);
    expect(log.lines).toEqual([
      'interim 103 no. 1',
      'head 204 No Content',
      'end',
      'interim 103 no. 1',
      'head 200 OK',
      'body hi',
      'end',
      'head 200 OK',
      'body ho',
      'end',
    ]);
    expect(log.responses.map((head) => head.fields[0])).toEqual([
      'Link',
      'Link',
      'Link',
      'Content-Length',
      'Content-Length',
    ]);
  });

  it('an interim answer whose repeated fields say close is refused, as when they come first', () => {
    const close = 'Connection: close\r\n\r\n';
    const log = answersOf([
      [`HTTP/1.1 103 Early Hints\r\nX: 1\r\n\r\nHTTP/1.1 103 Early Hints\r\n${close}`, 'GET'],
    ]);
    expect(log.error?.code).toBe('closing-interim-response');
  });
});

describe('property', () => {
  const sections = [
    'Host: h\r\n',
    'Host: h\r\nX: 1\r\n',
    'Host: h\r\nX: 2\r\n',
    'Host: h\r\nConnection: x\r\nX: 1\r\n',
    'Host: h\r\nContent-Length: 3\r\n',
    'Host: h\r\nContent-Length: 4\r\n',
    'Host: h\r\nTransfer-Encoding: chunked\r\n',
    `Host: h\r\nX-Long: ${'y'.repeat(4080)}\r\n`,
  ];
  const bodyFor = (section: string): string =>
    section.includes('chunked')
      ? '3\r\nabc\r\n0\r\nX-T: 1\r\n\r\n'
      : 'wxyz'.slice(0, Number(/Content-Length: (\d)/.exec(section)?.[1] ?? 0));
  const requestText = fc
    .record({
      start: fc.constantFrom('GET / HTTP/1.1', 'POST /longer?q=1 HTTP/1.1', 'PUT http://other/ HTTP/1.1'),
      section: fc.constantFrom(...sections),
      blank: fc.constantFrom('', '', '\r\n'),
    })
    .map(({ start, section, blank }) => `${blank}${start}\r\n${section}\r\n${bodyFor(section)}`);

  it('any sequence of requests on one connection is reported as each by a fresh reader', () => {
    fc.assert(
      fc.property(
        fc.array(requestText, { minLength: 2, maxLength: 8 }),
        fc.array(fc.nat(600), { maxLength: 8 }),
        (texts, places) => {
          const whole = texts.join('');
          const cuts = [...new Set(places)].filter((at) => at > 0 && at < whole.length).sort((a, b) => a - b);
          const pieces = [0, ...cuts].map((at, index) => whole.slice(at, cuts[index]));
          const { lines, requests } = requestsOf([pieces]);
          const alone = texts.map(fresh);
          expect(requests.map(meaning)).toEqual(alone.map((log) => meaning(log.requests[0])));
          expect(inOnePiece(lines)).toEqual(inOnePiece(alone.flatMap((log) => log.lines)));
        },
      ),
      { numRuns: 500 },
    );
  });

  const answerText = fc
    .record({
      status: fc.constantFrom('200 OK', '200 Fine', '404 Not Found', '304 Not Modified', '204 No Content'),
      section: fc.constantFrom(...sections.map((section) => section.replace('Host: h\r\n', ''))),
      interim: fc.constantFrom('', '', 'HTTP/1.1 103 Early Hints\r\nX: 1\r\n\r\n'),
    })
    .map(({ status, section, interim }) => {
      const hasBody = !/^(304|204)/.test(status);
      // Without a length it would end with the connection.
      const framed =
        hasBody && !/Content|chunked/.test(section) ? `${section}Content-Length: 0\r\n` : section;
      return `${interim}HTTP/1.1 ${status}\r\n${framed}\r\n${hasBody ? bodyFor(framed) : ''}`;
    });

  it('any sequence of answers on one connection is reported as each by a fresh reader', () => {
    fc.assert(
      fc.property(fc.array(answerText, { minLength: 2, maxLength: 8 }), (texts) => {
        const one = responseReader();
        const seen = texts.map((text) => {
          one.log.lines.length = 0;
          one.log.responses.length = 0;
          one.reader.begin('GET', false);
          const bytes = bytesOf(text);
          expect(one.reader.push(bytes)).toBe(bytes.length);
          return [...one.log.lines, ...one.log.responses.map(meaning)];
        });
        const alone = texts.map((text) => {
          const { reader, log } = responseReader();
          reader.begin('GET', false);
          reader.push(bytesOf(text));
          return [...log.lines, ...log.responses.map(meaning)];
        });
        expect(seen).toEqual(alone);
      }),
      { numRuns: 500 },
    );
  });
});
