import { cookieValues } from '../cookie-values.ts';

/** Beyond these an answer's head would grow past what browsers take. */
const MOST_NAMES = 40;
const MOST_PATHS = 6;

/** A navigation of a jar that is to be emptied: what goes on without cookies, and what empties the jar. */
export interface JarReset {
  /** The request without cookies and conditions: whoever answers sees a newcomer. */
  readonly fields: readonly string[];
  /** Set-Cookie fields that expire what the request brought along; they come before the member's own. */
  readonly expiries: readonly string[];
}

/**
 * Empties a jar of an ordinary browser as far as an answer can: each cookie that the navigation carried expires, at every
 * path above its address, for the host and for the names that the host is under. Out of reach are cookies of
 * other paths (no request here carries them), partitioned ones, storage, caches and service workers. Clear-Site-Data would
 * reach some of these, and is not used: it also takes what this very answer sets, the cookies of all other ports of
 * the host, and writes to the console.
 */
export function jarReset(fields: readonly string[], host: string | null, target: string): JarReset {
  const kept: string[] = [];
  for (let at = 0; at < fields.length; at += 2) {
    const name = fields[at] as string;
    if (!/^(?:cookie|if-none-match|if-modified-since)$/i.test(name))
      kept.push(name, fields[at + 1] as string);
  }
  const expiries: string[] = [];
  for (const name of [...cookieValues(fields).keys()].slice(0, MOST_NAMES)) {
    const secure = /^__(?:Host|Secure|Http)-/i.test(name) ? '; Secure' : '';
    const isHostOnly = /^__Host-/i.test(name);
    for (const path of isHostOnly ? ['/'] : pathsAbove(target)) {
      for (const domain of isHostOnly ? [''] : domainsOf(host)) {
        expiries.push('Set-Cookie', `${name}=; Path=${path}; Max-Age=0${domain}${secure}`);
      }
    }
  }
  return { fields: kept, expiries };
}

/** `/`, `/a`, `/a/b` for `/a/b/c?d`: the paths of cookies that a request for it carries, short ones first. */
function pathsAbove(target: string): readonly string[] {
  const path = target.split(/[?#]/)[0] ?? '';
  const found = ['/'];
  const parts = path.split('/').slice(1);
  for (let depth = 1; depth <= parts.length && found.length < MOST_PATHS; depth++) {
    const one = `/${parts.slice(0, depth).join('/')}`;
    // What a Path could not hold names no cookie.
    if (one !== '/' && !one.endsWith('/') && /^[\x21-\x3a\x3c-\x7e]+$/.test(one)) found.push(one);
  }
  return found;
}

/** Nothing (the host alone), and the Domain attributes by which a cookie may have come. Addresses have none. */
function domainsOf(host: string | null): readonly string[] {
  const name = (host ?? '').replace(/:\d*$/, '').toLowerCase();
  if (!/^[a-z0-9.-]+$/.test(name) || /^[\d.]+$/.test(name)) return [''];
  const labels = name.split('.');
  const names = labels.slice(0, -1).map((_, index) => labels.slice(index).join('.'));
  return ['', ...names.map((one) => `; Domain=${one}`)];
}
