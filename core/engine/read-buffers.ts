/** Room for one read of a socket. */
export const READ_BYTES = 65_536;
/** How many free buffers are kept for the next reader. */
const FREE_KEPT = 32;

const free: Uint8Array[] = [];

/** A buffer to read into: a used one if there is any. Contents are whatever was read before. */
export function takeReadBuffer(): Uint8Array {
  return free.pop() ?? Buffer.allocUnsafeSlow(READ_BYTES);
}

/** Gives a buffer back that nobody reads or writes any more. */
export function giveReadBuffer(buffer: Uint8Array): void {
  if (free.length < FREE_KEPT) free.push(buffer);
}

/** Buffers that a socket still writes from: they come back once it has drained. */
export class LentBuffers {
  #buffers: Uint8Array[] = [];

  add(buffer: Uint8Array): void {
    this.#buffers.push(buffer);
  }

  /** The socket has drained. */
  giveBack(): void {
    if (this.#buffers.length === 0) return;
    for (const buffer of this.#buffers) giveReadBuffer(buffer);
    this.#buffers = [];
  }

  /** The socket may never drain: what is still being written from is left to the garbage collector. */
  forget(): void {
    if (this.#buffers.length > 0) this.#buffers = [];
  }
}
