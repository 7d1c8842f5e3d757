/** A route as the middle of a sentence. */
export function routeName(route: string | null): string {
  return route === null || route === '' ? 'a member without a route' : `route ${route}`;
}

/** `1 session`, `3 sessions`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** A share as people read it: `82 %`. */
export function percent(part: number, whole: number): string {
  return `${whole === 0 ? 0 : Math.round((part / whole) * 100)} %`;
}

/** A sticky value with only its route readable: what stands before may be an application's session (DESIGN.md §8). */
export function maskedValue(value: string, separator: string | null): string {
  const at = separator === null ? -1 : value.indexOf(separator);
  if (value === '') return '(empty)';
  if (at === 0) return value;
  if (at > 0) return `•••${value.slice(at)}`;
  return value.length <= 4 ? value : '•••';
}
