import { describe, expect, it } from 'vitest';
import { GET, namedMember, startEngine } from '../../support/engine-playground.ts';
import { projectOf } from '../../support/test-engine.ts';

const HOST = 'Host: site.test\r\n';
const LONG = 'x'.repeat(9000);

/** What must not reach a member (DESIGN.md §8): the head or body as sent, and the status that answers it. */
const cases: readonly (readonly [name: string, text: string, status: number])[] = [
  [
    'Content-Length with Transfer-Encoding',
    `POST / HTTP/1.1\r\n${HOST}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    400,
  ],
  ['two Content-Lengths', `POST / HTTP/1.1\r\n${HOST}Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc`, 400],
  ['Content-Length with a sign', `POST / HTTP/1.1\r\n${HOST}Content-Length: +3\r\n\r\nabc`, 400],
  [
    'an unknown transfer coding',
    `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`,
    501,
  ],
  ['chunked in HTTP/1.0', `POST / HTTP/1.0\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, 400],
  ['a bad chunk size', `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\nzz\r\n`, 400],
  ['a bare LF', `GET / HTTP/1.1\n${HOST}\r\n`, 400],
  ['obs-fold', `GET / HTTP/1.1\r\n${HOST}X: 1\r\n 2\r\n\r\n`, 400],
  ['a space before the colon', `GET / HTTP/1.1\r\n${HOST}X : 1\r\n\r\n`, 400],
  ['no Host', 'GET / HTTP/1.1\r\n\r\n', 400],
  ['a second Host', `GET / HTTP/1.1\r\n${HOST}${HOST}\r\n`, 400],
  ['CONNECT', `CONNECT a:1 HTTP/1.1\r\n${HOST}\r\n`, 501],
  ['a NUL in the target', `GET /\0 HTTP/1.1\r\n${HOST}\r\n`, 400],
  ['a bad escape', `GET /%zz HTTP/1.1\r\n${HOST}\r\n`, 400],
  ['%00', `GET /%00 HTTP/1.1\r\n${HOST}\r\n`, 404],
  ['an overlong request line', `GET /${LONG} HTTP/1.1\r\n${HOST}\r\n`, 414],
  ['an overlong field', `GET / HTTP/1.1\r\n${HOST}X: ${LONG}\r\n\r\n`, 431],
  ['too many fields', `GET / HTTP/1.1\r\n${HOST}${'X: 1\r\n'.repeat(101)}\r\n`, 431],
  ['HTTP/2', `GET / HTTP/2.0\r\n${HOST}\r\n`, 505],
  ['a TLS hello', '\x16\x03\x01\x02\x00\x01\x00\x01', 400],
];

describe('a request that could be read in two ways (DESIGN.md §8)', () => {
  it.each(cases)(
    '%s: answered at once, closed, nothing at a member, the listener lives',
    async (_, text, status) => {
      const a = await namedMember('a');
      const proxy = await startEngine(projectOf([a]));
      const client = await proxy.client();
      client.send(text);
      const answer = await client.answer();
      expect([answer.status, answer.field('connection')]).toEqual([status, 'close']);
      await client.rest();
      await proxy.until(() => proxy.finished.length === 1);
      expect(proxy.finished[0]).toMatchObject({ status, decision: 'refused' });
      expect(a.seen).toEqual([]);
      expect(a.sockets.size).toBe(0);
      expect((await (await proxy.client()).ask(GET)).status).toBe(200);
    },
  );

  it('a bad chunk after the member has the head: 400, and the member sees the end', async () => {
    const a = await namedMember('a');
    const proxy = await startEngine(projectOf([a]));
    const client = await proxy.client();
    client.send(
      `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n8000\r\n${'y'.repeat(0x8000)}\r\n`,
    );
    await a.until(() => a.connections === 1);
    client.send('zz\r\n');
    expect((await client.answer('POST')).status).toBe(400);
    await a.until(() => a.sockets.size === 0);
    expect(a.seen).toEqual([]);
    expect(proxy.status(0)).toBe('');
  });

  it('the answer survives a client that goes on sending (RFC 9112 §9.6)', async () => {
    const proxy = await startEngine(projectOf([await namedMember('a')]));
    const client = await proxy.client();
    client.send(`POST / HTTP/1.1\r\n${HOST}Content-Length: -1\r\n\r\n`).send(Buffer.alloc(300_000));
    expect((await client.answer('POST')).status).toBe(400);
    expect(client.wasReset).toBe(false);
  });
});
