import type { ImportText } from './ImportDialog.tsx';

/** Four bytes a character at most, so that nothing of a text that may be taken is refused here. */
const MOST_BYTES = 4 * 1024 * 1024;

/** The text of a file, or, as a sentence, why it is none. */
export async function readFile(file: File): Promise<ImportText | string> {
  if (file.size > MOST_BYTES) {
    return `${file.name} is larger than 4 MB. Import it on the command line: routepin import FILE.`;
  }
  try {
    const text = await file.text();
    if (text.includes('\0')) return `${file.name} is not a text.`;
    return { text, fileName: file.name };
  } catch {
    return `${file.name} can’t be read (a folder, or gone meanwhile).`;
  }
}

/** The first file that was dropped, read; null for anything else, which is the text field's own business. */
export function readDropped(data: DataTransfer): Promise<ImportText | string> | null {
  const [file] = data.files;
  return file === undefined ? null : readFile(file);
}
