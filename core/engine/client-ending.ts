import type { Socket } from 'node:net';
import type { MessageWriter } from './message-writer.ts';

/** How long and how much is still read after the last answer, so that a reset doesn't swallow it (RFC 9112 §9.6). */
export const LINGER_MS = 2000;
const LINGER_BYTES = 4_194_304;

/** How a client's connection ends: so that the last answer arrives, and a broken one can be told from a complete one. */
export class ClientEnding {
  readonly #socket: Socket;
  readonly #writer: MessageWriter;
  readonly #isTls: boolean;
  #lingeredBytes = 0;

  constructor(socket: Socket, writer: MessageWriter, isTls: boolean) {
    this.#socket = socket;
    this.#writer = writer;
    this.#isTls = isTls;
  }

  /** Ends our side after what was written; what still comes is to be given to `linger`. */
  gently(hasClientEnded: boolean): void {
    this.#writer.flush();
    this.#socket.end();
    if (hasClientEnded) this.#socket.destroySoon();
  }

  /** The client still sends: nothing of it matters, and there is an end to patience. */
  linger(bytes: number): void {
    this.#lingeredBytes += bytes;
    if (this.#lingeredBytes > LINGER_BYTES) this.#socket.destroy();
  }

  /** The client closed its half, too, after ours. */
  bothEnded(): void {
    this.#socket.destroySoon();
  }

  /** Cuts the connection once what was written has left. `isEndOfAnswer`: nothing but its end tells where the answer ends. */
  abruptly(isEndOfAnswer: boolean): void {
    const socket = this.#socket;
    this.#writer.flush();
    if (this.#writer.isSending) {
      socket.destroySoon();
      socket.setTimeout(LINGER_MS, () => socket.destroy());
      // Where only the end of the connection ends the answer, an orderly end would pass for a complete one.
    } else if (isEndOfAnswer && !this.#isTls) socket.resetAndDestroy();
    else socket.destroy();
  }
}
