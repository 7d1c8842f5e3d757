/**
 * The handful of ASN.1 values that a certificate is made of, in DER (ITU-T X.690). Each function gives a complete
 * value: tag, length, content.
 */

const UTC_TIME_ENDS = Date.UTC(2050, 0, 1);

/** Any value: `tag` is the identifier octet. */
export function derValue(tag: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content]);
}

export function sequence(...parts: readonly Buffer[]): Buffer {
  return derValue(0x30, Buffer.concat(parts));
}

export function set(...parts: readonly Buffer[]): Buffer {
  return derValue(0x31, Buffer.concat(parts));
}

/** A non-negative integer; `bytes` are big-endian. The shortest form is chosen, as DER wants it (§8.3.2). */
export function integer(bytes: Buffer): Buffer {
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start += 1;
  const shortest = bytes.subarray(start);
  const isNegative = ((shortest[0] ?? 0) & 0x80) !== 0;
  return derValue(0x02, isNegative ? Buffer.concat([Buffer.from([0]), shortest]) : shortest);
}

export function octets(content: Buffer): Buffer {
  return derValue(0x04, content);
}

/** A bit string of whole bytes, the last `unusedBits` of which don't count. */
export function bits(content: Buffer, unusedBits = 0): Buffer {
  return derValue(0x03, Buffer.concat([Buffer.from([unusedBits]), content]));
}

export function boolean(value: boolean): Buffer {
  return derValue(0x01, Buffer.from([value ? 0xff : 0]));
}

export function utf8(text: string): Buffer {
  return derValue(0x0c, Buffer.from(text, 'utf8'));
}

/** An object identifier, written as `1.2.840.10045.4.3.2`. */
export function objectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return derValue(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

/** A moment, in whole seconds: UTCTime until 2049, GeneralizedTime from then on (RFC 5280 §4.1.2.5). */
export function time(atMs: number): Buffer {
  const digits = new Date(atMs).toISOString().replace(/[-:T]|\.\d+/g, '');
  if (atMs < UTC_TIME_ENDS) return derValue(0x17, Buffer.from(digits.slice(2), 'latin1'));
  return derValue(0x18, Buffer.from(digits, 'latin1'));
}

function base128(value: number): readonly number[] {
  const bytes = [value & 0x7f];
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) bytes.unshift((rest & 0x7f) | 0x80);
  return bytes;
}

function lengthOf(size: number): Buffer {
  if (size < 0x80) return Buffer.from([size]);
  const bytes: number[] = [];
  for (let rest = size; rest > 0; rest >>>= 8) bytes.unshift(rest & 0xff);
  return Buffer.from([0x80 | bytes.length, ...bytes]);
}
