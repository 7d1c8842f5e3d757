/**
 * Looking into flat field lists (name, value, name, value …) without allocating. Names to look for are
 * given in lower case; names in the list are compared with ASCII case ignored (RFC 9110 §5.1).
 */

/** Index of the name of the first field called `lowerName` at or after index `from`, or -1. The value is at index + 1. */
export function indexOfField(fields: readonly string[], lowerName: string, from = 0): number {
  for (let i = from; i < fields.length; i += 2) {
    if (isSameName(fields[i] as string, lowerName)) return i;
  }
  return -1;
}

/** Value of the first field called `lowerName`, or undefined. */
export function findField(fields: readonly string[], lowerName: string): string | undefined {
  const index = indexOfField(fields, lowerName);
  return index === -1 ? undefined : fields[index + 1];
}

/** Whether `name` is `lowerName`, ASCII case ignored. */
export function isSameName(name: string, lowerName: string): boolean {
  if (name.length !== lowerName.length) return false;
  for (let i = 0; i < name.length; i++) {
    const code = name.charCodeAt(i);
    const folded = code >= 0x41 && code <= 0x5a ? code | 0x20 : code;
    if (folded !== lowerName.charCodeAt(i)) return false;
  }
  return true;
}

/** Whether a comma-separated list value has the element `lowerToken`, ASCII case and white space around it ignored. */
export function hasListToken(value: string, lowerToken: string): boolean {
  let at = 0;
  while (at <= value.length) {
    const comma = value.indexOf(',', at);
    const end = comma === -1 ? value.length : comma;
    let first = at;
    let last = end;
    while (first < last && isSpace(value.charCodeAt(first))) first++;
    while (last > first && isSpace(value.charCodeAt(last - 1))) last--;
    if (last - first === lowerToken.length && isSameName(value.substring(first, last), lowerToken))
      return true;
    at = end + 1;
  }
  return false;
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x09;
}
