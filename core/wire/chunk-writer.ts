import { fieldLines } from './head-writer.ts';

/** What follows the data of a chunk (RFC 9112 §7.1). */
export const CHUNK_END = '\r\n';

/** The last chunk and an empty trailer section. */
export const LAST_CHUNK = '0\r\n\r\n';

/**
 * What stands before the data of a chunk: its size in bytes, which must not be 0 (that would end the body).
 * Data is written as it is, between this and `CHUNK_END`: no copy.
 */
export function chunkHeader(size: number): string {
  return `${size.toString(16)}\r\n`;
}

/** End of one chunk and start of the next in one piece: one write less. */
export function chunkSeparator(nextSize: number): string {
  return `\r\n${nextSize.toString(16)}\r\n`;
}

/** The last chunk with trailer fields, flat as a reader gives them (RFC 9112 §7.1.2). */
export function lastChunk(trailers: readonly string[]): string {
  return trailers.length === 0 ? LAST_CHUNK : `0\r\n${fieldLines(trailers)}\r\n`;
}
