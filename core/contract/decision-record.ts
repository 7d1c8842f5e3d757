/** What became of a request, in one word of a closed list (DESIGN.md §5). */
export const DECISIONS = [
  'new',
  'pinned',
  'redirected',
  'moved',
  'unknown-route',
  'fallback',
  'stuck',
  'refused',
] as const;
export type Decision = (typeof DECISIONS)[number];

/** Why a decision came out as it did; with `Decision` it makes the one plain sentence of a row. */
export const DECISION_CAUSES = [
  'no-id', // neither URL nor cookie holds the sticky name
  'no-separator', // the value has no separator, so there is no route
  'empty-route', // the separator is the value's last character
  'not-sticky', // the balancer has no stickysession
  'plain-target', // ProxyPass to a URL, no balancing
  'followed-route',
  'same-route', // another member with the same route stood in
  'standby',
  'spare',
  'redirect-followed',
  'route-unknown',
  'member-disabled',
  'member-stopped',
  'member-error',
  'member-health-failed',
  'connect-refused',
  'connect-timeout',
  'unreachable',
  'pool-exhausted',
  'ping-timeout',
  'name-unresolved',
  'nofailover',
  'nobody-usable',
  'no-members',
  'attempts-exhausted',
  'answer-broken',
  'answer-timeout',
  'send-failed',
  'client-left',
  'bad-request',
  'not-mapped', // no ProxyPass line, or an exclusion
  'loop', // the member is one of our own listeners (508)
  'moved-by-us', // a session was moved by hand
  'recorded-elsewhere', // an imported recording that says nothing of it
] as const;
export type DecisionCause = (typeof DECISION_CAUSES)[number];

/** What the sticky lookup found (APACHE.md §1). */
export interface StickyLookup {
  /** Where the value came from; null when neither place held the name. */
  readonly source: 'url' | 'cookie' | null;
  /** The name that matched (BALANCER_SESSION_STICKY), or null. */
  readonly name: string | null;
  /** The raw value, or null. */
  readonly value: string | null;
  /** The route in it (BALANCER_SESSION_ROUTE): '' when the separator comes last, null when there is none at all. */
  readonly route: string | null;
}

/** How a pick came to its member. */
export type PickReason =
  | 'sticky'
  | 'sticky-same-route'
  | 'sticky-standby'
  | 'sticky-redirect'
  | 'moved-by-us'
  | 'lbmethod'
  | 'failover'
  | 'plain-target';

/** Why a member was not offered to the lbmethod, or that it was. */
export type CandidateState =
  | 'chosen'
  | 'offered'
  | 'draining'
  | 'disabled'
  | 'stopped'
  | 'error'
  | 'health-failed'
  | 'spare-unused'
  | 'standby-unused'
  | 'other-lbset';

/** One row of the table under "Balanced by …": a member and the numbers that decided (APACHE.md §4). */
export interface CandidateRow {
  readonly member: string;
  readonly route: string;
  readonly state: CandidateState;
  readonly lbset: number;
  readonly lbfactor: number;
  readonly lbstatusBefore: number;
  readonly lbstatusAfter: number;
  readonly busy: number;
  /** bytraffic's value (bytes per share), null for the other methods. */
  readonly traffic: number | null;
  /** Milliseconds until `retry` is due, for a member in error; null otherwise. */
  readonly retryInMs: number | null;
}

export type AttemptOutcome =
  | 'answered'
  | 'connect-refused'
  | 'connect-timeout'
  | 'unreachable'
  | 'pool-exhausted'
  | 'ping-timeout'
  /** The member stopped being usable while the connection was made (APACHE.md §5.1). */
  | 'became-unusable'
  | 'name-unresolved'
  | 'tls-failed'
  | 'closed-without-answer'
  | 'answer-timeout'
  | 'answer-broken'
  | 'answer-cut-short'
  | 'send-failed'
  | 'send-timeout'
  | 'client-left'
  | 'simulated-outage'
  | 'loop';

/** One try at one member, with why it was chosen and what came of it. */
export interface AttemptRecord {
  readonly member: string;
  readonly route: string;
  readonly reason: PickReason;
  readonly outcome: AttemptOutcome;
  /** The table of the lbmethod, empty when it was not asked. */
  readonly candidates: readonly CandidateRow[];
  readonly connectMs: number | null;
  readonly reusedConnection: boolean;
  readonly durationMs: number;
  /** What happened to the member because of this try: marked in error, or nothing. */
  readonly markedError: boolean;
}

/** Apache's variables for a request (APACHE.md §3); absent ones were not set. */
export type BalancerVariables = Readonly<
  Partial<
    Record<
      | 'BALANCER_NAME'
      | 'BALANCER_WORKER_NAME'
      | 'BALANCER_WORKER_ROUTE'
      | 'BALANCER_SESSION_STICKY'
      | 'BALANCER_SESSION_ROUTE'
      | 'BALANCER_ROUTE_CHANGED',
      string
    >
  >
>;

/** A decision with all its reasons, as data. */
export interface DecisionRecord {
  readonly balancer: string | null;
  readonly lookup: StickyLookup;
  readonly decision: Decision;
  readonly cause: DecisionCause;
  readonly attempts: readonly AttemptRecord[];
  readonly variables: BalancerVariables;
  readonly routeChanged: boolean;
  readonly setCookie: string | null;
}

/** One step of the six-step story (USERS.md §C3), told in plain sentences. */
export interface WhyStep {
  readonly id: 'url' | 'cookie' | 'member' | 'usable' | 'lbmethod' | 'set-cookie';
  /** `hit`: this step settled it. `no`: looked and found nothing. `skipped`: was not reached. `bad`: went wrong. */
  readonly verdict: 'yes' | 'no' | 'hit' | 'skipped' | 'bad';
  readonly title: string;
  readonly text: string;
  /** The Apache directive or parameter that rules this step. */
  readonly directive: string;
  readonly rule: string;
  readonly candidates: readonly CandidateRow[];
}

/** A decision explained: a headline, one or two sentences, and the ladder under them. */
export interface Explanation {
  readonly headline: string;
  readonly summary: string;
  readonly steps: readonly WhyStep[];
  readonly variables: BalancerVariables;
}
