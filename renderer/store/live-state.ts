import {
  type BalancerView,
  type Capabilities,
  type DemoBackendView,
  type FindingsView,
  type MemberCause,
  type MemberState,
  NO_FINDINGS,
  type Project,
  type ProjectFileView,
  type SessionView,
  type SiteView,
  type Snapshot,
  type TabView,
  type Totals,
  type UserView,
} from '../../core/contract/index.ts';
import { extendOrder, type RouteOrder, routeKey } from '../theme/route-identity.ts';
import type { ExchangeChunk } from './exchange-chunk.ts';
import { EMPTY_LOG, type ExchangeLog, logOf } from './exchange-log.ts';

/** What is set: the project and what belongs to it. */
export interface ConfigState {
  readonly revision: number;
  readonly project: Project;
  readonly projectFile: ProjectFileView;
  /** What undo and redo would do, in words; null when there is nothing. */
  readonly undo: string | null;
  readonly redo: string | null;
  readonly balancing: boolean;
}

/** What happens: folded from events (fold-batch.ts). */
export interface LiveState {
  /** False until the first snapshot has come. */
  readonly ready: boolean;
  /** The number of the last event folded in; -1 before the first. */
  readonly seq: number;
  /** The core's clock at the last batch, epoch milliseconds. */
  readonly atMs: number;
  readonly startedAtMs: number;
  readonly capabilities: Capabilities;
  readonly sites: readonly SiteView[];
  readonly balancers: readonly BalancerView[];
  /** By session id, in the order they appeared. */
  readonly sessions: ReadonlyMap<string, SessionView>;
  readonly tabs: ReadonlyMap<string, TabView>;
  readonly users: ReadonlyMap<string, UserView>;
  readonly demo: readonly DemoBackendView[];
  readonly exchanges: ExchangeLog<ExchangeChunk>;
  /** By exchange id: the application cookie that was lost there. */
  readonly losses: ReadonlyMap<number, string>;
  readonly totals: Totals;
  /** Whether bodies are kept from now on (`recording.set`). */
  readonly recordsBodies: boolean;
  /** What members and the configuration did in this run since this window looks, oldest first, bounded. */
  readonly happenings: readonly Happening[];
  /** Places of the routes of this run, for their letters and hues. */
  readonly routeOrder: RouteOrder;
  /** The last notices, oldest first: several may come at once. `seq` tells equal ones apart. */
  readonly notices: readonly Notice[];
  /** What the detectors found in the traffic. */
  readonly findings: FindingsView;
}

/** A change of a member or of the configuration, as a mark in time. */
export interface Happening {
  readonly seq: number;
  readonly atMs: number;
  /** null for an edit of the configuration. */
  readonly member: { readonly balancer: string; readonly url: string; readonly route: string } | null;
  /** What the member is after it. */
  readonly state: MemberState | null;
  readonly cause: MemberCause;
  /** What undo calls the edit; '' for a member's own change. */
  readonly label: string;
}

/** More than are shown at once. */
export const MOST_NOTICES = 10;

export interface Notice {
  readonly seq: number;
  readonly level: 'info' | 'warn' | 'error';
  readonly text: string;
  readonly hint: string | null;
}

/** The two slices that the core rules. */
export interface CoreState {
  readonly config: ConfigState;
  readonly live: LiveState;
}

const NO_TOTALS: Totals = {
  exchanges: 0,
  moved: 0,
  lost: 0,
  errors: 0,
  requestsPerSecond: 0,
  p50Ms: null,
  p95Ms: null,
};

/** How things stand before the first snapshot. */
export const INITIAL_CORE_STATE: CoreState = {
  config: {
    revision: -1,
    project: { version: 1, name: '', balancers: [], sites: [] },
    projectFile: { name: null, folder: null, unsaved: false },
    undo: null,
    redo: null,
    balancing: false,
  },
  live: {
    ready: false,
    seq: -1,
    atMs: 0,
    startedAtMs: 0,
    capabilities: { shell: 'browser', embeddedTabs: false, files: false, version: '', platform: '' },
    sites: [],
    balancers: [],
    sessions: new Map(),
    tabs: new Map(),
    users: new Map(),
    demo: [],
    exchanges: EMPTY_LOG,
    losses: new Map(),
    totals: NO_TOTALS,
    recordsBodies: false,
    happenings: [],
    routeOrder: new Map(),
    notices: [],
    findings: NO_FINDINGS,
  },
};

/** The state that a snapshot describes. Letters and hues of `before` are kept when it is the same run. */
export function stateOfSnapshot(snapshot: Snapshot, before: CoreState): CoreState {
  const sameRun = before.live.ready && before.live.startedAtMs === snapshot.startedAtMs;
  const losses = new Map(sameRun ? before.live.losses : []);
  for (const session of snapshot.sessions) {
    if (session.lost !== null) losses.set(session.lost.exchangeId, session.lost.cookie);
  }
  return {
    config: {
      revision: snapshot.revision,
      project: snapshot.project,
      projectFile: snapshot.projectFile,
      undo: snapshot.undo,
      redo: snapshot.redo,
      balancing: snapshot.balancing,
    },
    live: {
      ready: true,
      seq: snapshot.seq,
      atMs: snapshot.atMs,
      startedAtMs: snapshot.startedAtMs,
      capabilities: snapshot.capabilities,
      sites: snapshot.sites,
      balancers: snapshot.balancers,
      sessions: new Map(snapshot.sessions.map((session) => [session.sessionId, session])),
      tabs: new Map(snapshot.tabs.map((tab) => [tab.tabId, tab])),
      users: new Map(snapshot.users.map((user) => [user.userId, user])),
      demo: snapshot.demo,
      exchanges: logOf(snapshot.exchanges, snapshot.droppedExchanges),
      losses,
      totals: snapshot.totals,
      recordsBodies: snapshot.recordsBodies,
      happenings: sameRun ? before.live.happenings : [],
      routeOrder: orderOf(sameRun ? before.live.routeOrder : new Map(), snapshot.balancers),
      notices: sameRun ? before.live.notices : [],
      findings: snapshot.findings,
    },
  };
}

/** `order` with every member of `balancers`, in configured order. */
export function orderOf(order: RouteOrder, balancers: readonly BalancerView[]): RouteOrder {
  return extendOrder(
    order,
    balancers.flatMap(({ name, members }) => members.map(({ route, url }) => routeKey(name, route, url))),
  );
}
