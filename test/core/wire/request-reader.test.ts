import { describe, expect, it } from 'vitest';
import { FieldId, type RequestHead } from '../../../core/wire/index.ts';
import { bytesOf, requestReader } from './support.ts';

const GET = 'GET /a HTTP/1.1\r\nHost: h\r\n\r\n';

function headOf(text: string): RequestHead {
  const { reader, log } = requestReader();
  reader.push(bytesOf(text));
  expect(log.error).toBeNull();
  return log.requests[0] as RequestHead;
}

describe('request heads', () => {
  it('keep fields as they came: order, case, duplicates; white space around values gone', () => {
    const head = headOf(
      'GET / HTTP/1.1\r\nhOST:h\r\nX-B: 2 \t\r\nx-a:\t1  2\r\nX-B: 3\r\nEmpty:\r\nObs: \xe9\r\n\r\n',
    );
    expect(head.fields).toEqual([
      'hOST',
      'h',
      'X-B',
      '2',
      'x-a',
      '1  2',
      'X-B',
      '3',
      'Empty',
      '',
      'Obs',
      '\xe9',
    ]);
  });

  it('number the fields by name, whatever the case', () => {
    const head = headOf(
      'GET / HTTP/1.1\r\nhost: h\r\nCookie: a\r\ncOOKIE: b\r\nX-Y: c\r\nX-Forwarded-For: d\r\nAccept: e\r\n\r\n',
    );
    expect(head.ids).toEqual([
      FieldId.host,
      FieldId.cookie,
      FieldId.cookie,
      FieldId.other,
      FieldId.xForwardedFor,
      FieldId.other,
    ]);
    expect(head.fields[4]).toBe('cOOKIE');
  });

  it.each([
    ['/a?b', 'origin', '/a?b', 2, 'h'],
    ['/a', 'origin', '/a', -1, 'h'],
    ['/?', 'origin', '/?', 1, 'h'],
    ['http://x:81/a?b?c', 'absolute', '/a?b?c', 2, 'x:81'],
    ['http://x', 'absolute', '/', -1, 'x'],
    ['https://x?q', 'absolute', '/?q', 1, 'x'],
    ['http://[::1]:1/', 'absolute', '/', -1, '[::1]:1'],
  ])('RFC 9112 §3.2: target %s', (target, targetForm, path, queryAt, host) => {
    const head = headOf(`GET ${target} HTTP/1.1\r\nHost: h\r\n\r\n`);
    expect(head).toMatchObject({ target, targetForm, path, queryAt, host });
  });

  it('RFC 9112 §3.2.4: OPTIONS for the whole server', () => {
    expect(headOf('OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n')).toMatchObject({
      targetForm: 'asterisk',
      path: '*',
    });
    expect(headOf('OPTIONS http://x HTTP/1.1\r\nHost: h\r\n\r\n')).toMatchObject({ path: '*', host: 'x' });
    expect(headOf('OPTIONS http://x/ HTTP/1.1\r\nHost: h\r\n\r\n')).toMatchObject({ path: '/' });
  });

  it.each([
    ['HTTP/1.1', '', true],
    ['HTTP/1.1', 'Connection: close', false],
    ['HTTP/1.1', 'Connection: x, CLOSE', false],
    ['HTTP/1.1', 'Connection: keep-alive, close', false],
    ['HTTP/1.1', 'Proxy-Connection: close', false],
    ['HTTP/1.0', '', false],
    ['HTTP/1.0', 'Connection: Keep-Alive', true],
    ['HTTP/1.0', 'Connection: keep-alive, close', false],
    ['HTTP/1.0', 'Proxy-Connection: keep-alive', false],
  ])('RFC 9112 §9.3: %s with "%s" keeps the connection: %s', (version, field, keepAlive) => {
    expect(headOf(`GET / ${version}\r\nHost: h\r\n${field === '' ? '' : `${field}\r\n`}\r\n`).keepAlive).toBe(
      keepAlive,
    );
  });

  it('RFC 9110 §7.6.1: lists the connection options that name fields, never what carries the message', () => {
    const head = headOf(
      'GET / HTTP/1.1\r\nHost: h\r\nConnection: X-A, keep-alive, host\r\nConnection: te,Content-Length\r\n\r\n',
    );
    expect(head.connectionOptions).toEqual(['x-a', 'te']);
  });

  it.each([
    ['HTTP/1.1', 'Connection: upgrade\r\nUpgrade: websocket', 'websocket'],
    ['HTTP/1.1', 'Connection: keep-alive, Upgrade\r\nUpgrade: a, b', 'a, b'],
    ['HTTP/1.1', 'Upgrade: websocket', null],
    ['HTTP/1.1', 'Connection: upgrade', null],
    ['HTTP/1.1', 'Connection: upgrade\r\nUpgrade:', null],
    ['HTTP/1.0', 'Connection: upgrade\r\nUpgrade: websocket', null],
  ])('RFC 9110 §7.8: %s %j wishes %j', (version, fields, upgrade) => {
    expect(headOf(`GET / ${version}\r\nHost: h\r\n${fields}\r\n\r\n`).upgrade).toBe(upgrade);
  });

  it.each([
    ['HTTP/1.1', '100-Continue', true, false],
    ['HTTP/1.1', 'tea', false, true],
    ['HTTP/1.0', '100-continue', false, false],
  ])('RFC 9110 §10.1.1: %s Expect: %s', (version, value, expectsContinue, expectsOther) => {
    expect(headOf(`GET / ${version}\r\nHost: h\r\nExpect: ${value}\r\n\r\n`)).toMatchObject({
      expectsContinue,
      expectsOther,
    });
  });

  it('say how the body is framed and how large the head was', () => {
    expect(headOf(`\r\n${GET}`)).toMatchObject({
      framing: 'none',
      contentLength: -1,
      headBytes: GET.length + 2,
    });
    expect(headOf('PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 007\r\n\r\n')).toMatchObject({
      framing: 'length',
      contentLength: 7,
    });
    expect(headOf('PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n')).toMatchObject({
      framing: 'chunked',
      contentLength: -1,
    });
  });
});

