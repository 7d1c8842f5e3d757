/** A path that can't be served, as the status that says so. */
export type BadPath = 400 | 404;

/** Characters that Apache sends as they are; everything else becomes %XX in upper case (APACHE.md §6.6). */
const SENT_AS_IS = /^[A-Za-z0-9~$\-_.+!*'(),;:@&=/]*$/;
const ENCODED = /[^A-Za-z0-9~$\-_.+!*'(),;:@&=/]/g;
const UNRESERVED = /^[A-Za-z0-9\-._~]$/;

/**
 * A request's path as Apache sees it before mapping (APACHE.md §6.6): slashes merged, `.` and `..` resolved (also
 * when written %2e), every other escape decoded to its byte. 400 for a bad escape, for climbing above the root and
 * for what doesn't start with `/`; 404 for an encoded slash or NUL.
 */
export function normalisePath(raw: string): string | BadPath {
  if (!raw.startsWith('/')) return 400;
  if (!raw.includes('%') && !raw.includes('//') && !raw.includes('/.')) return raw;
  if (/%(?![0-9A-Fa-f]{2})/.test(raw)) return 400;
  const readable = raw.replace(/%([0-9A-Fa-f]{2})/g, (written, hex: string) => {
    const char = charOf(hex);
    return UNRESERVED.test(char) ? char : written;
  });
  const resolved = resolveDots(readable.replace(/\/+/g, '/'));
  if (resolved === null) return 400;
  if (/%(?:2f|00)/i.test(resolved)) return 404;
  return resolved.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => charOf(hex));
}

/** A decoded path, one character per byte, as it is sent to a member; an empty one is `/`. */
export function encodePath(path: string): string {
  if (path === '') return '/';
  if (SENT_AS_IS.test(path)) return path;
  return path.replace(
    ENCODED,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}

function charOf(hex: string): string {
  return String.fromCharCode(Number.parseInt(hex, 16));
}

function resolveDots(path: string): string | null {
  const kept: string[] = [];
  const segments = path.slice(1).split('/');
  for (const [index, segment] of segments.entries()) {
    const isLast = index === segments.length - 1;
    if (segment !== '.' && segment !== '..') {
      kept.push(segment);
      continue;
    }
    if (segment === '..' && kept.pop() === undefined) return null;
    if (isLast) kept.push('');
  }
  return `/${kept.join('/')}`;
}
