import type { Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import type { ClientConnection } from './client-connection.ts';
import { NO_DEADLINE } from './deadlines.ts';
import { viewOf } from './natives.ts';
import type { TrackedBody } from './tab-tracking.ts';

/**
 * A body that is changed between member and client: decoded if need be, then rewritten. Bytes go on as they come, as
 * far as the client takes them; a decoder is paused while it doesn't, so that a small body can't swell in memory.
 */
export class AnswerRewriting {
  readonly #client: ClientConnection;
  readonly #body: TrackedBody;
  readonly #isChunked: boolean;
  readonly #decoder: Transform | null;
  readonly #onEnd: (isBroken: boolean) => void;
  #isEnding = false;
  #isOver = false;
  /** Body bytes that went to the client. */
  sentBytes = 0;

  /** `onEnd` is called once after `end`, or earlier with true when the body can't be decoded. */
  constructor(
    client: ClientConnection,
    body: TrackedBody,
    isChunked: boolean,
    onEnd: (isBroken: boolean) => void,
  ) {
    this.#client = client;
    this.#body = body;
    this.#isChunked = isChunked;
    this.#onEnd = onEnd;
    this.#decoder = body.decoding === null ? null : decoderFor(body.decoding);
    if (this.#decoder === null) return;
    this.#decoder.on('data', (bytes: Buffer) => this.#decoded(bytes));
    this.#decoder.on('end', () => this.#finish(false));
    this.#decoder.on('error', () => this.#finish(true));
  }

  /** Whether bytes now pass unchanged, so that nobody needs to ask here any more. */
  get isTransparent(): boolean {
    return this.#decoder === null && this.#body.rewriter.isDone;
  }

  push(chunk: Uint8Array, start: number, end: number): void {
    // A decoder works later, when the read buffer holds something else.
    if (this.#decoder === null) this.#send(this.#body.rewriter.push(viewOf(chunk, start, end)));
    else this.#decoder.write(Buffer.from(viewOf(chunk, start, end)));
  }

  /** Whether the member had better wait. */
  get isFull(): boolean {
    return this.#decoder?.writableNeedDrain === true;
  }

  /** Has `then` called when the decoder takes more. */
  whenDrained(then: () => void): void {
    this.#decoder?.once('drain', then);
  }

  end(): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    if (this.#decoder === null) this.#finish(false);
    else this.#decoder.end();
  }

  onClientDrained(): void {
    if (this.#decoder?.isPaused() !== true) return;
    this.#client.deadlineMs = NO_DEADLINE;
    this.#decoder.resume();
  }

  destroy(): void {
    this.#isOver = true;
    this.#decoder?.destroy();
  }

  #decoded(bytes: Buffer): void {
    if (this.#isOver) return;
    this.#send(this.#body.rewriter.push(bytes));
    const { writer } = this.#client;
    writer.flush();
    if (!writer.isFull) return;
    this.#decoder?.pause();
    this.#client.awaitRoom();
  }

  #finish(isBroken: boolean): void {
    if (this.#isOver) return;
    if (!isBroken) this.#send(this.#body.rewriter.end());
    this.#isOver = true;
    this.#onEnd(isBroken);
  }

  #send(pieces: readonly Buffer[]): void {
    for (const piece of pieces) {
      if (piece.length === 0) continue;
      this.sentBytes += piece.length;
      // Copied: the read buffer behind a piece is used again.
      const own = Buffer.from(piece);
      this.#client.writer.body(own, 0, own.length, this.#isChunked);
    }
  }
}

/** Whether this Node can take a coding off. */
export function canDecode(coding: 'gzip' | 'br' | 'zstd'): boolean {
  return coding !== 'zstd' || zstdDecoder() !== null;
}

function decoderFor(coding: 'gzip' | 'br' | 'zstd'): Transform {
  if (coding === 'gzip') return zlib.createGunzip();
  if (coding === 'br') return zlib.createBrotliDecompress();
  const make = zstdDecoder();
  if (make === null) throw new Error('this Node has no zstd');
  return make();
}

/** Node has it since 22.15. */
function zstdDecoder(): (() => Transform) | null {
  return (zlib as { readonly createZstdDecompress?: () => Transform }).createZstdDecompress ?? null;
}
