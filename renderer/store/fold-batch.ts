import {
  type BalancerView,
  type CounterSample,
  type EventBatch,
  type MemberView,
  type Project,
  type RoutepinEvent,
  resolveProject,
  type SessionView,
  unreachable,
  visitExchanges,
} from '../../core/contract/index.ts';
import { openEnd } from './exchange-log.ts';
import { withFinding, withMute } from './fold-findings.ts';
import { type CoreState, type Happening, type LiveState, MOST_NOTICES, orderOf } from './live-state.ts';

/** The state after a batch, or `gap` when events before it are missing and a snapshot must be asked for. */
export type Folded = { readonly state: CoreState; readonly gap: false } | { readonly gap: true };

type Draft = { -readonly [Key in keyof LiveState]: LiveState[Key] };

/**
 * The state after a batch. Pure: what did not change is the same object as before, so that selectors stay quiet.
 * Events that the state already holds are skipped (a snapshot may overtake a batch); a missing one is a gap.
 */
export function foldBatch(state: CoreState, batch: EventBatch): Folded {
  const { seq } = state.live;
  const fresh = batch.events.filter((event) => event.seq > seq);
  const end = openEnd(state.live.exchanges);
  let last = fresh.at(-1)?.seq ?? seq;
  if (batch.exchanges !== null) {
    visitExchanges(batch.exchanges, seq, (exchange, number) => {
      end.add(exchange);
      last = Math.max(last, number);
    });
  }
  // Numbers rise and none is given twice, so that as many as the last one says are all of them.
  if (last - seq !== fresh.length + end.added) return { gap: true };
  const live: Draft = { ...state.live, atMs: Math.max(state.live.atMs, batch.atMs), seq: last };
  let config = state.config;
  const maps = new CopiedMaps(live);
  for (const event of fresh) {
    if (event.event === 'project.changed') {
      config = {
        ...config,
        revision: event.revision,
        project: event.project,
        undo: event.undo,
        redo: event.redo,
        balancing: event.balancing,
      };
      live.balancers = balancersOf(event.project, live.balancers);
      if (event.changes.settings.length > 0) live.happenings = withEdit(live.happenings, event);
    } else if (event.event === 'project.saved') config = { ...config, projectFile: event.file };
    else foldEvent(live, maps, event);
  }
  live.exchanges = end.log();
  live.balancers = withCounters(live.balancers, batch.counters);
  if (batch.totals !== null) live.totals = batch.totals;
  if (live.sites !== state.live.sites || config.project !== state.config.project) {
    live.sites = sitesOf(config.project, live.sites);
  }
  if (live.balancers !== state.live.balancers) live.routeOrder = orderOf(live.routeOrder, live.balancers);
  return { state: { config, live }, gap: false };
}

/** The sites that the project has, in its order: no event says that one is gone. */
function sitesOf(project: Project, sites: LiveState['sites']): LiveState['sites'] {
  return project.sites.flatMap(({ name }) => sites.find((site) => site.name === name) ?? []);
}

/** Maps of the draft, each copied once, on its first change in a batch. */
class CopiedMaps {
  readonly #live: Draft;
  readonly #copied = new Set<string>();

  constructor(live: Draft) {
    this.#live = live;
  }

