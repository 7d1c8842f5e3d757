import type { ComparisonRow } from '../../contract/index.ts';
import type { PeerBalancer, PeerPlan } from '../peers/plan.ts';
import { cells, differs, missing, same } from './cells.ts';

/** Drain, standbys, turns, checks, upgrades, and what members see. */
export function memberRows(balancer: PeerBalancer, plan: PeerPlan): readonly ComparisonRow[] {
  return [
    drainRow(balancer),
    ...standbyRow(balancer),
    turnsRow(balancer),
    ...checkRow(balancer),
    upgradeRow(balancer),
    ...redirectRow(balancer),
    ...hostRows(balancer, plan),
  ];
}

function drainRow({ members, path }: PeerBalancer): ComparisonRow {
  const drained = members.find(({ role }) => role === 'drained');
  const who = drained === undefined ? 'A draining member' : `Route ${drained.route || drained.member.url}`;
  const stays = `${who} keeps its own sessions and gets no new ones.`;
  return {
    id: 'drain',
    behaviour: 'Draining (status=+N)',
    path: `${drained?.path ?? `${path}.members[0]`}.status`,
    cells: cells('drain', {
      apache: same(stays),
      haproxy: same(stays),
      nginx: same(stays),
      'nginx-map': same(stays),
      caddy: missing(`${who} is not written: a pinned request is balanced anew at once.`),
      traefik: missing(`${who} is not written: a pinned request is balanced anew at once.`),
    }),
  };
}

function standbyRow({ members }: PeerBalancer): readonly ComparisonRow[] {
  const standby = members.find(({ role }) => role === 'backup');
  if (standby === undefined) return [];
  const isSpare = standby.flags.includes('R');
  const last = 'Used when all others are down.';
  const differ = isSpare ? differs(last) : same(last);
  return [
    {
      id: 'standby',
      behaviour: isSpare
        ? 'A spare (status=+R)'
        : standby.flags.includes('H')
          ? 'A standby (status=+H)'
          : 'A later set (lbset)',
      path: `${standby.path}.${isSpare || standby.flags.includes('H') ? 'status' : 'lbset'}`,
      cells: cells('standby', {
        apache: same(isSpare ? 'Takes the place of any member that is unusable.' : last),
        haproxy: differ,
        nginx: differ,
        'nginx-map': differ,
        caddy: missing('Not written.'),
        traefik: missing('Not written.'),
      }),
    },
  ];
}

function turnsRow({ balancer, path, sticky }: PeerBalancer): ComparisonRow {
  const method = balancer.lbmethod ?? 'byrequests';
  const turns = differs('By turns; requests of pinned sessions do not count.');
  const words = {
    byrequests: 'By turns; requests of pinned sessions count.',
    bytraffic: 'By bytes.',
    bybusyness: 'The least busy one.',
  } as const;
  const others = {
    byrequests: sticky === null ? same('By turns.') : turns,
    bytraffic: missing('By turns: bytes are not counted.'),
    bybusyness: same('The least busy one.'),
  }[method];
  return {
    id: 'turns',
    behaviour: 'Who gets a new session',
    path: `${path}.lbmethod`,
    cells: cells('turns', {
      apache: same(method === 'byrequests' && sticky === null ? 'By turns.' : words[method]),
      haproxy: others,
      nginx: others,
      'nginx-map': others,
      caddy: others,
      traefik: method === 'bybusyness' ? differs('The less busy of two drawn by chance.') : others,
    }),
  };
}

function checkRow({ members }: PeerBalancer): readonly ComparisonRow[] {
  const checked = members.find(({ member }) => member.hcmethod !== undefined && member.hcmethod !== 'None');
  if (checked === undefined) return [];
  const { hcmethod = 'GET', hcinterval = 30, hcuri = '/' } = checked.member;
  const asks =
    hcmethod === 'TCP'
      ? `A connection each ${hcinterval} s.`
      : `${hcmethod.replace('11', '')} ${hcuri} each ${hcinterval} s; 200 to 399 is well.`;
  return [
    {
      id: 'checks',
      behaviour: 'Health checks',
      path: `${checked.path}.hcmethod`,
      cells: cells('checks', {
        apache: same(asks),
        haproxy: same(asks),
        nginx: missing('None without a subscription.'),
        'nginx-map': missing('None without a subscription.'),
        caddy: hcmethod === 'TCP' ? missing('Requests only.') : differs(asks.replace('399', '299')),
        traefik: hcmethod === 'TCP' ? missing('Requests only.') : same(asks),
      }),
    },
  ];
}

function upgradeRow({ members, path }: PeerBalancer): ComparisonRow {
  const without = members.find(
    ({ member, target }) => member.upgrade === undefined && target.scheme.startsWith('http'),
  );
  const passes = 'Passed on.';
  const other = without === undefined ? same(passes) : differs('Passed on to every member.');
  return {
    id: 'upgrade',
    behaviour: 'WebSockets',
    path: `${without?.path ?? `${path}.members[0]`}.upgrade`,
    cells: cells('upgrade', {
      apache: same(
        without === undefined ? passes : 'The upgrade is taken off where a member has no upgrade=.',
      ),
      haproxy: other,
      nginx: other,
      'nginx-map': other,
      caddy: other,
      traefik: other,
    }),
  };
}

function redirectRow({ members }: PeerBalancer): readonly ComparisonRow[] {
  const from = members.find(({ member }) => (member.redirect ?? '') !== '');
  if (from === undefined) return [];
  const to = from.member.redirect ?? '';
  const anew = missing('Balanced anew, with a cookie for whoever takes over.');
  return [
    {
      id: 'redirect',
      behaviour: `Sessions of route ${from.route} go to ${to} when it is down`,
      path: `${from.path}.redirect`,
      cells: cells('redirect', {
        apache: same(`With a cookie for ${to}: they stay there.`),
        haproxy: differs(`Without a cookie: they are back as soon as ${from.route} is.`),
        nginx: anew,
        'nginx-map': same(`With a cookie for ${to}: they stay there.`),
        caddy: anew,
        traefik: anew,
      }),
    },
  ];
}

function hostRows(balancer: PeerBalancer, plan: PeerPlan): readonly ComparisonRow[] {
  const site = plan.listens
    .flatMap(({ sites }) => sites)
    .find(({ mappings }) => mappings.some(({ to }) => to.kind === 'balancer' && to.balancer === balancer));
  if (site === undefined) return [];
  const keeps = site.site.preserveHost === true;
  const browser = 'The Host that the browser sent.';
  const own = 'Its own host and port.';
  const mends = site.site.proxyPassReverse !== false;
  const mended = mends ? same('Turned back into the site’s own.') : same('Handed on as they are.');
  return [
    {
      id: 'host',
      behaviour: 'What a member sees as Host',
      path: `${site.path}.preserveHost`,
      cells: cells('host', {
        apache: same(keeps ? browser : own),
        haproxy: same(keeps ? browser : own),
        nginx: keeps ? same(browser) : differs(browser),
        'nginx-map': keeps ? same(browser) : differs(browser),
        caddy: same(keeps ? browser : own),
        traefik: keeps ? same(browser) : differs(browser),
      }),
    },
    {
      id: 'location',
      behaviour: 'Redirects to a member’s own address',
      path: `${site.path}.proxyPassReverse`,
      cells: cells('location', {
        apache: mended,
        haproxy: mended,
        nginx: mended,
        'nginx-map': mended,
        caddy: mended,
        traefik: mends ? missing('Handed on as they are.') : mended,
      }),
    },
  ];
}
