import { describe, expect, it } from 'vitest';
import { bytesOf, responseReader } from './support.ts';

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab';

describe('answers on a member connection', () => {
  it('nothing is expected before begin(): bytes are not consumed', () => {
    const { reader, log } = responseReader();
    expect(reader.push(bytesOf(OK))).toBe(0);
    expect(reader.state).toBe('ended');
    reader.finish();
    expect(log.lines).toEqual([]);
  });

  it('bytes after an answer are not consumed', () => {
    const { reader } = responseReader();
    reader.begin('GET', false);
    expect(reader.push(bytesOf(`${OK}x`))).toBe(OK.length);
  });

  it('interim answers are counted, then the final one', () => {
    const { reader, log } = responseReader();
    reader.begin('GET', false);
    reader.push(bytesOf(`HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n${OK}`));
    expect(log.lines).toEqual(['interim 100 no. 1', 'interim 103 no. 2', 'head 200 OK', 'body ab', 'end']);
    expect(log.responses[1]?.fields).toEqual(['Link', 'x']);
    expect(log.responses[2]?.fields).toEqual(['Content-Length', '2']);
  });

  it('the count of interim answers begins anew with each request', () => {
    const { reader, log } = responseReader({ interimCount: 1 });
    for (let i = 0; i < 2; i++) {
      reader.begin('GET', false);
      reader.push(bytesOf(`HTTP/1.1 100 Continue\r\n\r\n${OK}`));
    }
    expect(log.error).toBeNull();
  });

  it('pauses after an interim answer', () => {
    const { reader, log } = responseReader();
    log.act = (line) => line.startsWith('interim') && reader.pause();
    reader.begin('GET', false);
    const interim = 'HTTP/1.1 100 Continue\r\n\r\n';
    const bytes = bytesOf(interim + OK);
    expect(reader.push(bytes)).toBe(interim.length);
    reader.resume();
    expect(reader.push(bytes, interim.length)).toBe(bytes.length);
    expect(log.lines.at(-1)).toBe('end');
  });

  it('RFC 9110 §7.8: after 101 the bytes belong to the new protocol', () => {
    const { reader, log } = responseReader();
    reader.begin('GET', true);
    const head = 'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n';
    expect(reader.push(bytesOf(`${head}\x81\x00`))).toBe(head.length);
    expect(reader.state).toBe('detached');
    expect(log.lines).toEqual(['head 101 Switching Protocols']);
    expect(log.responses[0]).toMatchObject({ status: 101, upgrade: 'websocket', keepAlive: false });
    reader.finish();
    expect(log.lines).toHaveLength(1);
  });

  it.each([
    ['HTTP/1.1', 'Content-Length: 0', true],
    ['HTTP/1.1', 'Content-Length: 0\r\nConnection: close', false],
    ['HTTP/1.1', 'Content-Length: 0\r\nConnection: keep-alive; timeout=5', false],
    ['HTTP/1.1', 'X: until close', false],
    ['HTTP/1.0', 'Content-Length: 0', false],
    ['HTTP/1.0', 'Content-Length: 0\r\nConnection: keep-alive', true],
    ['HTTP/1.0', 'Transfer-Encoding: chunked\r\nConnection: keep-alive', false],
  ])('RFC 9112 §9.3: %s %j keeps the connection: %s', (version, fields, keepAlive) => {
    const { reader, log } = responseReader();
    reader.begin('GET', false);
    reader.push(bytesOf(`${version} 200 OK\r\n${fields}\r\n\r\n`));
    expect(log.responses[0]?.keepAlive).toBe(keepAlive);
  });

  it.each([
    ['HEAD', 200, 'none'],
    ['GET', 204, 'none'],
    ['GET', 304, 'none'],
    ['GET', 200, 'length'],
    ['POST', 404, 'length'],
  ])('RFC 9112 §6.3: %s answered %i has framing %s; the length is told', (method, status, framing) => {
    const { reader, log } = responseReader();
    reader.begin(method, false);
    reader.push(bytesOf(`HTTP/1.1 ${status} X\r\nContent-Length: 7\r\n\r\n`));
    expect(log.responses[0]).toMatchObject({ framing, contentLength: 7 });
  });

  it('a body until close ends with the connection', () => {
    const { reader, log } = responseReader();
    reader.begin('GET', false);
    reader.push(bytesOf('HTTP/1.1 200 OK\r\n\r\nab'));
    reader.push(bytesOf('cd'));
    expect(reader.state).toBe('body');
    reader.finish();
    expect(log.lines).toEqual(['head 200 OK', 'body ab', 'body cd', 'end']);
  });

  it('APACHE.md §6.2: both lengths, read as Apache does when asked to', () => {
    const text =
      'HTTP/1.1 200 OK\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n';
    const strict = responseReader();
    strict.reader.begin('GET', false);
    strict.reader.push(bytesOf(text));
    expect(strict.log.lines).toEqual([expect.stringMatching(/^error length-with-transfer-encoding 502/)]);
    const apache = responseReader({}, 'chunked-wins');
    apache.reader.begin('GET', false);
    apache.reader.push(bytesOf(text));
    expect(apache.log.lines).toEqual(['head 200 OK', 'body a', 'end']);
    expect(apache.log.responses[0]).toMatchObject({
      framing: 'chunked',
      contentLength: -1,
      keepAlive: false,
    });
  });
});

describe('HTTP/0.9-style answers (APACHE.md §2.7)', () => {
  it('are a body with status 200, first bytes included, at any split', () => {
    const { reader, log } = responseReader();
    reader.begin('GET', false);
    for (const part of ['HT', 'TP/1.1 ', 'x', 'yz']) reader.push(bytesOf(part));
    reader.finish();
    expect(log.responses[0]).toMatchObject({
      status: 200,
      isHttp09: true,
      keepAlive: false,
      framing: 'close',
    });
    expect(log.lines).toEqual(['head 200 OK', 'body HTTP/1.1 ', 'body x', 'body yz', 'end']);
  });

  it('keep their first bytes while paused', () => {
    const { reader, log } = responseReader();
    log.act = (line) => line.startsWith('head') && reader.pause();
    reader.begin('GET', false);
    reader.push(bytesOf('HT'));
    const rest = bytesOf('ML');
    expect(reader.push(rest)).toBe(0);
    reader.resume();
    expect(reader.push(rest)).toBe(2);
    expect(log.lines).toEqual(['head 200 OK', 'body HT', 'body ML']);
  });

  it('are only taken as the first answer of a connection: excess bytes must not become a page', () => {
    const { reader, log } = responseReader();
    reader.begin('GET', false);
    reader.push(bytesOf(OK));
    reader.begin('GET', false);
    reader.push(bytesOf('<html>'));
    expect(log.lines.at(-1)).toBe('error bad-status-line 502 at 0');
  });
});

describe('members that end too early', () => {
  it.each([
    ['without a byte', '', 'error premature-end 502 at 0'],
    ['in the status line', 'HTTP/1.', 'error premature-end 502 at 7'],
    ['in the body', OK.slice(0, -1), `error premature-end 502 at ${OK.length - 1}`],
  ])('%s', (_when, text, line) => {
    const { reader, log } = responseReader();
    reader.begin('GET', false);
    reader.push(bytesOf(text));
    reader.finish();
    expect(log.lines.at(-1)).toBe(line);
  });

  it('the state tells whether anything came: idle before, failed after', () => {
    const { reader } = responseReader();
    reader.begin('GET', false);
    expect(reader.state).toBe('idle');
    reader.push(bytesOf('H'));
    expect(reader.state).toBe('head');
  });
});