describe('the course of a connection', () => {
  it('stops after each message and hands back the rest', () => {
    const { reader, log } = requestReader();
    const bytes = bytesOf(GET + GET);
    expect(reader.push(bytes)).toBe(GET.length);
    expect(reader.state).toBe('ended');
    expect(reader.push(bytes, GET.length)).toBe(GET.length);
    reader.next();
    expect(reader.push(bytes, GET.length)).toBe(bytes.length);
    expect(log.lines).toEqual(['head GET /a', 'end', 'head GET /a', 'end']);
  });

  it('goes on within one push when next() is called at the end', () => {
    const { reader, log } = requestReader();
    log.act = (line) => line === 'end' && reader.next();
    const bytes = bytesOf(GET.repeat(3));
    expect(reader.push(bytes)).toBe(bytes.length);
    expect(log.lines).toHaveLength(6);
    expect(reader.state).toBe('idle');
  });

  it('next() before the end has no effect', () => {
    const { reader, log } = requestReader();
    reader.push(bytesOf('PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nab'));
    reader.next();
    reader.push(bytesOf('cd'));
    expect(log.lines).toEqual(['head PUT /', 'body ab', 'body cd', 'end']);
  });

  it('hands on body bytes as ranges of what was pushed, without copies', () => {
    const { reader, log } = requestReader();
    const bytes = bytesOf(
      'xxPUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n3;x\r\ncde\r\n0\r\nT: u\r\n\r\nyy',
    );
    expect(reader.push(bytes, 2, bytes.length - 2)).toBe(bytes.length - 2);
    expect(log.lines).toEqual(['head PUT /', 'body ab', 'body cde', 'end T|u']);
  });

  it('pauses after the head, and reports even an end without bytes when resumed', () => {
    const { reader, log } = requestReader();
    log.act = (line) => line.startsWith('head') && reader.pause();
    const bytes = bytesOf(GET);
    expect(reader.push(bytes)).toBe(bytes.length);
    expect(reader.isPaused).toBe(true);
    expect(log.lines).toEqual(['head GET /a']);
    expect(reader.push(bytes)).toBe(0);
    reader.resume();
    reader.push(new Uint8Array(0));
    expect(log.lines).toEqual(['head GET /a', 'end']);
  });

  it('pauses between the ranges of a body', () => {
    const { reader, log } = requestReader();
    log.act = (line) => line.startsWith('body') && reader.pause();
    const bytes = bytesOf(
      'PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n1\r\nb\r\n0\r\n\r\n',
    );
    let at = 0;
    for (let i = 0; i < 3; i++) {
      at = reader.push(bytes, at);
      reader.resume();
    }
    expect(at).toBe(bytes.length);
    expect(log.lines).toEqual(['head PUT /', 'body a', 'body b', 'end']);
  });

  it('detaches: the bytes after an upgrade are not ours', () => {
    const { reader, log } = requestReader();
    const head = 'GET / HTTP/1.1\r\nHost: h\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n';
    const bytes = bytesOf(`${head}\x81\x00`);
    expect(reader.push(bytes)).toBe(head.length);
    reader.detach();
    reader.next();
    expect(reader.push(bytes, head.length)).toBe(head.length);
    expect(reader.state).toBe('detached');
    expect(log.lines).toEqual(['head GET /', 'end']);
  });

  it.each([
    ['before anything', '', []],
    ['after empty lines', '\r\n\r', []],
    ['after a message', GET, ['head GET /a', 'end']],
    ['in the head', 'GET / HT', ['error premature-end 400 at 8']],
    [
      'in the body',
      'PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\na',
      ['head PUT /', 'body a', 'error premature-end 400 at 47'],
    ],
  ])('the client ends %s', (_when, text, lines) => {
    const { reader, log } = requestReader();
    reader.push(bytesOf(text));
    reader.finish();
    expect(log.lines).toEqual(lines);
  });

  it('reports one error, then nothing, and consumes nothing', () => {
    const { reader, log } = requestReader();
    reader.push(bytesOf(`${GET.slice(0, -2)}A : b\r\n\r\n`));
    expect(log.lines).toEqual([`error space-before-colon 400 at ${GET.length - 1}`]);
    expect(reader.push(bytesOf(GET))).toBe(0);
    reader.next();
    reader.finish();
    expect(log.lines).toHaveLength(1);
    expect(log.error?.detail).toContain('RFC 9112');
  });

  it('counts the offset of an error from the first byte of its message', () => {
    const { reader, log } = requestReader();
    log.act = (line) => line === 'end' && reader.next();
    for (const byte of bytesOf(`${GET}\r\nG\x00`)) reader.push(Uint8Array.of(byte));
    expect(log.lines.at(-1)).toBe('error bad-method 400 at 3');
  });
});

