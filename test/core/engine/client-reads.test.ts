import { createHash, randomBytes } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ClientReads } from '../../../core/engine/client-reads.ts';
import { Turn } from '../../../core/engine/turn.ts';
import { closedPort, GET, request, startEngine, startMember } from '../../support/engine-playground.ts';
import type { RawClient } from '../../support/raw-client.ts';
import type { Turn as MemberTurn } from '../../support/scripted-member.ts';
import { projectOf } from '../../support/test-engine.ts';
import { Random } from '../wire/fuzz/random.ts';

/** Around what a read, Apache's pre-read, and what waits for the turn's end can hold. */
const SIZES = [
  1, 4095, 4096, 4097, 8193, 16_303, 16_304, 16_305, 16_384, 65_535, 65_536, 65_537, 200_000, 1_048_576,
];

afterEach(() => {
  vi.useRealTimers();
});

const hashOf = (bytes: Buffer): string => createHash('sha1').update(bytes).digest('hex');

/** Answers with the hash of what it got. */
const tellHash = ({ answer, request: { startLine, body } }: MemberTurn): void =>
  answer('200 OK', startLine.startsWith('GET') ? 'got' : hashOf(body));

function chunked(body: Buffer, random: Random): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < body.length; ) {
    const size = Math.min(body.length - at, 1 + random.below(random.oneIn(3) ? 40_000 : 3000));
    parts.push(Buffer.from(`${size.toString(16)}\r\n`), body.subarray(at, at + size), Buffer.from('\r\n'));
    at += size;
  }
  return Buffer.concat([...parts, Buffer.from('0\r\n\r\n')]);
}

