const BASE64_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The UTF-8 bytes of a text. */
export function utf8Bytes(text: string): readonly number[] {
  const escaped = encodeURIComponent(text.replace(/[\ud800-\udfff]/gu, '\ufffd'));
  return [...escaped.matchAll(/%([0-9A-F]{2})|([^%])/g)].map(([, hex, plain]) =>
    hex === undefined ? (plain ?? '').charCodeAt(0) : Number.parseInt(hex, 16),
  );
}

/** The bytes of Base64 that ends in its padding. */
export function base64Bytes(text: string): readonly number[] {
  const bytes: number[] = [];
  let bits = 0;
  let count = 0;
  for (const digit of text.replace(/=+$/, '')) {
    bits = (bits * 64 + BASE64_DIGITS.indexOf(digit)) & 0xffffff;
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes.push((bits >>> count) & 0xff);
    }
  }
  return bytes;
}

/** The 4 or 16 bytes of an IP address; null for a name. */
export function addressBytes(host: string): readonly number[] | null {
  const v4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(host);
  if (v4 !== null) {
    const bytes = v4.slice(1).map(Number);
    return bytes.every((byte) => byte < 256) ? bytes : null;
  }
  if (!host.includes(':') || !/^[0-9a-f:]+$/i.test(host)) return null;
  const [before = '', after] = host.split('::');
  const head = before === '' ? [] : before.split(':');
  const tail = after === undefined || after === '' ? [] : after.split(':');
  const zeros = 8 - head.length - tail.length;
  if (zeros < 0 || (after === undefined && zeros !== 0)) return null;
  const words = [...head, ...new Array<string>(zeros).fill('0'), ...tail].map((word) =>
    Number.parseInt(word, 16),
  );
  return words.flatMap((word) => [word >> 8, word & 0xff]);
}
