import { DEFAULT_COOKIE_VALUE, type RouteCookie, routeCookieSchema } from '../../../contract/index.ts';

/** A `Header … Set-Cookie` line, as far as it makes a route cookie. */
export interface CookieLine {
  readonly cookie: RouteCookie;
  /** The balancer that its condition names, in lower case; null for any. */
  readonly onlyFor: string | null;
  /** What is different here, one sentence each. */
  readonly said: readonly string[];
}

const CHANGED = 'BALANCER_ROUTE_CHANGED';
/** mod_headers' actions that put a line of their own into an answer. */
const ADDING: readonly string[] = ['add', 'set', 'append', 'merge', 'setifempty'];

/**
 * Reads the words behind `Header` (APACHE.md §7). `undefined` when it is about another header; a text when it is a
 * Set-Cookie that no project can hold, saying why.
 */
export function readCookieLine(words: readonly string[]): CookieLine | string | undefined {
  const table = /^(always|onsuccess)$/i.test(words[0] ?? '') ? (words[0] ?? '').toLowerCase() : '';
  const [action = '', name = '', value = '', ...rest] = table === '' ? words : words.slice(1);
  if (!/^set-cookie:?$/i.test(name)) return undefined;
  if (!ADDING.includes(action.toLowerCase())) {
    return `"${action}" changes cookies of the application, which Routepin leaves as they are`;
  }
  const condition = readCondition(rest);
  if (typeof condition === 'string') return condition;
  if (condition.condition === 'other' && !/%\{BALANCER_/.test(value)) {
    return 'a cookie that has nothing to do with routes is not set by Routepin';
  }
  const cookie = readCookie(value);
  if (typeof cookie === 'string') return cookie;
  const said = [...cookie.said];
  if (condition.condition === 'none') {
    said.push(
      `without env=${CHANGED} Apache sets the cookie with every answer; Routepin when the balancer chose a member`,
    );
  } else if (condition.condition === 'other') {
    said.push(
      `the condition is not kept: Routepin sets the cookie when the balancer chose a member (${CHANGED})`,
    );
  }
  if (table === 'always') {
    said.push(
      'with "always" Apache sets it with error pages of its own too; Routepin with members\' answers only',
    );
  }
  if (action.toLowerCase() !== 'add') {
    said.push(
      `with "${action}" Apache changes the application's own cookies; Routepin adds a line, as "add" does`,
    );
  }
  return { cookie: cookie.cookie, onlyFor: condition.onlyFor, said };
}

interface CookieCondition {
  readonly condition: 'changed' | 'none' | 'other';
  readonly onlyFor: string | null;
}

/** The condition behind the value; a text when the line would never do what a route cookie does. */
function readCondition(words: readonly string[]): CookieCondition | string {
  const [word] = words;
  if (word === undefined) return { condition: 'none', onlyFor: null };
  if (word === `env=${CHANGED}`) return { condition: 'changed', onlyFor: null };
  if (/^early$/i.test(word)) return '"early" runs before the balancer has chosen: no route is known then';
  if (word === `env=!${CHANGED}`)
    return 'a cookie for answers in which the route has not changed is not set by Routepin';
  const expression = /^expr=(.*)$/s.exec(word)?.[1];
  if (expression === undefined) return { condition: 'other', onlyFor: null };
  const known =
    /^\s*-n\s+reqenv\('BALANCER_ROUTE_CHANGED'\)(?:\s*&&\s*reqenv\('BALANCER_NAME'\)\s*==\s*'balancer:\/\/([^'/]+)')?\s*$/.exec(
      expression,
    );
  return known === null
    ? { condition: 'other', onlyFor: null }
    : { condition: 'changed', onlyFor: known[1]?.toLowerCase() ?? null };
}

/** `NAME=VALUE; path=/; …` as a route cookie; a text when it can't be one. */
function readCookie(
  format: string,
): { readonly cookie: RouteCookie; readonly said: readonly string[] } | string {
  const [pair = '', ...attributes] = format.split(';');
  const equals = pair.indexOf('=');
  if (equals < 0) return 'the cookie has no name and value';
  const said: string[] = [];
  const value = pair.slice(equals + 1).trim();
  const found: Record<string, unknown> = { name: pair.slice(0, equals).trim().replaceAll('%%', '%') };
  if (value !== DEFAULT_COOKIE_VALUE) found.value = value;
  for (const attribute of attributes) {
    const [name = '', ...rest] = attribute.split('=');
    const unknown = readAttribute(name.trim().toLowerCase(), rest.join('=').trim(), found);
    if (unknown !== null) said.push(unknown);
  }
  const parsed = routeCookieSchema.safeParse(found);
  if (parsed.success) return { cookie: inOrder(found), said };
  return `Routepin can't set this cookie: ${parsed.error.issues.map((issue) => issue.message).join('; ')}`;
}

/** Puts one attribute into `found`; what to say when it has no place there. */
function readAttribute(name: string, value: string, found: Record<string, unknown>): string | null {
  switch (name) {
    case '':
      return null;
    case 'path':
    case 'domain':
      found[name] = value;
      return null;
    case 'secure':
      found.secure = true;
      return null;
    case 'httponly':
      found.httpOnly = true;
      return null;
    case 'max-age':
      if (/^\d+$/.test(value)) found.maxAge = Number(value);
      return /^\d+$/.test(value) ? null : `max-age=${value} is no number of seconds and is left out`;
    case 'samesite': {
      const known = ['Strict', 'Lax', 'None'].find((word) => word.toLowerCase() === value.toLowerCase());
      if (known !== undefined) found.sameSite = known;
      return known === undefined ? `samesite=${value} is none that browsers know and is left out` : null;
    }
    default:
      return `the cookie's attribute "${name}" is left out`;
  }
}

/** The keys in the order of the project file (DESIGN.md §3). */
function inOrder(found: Readonly<Record<string, unknown>>): RouteCookie {
  const keys = ['name', 'value', 'path', 'domain', 'secure', 'httpOnly', 'sameSite', 'maxAge'];
  return Object.fromEntries(
    keys.filter((key) => key in found).map((key) => [key, found[key]]),
  ) as RouteCookie;
}
