import { isNamed } from '../../contract/index.ts';

/** Flat field lists: name, value, name, value, … in order, as they came (RFC 9110 §5.3). */
export type Fields = readonly string[];

/** All values of the Cookie fields joined as Apache joins them, or null without any (APACHE.md §1.4.1). */
export function joinedCookies(fields: Fields): string | null {
  return joinedValue(fields, 'cookie');
}

/** The values of a field joined with `, `, or null without any. `name` in lower case. */
export function joinedValue(fields: Fields, name: string): string | null {
  let value: string | null = null;
  for (let at = 0; at < fields.length; at += 2) {
    if (!isNamed(fields[at] as string, name)) continue;
    value = value === null ? (fields[at + 1] as string) : `${value}, ${fields[at + 1]}`;
  }
  return value;
}

/** Place of the first field with this lower-case name, −1 without any. */
export function placeOf(fields: Fields, name: string): number {
  for (let at = 0; at < fields.length; at += 2) if (isNamed(fields[at] as string, name)) return at;
  return -1;
}

/**
 * Looks up what a table says of a field name in any case. Names come as they were spelled: the two usual spellings are
 * found at once, and only another makes a string in lower case.
 */
export function nameTable<Value>(
  byLowerName: Readonly<Record<string, Value>>,
): (name: string) => Value | undefined {
  const table = new Map<string, Value>();
  const lengths = new Set<number>();
  for (const [lower, value] of Object.entries(byLowerName)) {
    table.set(lower, value);
    table.set(
      lower.replace(/(^|-)[a-z]/g, (start) => start.toUpperCase()),
      value,
    );
    lengths.add(lower.length);
  }
  return (name) => table.get(name) ?? (lengths.has(name.length) ? table.get(name.toLowerCase()) : undefined);
}