function post(body: Buffer, isChunked: boolean, random: Random, fields: readonly string[] = []): Buffer {
  const framing = isChunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${body.length}`;
  const head = Buffer.from(request('POST /', [...fields, framing]));
  return Buffer.concat([head, isChunked ? chunked(body, random) : body]);
}

/** Sends a body with another request right behind it, and holds both answers against what was sent. */
async function exchange(client: RawClient, body: Buffer, message: Buffer): Promise<void> {
  client.send(Buffer.concat([message, Buffer.from(GET)]));
  expect((await client.answer('POST')).body.toString()).toBe(hashOf(body));
  expect((await client.answer()).body.toString()).toBe('got');
}

const FRAMINGS = [
  ['with a length', false],
  ['in chunks', true],
] as const;

describe.each(FRAMINGS)('bodies %s, a request in the same packet behind them', (_how, isChunked) => {
  it('arrive as they were, whatever their size', async () => {
    const random = new Random(1);
    const proxy = await startEngine(projectOf([await startMember(tellHash)]));
    const client = await proxy.client();
    for (const size of SIZES) {
      const body = randomBytes(size);
      await exchange(client, body, post(body, isChunked, random));
    }
    expect(proxy.finished.length).toBe(2 * SIZES.length);
  });

  it('arrive as they were at a member that takes its time', async () => {
    const random = new Random(2);
    const slow = await startMember(tellHash, {
      // Reads a little, stops, and goes on when everybody else has had several turns.
      onConnection: (socket) => {
        let reads = 0;
        socket.on('data', () => {
          if (++reads % 3 !== 0) return;
          socket.pause();
          setImmediate(() => setImmediate(() => setImmediate(() => socket.resume())));
        });
      },
    });
    const proxy = await startEngine(projectOf([slow]));
    const clients = await Promise.all(Array.from({ length: 3 }, () => proxy.client()));
    await Promise.all(
      clients.map((client) => {
        const body = randomBytes(3_000_000);
        return exchange(client, body, post(body, isChunked, random));
      }),
    );
  });

  it('that had to be held arrive as they were at the next member', async () => {
    const random = new Random(3);
    const gone = await closedPort();
    const b = await startMember(tellHash);
    const proxy = await startEngine(projectOf([gone, b]));
    // Others read into the same buffers meanwhile.
    const noise = await Promise.all(Array.from({ length: 6 }, () => proxy.client()));
    const client = await proxy.client();
    for (const size of SIZES) {
      const body = randomBytes(size);
      for (const other of noise)
        other.send(request('POST /', ['Content-Length: 3000', 'Cookie: ROUTEID=.b'], 'n'.repeat(3000)));
      await exchange(client, body, post(body, isChunked, random, ['Cookie: ROUTEID=.a']));
      for (const other of noise) await other.answer('POST');
      expect(proxy.engine.retryNow('lb', gone.url)).toBe(true);
    }
    await proxy.until(() => proxy.finished.length === SIZES.length * 8);
    expect(proxy.finished.filter(({ attempts }) => attempts > 1).length).toBeGreaterThanOrEqual(SIZES.length);
  });
});

describe('64 connections at once', () => {
  it('each gets back exactly what it sent, whatever the others do', async () => {
    const echo = ({ answer, request: { startLine, body } }: MemberTurn): void =>
      answer('200 OK', startLine.startsWith('GET') ? 'got' : body);
    const proxy = await startEngine(projectOf([await startMember(echo), await startMember(echo)]));
    const clients = await Promise.all(Array.from({ length: 64 }, () => proxy.client()));
    await Promise.all(
      clients.map(async (client, index) => {
        const random = new Random(index);
        for (let round = 0; round < 6; round++) {
          const body = randomBytes(1 + random.below(random.oneIn(3) ? 150_000 : 9000));
          // Some read slowly: what they are sent waits in the buffers it was read into.
          const isSlow = random.oneIn(3);
          if (isSlow) client.socket.pause();
          client.send(Buffer.concat([post(body, random.oneIn(2), random), Buffer.from(GET)]));
          if (isSlow) setTimeout(() => client.socket.resume(), random.below(20));
          const answer = await client.answer('POST');
          expect(answer.body.equals(body)).toBe(true);
          expect((await client.answer()).body.toString()).toBe('got');
        }
      }),
    );
    expect(proxy.busy()).toEqual([0, 0]);
  });

  it('large answers to clients that read late are what the member sent', async () => {
    const page = (path: string): Buffer => Buffer.alloc(1_500_000, createHash('sha1').update(path).digest());
    const proxy = await startEngine(
      projectOf([
        await startMember(({ answer, request: { startLine } }) => answer('200 OK', page(startLine))),
      ]),
    );
    const clients = await Promise.all(Array.from({ length: 12 }, () => proxy.client()));
    await Promise.all(
      clients.map(async (client, index) => {
        for (let round = 0; round < 2; round++) {
          client.socket.pause();
          client.send(request(`GET /${index}/${round}`));
          setTimeout(() => client.socket.resume(), index * 3);
          expect((await client.answer()).body.equals(page(`GET /${index}/${round} HTTP/1.1`))).toBe(true);
        }
      }),
    );
  });
});

describe('what was gathered of a body', () => {
  /** Reads of a connection whose owner writes down what it gets, and whether it keeps the bytes. */
  function reads() {
    const seen: string[] = [];
    const owner = {
      bodyLeft: 0,
      isTunnel: false,
      isPaused: false,
      onBytes: (chunk: Uint8Array, start: number, end: number) =>
        seen.push(Buffer.from(chunk.subarray(start, end)).toString()),
    };
    const client = new ClientReads(owner, new Turn());
    const { buffer, callback } = client.onread;
    const read = (text: string): void => {
      Buffer.from(text).copy(buffer);
      callback(text.length, buffer);
      // The next socket reads into the same buffer.
      buffer.fill(0xaa);
    };
    return { owner, client, read, seen };
  }

  it('goes on together', () => {
    const { owner, client, read, seen } = reads();
    owner.bodyLeft = 100;
    for (const piece of ['one ', 'two ', 'three']) read(piece);
    expect(seen).toEqual([]);
    client.takeWaiting();
    expect(seen).toEqual(['one two three']);
  });

  it('goes on at once when it is all there will be', () => {
    const { owner, read, seen } = reads();
    owner.bodyLeft = 6;
    for (const piece of ['abc', 'def']) read(piece);
    expect(seen).toEqual(['abcdef']);
  });

  it.each([
    ['a tunnel', true],
    ['nothing of it is wanted any more', false],
  ])('comes before what is read later, when it ended in between: %s', (_what, isTunnel) => {
    const { owner, client, read, seen } = reads();
    owner.bodyLeft = 100;
    read('first ');
    Object.assign(owner, { bodyLeft: 0, isTunnel });
    read('second');
    client.takeWaiting();
    expect(seen).toEqual(['first ', 'second']);
  });
});

describe('a client in one turn', () => {
  it('asks several things and closes its half: all but the last are answered, and so is the last if it said so', async () => {
    const a = await startMember(tellHash);
    const proxy = await startEngine(projectOf([a]));
    const client = await proxy.client();
    client.send(GET + GET + request('GET /', ['Connection: close'])).end();
    const text = (await client.rest()).toString();
    expect(text.match(/HTTP\/1\.1 200 OK\r/g)).toHaveLength(3);
    expect(a.seen).toHaveLength(3);
  });

  it('asks, and in the same turn the listener closes: what was read is answered, and told that it is the last', async () => {
    const proxy = await startEngine(projectOf([await startMember(tellHash)]));
    const client = await proxy.client();
    await client.ask(GET);
    // As when much comes: then the turn in which the request is read ends when we say so.
    const atOnce = vi.spyOn(Turn.prototype, 'takeAtOnce').mockReturnValue(false);
    vi.useFakeTimers({ toFake: ['setImmediate'] });
    client.send(GET);
    while (vi.getTimerCount() === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    await proxy.engine.setBalancing(false);
    vi.runAllTimers();
    vi.useRealTimers();
    atOnce.mockRestore();
    const answer = await client.answer();
    expect([answer.body.toString(), answer.field('connection')]).toEqual(['got', 'close']);
    await client.rest();
  });
});