  writable<Key extends 'sessions' | 'tabs' | 'users' | 'losses'>(key: Key): WritableMap<LiveState[Key]> {
    if (!this.#copied.has(key)) {
      this.#copied.add(key);
      Object.assign(this.#live, { [key]: new Map<unknown, unknown>(this.#live[key]) });
    }
    return this.#live[key] as unknown as WritableMap<LiveState[Key]>;
  }
}

type WritableMap<Type> = Type extends ReadonlyMap<infer Key, infer Value> ? Map<Key, Value> : never;

function foldEvent(
  live: Draft,
  maps: CopiedMaps,
  event: Exclude<
    RoutepinEvent,
    { readonly event: 'exchange.finished' | 'project.changed' | 'project.saved' }
  >,
): void {
  switch (event.event) {
    case 'ready':
      return;
    case 'site.changed':
      live.sites = live.sites.some(({ name }) => name === event.site.name)
        ? live.sites.map((site) => (site.name === event.site.name ? event.site : site))
        : [...live.sites, event.site];
      return;
    case 'session.pinned':
    case 'session.moved': {
      const session = live.sessions.get(event.sessionId);
      if (session !== undefined) maps.writable('sessions').set(event.sessionId, withPin(session, event));
      return;
    }
    case 'session.lost': {
      const { cookie, cause, exchangeId } = event;
      maps.writable('losses').set(exchangeId, cookie);
      const session = live.sessions.get(event.sessionId);
      if (session !== undefined) {
        maps.writable('sessions').set(event.sessionId, { ...session, lost: { cookie, cause, exchangeId } });
      }
      return;
    }
    case 'session.changed':
      maps.writable('sessions').set(event.session.sessionId, event.session);
      return;
    case 'session.ended':
      maps.writable('sessions').delete(event.sessionId);
      return;
    case 'tab.opened':
    case 'tab.navigated':
    case 'tab.pinned':
      maps.writable('tabs').set(event.tabId, event);
      return;
    case 'tab.closed':
      maps.writable('tabs').delete(event.tabId);
      return;
    case 'member.changed':
      live.happenings = withMemberChange(live, event);
      live.balancers = withMember(live.balancers, event.view);
      return;
    case 'member.removed':
      live.balancers = live.balancers.map((balancer) =>
        sameName(balancer.name, event.balancer)
          ? { ...balancer, members: balancer.members.filter(({ url }) => url !== event.member) }
          : balancer,
      );
      return;
    case 'user.changed':
      maps.writable('users').set(event.user.userId, event.user);
      return;
    case 'user.closed':
      maps.writable('users').delete(event.userId);
      return;
    case 'demo.changed':
      live.demo = event.backends;
      return;
    case 'parity.progressed':
    case 'parity.finished':
    case 'rehearsal.progressed':
    case 'rehearsal.finished':
    case 'replay.progressed':
    case 'replay.finished':
      // Whoever shows a comparison, a rehearsal or a replay asks for it with `….get`; nothing of it is kept here.
      return;
    case 'finding.opened':
    case 'finding.updated':
    case 'finding.closed':
      live.findings = withFinding(live.findings, event);
      return;
    case 'detector.muted':
      live.findings = withMute(live.findings, event.detector, event.on);
      return;
    case 'notice.raised':
      live.notices = [
        ...live.notices,
        { seq: event.seq, level: event.level, text: event.text, hint: event.hint },
      ].slice(-MOST_NOTICES);
      return;
    default:
      unreachable(event);
  }
}

/** More marks than this say nothing; the oldest go. */
const MOST_HAPPENINGS = 500;

function withEdit(
  happenings: readonly Happening[],
  event: Extract<RoutepinEvent, { readonly event: 'project.changed' }>,
): readonly Happening[] {
  const { seq, atMs, undo } = event;
  const edit = { seq, atMs, member: null, state: null, cause: 'edited' as const, label: undo ?? '' };
  return [...happenings, edit].slice(-MOST_HAPPENINGS);
}

/** A mark when a member's state became another one; counters and repeated states make none. */
function withMemberChange(
  live: Pick<LiveState, 'balancers' | 'happenings'>,
  event: Extract<RoutepinEvent, { readonly event: 'member.changed' }>,
): readonly Happening[] {
  const { seq, atMs, balancer, member: url, route, cause, view } = event;
  const before = live.balancers
    .find(({ name }) => sameName(name, balancer))
    ?.members.find((member) => member.url === url);
  if (before === undefined || before.state === view.state) return live.happenings;
  const happening = { seq, atMs, member: { balancer, url, route }, state: view.state, cause, label: '' };
  return [...live.happenings, happening].slice(-MOST_HAPPENINGS);
}

function withPin(
  session: SessionView,
  event: Extract<RoutepinEvent, { readonly event: 'session.pinned' | 'session.moved' }>,
): SessionView {
  const others = session.pins.filter((pin) => !sameName(pin.balancer, event.balancer));
  if (event.cause === 'forgotten') return { ...session, pins: others };
  const old = session.pins.find((pin) => sameName(pin.balancer, event.balancer));
  // A session that was sent as a whole just before may count this move already.
  const isCounted =
    old?.route === event.route ||
    session.lastMoves.some(
      ({ exchangeId, balancer, to }) =>
        exchangeId !== null &&
        exchangeId === event.exchangeId &&
        sameName(balancer, event.balancer) &&
        to === event.route,
    );
  const moved = event.event === 'session.moved' && !isCounted;
  const pin = {
    balancer: event.balancer,
    route: event.route,
    sinceMs: event.atMs,
    how: old?.how ?? ('route-cookie' as const),
    moves: (old?.moves ?? 0) + (moved ? 1 : 0),
  };
  return { ...session, pins: [...others, pin] };
}

function withMember(balancers: readonly BalancerView[], member: MemberView): readonly BalancerView[] {
  return balancers.map((balancer) => {
    if (!sameName(balancer.name, member.balancer)) return balancer;
    const known = balancer.members.some(({ url }) => url === member.url);
    const members = known
      ? balancer.members.map((old) => (old.url === member.url ? member : old))
      : [...balancer.members, member];
    return { ...balancer, members };
  });
}

/**
 * Balancers as a project names them, with the members that are known so far in configured order. Members that are
 * new follow with their `member.changed`; those that are gone leave with `member.removed`.
 */
function balancersOf(project: Project, before: readonly BalancerView[]): readonly BalancerView[] {
  const settings = resolveProject(project);
  return project.balancers.map((balancer, index) => {
    const old = before.find(({ name }) => sameName(name, balancer.name));
    const urls = balancer.members.map(({ url }) => url);
    const place = (member: MemberView) => urls.indexOf(member.url) + 1 || Number.MAX_SAFE_INTEGER;
    return {
      name: balancer.name,
      lbmethod: settings.balancers[index]?.lbmethod ?? 'byrequests',
      stickysession: balancer.stickysession ?? null,
      members: [...(old?.members ?? [])].sort((a, b) => place(a) - place(b)),
    };
  });
}

function withCounters(
  balancers: readonly BalancerView[],
  samples: readonly CounterSample[],
): readonly BalancerView[] {
  if (samples.length === 0) return balancers;
  return balancers.map((balancer) => {
    const own = samples.filter((sample) => sameName(sample.balancer, balancer.name));
    if (own.length === 0) return balancer;
    const byMember = new Map(own.map((sample) => [sample.member, sample]));
    return {
      ...balancer,
      members: balancer.members.map((member) => {
        const sample = byMember.get(member.url);
        if (sample === undefined) return member;
        const { counters, pins, lastAnswerAtMs } = sample;
        return { ...member, counters, pins, lastAnswerAtMs };
      }),
    };
  });
}

/** Apache compares balancer names without regard to case (APACHE.md §9.4). */
function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
