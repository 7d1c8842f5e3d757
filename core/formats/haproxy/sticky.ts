import type { LineWriter } from '../line-writer.ts';
import type { PeerBalancer, PeerMember } from '../peers/plan.ts';
import { quoted } from './words.ts';

/** Where a request's route is kept between the rules of a backend. */
const ROUTE = 'txn.route';

/**
 * The rules that find a request's route as Apache does (APACHE.md §1): the URL's value before the cookie's, the route
 * behind the first separator, the member of that name as long as it is up, else what `redirect` names, else balanced.
 */
export function writeStickyRules(
  out: LineWriter,
  balancer: PeerBalancer,
  nameOf: (member: PeerMember) => string,
): void {
  const { sticky, path, members } = balancer;
  if (sticky === null) return;
  const stickyPath = `${path}.stickysession`;
  out.comment('The route is what follows the separator; the URL is asked before the cookie.', stickyPath);
  const part = sticky.separator === null ? '' : `,field(2,${sticky.separator},0)`;
  const url = `urlp(${sticky.urlName})`;
  // A name of its own for the URL is one for path parameters, as in /cart;jsessionid=abc.1
  const parameter = sticky.urlName === sticky.cookieName ? null : `urlp(${sticky.urlName},;)`;
  const absent = [url, ...(parameter === null ? [] : [parameter])]
    .map((found) => `!{ ${found} -m found }`)
    .join(' ');
  if (parameter !== null) out.line(`http-request set-var(${ROUTE}) ${parameter}${part}`, stickyPath);
  out.line(`http-request set-var(${ROUTE}) ${url}${part}`, stickyPath);
  out.line(`http-request set-var(${ROUTE}) req.cook(${sticky.cookieName})${part} if ${absent}`, stickyPath);
  if (balancer.balancer.nofailover === true) writeNoFailover(out, balancer, part, url);
  for (const member of inLookupOrder(members)) {
    if (member.route === '') continue;
    for (const chosen of [member, ...redirectsOf(member, members)]) {
      if (chosen.role === 'off') continue;
      const where = chosen === member ? `${member.path}.route` : `${member.path}.redirect`;
      out.line(`use-server ${nameOf(chosen)} if ${isRoute(member.route)}`, where);
    }
  }
}

function isRoute(route: string): string {
  return `{ var(${ROUTE}) -m str ${quoted(route)} }`;
}

/** Standbys come in a second pass (APACHE.md §1.6). */
function inLookupOrder(members: readonly PeerMember[]): readonly PeerMember[] {
  const isStandby = (member: PeerMember) => member.flags.includes('H');
  return [...members.filter((member) => !isStandby(member)), ...members.filter(isStandby)];
}

/** The members that stand in for one, nearest first; a circle ends where it began. */
function redirectsOf(member: PeerMember, members: readonly PeerMember[]): readonly PeerMember[] {
  const found: PeerMember[] = [];
  let from: PeerMember | undefined = member;
  while (from?.member.redirect !== undefined && from.member.redirect !== '') {
    const next: string = from.member.redirect;
    const named = members.filter((one) => one.route === next && !found.includes(one) && one !== member);
    if (named.length === 0) break;
    found.push(...named);
    from = named[0];
  }
  return found;
}

/**
 * A session of a member that is down gets 503 (APACHE.md §2.3): persistence is forced, so the connection is tried there
 * and nowhere else. The condition is asked before this section's rules run and can't use their variable.
 */
function writeNoFailover(
  out: LineWriter,
  { path, sticky, members }: PeerBalancer,
  part: string,
  url: string,
): void {
  if (sticky === null) return;
  const where = `${path}.nofailover`;
  const routes = [...new Set(members.map((member) => member.route).filter((route) => route !== ''))];
  if (routes.length === 0) return;
  const words = routes.map(quoted).join(' ');
  out.comment('A session stays with its member even when that is down.', where);
  out.line(`acl own_session ${url}${part} -m str ${words}`, where);
  out.line(`acl own_session req.cook(${sticky.cookieName})${part} -m str ${words}`, where);
  out.line('force-persist if own_session', where);
  for (const member of members) {
    const isAlone =
      member.route !== '' &&
      members.filter((one) => one.route === member.route).every((one) => one.role === 'off');
    if (isAlone)
      out.line(`http-request return status 503 if ${isRoute(member.route)}`, `${member.path}.status`);
  }
}
