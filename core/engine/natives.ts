import type { Natives } from '../wire/index.ts';

/** Node's own coders, which its typings leave out: many times faster than `toString('latin1', …)` on a view. */
const { latin1Slice, latin1Write, compare, copy } = Buffer.prototype as unknown as {
  latin1Slice(this: Uint8Array, start: number, end: number): string;
  latin1Write(this: Uint8Array, text: string, at: number, length: number): number;
  compare(
    this: Uint8Array,
    target: Uint8Array,
    start: number,
    end: number,
    ownStart: number,
    ownEnd: number,
  ): number;
  copy(this: Uint8Array, target: Uint8Array, at: number, start: number, end: number): number;
};

/** Bytes `start` to `end` as a string of the same length. */
export function latin1(bytes: Uint8Array, start: number, end: number): string {
  return latin1Slice.call(bytes, start, end);
}

/** Writes text, one byte per character, into `bytes` from `at` on; it must fit. */
export function writeLatin1(bytes: Uint8Array, text: string, at: number): void {
  latin1Write.call(bytes, text, at, text.length);
}

/** The bytes of latin1 text, for itself. */
export function bytesOfText(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'latin1'));
}

/**
 * The same text in one piece. V8 joins strings lazily; looking at a character does it once and for all, where each write
 * and each record would do it again for text that is used more than once.
 */
export function joined(text: string): string {
  text.charCodeAt(0);
  return text;
}

/** Copies the bytes `start` to `end` to index `at` of `into`, where they fit. */
export function copyBytes(bytes: Uint8Array, start: number, end: number, into: Uint8Array, at: number): void {
  copy.call(bytes, into, at, start, end);
}

/** What the codec borrows from Node. */
export const natives: Natives = {
  latin1,
  areEqual: (bytes, start, end, others, length) => compare.call(others, bytes, start, end, 0, length) === 0,
  copy: (bytes, start, end, into) => copyBytes(bytes, start, end, into, 0),
};

/** A view of `bytes` as a Buffer, without a copy. */
export function viewOf(bytes: Uint8Array, start: number, end: number): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start);
}
