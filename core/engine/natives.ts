import type { Natives } from '../wire/index.ts';

/** Node's own latin1 decoder, which its typings leave out: many times faster than `toString('latin1', …)` on a view. */
const { latin1Slice } = Buffer.prototype as unknown as {
  latin1Slice(this: Uint8Array, start: number, end: number): string;
};

/** Bytes `start` to `end` as a string of the same length. */
export function latin1(bytes: Uint8Array, start: number, end: number): string {
  return latin1Slice.call(bytes, start, end);
}

/** What the codec borrows from Node. */
export const natives: Natives = { latin1 };

/** A view of `bytes` as a Buffer, without a copy. */
export function viewOf(bytes: Uint8Array, start: number, end: number): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start);
}
