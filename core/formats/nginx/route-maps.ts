import type { LineWriter } from '../line-writer.ts';
import type { PeerBalancer, PeerMember } from '../peers/plan.ts';
import { hostPort } from '../peers/words.ts';
import { pattern, quoted, variable } from './words.ts';

/** The variables that a balancer's maps make. */
export interface RouteVariables {
  /** The route of a request, or empty. */
  readonly route: string;
  /** The upstream that a request goes to (map form). */
  readonly upstream: string;
  /** The Set-Cookie value, empty when none is due (map form). */
  readonly cookie: string;
}

export function routeVariables({ id }: PeerBalancer): RouteVariables {
  const stem = variable(id);
  return { route: `${stem}_route`, upstream: `${stem}_upstream`, cookie: `${stem}_set_cookie` };
}

/** The maps that find a request's route as Apache does (APACHE.md §1): URL before cookie, behind the first separator. */
export function writeRouteMaps(out: LineWriter, balancer: PeerBalancer): void {
  const { sticky, path } = balancer;
  if (sticky === null) return;
  const where = `${path}.stickysession`;
  const stem = variable(balancer.id);
  const name = stem.slice(1);
  const any =
    sticky.separator === null ? '' : `[^?&${inClass(sticky.separator)}]*${pattern(sticky.separator)}`;
  const inCookie =
    sticky.separator === null ? '' : `[^${inClass(sticky.separator)}]*${pattern(sticky.separator)}`;
  out.comment('The route is what follows the separator; the URL is asked before the cookie.', where);
  writeMap(out, '$request_uri', `${stem}_url_route`, where, [
    ['default', '""'],
    [`"~${pattern(sticky.urlName)}=[?&]*${any}(?<${name}_u>[^?&]+)"`, `${stem}_u`],
    // Something else stands there: then the cookie is not looked at.
    [`"~${pattern(sticky.urlName)}=[?&]*[^?&]"`, '"-"'],
  ]);
  writeMap(out, `$cookie_${sticky.cookieName}`, `${stem}_cookie_route`, where, [
    ['default', '""'],
    [`"~^${inCookie}(?<${name}_c>.+)$"`, `${stem}_c`],
  ]);
  writeMap(out, `${stem}_url_route`, `${stem}_route`, where, [
    ['default', `${stem}_url_route`],
    ['""', `${stem}_cookie_route`],
  ]);
}

function inClass(separator: string): string {
  return separator === '-' ? '\\-' : separator;
}

export function writeMap(
  out: LineWriter,
  from: string,
  to: string,
  path: string,
  rows: readonly (readonly [source: string, value: string, path?: string])[],
): void {
  out.line(`map ${from} ${to} {`, path);
  out.indented(() => {
    for (const [source, value, where] of rows) out.line(`${source} ${value};`, where ?? path);
  });
  out.line('}', path);
}

/** A route as the source of a map: as a pattern, because plain ones are compared without regard to case. */
export function mapSource(route: string): string {
  return /^\d+$/.test(route) ? route : `"~^${pattern(route)}$"`;
}

/**
 * The map that says which Set-Cookie is due: the one of the member that answered, when it is not the one that the request
 * named; none on upgrades and on pages of nginx's own (APACHE.md §3, §7).
 */
export function writeCookieMaps(out: LineWriter, balancer: PeerBalancer): void {
  const { cookie, path, members } = balancer;
  if (cookie === null) return;
  const where = `${path}.routeCookie`;
  const stem = variable(balancer.id);
  const answered = `${stem}_answered`;
  out.comment('Which member answered: the last address that was asked.', where);
  const rows = members.flatMap((member) => addressRows(out, member));
  writeMap(out, '$upstream_addr', answered, where, [['default', '""'], ...rows]);
  out.comment(
    'The cookie is due when that is another than the request named, and no page of nginx itself.',
    where,
  );
  const attributes = cookieAttributes(balancer);
  const prefix = balancer.members.find(({ cookieValue }) => cookieValue !== null);
  const before = prefix === undefined ? '' : (prefix.cookieValue ?? '').slice(0, -prefix.route.length);
  const ofRoute = `${stem}_route`;
  writeMap(out, `"$status $upstream_header_time ${ofRoute}>${answered}"`, `${stem}_set_cookie`, where, [
    ['default', `"${cookie.name}=${before}${answered.replace('$', '${')}}${attributes}"`],
    ['"~^101 "', '""'],
    ['"~>$"', '""'],
    // No answer came from the address that was asked last.
    ['"~^\\d+ (?:.*[ ,])?-? [^ ]*>"', '""'],
    ['"~ (?<same>[^ >]*)>\\k<same>$"', '""'],
  ]);
}

function addressRows(
  out: LineWriter,
  { target, route, path }: PeerMember,
): readonly (readonly [string, string, string])[] {
  if (route === '') return [];
  const hosts = /^localhost$/i.test(target.hostname) ? ['127.0.0.1', '::1'] : [target.hostname];
  if (!/^(?:[\d.]+|[0-9a-f:.]*:[0-9a-f:.]*)$/i.test(hosts[0] ?? '')) {
    out.leaveOut(
      `${path}.url`,
      'nginx names members by their addresses afterwards, so no cookie is set for one that is given by name',
    );
    return [];
  }
  return hosts.map(
    (host) => [`"~(?:^|[ ,])${pattern(hostPort(host, target.port))}$"`, quoted(route), path] as const,
  );
}

function cookieAttributes({ cookie }: PeerBalancer): string {
  const parts: string[] = [];
  if (cookie?.path !== undefined) parts.push(`path=${cookie.path}`);
  if (cookie?.domain !== undefined) parts.push(`domain=${cookie.domain}`);
  if (cookie?.maxAge !== undefined) parts.push(`max-age=${cookie.maxAge}`);
  if (cookie?.secure === true) parts.push('secure');
  if (cookie?.httpOnly === true) parts.push('httponly');
  if (cookie?.sameSite !== undefined) parts.push(`samesite=${cookie.sameSite}`);
  return parts.map((part) => `; ${part}`).join('');
}
