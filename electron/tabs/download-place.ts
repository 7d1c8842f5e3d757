import { existsSync } from 'node:fs';
import path from 'node:path';

/** In bytes as written; file systems take 255, and ` (99)` has to fit. */
const LONGEST_NAME = 200;
/** Characters that some file system refuses or gives a meaning to, and what makes a name look like another one. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const UNSAFE = /[\u0000-\u001f\u007f<>:"/\\|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/**
 * A name for a file that a page offers, fit for any system and for nothing but a file in one folder: no path, no
 * hidden file, no device, no text that runs backwards. `download` when nothing is left.
 */
export function safeFileName(offered: string): string {
  const last = offered.split(/[\\/]/).at(-1) ?? '';
  const plain = last.replace(UNSAFE, '_').replace(/^[.\s]+|[.\s]+$/g, '');
  const extension = path.extname(plain).slice(0, 20);
  const stem = plain.slice(0, plain.length - path.extname(plain).length);
  const name = `${cut(stem, LONGEST_NAME - Buffer.byteLength(extension))}${extension}`;
  if (name === '') return 'download';
  return RESERVED.test(name) ? `_${name}` : name;
}

/** A path in `folder` that nothing has yet: `cart.csv`, `cart (2).csv` … `isTaken` tells of files and running downloads. */
export function freePath(
  folder: string,
  offered: string,
  isTaken: (file: string) => boolean = existsSync,
): string {
  const name = safeFileName(offered);
  const extension = path.extname(name);
  const stem = name.slice(0, name.length - extension.length);
  for (let number = 1; ; number++) {
    const file = path.join(folder, number === 1 ? name : `${stem} (${number})${extension}`);
    if (!isTaken(file)) return file;
  }
}

/** As much of a text as fits into `maxBytes`, whole characters only. */
function cut(text: string, maxBytes: number): string {
  let bytes = 0;
  let end = 0;
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > maxBytes) break;
    end += character.length;
  }
  return text.slice(0, end);
}
