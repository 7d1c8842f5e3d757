import type { CookieSet } from './cookie-story.ts';

/**
 * Where and how long a browser sends a cookie back, in a few words (RFC 6265bis §5.6, §5.7): host, path, end, and what it is
 * kept from; of one that has ended by `nowMs` (epoch) only where it is deleted. `host` is the request's Host field, `path` its
 * target.
 */
export function cookieScope(
  { attributes }: Pick<CookieSet, 'attributes'>,
  host: string,
  path: string,
  nowMs: number,
): string {
  const attribute = (wanted: string): string | undefined => {
    // Of an attribute that stands twice the last one counts.
    const found = attributes.findLast(
      (attribute) => attribute.split('=', 1)[0]?.trim().toLowerCase() === wanted,
    );
    return found === undefined ? undefined : found.slice(found.indexOf('=') + 1).trim();
  };
  const has = (word: string) => attributes.some((each) => each.trim().toLowerCase() === word);
  const hostName = host.replace(/:\d+$/, '');
  const domain = attribute('domain')?.replace(/^\./, '');
  const to =
    domain === undefined || domain === '' ? `${hostName}, every port` : `${domain} and below, every port`;
  const written = attribute('path');
  const scope = written?.startsWith('/') === true ? written : defaultPath(path);
  const sameSite = attribute('samesite')?.toLowerCase();
  const end = endOf(attribute('max-age'), attribute('expires'), nowMs);
  const where = scope === '/' ? to : `${to}, under ${scope}`;
  if (end === null) return `Deleted at once for ${where}`;
  return [
    `Sent to ${where}`,
    has('secure') ? 'when secure' : null,
    has('httponly') ? 'hidden from scripts' : null,
    sameSite === 'strict' ? 'never from other sites' : null,
    sameSite === 'none' ? 'from other sites too' : null,
    end,
  ]
    .filter((part) => part !== null)
    .join(', ');
}

/** RFC 6265 §5.1.4. */
function defaultPath(target: string): string {
  const path = target.split(/[?#]/, 1)[0] ?? '';
  const last = path.lastIndexOf('/');
  return path.startsWith('/') && last > 0 ? path.slice(0, last) : '/';
}

/** null: it has ended. */
function endOf(maxAge: string | undefined, expires: string | undefined, nowMs: number): string | null {
  if (maxAge !== undefined && /^-?\d+$/.test(maxAge)) {
    const seconds = Number(maxAge);
    if (seconds <= 0) return null;
    return `for ${spanOf(seconds)}`;
  }
  const atMs = Date.parse(expires ?? '');
  if (atMs <= nowMs) return null;
  if (!Number.isNaN(atMs)) return `until ${new Date(atMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return 'until the browser closes';
}

function spanOf(seconds: number): string {
  const units = [
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
    ['second', 1],
  ] as const;
  const [unit, size] = units.find(([, each]) => seconds >= each * 2 || seconds === each) ?? units[3];
  const count = Math.round(seconds / size);
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
