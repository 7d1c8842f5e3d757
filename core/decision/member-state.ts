import type { BalancerSettings, MemberCause, MemberSettings } from '../contract/index.ts';

/**
 * A member at run time: Apache's shared worker record (APACHE.md §4.7). Changed only by this room's functions; the
 * engine may hold it as the key of its connection pool, because its identity lasts as long as its URL stays configured.
 */
export interface MemberState {
  /** Replaced by live edits; `settings.url` never changes. */
  settings: MemberSettings;
  /** A `MemberFlags` bit mask; in words by `statusOf`. */
  flags: number;
  /** trunc(loadfactor × 100) as C doubles give it (APACHE.md §4). */
  lbfactor: number;
  lbstatus: number;
  elected: number;
  busy: number;
  retries: number;
  /** When E was set; `NEVER_US` when no error is remembered, so that a retry is due at once. */
  errorAtUs: number;
  /** bytraffic's counters (APACHE.md §4.3), bytes. */
  transferred: number;
  read: number;
  /** Health checks counted towards `hcpasses` and `hcfails` (APACHE.md §8). */
  passCount: number;
  failCount: number;
  /** When the last check was started; `NEVER_US` until `healthCheckDue` first looks. */
  checkedAtUs: number;
}

/** Stands for "no time": every due time counted from it has passed. */
export const NEVER_US = Number.NEGATIVE_INFINITY;

/** A change of a member's flags, for `member.changed`. */
export interface FlagChange {
  readonly member: MemberState;
  /** Apache's flag letters after the change, in the order of `STATUS_LETTERS`. */
  readonly status: string;
  readonly cause: MemberCause;
}

/** The facts of a balancer's members that only an edit changes; shared by every trace made under them. */
export interface MemberTable {
  readonly balancer: BalancerSettings;
  readonly lbfactors: readonly number[];
  /** Each member's Set-Cookie value, filled in by `routeCookieOf` when it is first needed. */
  readonly routeCookies: (string | undefined)[];
}

/** A balancer at run time. One per configured balancer; edited in place by `reconfigureBalancer`. */
export interface BalancerState {
  settings: BalancerSettings;
  /** Configuration order. Replaced by edits, never changed in place. */
  members: readonly MemberState[];
  table: MemberTable;
  /** True while an exchange waits for `timeout`: others are then refused at once (APACHE.md §2.5). */
  someoneWaits: boolean;
  /** Flag changes nobody has fetched yet; read by `takeFlagChanges`. */
  flagChanges: FlagChange[];
}