describe('limits of requests', () => {
  it.each([
    ['startLineBytes', { startLineBytes: 20 }, GET.replace('/a', '/aaaaaaa'), 414],
    ['fieldLineBytes', { fieldLineBytes: 6 }, GET, 431],
    ['fieldCount', { fieldCount: 1 }, GET.replace('Host', 'A: b\r\nHost'), 431],
    ['headBytes', { headBytes: 20 }, GET, 431],
    ['blankLines', { blankLines: 0 }, `\r\n${GET}`, 400],
    ['bodyBytes', { bodyBytes: 3 }, 'PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\n', 413],
    [
      'bodyBytes, chunked',
      { bodyBytes: 3 },
      'PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n2\r\n',
      413,
    ],
    [
      'chunkExtensionBytes',
      { chunkExtensionBytes: 3 },
      'PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1;ab\r\na\r\n1;c\r\n',
      413,
    ],
  ])('%s', (_name, limits, text, status) => {
    const { reader, log } = requestReader(limits);
    reader.push(bytesOf(text));
    expect(log.error?.status).toBe(status);
  });

  it('bodyBytes 0 is no limit', () => {
    const { reader, log } = requestReader({ bodyBytes: 0 });
    reader.push(bytesOf('PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 9007199254740991\r\n\r\n'));
    expect(log.error).toBeNull();
  });

  it('a head that never ends is refused without being kept', () => {
    const { reader, log } = requestReader();
    reader.push(bytesOf('GET / HTTP/1.1\r\n'));
    const line = bytesOf(`A: ${'b'.repeat(4000)}\r\n`);
    let pushed = 0;
    while (reader.state === 'head' && pushed < 1_000_000) {
      reader.push(line);
      pushed += line.length;
    }
    expect(log.error?.code).toBe('head-too-long');
    expect(pushed).toBeLessThan(140_000);
  });
});
