import { createHash } from 'node:crypto';
import { Agent, type IncomingMessage, request as send } from 'node:http';
import type { Socket } from 'node:net';
import type { Random } from '../core/wire/fuzz/random.ts';
import { STREAM_PARTS } from './chaos-member.ts';
import type { Entry, Ledger } from './ledger.ts';

export const KINDS = ['get', 'post', 'chunked', 'stream', 'socket', 'leave'] as const;
export type Kind = (typeof KINDS)[number];

/** What came of a request, as its client saw it. `broken` says what was wrong with the answer; null: all was right. */
export interface Outcome {
  readonly kind: Kind;
  readonly entry: Entry;
  readonly status: number;
  readonly broken: string | null;
}

const MOST_BODY_BYTES = 300_000;
const BODY = Buffer.alloc(MOST_BODY_BYTES, 'The quick brown fox jumps over the lazy dog. ');
const ECHOES = 8;
/** How long a slow reader takes for each of its first parts. */
const SLOW_MS = 60;
const SLOW_PARTS = 5;
/** A connection that lay unused for about its five seconds may be closed just when it is used again. */
const KEPT_MS = 4000;

/** One user: a connection kept alive, a cookie jar with one cookie, one request at a time. */
export class ChaosClient {
  readonly #port: number;
  readonly #ledger: Ledger;
  readonly #random: Random;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  #cookie = '';
  /** When the kept connection was last of use. */
  #lastUsedMs = 0;

  constructor(port: number, ledger: Ledger, random: Random) {
    this.#port = port;
    this.#ledger = ledger;
    this.#random = random;
  }

  close(): void {
    this.#agent.destroy();
  }

  async act(): Promise<Outcome> {
    const random = this.#random;
    // Now and then somebody new.
    if (random.oneIn(30)) this.#cookie = '';
    const kind = random.pick(KINDS);
    const entry = this.#ledger.begin(kind);
    try {
      const [status, broken] = await (kind === 'socket' ? this.#tunnel(entry) : this.#ask(kind, entry));
      return { kind, entry, status, broken };
    } catch (error) {
      return { kind, entry, status: 0, broken: error instanceof Error ? error.message : String(error) };
    } finally {
      this.#ledger.end(entry);
    }
  }

  #fieldsOf(entry: Entry): Record<string, string> {
    return { 'x-id': entry.id, ...(this.#cookie === '' ? {} : { cookie: this.#cookie }) };
  }

  #keepCookie(answer: IncomingMessage): void {
    const [set] = answer.headers['set-cookie'] ?? [];
    if (set !== undefined) this.#cookie = set.split(';')[0] ?? '';
  }

  #ask(kind: Exclude<Kind, 'socket'>, entry: Entry): Promise<[status: number, broken: string | null]> {
    const hasBody = kind === 'post' || kind === 'chunked' || (kind === 'leave' && this.#random.oneIn(2));
    const size = hasBody ? this.#random.below(this.#random.oneIn(4) ? MOST_BODY_BYTES : 20_000) : 0;
    const body = BODY.subarray(0, size);
    const path = kind === 'stream' ? '/stream' : '/page';
    const leavesAfterMs = this.#random.below(30);
    return new Promise((resolve, reject) => {
      const call = send(
        {
          host: '127.0.0.1',
          port: this.#port,
          agent: this.#agent,
          method: hasBody ? 'POST' : 'GET',
          path: `${path}/${entry.id}`,
          headers: {
            ...this.#fieldsOf(entry),
            ...(kind === 'post' ? { 'content-length': String(size) } : {}),
          },
        },
        (answer) => {
          this.#keepCookie(answer);
          const parts: Buffer[] = [];
          // Some read slowly, so that what they are sent waits on the way.
          const isSlow = this.#random.oneIn(6);
          answer.on('data', (bytes: Buffer) => {
            parts.push(bytes);
            if (!isSlow || parts.length > SLOW_PARTS) return;
            answer.pause();
            setTimeout(() => answer.resume(), this.#random.below(SLOW_MS));
          });
          answer.on('error', reject);
          answer.on('end', () => {
            this.#lastUsedMs = performance.now();
            const status = answer.statusCode ?? 0;
            const got = Buffer.concat(parts);
            resolve([status, status === 200 ? wrongIn(got, kind, entry, body) : `status ${status}`]);
          });
        },
      );
      call.on('error', (error) => {
        // Browsers ask again then, too: nobody has the request (RFC 9112 §9.3.1).
        const isStale = call.reusedSocket && performance.now() - this.#lastUsedMs > KEPT_MS;
        if (isStale && entry.deliveries.length === 0 && error.message !== 'left') {
          resolve(this.#ask(kind, entry));
        } else reject(error);
      });
      if (hasBody) {
        // In pieces, so that members die between them.
        const half = size >> 1;
        call.write(body.subarray(0, half));
        setTimeout(() => {
          call.end(body.subarray(half));
        }, this.#random.below(8));
      } else call.end();
      if (kind === 'leave') setTimeout(() => call.destroy(new Error('left')), leavesAfterMs);
    });
  }

  #tunnel(entry: Entry): Promise<[status: number, broken: string | null]> {
    return new Promise((resolve, reject) => {
      const call = send({
        host: '127.0.0.1',
        port: this.#port,
        agent: false,
        path: `/socket/${entry.id}`,
        headers: { ...this.#fieldsOf(entry), connection: 'Upgrade', upgrade: 'websocket' },
      });
      call.on('error', reject);
      call.on('response', (answer) => {
        answer.resume();
        resolve([answer.statusCode ?? 0, `status ${answer.statusCode}`]);
      });
      call.on('upgrade', (_answer, socket: Socket, head: Buffer) => {
        let got = head.toString('latin1');
        let expected = '';
        const isWhole = (): boolean => got.split('\n').length > ECHOES;
        const say = (): void => {
          const turn = expected.split('\n').length - 1;
          if (turn >= ECHOES) return;
          const line = `${entry.id} ${turn} ${'x'.repeat(this.#random.below(2000))}\n`;
          expected += line;
          socket.write(line);
        };
        socket.on('error', reject);
        socket.on('data', (bytes: Buffer) => {
          got += bytes.toString('latin1');
          if (got === expected) say();
          if (isWhole()) socket.end();
        });
        socket.on('close', () => {
          resolve([101, got === expected && isWhole() ? null : 'the tunnel ended early']);
        });
        say();
      });
      call.end();
    });
  }
}

function wrongIn(got: Buffer, kind: Kind, { id }: Entry, body: Buffer): string | null {
  const text = got.toString('latin1');
  if (kind === 'stream') {
    const expected = Array.from({ length: STREAM_PARTS }, (_, part) => `data: ${id} ${part}\n\n`).join('');
    return text === expected ? null : `another stream: ${text.slice(0, 60)}`;
  }
  const [ownId, bodyHash, size, pageHash = ''] = text.slice(0, 200).split(' ');
  if (ownId !== id) return `another answer: ${text.slice(0, 80)}`;
  if (bodyHash !== sha1(body) || size !== String(body.length))
    return `the member had another body: ${text.slice(0, 80)}`;
  const page = got.subarray([ownId, bodyHash, size, pageHash, ''].join(' ').length);
  return pageHash === sha1(page) ? null : `another page of ${page.length} bytes`;
}

function sha1(bytes: Buffer): string {
  return createHash('sha1').update(bytes).digest('hex');
}
