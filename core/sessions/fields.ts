import { isNamed } from '../contract/index.ts';

/** The first value of a field in a flat raw list (name, value, …), whatever the case of its name; or null. */
export function fieldValue(fields: readonly string[], lowerName: string): string | null {
  for (let index = 0; index + 1 < fields.length; index += 2) {
    if (isNamed(fields[index] as string, lowerName)) return fields[index + 1] as string;
  }
  return null;
}

/** A cookie that an answer sets, as far as sessions care (RFC 6265 §5.2). */
export interface SetCookie {
  readonly name: string;
  readonly value: string;
  readonly httpOnly: boolean;
  /** True when it deletes the cookie: emptied, Max-Age of 0 or less, or an Expires that has passed. */
  readonly clears: boolean;
}

const NO_COOKIES: readonly SetCookie[] = [];

/** Every Set-Cookie of an answer, in order. */
export function setCookiesIn(fields: readonly string[], nowMs: number): readonly SetCookie[] {
  let found: SetCookie[] | null = null;
  for (let index = 0; index + 1 < fields.length; index += 2) {
    if (!isNamed(fields[index] as string, 'set-cookie')) continue;
    const cookie = readSetCookie(fields[index + 1] as string, nowMs);
    if (cookie === null) continue;
    if (found === null) found = [cookie];
    else found.push(cookie);
  }
  return found ?? NO_COOKIES;
}

/** What an answer does to one cookie: the last line counts, and our own (null for none) comes last (APACHE.md §7.2). */
export function cookieSet(
  cookieName: string,
  cookies: readonly SetCookie[],
  ownLine: string | null,
  nowMs: number,
): SetCookie | undefined {
  const own = ownLine === null ? null : readSetCookie(ownLine, nowMs);
  if (own !== null && own.name === cookieName) return own;
  return cookies.length === 0 ? undefined : cookies.findLast(({ name }) => name === cookieName);
}

/** One Set-Cookie value; null when it sets nothing. */
export function readSetCookie(text: string, nowMs: number): SetCookie | null {
  const [pair = '', ...attributes] = text.split(';');
  const equals = pair.indexOf('=');
  if (equals < 1) return null;
  const value = pair.slice(equals + 1).trim();
  let httpOnly = false;
  let expired: boolean | null = null;
  let maxAge: number | null = null;
  for (const attribute of attributes) {
    const [key = '', ...rest] = attribute.split('=');
    const argument = rest.join('=').trim();
    switch (key.trim().toLowerCase()) {
      case 'httponly':
        httpOnly = true;
        break;
      case 'max-age':
        if (/^-?\d+$/.test(argument)) maxAge = Number(argument);
        break;
      case 'expires': {
        const atMs = Date.parse(argument);
        if (!Number.isNaN(atMs)) expired = atMs <= nowMs;
        break;
      }
    }
  }
  // Max-Age wins over Expires (RFC 6265 §5.3 step 3).
  const clears = value === '' || (maxAge === null ? expired === true : maxAge <= 0);
  return { name: pair.slice(0, equals).trim(), value, httpOnly, clears };
}
