import { fieldValue } from '../fields.ts';
import { markedTag } from './validators.ts';

/** The fields of a document with a script in it. Ranges and codings of the member's body no longer mean anything. */
export function changedFields(fields: readonly string[], contentLength: number): readonly string[] {
  const kept: string[] = [];
  let hasVary = false;
  for (let at = 0; at < fields.length; at += 2) {
    const name = fields[at] as string;
    const value = fields[at + 1] as string;
    switch (name.toLowerCase()) {
      case 'content-encoding':
      case 'accept-ranges':
        break;
      case 'content-length':
        if (contentLength >= 0) kept.push(name, String(contentLength));
        break;
      case 'etag':
        break;
      case 'vary':
        kept.push(name, hasVary || value.trim() === '*' ? value : `${value}, Sec-Fetch-Dest`);
        hasVary = true;
        break;
      default:
        kept.push(name, value);
    }
  }
  if (!hasVary) kept.push('Vary', 'Sec-Fetch-Dest');
  return tagged(kept, fields);
}

/** A 304 speaks of the document as we gave it out. */
export function remarked(fields: readonly string[]): readonly string[] {
  const kept: string[] = [];
  for (let at = 0; at < fields.length; at += 2) {
    if ((fields[at] as string).toLowerCase() !== 'etag')
      kept.push(fields[at] as string, fields[at + 1] as string);
  }
  return tagged(kept, fields);
}

function tagged(kept: string[], fields: readonly string[]): readonly string[] {
  const tag = markedTag(fieldValue(fields, 'etag'), fieldValue(fields, 'last-modified') !== null);
  if (tag !== null) kept.push('ETag', tag);
  return kept;
}
