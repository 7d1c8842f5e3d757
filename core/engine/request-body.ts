/**
 * Apache reads so much of a body before it connects to a member (APACHE.md §5.3): its 16 KiB spool less the 80 bytes it
 * leaves for framing. A chunked body that ends before that is sent with its length, one byte more and it is chunked.
 */
export const PREREAD_BYTES = 16_384 - 80;

const NO_PARTS: readonly Buffer[] = [];
const NO_TRAILERS: readonly string[] = [];

/**
 * What was read of a request's body and not yet handed to a member. Nothing is read ahead of that: once `PREREAD_BYTES`
 * are here the client is paused until a member takes them, and failover is only possible before (APACHE.md §5.2). So what
 * must be kept for the next member never exceeds the pre-read and one read of the socket, whatever the size of the
 * body, and no body is delivered twice.
 */
export class RequestBody {
  #parts: Buffer[] = [];
  #heldBytes = 0;
  /** Body bytes received so far, handed over or not. */
  receivedBytes = 0;
  isComplete = false;
  trailers: readonly string[] = NO_TRAILERS;

  /** Keeps bytes that can't be handed over yet. They must stay as they are: sockets give a new buffer for each read. */
  hold(bytes: Buffer): void {
    this.#parts.push(bytes);
    this.#heldBytes += bytes.length;
  }

  end(trailers: readonly string[]): void {
    this.isComplete = true;
    this.trailers = trailers;
  }

  /** What is held, in order; it stays held: the next member may need it too. */
  get held(): readonly Buffer[] {
    return this.#parts;
  }

  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** Whether enough was read to connect to a member. */
  get isReady(): boolean {
    return this.isComplete || this.#heldBytes >= PREREAD_BYTES;
  }

  /** Whether the whole body is here and small, so that its length is told instead of chunking it (APACHE.md §6.1). */
  get isSmallAndWhole(): boolean {
    return this.isComplete && this.receivedBytes < PREREAD_BYTES && this.trailers.length === 0;
  }

  /** The member has it: nothing may be sent to another one any more. */
  release(): readonly Buffer[] {
    const parts = this.#parts;
    this.#parts = NO_PARTS as Buffer[];
    this.#heldBytes = 0;
    return parts;
  }
}
