/**
 * What the engine lends to this pure room: work that a native function does many times faster than a loop.
 * With Node: `{ latin1: (bytes, start, end) => Buffer.prototype.latin1Slice.call(bytes, start, end) }`.
 */
export interface Natives {
  /** The bytes `start` (included) to `end` (excluded) as a string, one character (U+0000 to U+00FF) per byte. */
  latin1(bytes: Uint8Array, start: number, end: number): string;
}

/** Natives without a platform: correct and slow; for tests and for hosts that lend nothing. */
export const pureNatives: Natives = {
  latin1(bytes, start, end) {
    let text = '';
    for (let i = start; i < end; i++) text += String.fromCharCode(bytes[i] as number);
    return text;
  },
};
