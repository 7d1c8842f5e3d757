import type { MessageHead } from '../../contract/index.ts';

/** The head that stands in its text on the wire, or null for an empty text: there was no such message. */
export function headOfText(text: string): MessageHead | null {
  if (text === '') return null;
  const [startLine = '', ...lines] = text.split('\r\n');
  const fields = lines
    .filter((line) => line !== '')
    .map((line) => {
      const colon = line.indexOf(':');
      // RFC 9112 §5: blanks and tabs around a value are not part of it.
      return [line.slice(0, colon), line.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, '')] as const;
    });
  return { startLine, fields };
}
