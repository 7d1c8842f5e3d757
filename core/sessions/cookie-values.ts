import { isNamed } from '../contract/index.ts';

/** The cookies that a client sends, from a flat field list: first of a name counts, as servers read them (RFC 6265 §5.4). */
export function cookieValues(fields: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (let at = 0; at + 1 < fields.length; at += 2) {
    if (!isNamed(fields[at] as string, 'cookie')) continue;
    for (const pair of (fields[at + 1] as string).split(';')) {
      const equals = pair.indexOf('=');
      if (equals < 1) continue;
      const key = pair.slice(0, equals).trim();
      if (key !== '' && !found.has(key)) found.set(key, pair.slice(equals + 1).trim());
    }
  }
  return found;
}
