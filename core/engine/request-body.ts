/**
 * Apache reads so much of a body before it connects to a member (APACHE.md §5.3): its 16 KiB spool less the 80 bytes it
 * leaves for framing. A chunked body that ends before that is sent with its length, one byte more and it is chunked.
 */
export const PREREAD_BYTES = 16_384 - 80;

const NO_PARTS: readonly Buffer[] = [];
const NO_TRAILERS: readonly string[] = [];
const NO_BUFFERS: readonly Uint8Array[] = [];

/**
 * What was read of a request's body and not yet handed to a member. Nothing is read ahead of that: once `PREREAD_BYTES`
 * are here the client is paused until a member takes them, and failover is only possible before (APACHE.md §5.2). So what
 * must be kept for the next member never exceeds the pre-read and one read of the socket, whatever the size of the
 * body, and no body is delivered twice.
 */
export class RequestBody {
  #parts: Buffer[] = [];
  /** Read buffers that parts lie in; null for none. */
  #lent: Uint8Array[] | null = null;
  #heldBytes = 0;
  /** Body bytes received so far, handed over or not. */
  receivedBytes = 0;
  isComplete = false;
  trailers: readonly string[] = NO_TRAILERS;

  /** Keeps bytes that can't be handed over yet and stay as they are. `lent` is the read buffer that they lie in, if they do. */
  hold(bytes: Buffer, lent: Uint8Array | null): void {
    this.#parts.push(bytes);
    this.#heldBytes += bytes.length;
    if (lent === null) return;
    this.#lent ??= [];
    this.#lent.push(lent);
  }

  end(trailers: readonly string[]): void {
    this.isComplete = true;
    this.trailers = trailers;
  }

  /** Whether enough was read to connect to a member. */
  get isReady(): boolean {
    return this.isComplete || this.#heldBytes >= PREREAD_BYTES;
  }

  /** Whether the whole body is here and small, so that its length is told instead of chunking it (APACHE.md §6.1). */
  get isSmallAndWhole(): boolean {
    return this.isComplete && this.receivedBytes < PREREAD_BYTES && this.trailers.length === 0;
  }

  /** What is held, in order, for the member that has got it now: nothing may be sent to another one any more. */
  release(): readonly Buffer[] {
    const parts = this.#parts;
    this.#parts = NO_PARTS as Buffer[];
    this.#heldBytes = 0;
    return parts;
  }

  /** The read buffers that released parts lie in: whoever has written them gives them back. */
  takeLent(): readonly Uint8Array[] {
    const lent = this.#lent;
    this.#lent = null;
    return lent ?? NO_BUFFERS;
  }
}
