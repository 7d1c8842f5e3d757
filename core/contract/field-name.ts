/**
 * Whether a field bears this name (letters, digits and hyphens, lower-case). Asked for every field of every exchange, so
 * nothing is made up: no other character of a token becomes one of these by its fifth bit (RFC 9110 §5.6.2).
 */
export function isNamed(name: string, lowerName: string): boolean {
  const { length } = lowerName;
  if (name.length !== length) return false;
  if (name === lowerName) return true;
  for (let at = 0; at < length; at++) {
    if ((name.charCodeAt(at) | 0x20) !== lowerName.charCodeAt(at)) return false;
  }
  return true;
}
