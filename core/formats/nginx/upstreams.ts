import type { LineWriter } from '../line-writer.ts';
import type { PeerBalancer, PeerMember } from '../peers/plan.ts';
import { mapSource, routeVariables, writeCookieMaps, writeMap, writeRouteMaps } from './route-maps.ts';
import { type ServerWords, serverWords } from './servers.ts';
import { quoted } from './words.ts';

/** One in so many goes to a kind of backup that has to wait for another kind; more would not fit four kinds. */
const KIND_WEIGHT = 1000;

/** `sticky`: nginx 1.29.6 and later; `map`: any nginx, with an upstream for each route. */
export type NginxForm = 'sticky' | 'map';

/** A balancer as upstreams and the maps that choose among them. */
export function writeUpstreams(out: LineWriter, balancer: PeerBalancer, form: NginxForm): void {
  out.blank();
  out.comment(`The members of balancer ${JSON.stringify(balancer.balancer.name)}.`, `${balancer.path}.name`);
  const words = serverWords(out, balancer);
  if (form === 'sticky') writeSticky(out, balancer, words);
  else writeMapped(out, balancer, words);
}

function writeUpstream(
  out: LineWriter,
  id: string,
  { path, balancer }: PeerBalancer,
  write: () => void,
): void {
  out.line(`upstream ${id} {`, `${path}.name`);
  out.indented(() => {
    // Shared memory: without it each worker process would learn of a dead member by itself.
    out.line(`zone ${id} 64k;`, `${path}.name`);
    if (balancer.lbmethod === 'bybusyness') out.line('least_conn;', `${path}.lbmethod`);
    write();
  });
  out.line('}', `${path}.name`);
}

function writeSticky(out: LineWriter, balancer: PeerBalancer, words: ServerWords): void {
  const { cookie, sticky, path } = balancer;
  if (cookie === null && sticky !== null) writeRouteMaps(out, balancer);
  writeUpstream(out, balancer.id, balancer, () => {
    const named = (member: PeerMember) => (cookie === null ? member.route : (member.cookieValue ?? ''));
    writeServers(out, balancer, words, (member) => {
      const id = sticky === null ? '' : named(member);
      if (id.length > 32) {
        out.leaveOut(
          `${member.path}.route`,
          'nginx takes at most 32 bytes here; without it sessions go by a hash of the address',
        );
      }
      return [
        ...(id === '' || id.length > 32 ? [] : [`route=${quoted(id)}`]),
        ...(member.role === 'drained' ? ['drain'] : []),
      ];
    });
    if (sticky === null) return;
    if (cookie === null) out.line(`sticky route ${routeVariables(balancer).route};`, `${path}.stickysession`);
    else
      out.line(`sticky cookie ${quoted(cookie.name)}${stickyAttributes(balancer)};`, `${path}.routeCookie`);
  });
}

function stickyAttributes({ cookie }: PeerBalancer): string {
  const words: string[] = [];
  if (cookie?.maxAge !== undefined) words.push(`expires=${cookie.maxAge}s`);
  if (cookie?.domain !== undefined) words.push(`domain=${cookie.domain}`);
  if (cookie?.httpOnly === true) words.push('httponly');
  if (cookie?.secure === true) words.push('secure');
  if (cookie?.sameSite !== undefined) words.push(`samesite=${cookie.sameSite.toLowerCase()}`);
  if (cookie?.path !== undefined) words.push(`path=${cookie.path}`);
  return words.map((word) => ` ${quoted(word)}`).join('');
}

/** Every server line of an upstream that holds a whole balancer. An upstream without a first-line server is none. */
function writeServers(
  out: LineWriter,
  balancer: PeerBalancer,
  words: ServerWords,
  moreOf: (member: PeerMember) => readonly string[],
): void {
  const shown = words.members.filter(({ role }) => role !== 'drained' || balancer.sticky !== null);
  const hasFirst = shown.some(({ role, flags }) => role === 'active' && !/[HR]/.test(flags));
  for (const member of shown) {
    const isStandby = member.role === 'backup';
    const more = moreOf(member);
    const isDown = member.role === 'off' || (isStandby && !hasFirst && member.flags.includes('R'));
    out.line(
      words.line(member, { backup: isStandby && hasFirst, more: isDown ? [...more, 'down'] : more }),
      member.path,
    );
  }
  if (shown.length === 0) out.line('server 127.0.0.1:1 down;', `${balancer.path}.members`);
}

/** The map form: the balancer without those that drain, and an upstream for each route with the others behind it. */
function writeMapped(out: LineWriter, balancer: PeerBalancer, words: ServerWords): void {
  const { id, path, sticky } = balancer;
  const takesNew = words.members.filter(({ role }) => role !== 'drained');
  writeUpstream(out, id, balancer, () => {
    writeServers(out, balancer, { ...words, members: takesNew }, () => []);
  });
  if (sticky === null) return;
  const groups = routeGroups(balancer, words.members);
  for (const { name, servers, route } of groups) {
    out.comment(`Sessions of route ${route}.`, servers[0]?.member.path);
    writeUpstream(out, name, balancer, () => {
      for (const { member, times } of servers) {
        const backup = times !== null;
        const more = member.role === 'off' ? ['down'] : [];
        out.line(words.line(member, { backup, times: times ?? 1, more }), member.path);
      }
    });
  }
  writeRouteMaps(out, balancer);
  const { route, upstream } = routeVariables(balancer);
  writeMap(out, route, upstream, `${path}.stickysession`, [
    ['default', id],
    ...groups.map(
      (group) => [mapSource(group.route), group.name, `${group.servers[0]?.member.path}.route`] as const,
    ),
  ]);
  writeCookieMaps(out, balancer);
}

interface RouteGroup {
  readonly name: string;
  readonly route: string;
  /** `times` is what the weight of one that stands behind the first is multiplied by; null for the first. */
  readonly servers: readonly { readonly member: PeerMember; readonly times: number | null }[];
}

/**
 * For each route its first usable member, and behind it whoever may take over. nginx knows no order among backups, so
 * each kind weighs a thousand times the next: whom `redirect` names, members of the same route, others, standbys.
 */
function routeGroups({ id, balancer }: PeerBalancer, members: readonly PeerMember[]): readonly RouteGroup[] {
  const routes = [...new Set(members.map(({ route }) => route).filter((route) => route !== ''))];
  return routes.flatMap((route, index): readonly RouteGroup[] => {
    const own = members.filter((member) => member.route === route);
    const first = own.find(({ role }) => role !== 'off');
    // Nobody serves these sessions any more: they are balanced anew, or refused where that is asked for.
    if (first === undefined && balancer.nofailover !== true) return [];
    const leader = first ?? own[0];
    if (leader === undefined) return [];
    const named = own.flatMap(({ member }) =>
      members.filter((one) => one.route !== '' && one.route === member.redirect),
    );
    const others = (role: PeerMember['role']) =>
      balancer.nofailover === true ? [] : members.filter((member) => member.role === role);
    const kinds = [named, own, others('active'), others('backup')]
      .map((kind) => kind.filter((member) => member.role !== 'off' && member !== leader))
      .filter((kind) => kind.length > 0);
    const behind = new Map<PeerMember, number>();
    kinds.forEach((kind, rank) => {
      for (const member of kind)
        if (!behind.has(member)) behind.set(member, KIND_WEIGHT ** (kinds.length - 1 - rank));
    });
    return [
      {
        name: `${id}_r${index + 1}`,
        route,
        servers: [
          { member: leader, times: null },
          ...[...behind].map(([member, times]) => ({ member, times })),
        ],
      },
    ];
  });
}
