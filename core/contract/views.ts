import type { PinCause } from './events.ts';
import type { ExchangeSummary } from './exchange.ts';
import type { Project } from './project.ts';
import type { LbMethodName } from './settings.ts';
import type { FindingsView } from './traffic-finding.ts';

/** A site and whether its listener accepts. */
export interface SiteView {
  readonly name: string;
  /** What to open in a browser: scheme, serverName (or the listen host) and port. */
  readonly url: string;
  readonly listen: string;
  readonly state: 'listening' | 'stopped' | 'failed';
  /** Why it failed, with the holder of the port and a free one where the system tells; null otherwise. */
  readonly trouble: string | null;
}

/** What a member is doing, in one word; the most telling of its flags. */
export type MemberState =
  | 'ok'
  | 'draining'
  | 'disabled'
  | 'stopped'
  | 'error'
  | 'health-failed'
  | 'standby'
  | 'spare'
  | 'outage';

/** The last health check of a member. */
export interface HealthCheckView {
  readonly atMs: number;
  readonly ok: boolean;
  /** Such as `HEAD /health answered 200` or `connection refused`. */
  readonly text: string;
}

/** A member as it stands: settings that show, flags, counters. */
export interface MemberView {
  readonly balancer: string;
  /** The URL as written: the member's identity. */
  readonly url: string;
  readonly route: string;
  readonly loadfactor: number;
  readonly lbset: number;
  /** Apache's flags now, configured and observed, in the order of `STATUS_LETTERS`. */
  readonly status: string;
  readonly state: MemberState;
  /** Epoch milliseconds at which `retry` is due for a member in error; null otherwise. */
  readonly retryAtMs: number | null;
  readonly retryMs: number;
  readonly simulatedOutage: boolean;
  /** Why it is in error, in words; null when it isn't. */
  readonly trouble: string | null;
  readonly lastAnswerAtMs: number | null;
  readonly healthCheck: HealthCheckView | null;
  /** Sessions pinned to its route. */
  readonly pins: number;
  readonly counters: MemberCounters;
}

/** Counters that change with every request; sent apart from events, a few times a second. */
export interface MemberCounters {
  readonly busy: number;
  readonly elected: number;
  readonly lbstatus: number;
  readonly transferredBytes: number;
  readonly readBytes: number;
}

export interface BalancerView {
  readonly name: string;
  readonly lbmethod: LbMethodName;
  readonly stickysession: string | null;
  readonly members: readonly MemberView[];
}

/**
 * How a session is recognised: exactly (a user of the window, a virtual one of a rehearsal), by our own cookie, or by the
 * sticky value and User-Agent only (DESIGN.md §6).
 */
export type SessionRecognition = 'embedded' | 'virtual' | 'tracked' | 'sticky-value';

/** A pin: the route that a session's next request asks for at one balancer. */
export interface PinView {
  readonly balancer: string;
  readonly route: string;
  readonly sinceMs: number;
  readonly how: 'route-cookie' | 'url' | 'application-id';
  /** How often it moved. */
  readonly moves: number;
}

/** One move of a pin, as `session.moved` told it. */
export interface PinMoveView {
  readonly balancer: string;
  /** The routes before and after. */
  readonly from: string;
  readonly to: string;
  readonly cause: PinCause;
  /** Epoch milliseconds. */
  readonly atMs: number;
  /** The exchange that brought it; null for a move by hand and for what a page's jar showed. */
  readonly exchangeId: number | null;
}

/** A session: one cookie jar as seen by one site. */
export interface SessionView {
  readonly sessionId: string;
  readonly site: string;
  readonly recognition: SessionRecognition;
  /** The user's name for embedded tabs, else browser and platform: `Chrome · Linux`. */
  readonly label: string;
  /** Two letters for the avatar. */
  readonly initials: string;
  readonly userId: string | null;
  readonly pins: readonly PinView[];
  readonly firstSeenAtMs: number;
  readonly lastSeenAtMs: number;
  readonly requests: number;
  /** Answers of 500 and above, and exchanges without an answer. */
  readonly errors: number;
  readonly requestsByRoute: Readonly<Record<string, number>>;
  /** Those of `errors` that a route answered for; routes without errors are left out. */
  readonly errorsByRoute: Readonly<Record<string, number>>;
  /** Its newest moves, oldest first: ten at most; `moves` of a pin counts all. */
  readonly lastMoves: readonly PinMoveView[];
  readonly lastUrl: string;
  /** The latest loss and the exchange that caused it; null when nothing was lost. */
  readonly lost: { readonly cookie: string; readonly cause: string; readonly exchangeId: number } | null;
  /** Its cookies are to be deleted with its next page (`session.reset`). Absent for all others. */
  readonly isResetting?: boolean;
}

