import { DEFAULT_COOKIE_VALUE, type RouteCookie } from '../../contract/index.ts';

/**
 * Words that no configuration language reads as its own: letters, digits and signs that mean nothing to HAProxy, nginx,
 * Caddy, Traefik's rules or YAML. Whatever holds another is refused, not escaped: four syntaxes would have to be got right.
 */
export function isPlainWord(text: string): boolean {
  return /^[\w.~:@+-]+$/.test(text) && !text.startsWith('-');
}

/** Whether a path can stand in a rule as it is written: what RFC 3986 calls unreserved, and a few signs more. */
export function isPlainPath(text: string, mayBeEmpty = false): boolean {
  return text === '' ? mayBeEmpty : /^\/[\w.~:@+!,=&/-]*$/.test(text);
}

/** A host name, an IPv4 address, or an IPv6 address without brackets. */
export function isPlainHost(text: string): boolean {
  return /^[a-z0-9](?:[\w.-]*[a-z0-9])?$/i.test(text) || (/^[0-9a-f:.]+$/i.test(text) && text.includes(':'));
}

/** What stands before the route in a route cookie, or null when the value is not text with the route at its end. */
export function cookiePrefix(cookie: RouteCookie): string | null {
  const match = /^((?:[^%]|%%)*)%\{BALANCER_WORKER_ROUTE\}e$/.exec(cookie.value ?? DEFAULT_COOKIE_VALUE);
  return match === null ? null : (match[1] ?? '').replaceAll('%%', '%');
}

/** Names for sections: each as it is where it is plain, otherwise `fallback_N`; no two alike. */
export function uniqueNames(names: readonly string[], fallback: string): readonly string[] {
  const seen = new Set<string>(RESERVED);
  return names.map((name, index) => {
    const stem = name
      .toLowerCase()
      .replace(/[^a-z0-9_]+/g, '_')
      .replace(/^_+|_+$/g, '')
      .slice(0, 40);
    let id = /^[a-z]/.test(stem) ? stem : `${fallback}_${index + 1}`;
    while (seen.has(id)) id = `${id}_${index + 1}`;
    seen.add(id);
    return id;
  });
}

/** Names that our own sections have, or that would be looked up as hosts. */
const RESERVED = ['routepin', 'not_found', 'localhost', 'default'];

/** `host:port` with brackets around an IPv6 address. */
export function hostPort(host: string, port: number): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/**
 * Load factors as whole numbers of at most `most`, in the same proportion as far as that allows: 1.5 and 1 are 3 and 2.
 * Null where all are alike.
 */
export function wholeWeights(factors: readonly number[], most: number): readonly number[] | null {
  if (new Set(factors).size <= 1) return null;
  for (const times of [1, 2, 4, 5, 10, 20, 25, 50, 100]) {
    const scaled = factors.map((factor) => Math.round(factor * times * 1e6) / 1e6);
    if (scaled.every((weight) => Number.isInteger(weight) && weight <= most)) return scaled;
  }
  const largest = Math.max(...factors);
  return factors.map((factor) => Math.max(1, Math.round((factor / largest) * most)));
}

/** Whether weights stand in another proportion than the factors. */
export function isRounded(factors: readonly number[], weights: readonly number[]): boolean {
  const [first = 1] = factors;
  const [weight = 1] = weights;
  return factors.some((factor, index) => Math.abs(factor / first - (weights[index] ?? 1) / weight) > 0.005);
}

/** Seconds as a duration that every server takes: `5s`, or `500ms`. */
export function duration(seconds: number): string {
  return Number.isInteger(seconds) ? `${seconds}s` : `${Math.max(1, Math.round(seconds * 1000))}ms`;
}
