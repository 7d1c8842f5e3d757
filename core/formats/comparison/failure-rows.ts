import type { ComparisonRow } from '../../contract/index.ts';
import type { PeerBalancer } from '../peers/plan.ts';
import { cells, differs, missing, same } from './cells.ts';

/** What happens when members fail, come back, or are all gone. */
export function failureRows(balancer: PeerBalancer): readonly ComparisonRow[] {
  return [
    lostRow(balancer),
    backRow(balancer),
    goneRow(balancer),
    againRow(balancer),
    ...statusRow(balancer),
  ];
}

function lostRow({ balancer, path, members, cookie }: PeerBalancer): ComparisonRow {
  const behaviour = 'A member refuses one of its own sessions';
  const attempts = balancer.maxattempts ?? Math.max(0, members.length - 1);
  if (balancer.nofailover === true) {
    const moves = 'Moves the session to another member with a new cookie; it cannot be told not to.';
    return {
      id: 'lost-member',
      behaviour,
      path: `${path}.nofailover`,
      cells: cells('lost-member', {
        apache: same('503 at once: nofailover.'),
        haproxy: same('503, after its retries a second apart.'),
        nginx: missing(moves),
        'nginx-map': differs('502, from the upstream of that route, which has nobody else.'),
        caddy: missing(moves),
        traefik: missing(moves),
      }),
    };
  }
  const words = `Another member answers the same request${cookie === null ? '' : ', with a cookie for itself'}.`;
  return {
    id: 'lost-member',
    behaviour,
    path: `${path}.maxattempts`,
    cells: cells(
      'lost-member',
      attempts === 0
        ? {
            apache: same('503: maxattempts is 0.'),
            haproxy: same('503: retries is 0.'),
            nginx: differs('502.'),
            'nginx-map': differs('502.'),
            caddy: differs('502.'),
            traefik: differs('502.'),
          }
        : {
            apache: same(words),
            haproxy: same(words),
            nginx: same(words),
            'nginx-map': same(words),
            caddy: same(words),
            traefik: same(words),
          },
    ),
  };
}

function backRow({ members }: PeerBalancer): ComparisonRow {
  const [first] = members;
  const seconds = first?.member.retry ?? 60;
  const checked = first?.member.hcmethod !== undefined && first.member.hcmethod !== 'None';
  const inter = checked ? (first?.member.hcinterval ?? 30) : 1;
  const haproxy = !checked && seconds !== 60 && seconds > 0 ? seconds : inter;
  const own =
    seconds === 0 ? 'With the next request: retry=0.' : `With the first request after ${seconds} s.`;
  const remembered =
    seconds === 0 ? 'With the next request: failures are not remembered.' : `After ${seconds} s.`;
  return {
    id: 'back-again',
    behaviour: 'A restarted member is used again',
    path: `${first?.path}.retry`,
    cells: cells('back-again', {
      apache: same(own),
      haproxy:
        haproxy === seconds
          ? same(`Within ${haproxy} s: asked so often.`)
          : differs(`Within about ${haproxy} s: it is asked so often.`),
      nginx: same(remembered),
      'nginx-map': same(remembered),
      caddy: same(remembered),
      traefik: same(remembered),
    }),
  };
}

function goneRow({ balancer, path }: PeerBalancer): ComparisonRow {
  const again = balancer.forcerecovery !== false;
  return {
    id: 'all-gone',
    behaviour: 'All members are down',
    path: `${path}.forcerecovery`,
    cells: cells('all-gone', {
      apache: same(again ? '503, and each request asks them all again.' : '503 until a retry is due.'),
      haproxy: again ? differs('503 until a check passes.') : same('503 until a check passes.'),
      nginx: differs('502 until fail_timeout of one is over.'),
      'nginx-map': differs('502 until fail_timeout of one is over.'),
      caddy: differs('502, then 503 until fail_duration of one is over.'),
      traefik: differs('502, then 503 until the failure window is over.'),
    }),
  };
}

function againRow({ path }: PeerBalancer): ComparisonRow {
  return {
    id: 'sent-again',
    behaviour: 'A member breaks off after it had the request',
    path: `${path}.failontimeout`,
    cells: cells('sent-again', {
      apache: same('502; nothing is ever sent twice.'),
      haproxy: same('502; only connections are tried again.'),
      nginx: differs('A GET is sent again, to the next member.'),
      'nginx-map': differs('A GET is sent again, to the next member.'),
      caddy: differs('A GET is sent again, to the next member.'),
      traefik: same('502; what was written is not sent again.'),
    }),
  };
}

function statusRow({ balancer, path }: PeerBalancer): readonly ComparisonRow[] {
  const statuses = balancer.failonstatus ?? [];
  if (statuses.length === 0) return [];
  const list = statuses.join(', ');
  return [
    {
      id: 'failonstatus',
      behaviour: `An answer with ${list} marks the member`,
      path: `${path}.failonstatus`,
      cells: cells('failonstatus', {
        apache: same('The client gets it, the member is left alone for its retry.'),
        haproxy: differs('Every 5xx but 501 and 505 does, until the next check passes.'),
        nginx: missing('No answer that is handed on marks a member.'),
        'nginx-map': missing('No answer that is handed on marks a member.'),
        caddy: same('unhealthy_status has the list.'),
        traefik: missing('Passive checks count every 5xx.'),
      }),
    },
  ];
}
