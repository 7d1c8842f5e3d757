import type { AttemptOutcome, Decision, DecisionCause, PickReason, StickyLookup } from '../contract/index.ts';
import type { BalancerState, MemberState, MemberTable } from './member-state.ts';

/** What a request brings to the balancer. */
export interface ExchangeInput {
  /** `balancer://NAME` + mapped path + `?` + raw query (APACHE.md §1.3.1): `mapRequest` makes it. */
  readonly searchText: string;
  /** All Cookie fields joined with `, ` (APACHE.md §1.4.1), or null: `joinedCookies` makes it. */
  readonly cookieHeader: string | null;
  /** False from the second request of a kept-alive client connection on (APACHE.md §2.7 row 5). */
  readonly firstOnConnection: boolean;
  /** A route to use instead of the session's own (a session moved by hand); null or absent for none. */
  readonly forcedRoute?: string | null;
}

/** What became of one try, told to `nextStep` and `finishExchange`. */
export interface AttemptReport {
  readonly outcome: AttemptOutcome;
  /** Whether the member connection had carried a request before (APACHE.md §2.7 row 5). */
  readonly reusedConnection: boolean;
  /** Whether this try had an interim answer: httpd then takes its connection for a proven one, as if reused. */
  readonly hadInterim?: boolean;
  /** Time to connect; null when nothing was connected or a kept connection was used. */
  readonly connectMs: number | null;
  /** What was wrong with the answer, for `answer-broken`; absent means a malformed field line. */
  readonly broken?: BrokenAnswer;
  /** The bad status line, or the protocol of an unexpected upgrade: shown in the page (APACHE.md §2.7). */
  readonly detail?: string;
}

/** What can be wrong with a member's head (APACHE.md §2.7). */
export type BrokenAnswer = 'field-line' | 'status-line' | 'too-many-interim' | 'unexpected-101';

/** What the engine must do next. */
export type Step =
  /** Connect to `member` and send the request (the untouched original, STYLE.md §7.5). */
  | { readonly do: 'forward'; readonly member: MemberState }
  /** Call `nextStep` again, without a report, after this time (APACHE.md §2.5). */
  | { readonly do: 'wait'; readonly forMs: number }
  /** Answer with a page of our own. Then `finishExchange`. */
  | { readonly do: 'answer'; readonly answer: OwnAnswer }
  /** Close the client connection without any answer (APACHE.md §2.7 row 5). Then `finishExchange`. */
  | { readonly do: 'close' }
  /** The attempt's answer is the answer: nothing left to decide. */
  | { readonly do: 'finish' };

/** An answer of our own, before it is a page. */
export interface OwnAnswer {
  readonly status: number;
  readonly reasonPhrase: string;
  /** Apache's error note, shown in the body of a "Proxy Error" page; null for the plain page of the status. */
  readonly note: string | null;
}

/** How an exchange ended, told to `finishExchange` once the final status is known. */
export interface ExchangeEnd {
  /** The status the client got; 0 when it got none. */
  readonly status: number;
  /** The Set-Cookie value that was added, or null: `routeCookieOf` for answers of a member. */
  readonly setCookie: string | null;
  /** What became of the last try when it failed after its answer had begun (`answer-cut-short`, `client-left`, …). */
  readonly outcome?: AttemptOutcome;
  /** True when reading from the member timed out, before or after the head (APACHE.md §2.6, failontimeout). */
  readonly timedOut?: boolean;
}

/** One exchange on its way through a balancer. Opaque to the engine but for `trace`, `balancer` and `lookup`. */
export interface ExchangePlan {
  readonly balancer: BalancerState;
  readonly lookup: StickyLookup;
  readonly firstOnConnection: boolean;
  readonly forcedRoute: string | null;
  /** Members tried, with repetition: each holds one `busy` until `releaseExchange`. */
  tried: readonly MemberState[];
  /** What is kept: small, and free of the plan, the request and the connections. */
  readonly trace: ExchangeTrace;
  /** Apache's loop counter: failovers allowed are `maxAttempts`, tries one more (APACHE.md §0.6). */
  attempt: number;
  maxAttempts: number;
  /** Whether this exchange is the one that waits for the balancer's `timeout`. */
  isWaiting: boolean;
  /** Sleeps left of that wait, each of `waitMs`. */
  waitsLeft: number;
  waitMs: number;
  isFinished: boolean;
  isReleased: boolean;
}

/** Why nobody (or nobody any more) was asked. */
export type RefusalCause = Extract<
  DecisionCause,
  'nofailover' | 'nobody-usable' | 'no-members' | 'attempts-exhausted'
>;

/** What happened in one exchange, as few numbers as the story needs; `describeExchange` makes a record of it. */
export interface ExchangeTrace {
  readonly lookup: StickyLookup;
  attempts: readonly AttemptTrace[];
  /** Once set it stays set (APACHE.md §3). */
  routeChanged: boolean;
  /** Why nobody, or nobody more, was asked. */
  refusal: RefusalCause | null;
  /** How the lbmethod saw the members when it found nobody. */
  refusedCandidates: readonly number[] | null;
  /** The table of the last pick. */
  table: MemberTable;
  /** Why the session's own member was passed over, when one has the route. */
  pinLost: DecisionCause | null;
  status: number;
  setCookie: string | null;
  finishedUs: number;
}

/** One pick and what came of it. */
export interface AttemptTrace {
  readonly table: MemberTable;
  /** Place of the member in the table. */
  readonly index: number;
  readonly reason: PickReason;
  /** Set when the lbmethod took it because others were missing. */
  readonly standIn: 'spare' | 'standby' | null;
  /** How the lbmethod saw the members (`candidate-trace.ts`), null when it was not asked. */
  readonly candidates: readonly number[] | null;
  readonly startedUs: number;
  outcome: AttemptOutcome;
  reusedConnection: boolean;
  connectMs: number | null;
  endedUs: number;
  markedError: boolean;
}

/** What a row of the traffic list needs of an exchange. */
export interface DecisionSummary {
  readonly decision: Decision;
  readonly cause: DecisionCause;
  /** Route of the member that answered or was tried last; null when no member was picked. */
  readonly route: string | null;
  readonly member: string | null;
  readonly sessionRoute: string | null;
  readonly routeChanged: boolean;
  readonly setCookie: string | null;
  readonly attempts: number;
}
