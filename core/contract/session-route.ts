/**
 * What follows the first separator, '' when it comes last, null when there is none; the whole value without a
 * separator setting (APACHE.md §1.5). `JSESSIONID=abc.x.b` → `x.b`.
 */
export function routeOf(value: string, separator: string | null): string | null {
  if (separator === null) return value;
  const at = value.indexOf(separator);
  return at < 0 ? null : value.slice(at + 1);
}
