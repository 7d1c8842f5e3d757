import { type ExchangeSummary, isNamed } from '../../contract/index.ts';
import type { StickyName } from '../sticky-names.ts';

/** What detectors read of a request's fields; null for fields that it doesn't have. */
export interface Asked {
  readonly cookie: string | null;
  readonly origin: string | null;
  readonly host: string | null;
  readonly userAgent: string;
  readonly referer: string | null;
}

/** Reads a request's flat field list once. Several Cookie fields are one, as servers read them (APACHE.md §1.4). */
export function readAsked(fields: readonly string[]): Asked {
  const asked = { cookie: null, origin: null, host: null, userAgent: '', referer: null } as {
    -readonly [Key in keyof Asked]: Asked[Key];
  };
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const name = fields[at] as string;
    const value = fields[at + 1] as string;
    switch (name.length) {
      case 4:
        if (asked.host === null && isNamed(name, 'host')) asked.host = value;
        break;
      case 6:
        if (isNamed(name, 'cookie'))
          asked.cookie = asked.cookie === null ? value : `${asked.cookie}; ${value}`;
        else if (isNamed(name, 'origin')) asked.origin = value;
        break;
      case 7:
        if (isNamed(name, 'referer')) asked.referer = value;
        break;
      case 10:
        if (isNamed(name, 'user-agent')) asked.userAgent = value;
        break;
    }
  }
  return asked;
}

/** Every value of one cookie in a Cookie field, in order (RFC 6265 §5.4). */
export function valuesOf(cookie: string | null, name: string): readonly string[] {
  if (cookie === null || !cookie.includes(name)) return [];
  const found: string[] = [];
  for (const pair of cookie.split(';')) {
    const equals = pair.indexOf('=');
    if (equals > 0 && pair.slice(0, equals).trim() === name) found.push(pair.slice(equals + 1).trim());
  }
  return found;
}

/** The sticky value that a request carries: the URL wins over cookies (APACHE.md §1.2); '' for none. */
export function stickyValueIn(summary: ExchangeSummary, asked: Asked, name: StickyName): string {
  const at = summary.url.indexOf(`${name.urlName}=`);
  if (at >= 0) {
    const value = /^[^?&]+/.exec(summary.url.slice(at + name.urlName.length + 1))?.[0];
    if (value !== undefined) return value;
  }
  return valuesOf(asked.cookie, name.cookieName)[0] ?? '';
}

/** A Cookie field without the cookies of these names, in order; '' for none left. */
export function otherCookies(cookie: string | null, names: readonly string[]): string {
  if (cookie === null) return '';
  const others = cookie.split(';').filter((pair) => !names.includes((pair.split('=')[0] ?? '').trim()));
  return others.map((pair) => pair.trim()).join('; ');
}

/** A path without its query, for sentences; long ones are cut. */
export function shortPath(url: string): string {
  const path = url.split('?')[0] ?? url;
  return path.length > 60 ? `${path.slice(0, 59)}…` : path;
}
