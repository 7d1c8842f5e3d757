/** Room for one read of a member socket. */
const READ_BYTES = 65_536;
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
