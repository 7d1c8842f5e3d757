import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { GET, namedMember, request, startEngine, startMember } from '../../support/engine-playground.ts';
import { projectOf } from '../../support/test-engine.ts';

const bytesOf = (body: { readonly base64: string } | null | undefined) =>
  Buffer.from(body?.base64 ?? '', 'base64');

describe('recorded bodies', () => {
  it('are not kept unless somebody asks; from then on both are, with their types', async () => {
    const a = await startMember((turn) =>
      turn.answer('200 OK', '{"a":1}', ['content-type: application/json']),
    );
    const proxy = await startEngine(projectOf([a]));
    const client = await proxy.client();
    const post = request('POST /', ['Content-Length: 2', 'Content-Type: text/plain'], 'hi');
    await client.ask(post);
    expect(proxy.engine.exchange(1)).toMatchObject({ requestBody: null, responseBody: null });
    proxy.engine.recordBodies(true);
    await client.ask(post);
    await client.ask(GET);
    proxy.engine.recordBodies(false);
    await client.ask(post);
    const base64 = (text: string) => Buffer.from(text).toString('base64');
    const answer = { contentType: 'application/json', base64: base64('{"a":1}'), isTruncated: false };
    expect(proxy.engine.exchange(2)).toMatchObject({
      requestBody: { contentType: 'text/plain', base64: base64('hi'), isTruncated: false },
      responseBody: answer,
    });
    expect(proxy.engine.exchange(3)).toMatchObject({ requestBody: null, responseBody: answer });
    expect(proxy.engine.exchange(4)).toMatchObject({ requestBody: null, responseBody: null });
  });

  it.each([
    ['one byte less', 65_535, false],
    ['64 KiB', 65_536, false],
    ['one byte more', 65_537, true],
    ['much more', 1_000_000, true],
  ])('up to 64 KiB each way, with the member’s bytes untouched: %s', async (_what, size, isTruncated) => {
    const a = await startMember(({ answer, request: { body } }) => answer('200 OK', body));
    const proxy = await startEngine(projectOf([a]), { recordBodies: true, historyBytes: 4_000_000 });
    const client = await proxy.client();
    const body = randomBytes(size);
    const head = request('POST /', [`Content-Length: ${size}`]);
    const answer = await client.ask(Buffer.concat([Buffer.from(head), body]), 'POST');
    expect(answer.body.equals(body)).toBe(true);
    await proxy.until(() => proxy.finished.length === 1);
    const detail = proxy.engine.exchange(1);
    for (const kept of [detail?.requestBody, detail?.responseBody]) {
      expect(kept?.isTruncated).toBe(isTruncated);
      expect(bytesOf(kept).equals(body.subarray(0, 65_536))).toBe(true);
    }
  });

  it('chunks are taken off, and a page of our own is kept as well', async () => {
    const a = await startMember((turn) => {
      turn.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n');
    });
    const proxy = await startEngine(
      projectOf([a], { site: { proxyPass: [{ path: '/a', url: 'balancer://lb/' }] } }),
      {
        recordBodies: true,
      },
    );
    const client = await proxy.client();
    await client.ask(request('POST /a', ['Transfer-Encoding: chunked'], '2\r\nhi\r\n1\r\n!\r\n0\r\n\r\n'));
    const page = await client.ask(request('GET /b'));
    await proxy.until(() => proxy.finished.length === 2);
    const { requestBody, responseBody } = proxy.engine.exchange(1) ?? {};
    expect([bytesOf(requestBody).toString(), bytesOf(responseBody).toString()]).toEqual(['hi!', 'abcde']);
    expect(page.status).toBe(404);
    expect(bytesOf(proxy.engine.exchange(2)?.responseBody).equals(page.body)).toBe(true);
    expect(proxy.engine.exchange(2)?.responseBody?.contentType).toMatch(/^text\/html/);
  });

  it('count for the bound of the history', async () => {
    const a = await namedMember('a');
    a.script = (turn) => turn.answer('200 OK', 'x'.repeat(60_000));
    const proxy = await startEngine(projectOf([a]), { recordBodies: true, historyBytes: 1_000_000 });
    const client = await proxy.client();
    for (let index = 0; index < 20; index++) await client.ask(GET);
    await proxy.until(() => proxy.finished.length === 20);
    // 40 % of the bound is for objects.
    const held = proxy.engine.exchanges(100);
    expect(held.length).toBe(Math.floor(400_000 / 61_300));
    expect(bytesOf(proxy.engine.exchange(20)?.responseBody)).toHaveLength(60_000);
    proxy.engine.clearHistory();
    expect(proxy.engine.exchange(20)).toBeUndefined();
  });
});
