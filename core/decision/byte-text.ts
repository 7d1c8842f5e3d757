/**
 * Text as it travels: one character per byte (latin1). Settings are ordinary text, which Apache would read from its
 * configuration file as UTF-8; these two put them beside what came over the wire.
 */

const NOT_ASCII = /[\u0080-\uffff]/;
/** Up to here looking at each character takes less time than to begin a search: these are asked several times a request. */
const SHORT = 48;

/** The UTF-8 bytes of a text, one character each. ASCII, the usual case, stays as it is. */
export function bytesOf(text: string): string {
  if (isAscii(text)) return text;
  // A lone surrogate has no UTF-8 form; U+FFFD stands for it, as in every encoder.
  return encodeURIComponent(text.replace(/[\ud800-\udfff]/gu, '\ufffd')).replace(
    /%([0-9A-F]{2})/g,
    (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

/** The text whose UTF-8 bytes these are, or the bytes as they are when they are not UTF-8. */
export function textOf(bytes: string): string {
  if (isAscii(bytes)) return bytes;
  const escaped = bytes.replace(
    /[%\u0080-\u00ff]/g,
    (char) => `%${char.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
  try {
    return decodeURIComponent(escaped);
  } catch {
    return bytes;
  }
}

function isAscii(text: string): boolean {
  if (text.length > SHORT) return !NOT_ASCII.test(text);
  for (let i = 0; i < text.length; i += 1) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
}
