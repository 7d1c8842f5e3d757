import type { Natives } from '../wire/index.ts';

/** Node's own latin1 coders, which its typings leave out: many times faster than `toString('latin1', …)` on a view. */
const { latin1Slice, latin1Write } = Buffer.prototype as unknown as {
  latin1Slice(this: Uint8Array, start: number, end: number): string;
  latin1Write(this: Uint8Array, text: string, at: number, length: number): number;
};

/** Bytes `start` to `end` as a string of the same length. */
export function latin1(bytes: Uint8Array, start: number, end: number): string {
  return latin1Slice.call(bytes, start, end);
}

/** Writes text, one byte per character, into `bytes` from `at` on; it must fit. */
export function writeLatin1(bytes: Uint8Array, text: string, at: number): void {
  latin1Write.call(bytes, text, at, text.length);
}

/** What the codec borrows from Node. */
export const natives: Natives = { latin1 };

/** A view of `bytes` as a Buffer, without a copy. */
export function viewOf(bytes: Uint8Array, start: number, end: number): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start);
}
