import type { ComparisonRow } from '../../contract/index.ts';
import type { PeerBalancer, PeerMember } from '../peers/plan.ts';
import { hostPort } from '../peers/words.ts';
import { cells, differs, missing, same } from './cells.ts';

/** How a session is known: the cookie, the separator, the URL, and when the cookie is set. */
export function sessionRows(balancer: PeerBalancer): readonly ComparisonRow[] {
  const { sticky, cookie, path } = balancer;
  const member = balancer.members.find(({ route }) => route !== '');
  if (sticky === null || member === undefined) return [];
  return [
    cookie === null
      ? applicationRow(balancer, sticky.cookieName, member)
      : cookieRow(balancer, cookie.name, member),
    ...(sticky.separator === null ? [] : [separatorRow(balancer, sticky.separator, member)]),
    urlRow(balancer, member),
    ...(cookie === null ? [] : [whenRow(path)]),
  ];
}

function cookieRow({ path }: PeerBalancer, name: string, member: PeerMember): ComparisonRow {
  const value = `${name}=${member.cookieValue ?? ''}`;
  const address = hostPort(member.target.hostname, member.target.port);
  return {
    id: 'cookie-value',
    behaviour: 'What the cookie says',
    path: `${path}.routeCookie`,
    cells: cells('cookie-value', {
      apache: same(`${value}, the route of the member.`),
      haproxy: same(`${value}: cookies that are out there stay good.`),
      nginx: same(`${value}: cookies that are out there stay good.`),
      'nginx-map': same(`${value}: cookies that are out there stay good.`),
      caddy: differs(
        `A keyed hash of ${address}: everybody is balanced anew once, and again when the address changes.`,
      ),
      traefik: differs(
        `A hash of http://${address}: everybody is balanced anew once, and again when the address changes.`,
      ),
    }),
  };
}

function applicationRow({ path }: PeerBalancer, name: string, member: PeerMember): ComparisonRow {
  const follows = `Follows the route in ${name}, as in abc.${member.route}.`;
  return {
    id: 'application-id',
    behaviour: 'An id that the application sets',
    path: `${path}.stickysession`,
    cells: cells('application-id', {
      apache: same(follows),
      haproxy: same(follows),
      nginx: same(follows),
      'nginx-map': same(follows),
      caddy: missing(`Cannot read ${name}; pins with a cookie of its own, lb.`),
      traefik: missing(`Cannot read ${name}; pins with a cookie of its own, lb.`),
    }),
  };
}

function separatorRow(
  { path, cookie }: PeerBalancer,
  separator: string,
  { route }: PeerMember,
): ComparisonRow {
  const value = `abc${separator}${route}`;
  const whole = `${value} names nobody: balanced anew.`;
  return {
    id: 'separator',
    behaviour: `The first "${separator}" ends the session’s name`,
    path: `${path}.stickysessionsep`,
    cells: cells('separator', {
      apache: same(`${value} is a session of route ${route}.`),
      haproxy: same(`${value} is a session of route ${route}.`),
      nginx: cookie === null ? same(`${value} is a session of route ${route}.`) : differs(whole),
      'nginx-map': same(`${value} is a session of route ${route}.`),
      caddy: differs(whole),
      traefik: differs(whole),
    }),
  };
}

function urlRow({ path, sticky, cookie }: PeerBalancer, { route }: PeerMember): ComparisonRow {
  const id = `?${sticky?.urlName}=${sticky?.separator ?? ''}${route}`;
  const counts = `${id} goes to route ${route}, whatever the cookie says.`;
  return {
    id: 'url',
    behaviour: 'An id in the URL',
    path: `${path}.stickysession`,
    cells: cells('url', {
      apache: same(counts),
      haproxy:
        cookie === null ? same(counts) : differs(`${id} counts, unless the cookie names a member as well.`),
      nginx: cookie === null ? same(counts) : differs('Not looked at; the cookie decides.'),
      'nginx-map': same(counts),
      caddy: differs('Not looked at; the cookie decides.'),
      traefik: differs('Not looked at; the cookie decides.'),
    }),
  };
}

function whenRow(path: string): ComparisonRow {
  return {
    id: 'cookie-when',
    behaviour: 'When the cookie is set',
    path: `${path}.routeCookie`,
    cells: cells('cookie-when', {
      apache: same('On the answer that chose another member, on no other.'),
      haproxy: same('On the answer that chose another member.'),
      nginx: differs('On every answer.'),
      'nginx-map': same('On the answer of another member than the request named.'),
      caddy: same('When the request has no good one.'),
      traefik: same('When the request has no good one.'),
    }),
  };
}
