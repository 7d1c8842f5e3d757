const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** UTF-8 bytes of a text in base64: this room has no Buffer and no btoa. */
export function base64Of(text: string): string {
  const bytes = utf8Of(text);
  let base64 = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b, c] = bytes.slice(at, at + 3);
    base64 += DIGITS.charAt(a >> 2) + DIGITS.charAt(((a & 3) << 4) | ((b ?? 0) >> 4));
    base64 += b === undefined ? '=' : DIGITS.charAt(((b & 15) << 2) | ((c ?? 0) >> 6));
    base64 += c === undefined ? '=' : DIGITS.charAt(c & 63);
  }
  return base64;
}

function utf8Of(text: string): readonly number[] {
  return [...text].flatMap((character) => {
    const point = character.codePointAt(0) ?? 0;
    // A lone surrogate has no UTF-8 form.
    const code = point >= 0xd800 && point <= 0xdfff ? 0xfffd : point;
    if (code < 0x80) return [code];
    if (code < 0x800) return [0xc0 | (code >> 6), 0x80 | (code & 63)];
    if (code < 0x10000) return [0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63)];
    return [0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63)];
  });
}

/** The text whose UTF-8 bytes these are, or null when they are no text: not UTF-8 (RFC 3629), or with control characters. */
export function textOfBase64(base64: string): string | null {
  const bytes = bytesOf(base64);
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at] as number;
    const size =
      first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
    if (size === 0 || at + size > bytes.length) return null;
    let code = size === 1 ? first : first & (0xff >> (size + 1));
    for (let next = 1; next < size; next++) {
      const byte = bytes[at + next] as number;
      if ((byte & 0xc0) !== 0x80) return null;
      code = (code << 6) | (byte & 0x3f);
    }
    const isOverlong = (size === 3 && code < 0x800) || (size === 4 && code < 0x10000);
    const isControl = code < 0x20 && code !== 9 && code !== 10 && code !== 13;
    if (isOverlong || isControl || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return null;
    text += String.fromCodePoint(code);
    at += size;
  }
  return text;
}

function bytesOf(base64: string): readonly number[] {
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const digit of base64) {
    const value = DIGITS.indexOf(digit);
    if (value < 0) break;
    held = (held << 6) | value;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((held >> bits) & 0xff);
    held &= (1 << bits) - 1;
  }
  return bytes;
}
