import { indexOfField, isSameName } from '../wire/index.ts';

/** A field list without the fields of these names, given in lower case; the same list when it has none of them. */
export function withoutFields(fields: readonly string[], lowerNames: readonly string[]): readonly string[] {
  if (!hasAny(fields, lowerNames)) return fields;
  const kept: string[] = [];
  for (let i = 0; i < fields.length; i += 2) {
    const name = fields[i] as string;
    if (!lowerNames.some((hidden) => isSameName(name, hidden))) kept.push(name, fields[i + 1] as string);
  }
  return kept;
}

function hasAny(fields: readonly string[], lowerNames: readonly string[]): boolean {
  for (const name of lowerNames) if (indexOfField(fields, name) >= 0) return true;
  return false;
}
