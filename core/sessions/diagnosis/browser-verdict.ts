import type { CookieJudge } from './cookie-library.ts';

/** Who is answered, as far as cookies care. */
export interface CookiePlace {
  /** The request's Host field, port and all. */
  readonly host: string;
  readonly isTls: boolean;
  readonly userAgent: string;
}

/** Why a browser refuses a cookie. */
export interface CookieRefusal {
  readonly code:
    | 'too-large'
    | 'secure-on-http'
    | 'none-without-secure'
    | 'partitioned-without-secure'
    | 'domain'
    | 'prefix';
  /** The end of a sentence that begins with the cookie: `is Secure, and …`. */
  readonly because: string;
}

/** RFC 6265bis §5.6: name and value together; Chromium and Firefox alike. */
const MOST_BYTES = 4096;

/** Whether the library has to be asked about this line. */
export function needsJudge(line: string): boolean {
  return /;\s*domain\s*=/i.test(line) || /^\s*__(?:secure|host)-/i.test(line);
}

/**
 * Why the browser that asked will refuse a Set-Cookie line, or null. `judge` decides about Domain and name prefixes;
 * without it (not loaded yet) they are not looked at. The line is latin1 text: one character per byte.
 * Source: RFC 6265bis §5.6 and §4.1.3; what Chromium and Firefox do on this machine (TABS.md).
 */
export function refusalOf(line: string, place: CookiePlace, judge: CookieJudge | null): CookieRefusal | null {
  const [pair = '', ...rest] = line.split(';');
  const attributes = new Map(
    rest.map((each) => {
      const equals = each.indexOf('=');
      const key = (equals < 0 ? each : each.slice(0, equals)).trim().toLowerCase();
      return [key, equals < 0 ? '' : each.slice(equals + 1).trim()];
    }),
  );
  const bytes = pair.trim().length - (pair.includes('=') ? 1 : 0);
  if (bytes > MOST_BYTES) {
    return {
      code: 'too-large',
      because: `has ${bytes} bytes of name and value, and browsers take ${MOST_BYTES}`,
    };
  }
  const isSecure = attributes.has('secure');
  const hostName = place.host.replace(/:\d+$/, '').toLowerCase();
  if (judge !== null && needsJudge(line)) {
    const refusal = judged(line, attributes.get('domain') ?? '', hostName, place.isTls, judge);
    if (refusal !== null) return refusal;
  }
  if (isSecure && !place.isTls && !isTrusted(hostName, place.userAgent)) {
    return {
      code: 'secure-on-http',
      because: isLoopback(hostName)
        ? 'is Secure, and this browser takes such cookies over https only, on this machine too'
        : `is Secure, and ${hostName} is asked over plain http`,
    };
  }
  if (/^none$/i.test(attributes.get('samesite') ?? '') && !isSecure) {
    return { code: 'none-without-secure', because: 'is SameSite=None without Secure' };
  }
  if (attributes.has('partitioned') && !isSecure) {
    return { code: 'partitioned-without-secure', because: 'is Partitioned without Secure' };
  }
  return null;
}

function judged(
  line: string,
  domain: string,
  hostName: string,
  isTls: boolean,
  judge: CookieJudge,
): CookieRefusal | null {
  // Browsers compare the prefixes without regard to case, the library does not (RFC 6265bis §4.1.3).
  const [name = ''] = line.split('=');
  const prefix = /^\s*__(secure|host)-/i.exec(name)?.[1]?.toLowerCase();
  const asWritten =
    prefix === undefined ? line : line.replace(/^\s*__\w+-/, prefix === 'host' ? '__Host-' : '__Secure-');
  const wanted = domain.replace(/^\./, '').toLowerCase();
  const found = judge(asWritten, `${isTls ? 'https' : 'http'}://${hostName}/`);
  if (found === 'prefix') {
    const needs = prefix === 'host' ? 'Secure, path=/ and no Domain' : 'Secure';
    return { code: 'prefix', because: `needs ${needs} because of its name` };
  }
  // `localhost` is a top-level name: what stands below it gets no cookie for all of it (Chromium, Firefox).
  const isTopLevel = wanted !== '' && !wanted.includes('.') && wanted !== hostName;
  if (found === 'public-suffix' || (isTopLevel && found === null)) {
    return { code: 'domain', because: `is for the Domain ${wanted}, under which anybody may have a site` };
  }
  if (found === 'domain') {
    return { code: 'domain', because: `is for the Domain ${wanted}, and the site is ${hostName}` };
  }
  return null;
}

/** Chromium and Firefox treat this machine as secure without TLS; Safari and curl don't (TABS.md, USERS.md "Risks"). */
function isTrusted(hostName: string, userAgent: string): boolean {
  if (!isLoopback(hostName)) return false;
  return !/^curl\//.test(userAgent) && !(/Safari\//.test(userAgent) && !/Chrom(?:e|ium)\//.test(userAgent));
}

function isLoopback(hostName: string): boolean {
  return (
    hostName === 'localhost' ||
    hostName.endsWith('.localhost') ||
    hostName === '[::1]' ||
    /^127(?:\.\d{1,3}){3}$/.test(hostName)
  );
}
