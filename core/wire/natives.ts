/**
 * What the engine lends to this pure room: work that a native function does many times faster than a loop.
 * With Node these are `latin1Slice`, `compare` and `copy` of `Buffer.prototype`, called on any Uint8Array.
 */
export interface Natives {
  /** The bytes `start` (included) to `end` (excluded) as a string, one character (U+0000 to U+00FF) per byte. */
  latin1(bytes: Uint8Array, start: number, end: number): string;
  /** Whether the bytes `start` to `end` are the first `length` bytes of `others`; `end - start` is `length`. */
  areEqual(bytes: Uint8Array, start: number, end: number, others: Uint8Array, length: number): boolean;
  /** Copies the bytes `start` to `end` to the beginning of `into`, where they fit. */
  copy(bytes: Uint8Array, start: number, end: number, into: Uint8Array): void;
}

/** Natives without a platform: correct and slow; for tests and for hosts that lend nothing. */
export const pureNatives: Natives = {
  latin1(bytes, start, end) {
    let text = '';
    for (let i = start; i < end; i++) text += String.fromCharCode(bytes[i] as number);
    return text;
  },
  areEqual(bytes, start, _end, others, length) {
    for (let i = 0; i < length; i++) if (bytes[start + i] !== others[i]) return false;
    return true;
  },
  copy(bytes, start, end, into) {
    into.set(bytes.subarray(start, end));
  },
};
