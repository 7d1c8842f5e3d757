import type { RouteCookie } from './project.ts';

/** The value of a route cookie that names none: an empty session name, the dot, the route (DESIGN.md §1). */
export const DEFAULT_COOKIE_VALUE = '.%{BALANCER_WORKER_ROUTE}e';

/** The variables that a route cookie's value may name, or `(null)` for those that are not set (APACHE.md §7.5). */
export type HeaderVariables = Readonly<Record<string, string | undefined>>;

/**
 * The Set-Cookie value as mod_headers' format text: name, value, then the attributes in one fixed order and case.
 * The export writes it and the engine renders it, so that both send the same bytes (DESIGN.md §3).
 */
export function routeCookieFormat(cookie: RouteCookie): string {
  const parts = [`${cookie.name.replaceAll('%', '%%')}=${cookie.value ?? DEFAULT_COOKIE_VALUE}`];
  if (cookie.path !== undefined) parts.push(`path=${cookie.path}`);
  if (cookie.domain !== undefined) parts.push(`domain=${cookie.domain}`);
  if (cookie.maxAge !== undefined) parts.push(`max-age=${cookie.maxAge}`);
  if (cookie.secure === true) parts.push('secure');
  if (cookie.httpOnly === true) parts.push('httponly');
  if (cookie.sameSite !== undefined) parts.push(`samesite=${cookie.sameSite}`);
  return parts.join('; ');
}

/** A mod_headers format with its variables put in: `%%` is a percent sign, an unset variable is `(null)` (APACHE.md §7.5). */
export function renderHeaderFormat(format: string, variables: HeaderVariables): string {
  return format.replace(/%(?:%|\{([A-Z_]+)\}e)/g, (_, name: string | undefined) =>
    name === undefined ? '%' : (variables[name] ?? '(null)').replace(/[\r\n]/g, ' '),
  );
}
