import type { MessageHead } from '../../contract/index.ts';

/** Between the start line and the fields, and between all names and values of a list: no field can hold it. */
const SEPARATOR = '\n';

/** A head as a text that costs one native call to make: start line, name, value, name, value … */
export function headText(startLine: string, fields: readonly string[]): string {
  return fields.length === 0 ? startLine : `${startLine}${SEPARATOR}${fields.join(SEPARATOR)}`;
}

/** The head that `headText` wrote down, or null for an empty text: there was no such message. */
export function headOfText(text: string): MessageHead | null {
  if (text === '') return null;
  const [startLine = '', ...parts] = text.split(SEPARATOR);
  const fields: (readonly [string, string])[] = [];
  for (let i = 0; i < parts.length; i += 2) fields.push([parts[i] ?? '', parts[i + 1] ?? '']);
  return { startLine, fields };
}

/** The head in its text on the wire, or null for an empty text. */
export function headOfWire(text: string): MessageHead | null {
  if (text === '') return null;
  const [startLine = '', ...lines] = text.split('\r\n');
  const fields = lines
    .filter((line) => line !== '')
    .map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon), line.slice(colon + 1).trimStart()] as const;
    });
  return { startLine, fields };
}