/** A tab inside its session. "Served by" answered the document, "pinned to" is where the next request goes. */
export interface TabView {
  readonly tabId: string;
  readonly sessionId: string;
  readonly userId: string | null;
  readonly url: string;
  readonly title: string;
  readonly route: string | null;
  readonly servedBy: string | null;
  readonly openedAtMs: number;
  /** Why the page of an ordinary browser can't be followed: it is known from its request only. Absent for all others. */
  readonly notFollowed?: string;
}

/** What a tab of a user tells of itself. */
export interface UserTabView {
  readonly tabId: string;
  readonly url: string;
  readonly title: string;
  readonly loading: boolean;
  readonly canGoBack: boolean;
  readonly canGoForward: boolean;
  /** Why the page could not be shown, or that it crashed; null when all is well. */
  readonly trouble: string | null;
  /** The favicon as a data URL, or null. */
  readonly favicon: string | null;
}

/**
 * A user: embedded tabs that share one cookie jar, and so one pin for each site. Only the desktop window has them.
 * The fields of a tab are those of the tab in front.
 */
export interface UserView extends UserTabView {
  readonly userId: string;
  readonly name: string;
  readonly initials: string;
  readonly site: string;
  /** Every tab, the one in front included, in the order of opening. */
  readonly tabs: readonly UserTabView[];
  /** Whether the jar is on disk and outlives the run. */
  readonly kept: boolean;
}

/** What this window can do, so that the interface offers nothing that fails. */
export interface Capabilities {
  readonly shell: 'desktop' | 'browser';
  readonly embeddedTabs: boolean;
  readonly files: boolean;
  readonly version: string;
  readonly platform: string;
}

/** A saved project's place, when it has one. */
export interface ProjectFileView {
  /** File name without its folder, or null when it was never saved. */
  readonly name: string | null;
  readonly folder: string | null;
  readonly unsaved: boolean;
}

/** A demo backend of ours that runs or was stopped by hand. */
export interface DemoBackendView {
  readonly url: string;
  readonly running: boolean;
}

/** Totals over the run, for the status bar. */
export interface Totals {
  readonly exchanges: number;
  readonly moved: number;
  readonly lost: number;
  readonly errors: number;
  readonly requestsPerSecond: number;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
}

/** Everything a late joiner needs; events with a higher `seq` follow (STYLE.md §3.5). */
export interface Snapshot {
  readonly seq: number;
  readonly atMs: number;
  readonly startedAtMs: number;
  readonly capabilities: Capabilities;
  /** Counts the edits; `project.apply` names the one it is based on. */
  readonly revision: number;
  readonly project: Project;
  readonly projectFile: ProjectFileView;
  readonly undo: string | null;
  readonly redo: string | null;
  readonly balancing: boolean;
  readonly sites: readonly SiteView[];
  readonly balancers: readonly BalancerView[];
  readonly sessions: readonly SessionView[];
  readonly tabs: readonly TabView[];
  readonly users: readonly UserView[];
  readonly demo: readonly DemoBackendView[];
  /** The newest exchanges, oldest first. */
  readonly exchanges: readonly ExchangeSummary[];
  /** Exchanges that the bounded history no longer holds. */
  readonly droppedExchanges: number;
  /** Whether bodies are recorded (`recording.set`). */
  readonly recordsBodies: boolean;
  readonly findings: FindingsView;
  readonly totals: Totals;
}

/** A port that listens on this machine, and what answered there. */
export interface ListeningPort {
  readonly port: number;
  readonly host: string;
  readonly pid: number | null;
  readonly process: string | null;
  readonly command: string | null;
  /** The answer to one `GET /`, or null when it does not speak HTTP (or was not asked). */
  readonly answer: {
    readonly status: number;
    readonly durationMs: number;
    readonly title: string | null;
    readonly location: string | null;
    readonly sessionCookie: string | null;
  } | null;
  /** True for listeners of our own. */
  readonly ours: boolean;
  /** Ports with the same tag look like copies of one application. */
  readonly group: string | null;
}
