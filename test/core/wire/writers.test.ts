import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CHUNK_END,
  chunkHeader,
  chunkSeparator,
  FieldId,
  fieldIdOf,
  fieldLine,
  findField,
  hasListToken,
  indexOfField,
  isFieldValue,
  isSameName,
  isToken,
  lastChunk,
  pureNatives,
  requestError,
  responseError,
  writeRequestHead,
  writeResponseHead,
} from '../../../core/wire/index.ts';
import { runRequests, runResponses } from './oracle/codec-run.ts';
import { bytesOf, requestReader } from './support.ts';

describe('writers', () => {
  it('write heads', () => {
    expect(writeRequestHead('GET', '/a', ['Host', 'h', 'X', ''])).toBe(
      'GET /a HTTP/1.1\r\nHost: h\r\nX: \r\n\r\n',
    );
    expect(writeResponseHead(200, 'OK', ['A', 'b'])).toBe('HTTP/1.1 200 OK\r\nA: b\r\n\r\n');
    expect(writeResponseHead(204, '', [])).toBe('HTTP/1.1 204 \r\n\r\n');
    expect(fieldLine('A', 'b')).toBe('A: b\r\n');
  });

  it('write what the reader reads, byte for byte, obs-text included', () => {
    const text = 'POST /x HTTP/1.1\r\nHost: h\r\nx-OBS: \x80\xff\r\nA: 1\r\na: 2\r\n\r\n';
    const { reader, log } = requestReader();
    reader.push(bytesOf(text));
    const head = log.requests[0];
    expect(writeRequestHead(head?.method ?? '', head?.target ?? '', head?.fields ?? [])).toBe(text);
  });

  it('RFC 9112 §7.1: chunks as written are read as the same bytes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { maxLength: 5 }), (parts) => {
        const texts = parts.map((part) => pureNatives.latin1(part, 0, part.length));
        const coded = texts.map((text) => chunkHeader(text.length) + text + CHUNK_END).join('');
        const joined = texts
          .map((text, i) => (i === 0 ? chunkHeader(text.length) : chunkSeparator(text.length)) + text)
          .join('');
        expect(joined + (texts.length > 0 ? CHUNK_END : '')).toBe(coded);
        const head = writeResponseHead(200, 'OK', ['Transfer-Encoding', 'chunked']);
        const run = runResponses(bytesOf(head + coded + lastChunk(['T', 'u'])), { methods: ['GET'] });
        expect(run.messages[0]).toMatchObject({
          body: texts.join(''),
          trailers: ['T', 'u'],
          isComplete: true,
        });
      }),
      { seed: 3, numRuns: 200 },
    );
    expect(lastChunk([])).toBe('0\r\n\r\n');
  });

  it.each(['a\r\nX: y', 'a\nb', 'a\rb', 'a\0', '\x7f', 'č', '\u{1f600}', '\u010a'])(
    'a value must not be %j',
    (value) => {
      expect(isFieldValue(value)).toBe(false);
    },
  );

  it.each(['', 'a b\tc', 'é\xff', ';,="'])('a value may be %j', (value) => {
    expect(isFieldValue(value)).toBe(true);
  });

  it('names are tokens', () => {
    expect(isToken('X-Route')).toBe(true);
    for (const name of ['', 'a b', 'a:', 'a\r\n', 'é', '(x)']) expect(isToken(name)).toBe(false);
  });

  it('what passes the checks can never add a line (injection)', () => {
    const character = fc
      .oneof(fc.nat(0x17f), fc.constantFrom(13, 10, 0, 58, 32))
      .map((code) => String.fromCharCode(code));
    const text = fc.array(character, { maxLength: 6 }).map((list) => list.join(''));
    fc.assert(
      fc.property(text, text, (name, value) => {
        if (isToken(name) && fieldIdOf(name) === FieldId.other) {
          const run = runRequests(bytesOf(writeRequestHead('GET', '/', ['Host', 'h', name, 'x'])));
          expect(run.messages[0]?.fields).toEqual(['Host', 'h', name, 'x']);
        }
        if (isFieldValue(value)) {
          const run = runRequests(bytesOf(writeRequestHead('GET', '/', ['Host', 'h', 'X', value])));
          expect(run.messages[0]?.fields).toEqual(['Host', 'h', 'X', value.replace(/^[ \t]+|[ \t]+$/g, '')]);
        }
      }),
      { seed: 4, numRuns: 1500 },
    );
  });
});

describe('field lists', () => {
  const fields = ['Host', 'h', 'COOKIE', 'a=1', 'cookie', 'b=2'];
  it('find names whatever their case', () => {
    expect(findField(fields, 'cookie')).toBe('a=1');
    expect(findField(fields, 'x')).toBeUndefined();
    expect(indexOfField(fields, 'cookie')).toBe(2);
    expect(indexOfField(fields, 'cookie', 4)).toBe(4);
    expect(indexOfField(fields, 'cookie', 6)).toBe(-1);
    // A value is not a name.
    expect(indexOfField(['a', 'cookie'], 'cookie')).toBe(-1);
  });
  it('fold ASCII letters only', () => {
    expect(isSameName('A-Z', 'a-z')).toBe(true);
    expect(isSameName('a@', 'a`')).toBe(false);
    expect(isSameName('X_Y', 'x\x7fy')).toBe(false);
    expect(isSameName('ab', 'a')).toBe(false);
  });
  it.each([
    ['close', true],
    ['keep-alive , CLOSE\t', true],
    [',,close', true],
    ['closed', false],
    ['x close', false],
    ['', false],
  ])('list %j has close: %s', (value, has) => {
    expect(hasListToken(value, 'close')).toBe(has);
  });
  it('ids are those of the reader', () => {
    expect(fieldIdOf('Set-COOKIE')).toBe(FieldId.setCookie);
    expect(fieldIdOf('constructor')).toBe(FieldId.other);
    expect(fieldIdOf('__proto__')).toBe(FieldId.other);
  });
});

describe('errors', () => {
  it('have the status that fits a request, and 502 for a response', () => {
    expect(requestError('field-too-long', 3)).toMatchObject({
      code: 'field-too-long',
      status: 431,
      offset: 3,
    });
    expect(responseError('field-too-long', 3)).toMatchObject({
      code: 'field-too-long',
      status: 502,
      offset: 3,
    });
  });
});
