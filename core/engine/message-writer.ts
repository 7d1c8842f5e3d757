import type { Socket } from 'node:net';
import { CHUNK_END, chunkHeader, LAST_CHUNK, lastChunk } from '../wire/index.ts';
import { type SentHead, TextSender } from './direct-io.ts';
import { latin1, viewOf } from './natives.ts';

/** Body pieces up to this size are written together with what surrounds them, as one string: one copy, one system call. */
export const INLINE_BYTES = 8192;

/**
 * Writes one message after another to a socket, putting together what belongs together: text is collected and goes out
 * with the next large piece or at `flush`.
 */
export class MessageWriter {
  readonly #sender: TextSender;
  /** A head that goes out before the text. */
  #head: SentHead | null = null;
  #text = '';

  constructor(socket: Socket) {
    this.#sender = new TextSender(socket);
  }

  /** Adds a head. */
  head(head: SentHead): void {
    if (this.#head === null && this.#text === '') this.#head = head;
    else this.#text += head.startLine + head.fieldLines;
  }

  /** Adds latin1 text: chunk framing, pages of our own. */
  text(text: string): void {
    this.#text += text;
  }

  /**
   * Adds body bytes, as a chunk of their own if so. True when `bytes` itself was given to the socket and may still be read
   * from after this call.
   */
  body(bytes: Uint8Array, start: number, end: number, isChunked: boolean): boolean {
    const size = end - start;
    if (isChunked) this.#text += chunkHeader(size);
    if (size <= INLINE_BYTES) {
      this.#text += latin1(bytes, start, end);
      if (isChunked) this.#text += CHUNK_END;
      if (this.#text.length > INLINE_BYTES) this.flush();
      return false;
    }
    const socket = this.#sender.stream();
    const text = this.#takeText();
    const isCorked = isChunked || text !== '';
    if (isCorked) socket.cork();
    if (text !== '') socket.write(text, 'latin1');
    socket.write(viewOf(bytes, start, end));
    if (isChunked) socket.write(CHUNK_END, 'latin1');
    if (isCorked) socket.uncork();
    return socket.writableLength > 0;
  }

  /** Adds the end of a chunked body. */
  lastChunk(trailers: readonly string[]): void {
    this.#text += trailers.length === 0 ? LAST_CHUNK : lastChunk(trailers);
  }

  /** Sends what was collected. */
  flush(): void {
    const head = this.#head;
    if (head !== null) {
      const rest = this.#text;
      this.#head = null;
      this.#text = '';
      this.#sender.sendHead(head, rest);
    } else if (this.#text !== '') this.#sender.send(this.#takeText());
  }

  /** Forgets what was collected. */
  discard(): void {
    this.#head = null;
    this.#text = '';
  }

  #takeText(): string {
    const head = this.#head;
    const text = head === null ? this.#text : head.startLine + head.fieldLines + this.#text;
    this.discard();
    return text;
  }

  /** Whether everything has been given to the operating system. */
  get isDrained(): boolean {
    return this.#head === null && this.#text === '' && !this.#sender.isSending;
  }

  /** Whether some of what was flushed has not yet been given to the operating system. */
  get isSending(): boolean {
    return this.#sender.isSending;
  }

  /** Calls back when what was flushed has been given to the operating system; never when the connection breaks. */
  whenSent(then: () => void): void {
    this.#sender.whenSent(then);
  }

  /** Whether whoever fills this should wait for the socket's `drain`. */
  get isFull(): boolean {
    return this.#sender.isFull;
  }
}
