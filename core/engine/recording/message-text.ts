import type { FieldList, MessageHead } from '../../contract/index.ts';

/** A head as it is shown, from its text on the wire. Null for an empty text: there was no such message. */
export function headOf(text: string): MessageHead | null {
  if (text === '') return null;
  const [startLine = '', ...lines] = text.split('\r\n');
  const fields: FieldList = lines
    .filter((line) => line !== '')
    .map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon), line.slice(colon + 1).trimStart()] as const;
    });
  return { startLine, fields };
}
