import type { DecisionCause } from './decision-record.ts';
import type { ExchangeSummary } from './exchange.ts';
import type { ProjectChanges } from './live-edit.ts';
import type { ParitySummary, ParityView } from './parity.ts';
import type { Project } from './project.ts';
import type { RehearsalTotals, RehearsalView } from './rehearsal.ts';
import type { ReplayView } from './replay.ts';
import type { Trouble } from './result.ts';
import type { DetectorName, TrafficFinding } from './traffic-finding.ts';
import type {
  DemoBackendView,
  MemberView,
  ProjectFileView,
  SessionView,
  SiteView,
  TabView,
  UserView,
} from './views.ts';

/** Why a member changed. Closed list. */
export type MemberCause =
  | 'edited'
  | 'connect-failed'
  | 'failonstatus'
  | 'failontimeout'
  | 'name-unresolved'
  | 'closed-without-answer'
  | 'retry-due'
  | 'retry-now'
  | 'recovered'
  | 'forced-recovery'
  | 'health-check-failed'
  | 'health-check-passed'
  | 'simulated-outage'
  | 'outage-ended'
  | 'added'
  | 'removed';

/** Why a session's pin came about or changed. Closed list. */
export type PinCause = DecisionCause | 'forgotten' | 'cookie-from-client';

/** The fields of each event besides its envelope (DESIGN.md §5). Names are `noun.past-participle`. */
export interface EventFields {
  ready: {
    readonly sites: readonly { readonly name: string; readonly url: string }[];
    readonly ui: string | null;
  };
  'site.changed': { readonly site: SiteView };
  'project.changed': {
    readonly revision: number;
    readonly project: Project;
    readonly changes: ProjectChanges;
    readonly undo: string | null;
    readonly redo: string | null;
    readonly balancing: boolean;
  };
  'project.saved': { readonly file: ProjectFileView };
  'exchange.finished': ExchangeSummary;
  'session.pinned': PinFields;
  'session.moved': PinFields;
  'session.lost': {
    readonly sessionId: string;
    readonly cookie: string;
    readonly cause: string;
    readonly exchangeId: number;
  };
  /** A session as a whole: it appeared, or a field that no other event carries has changed. */
  'session.changed': { readonly session: SessionView };
  'session.ended': { readonly sessionId: string };
  'tab.opened': TabView;
  'tab.navigated': TabView;
  'tab.pinned': TabView;
  'tab.closed': TabView;
  'member.changed': {
    readonly balancer: string;
    readonly member: string;
    readonly route: string;
    /** Apache's flags. */
    readonly status: string;
    readonly cause: MemberCause;
    readonly view: MemberView;
  };
  'member.removed': { readonly balancer: string; readonly member: string; readonly route: string };
  'user.changed': { readonly user: UserView };
  'user.closed': { readonly userId: string };
  'demo.changed': { readonly backends: readonly DemoBackendView[] };
  /** A comparison with a real Apache goes on; a few times a second. */
  'parity.progressed': {
    readonly id: string;
    readonly done: number;
    readonly total: number;
    readonly different: number;
  };
  /** A replay goes on; `replay.get` has its rows. */
  'replay.progressed': { readonly id: string; readonly done: number; readonly total: number };
  'replay.finished': { readonly id: string; readonly state: ReplayView['state'] };
  'parity.finished': {
    readonly id: string;
    readonly state: ParityView['state'];
    /** null unless it finished. */
    readonly summary: ParitySummary | null;
    readonly trouble: Trouble | null;
  };
  /** A sickness of stickiness shows; the finding as a whole, as in the next two. */
  'finding.opened': TrafficFinding;
  /** It was seen again, or muted; at most once a second for each. */
  'finding.updated': TrafficFinding;
  /** It is gone. */
  'finding.closed': TrafficFinding;
  /** What a detector finds is told (`on: false`) or not, from now on. */
  'detector.muted': { readonly detector: DetectorName; readonly on: boolean };
  /** A rehearsal goes on; a few times a second. `rehearsal.get` has everything. */
  'rehearsal.progressed': {
    readonly id: string;
    readonly elapsedMs: number;
    readonly durationMs: number;
    readonly totals: RehearsalTotals;
  };
  /** A rehearsal has ended, and members are as before. */
  'rehearsal.finished': {
    readonly id: string;
    readonly state: RehearsalView['state'];
    /** Whether it stayed within what its file allows; null when it was cancelled or failed. */
    readonly passed: boolean | null;
    readonly totals: RehearsalTotals;
    readonly trouble: Trouble | null;
  };
  /** Something a person asked for went wrong later, or needs a word. */
  'notice.raised': {
    readonly level: 'info' | 'warn' | 'error';
    readonly text: string;
    readonly hint: string | null;
  };
}

interface PinFields {
  readonly sessionId: string;
  readonly balancer: string;
  readonly route: string;
  readonly from: string | null;
  readonly cause: PinCause;
  readonly exchangeId: number | null;
}

export type EventName = keyof EventFields;

/** One event: its name, its number in this run (from 0, no gaps), when, and its fields. */
export type RoutepinEvent = {
  readonly [Name in EventName]: {
    readonly event: Name;
    readonly seq: number;
    /** Epoch milliseconds. */
    readonly atMs: number;
  } & EventFields[Name];
}[EventName];

/** An event as batches carry it by itself. */
export type BatchedEvent = Exclude<RoutepinEvent, { readonly event: 'exchange.finished' }>;

/** An event before the stream numbers it. */
export type UnnumberedEvent = {
  readonly [Name in EventName]: { readonly event: Name } & EventFields[Name];
}[EventName];
