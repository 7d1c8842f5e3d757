/** What a page's socket sent, as far as it concerns us. */
export type Frame =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'ping'; readonly payload: Buffer }
  | { readonly kind: 'pong' }
  /** `code`: RFC 6455 §7.4; null where none is given. */
  | { readonly kind: 'close'; readonly code: number | null };

/** A page's words: an address of 2,000 characters, each up to twelve bytes as JSON escapes, and a title. */
const MOST_BYTES = 32_768;

/**
 * Reads the frames of a WebSocket client (RFC 6455 §5), of which pages of ours use little: whole, masked text frames,
 * pings and closing. Whatever else comes, or is too long, ends the link (`null`).
 */
export class FrameReader {
  #rest: Buffer = Buffer.alloc(0);

  push(bytes: Buffer): readonly Frame[] | null {
    let data = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    const frames: Frame[] = [];
    for (;;) {
      const frame = readFrame(data);
      if (frame === 'broken') return null;
      if (frame === 'more') break;
      frames.push(frame.frame);
      data = data.subarray(frame.used);
    }
    this.#rest = Buffer.from(data);
    return frames;
  }
}

/** A frame of ours: never masked (RFC 6455 §5.1). */
export function frameOf(opcode: 'text' | 'close' | 'ping' | 'pong', payload: Buffer | string): Buffer {
  const bytes = typeof payload === 'string' ? Buffer.from(payload) : payload;
  if (bytes.length > 125) throw new RangeError('frames of ours are short');
  return Buffer.concat([Buffer.from([0x80 | OPCODES[opcode], bytes.length]), bytes]);
}

const OPCODES = { text: 1, close: 8, ping: 9, pong: 10 } as const;

function readFrame(data: Buffer): { readonly frame: Frame; readonly used: number } | 'more' | 'broken' {
  if (data.length < 2) return 'more';
  const first = data[0] as number;
  const second = data[1] as number;
  // Whole frames (FIN), no extension bits, masked.
  if ((first & 0xf0) !== 0x80 || (second & 0x80) === 0) return 'broken';
  let size = second & 0x7f;
  let at = 2;
  if (size === 127) return 'broken';
  if (size === 126) {
    if (data.length < 4) return 'more';
    size = data.readUInt16BE(2);
    at = 4;
  }
  const opcode = first & 0x0f;
  if (size > MOST_BYTES || (opcode >= 8 && size > 125)) return 'broken';
  if (data.length < at + 4 + size) return 'more';
  const payload = Buffer.from(data.subarray(at + 4, at + 4 + size));
  for (let index = 0; index < size; index++)
    payload[index] = (payload[index] as number) ^ (data[at + (index & 3)] as number);
  const used = at + 4 + size;
  switch (opcode) {
    case OPCODES.text:
      return { frame: { kind: 'text', text: payload.toString('utf8') }, used };
    case OPCODES.ping:
      return { frame: { kind: 'ping', payload }, used };
    case OPCODES.pong:
      return { frame: { kind: 'pong' }, used };
    case OPCODES.close:
      return { frame: { kind: 'close', code: size < 2 ? null : payload.readUInt16BE(0) }, used };
    default:
      return 'broken';
  }
}
