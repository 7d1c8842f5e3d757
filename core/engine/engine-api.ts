import type { SecureContextOptions } from 'node:tls';
import type {
  ExchangeDetail,
  ExchangeSummary,
  HealthCheckView,
  MemberCause,
  MemberCounters,
  ProjectSettings,
  Result,
  SessionHooks,
  SiteSettings,
  SiteView,
  Trouble,
} from '../contract/index.ts';
import type { InFlight } from './in-flight.ts';
import type { TabTracking } from './tab-tracking.ts';

export type { Recognition, SessionHooks } from '../contract/index.ts';
export type { InFlight } from './in-flight.ts';
export type * from './tab-tracking.ts';

/** What the engine tells as it happens. Called synchronously; must be cheap. */
export interface EngineListener {
  exchangeFinished(summary: ExchangeSummary): void;
  memberChanged(change: {
    readonly balancer: string;
    readonly member: string;
    readonly cause: MemberCause;
  }): void;
  siteChanged(site: SiteView): void;
  /** A tunnel (WebSocket) has ended; its exchange was told when it opened. */
  tunnelEnded?(exchangeId: number): void;
}

/** A member as the engine knows it; the app adds what sessions know. */
export interface EngineMember {
  readonly balancer: string;
  readonly url: string;
  readonly route: string;
  readonly loadfactor: number;
  readonly lbset: number;
  readonly status: string;
  readonly retryAtMs: number | null;
  readonly retryMs: number;
  readonly simulatedOutage: boolean;
  readonly trouble: string | null;
  readonly lastAnswerAtMs: number | null;
  readonly healthCheck: HealthCheckView | null;
  readonly counters: MemberCounters;
}

export interface EngineOptions {
  readonly sessions: SessionHooks;
  readonly listener: EngineListener;
  /**
   * A field that marks requests of embedded tabs. Its name is random per run; it is stripped before forwarding and
   * before recording. null: none.
   */
  readonly secretFieldName: string | null;
  /** Follows the tabs of ordinary browsers. Absent or null: traffic is not touched in any way. */
  readonly tabTracking?: TabTracking | null;
  /** Bound of the exchange history in bytes; default 16 MiB (ENGINE.md, targets). */
  readonly historyBytes?: number;
  /** Records bodies from the start; default no. See `recordBodies`. */
  readonly recordBodies?: boolean;
  /**
   * Key and certificate of a site with `tls: true`. Without it such a site is refused with `not-available`. Asked again
   * with each `apply`.
   */
  readonly tlsContextFor?: (site: SiteSettings) => SecureContextOptions | Promise<SecureContextOptions>;
}

/** The only sockets and timers of the balancer. */
export interface Engine {
  /**
   * Makes the engine run `settings`: opens and closes listeners, edits balancers in place (APACHE.md §4.8), lets requests
   * in flight finish. All or nothing: when a new listener cannot be opened, nothing has changed and the trouble says
   * who holds the port. Edits are applied one after another.
   */
  apply(settings: ProjectSettings): Promise<Result<null, Trouble>>;
  /** Opens (true) or closes (false) every listener; balancer state is kept. */
  setBalancing(on: boolean): Promise<Result<null, Trouble>>;
  sites(): readonly SiteView[];
  members(): readonly EngineMember[];
  simulateOutage(balancer: string, memberUrl: string, on: boolean): boolean;
  retryNow(balancer: string, memberUrl: string): boolean;
  /** The exchange with this id, with all its reasons, while the history holds it. */
  exchange(id: number): ExchangeDetail | undefined;
  /** Up to `limit` summaries before `beforeId`, oldest first. */
  exchanges(limit: number, beforeId?: number): readonly ExchangeSummary[];
  clearHistory(): void;
  /** Whether the first bytes (64 KiB) of bodies are kept in the history, of exchanges that begin from now on. */
  recordBodies(on: boolean): void;
  readonly recordsBodies: boolean;
  readonly droppedExchanges: number;
  /** What clients wait for now, whoever answers it. Looks at every connection: for now and then, not for each exchange. */
  inFlight(): InFlight;
  /**
   * Closes the listeners at once, and tunnels with them; lets requests in flight finish for `graceMs`, then ends
   * everything. Gives what was cut off.
   */
  stop(graceMs?: number): Promise<InFlight>;
}
