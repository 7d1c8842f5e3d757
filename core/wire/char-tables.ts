/** Byte values with a meaning in HTTP/1.1 (RFC 5234 appendix B.1 names). */
export const HTAB = 0x09;
export const LF = 0x0a;
export const CR = 0x0d;
export const SP = 0x20;
export const QUOTE = 0x22;
export const PERCENT = 0x25;
export const ASTERISK = 0x2a;
export const COMMA = 0x2c;
export const DOT = 0x2e;
export const SLASH = 0x2f;
export const COLON = 0x3a;
export const SEMICOLON = 0x3b;
export const EQUALS = 0x3d;
export const QUESTION = 0x3f;
export const AT = 0x40;
export const OPEN_BRACKET = 0x5b;
export const BACKSLASH = 0x5c;
export const CLOSE_BRACKET = 0x5d;

/** Classes of bytes, one bit each: `BYTE_CLASS[byte] & TOKEN`. */
export const TOKEN = 1; // tchar (RFC 9110 §5.6.2)
export const VALUE = 2; // field-vchar, SP and HTAB: all a field value may hold (RFC 9110 §5.5); obs-text included
export const TARGET = 4; // what we take in a request target: VCHAR without "#", and 8-bit bytes as Apache does
export const PATH = 8; // TARGET without "?" and "%", for which the scan has to stop
export const HEX = 16;
export const DIGIT = 32;
export const HOST = 64; // registered names as Apache's strict check has them: letters, digits, "-", ".", "_"
export const QUOTED = 128; // qdtext (RFC 9110 §5.6.4): VALUE without quote and backslash

/** Bits of the classes above for each byte. */
export const BYTE_CLASS = new Uint8Array(256);

const TOKEN_MARKS = "!#$%&'*+-.^_`|~";

for (let byte = 0; byte < 256; byte++) {
  const character = String.fromCharCode(byte);
  const isDigit = byte >= 0x30 && byte <= 0x39;
  const isLetter = (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a);
  const isVisible = byte > 0x20 && byte < 0x7f;
  const isObsText = byte >= 0x80;
  const isTarget = (isVisible && character !== '#') || isObsText;
  const isValue = isVisible || isObsText || byte === SP || byte === HTAB;
  let bits = 0;
  if (isDigit || isLetter || TOKEN_MARKS.includes(character)) bits |= TOKEN;
  if (isValue) bits |= VALUE;
  if (isTarget) bits |= TARGET;
  if (isTarget && byte !== QUESTION && byte !== PERCENT) bits |= PATH;
  if (isDigit || /[a-fA-F]/.test(character)) bits |= HEX;
  if (isDigit) bits |= DIGIT;
  if (isDigit || isLetter || byte === 0x2d || byte === DOT || byte === 0x5f) bits |= HOST;
  if (isValue && byte !== QUOTE && byte !== BACKSLASH) bits |= QUOTED;
  BYTE_CLASS[byte] = bits;
}

/** Whether `byte` belongs to one of the classes in `bits`. */
export function isOf(byte: number | undefined, bits: number): boolean {
  return ((BYTE_CLASS[byte as number] as number) & bits) !== 0;
}

/** Value of a hex digit; the byte must be of class HEX. */
export function hexValue(byte: number): number {
  return byte <= 0x39 ? byte - 0x30 : (byte | 0x20) - 0x57;
}
