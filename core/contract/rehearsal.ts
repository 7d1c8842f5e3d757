import type { Rehearsal } from './rehearsal-file.ts';
import type { StepKind } from './rehearsal-schema.ts';
import type { Trouble } from './result.ts';

/**
 * What became of a virtual user, the worst of it: its application's session was `lost`, a request failed (`errors`), it was
 * `moved` to another route with its session whole, or all was `kept`. `idle`: it was never answered.
 */
export type UserVerdict = 'kept' | 'moved' | 'errors' | 'lost' | 'idle';

/** How a loss showed itself: as in `session.lost`, or by the texts that the rehearsal names. */
export type RehearsalLossCause =
  | 'cookie-replaced'
  | 'cookie-cleared'
  | 'login-redirect'
  | 'lost-text'
  | 'marker-changed';

/** A member as a rehearsal names it. `route` is '' for a member without one. */
export interface RehearsalMember {
  readonly balancer: string;
  readonly url: string;
  readonly route: string;
}

/** A stretch of time during which one route answered a user. */
export interface RehearsalSegment {
  readonly fromMs: number;
  /** Milliseconds since the start of the run of the last answer in it. */
  readonly toMs: number;
  /** URL of the member that answered; null: nobody did. */
  readonly member: string | null;
}

/** One virtual user, so far. Times are milliseconds since the start of the run. */
export interface RehearsalUserView {
  readonly name: string;
  readonly verdict: UserVerdict;
  /** Null until its first request was recognised. */
  readonly sessionId: string | null;
  readonly arrivesAtMs: number;
  readonly requests: number;
  readonly errors: number;
  readonly moves: number;
  readonly segments: readonly RehearsalSegment[];
  readonly lost: RehearsalLoss | null;
  /** When requests failed, the first 50. */
  readonly errorsAtMs: readonly number[];
}

/** The first loss of a user's session. */
export interface RehearsalLoss {
  readonly atMs: number;
  readonly cause: RehearsalLossCause;
  /** The cookie, or '' where it showed otherwise. */
  readonly cookie: string;
  /** URLs of the members that answered before and with the loss. */
  readonly from: string | null;
  readonly to: string | null;
  /** The exchange that showed it, while the history holds it. */
  readonly exchangeId: number | null;
}

/** A step as it was carried out. */
export interface RehearsalMark {
  /** Index in the rehearsal's steps. */
  readonly step: number;
  readonly atMs: number;
  readonly kind: StepKind;
  /** URL of the member; null for `move` and for `set` on all. */
  readonly member: string | null;
  /** In words: `2 is lost`, `3 drains, keeps its 26`. */
  readonly text: string;
  /** Why it could not be done; null otherwise. */
  readonly trouble: string | null;
}

/** What happened in one slice of time. Lists are in the order of the view's `members`. */
export interface RehearsalSample {
  readonly requests: readonly number[];
  /** Users whose last good answer came from the member, at the end of the slice. */
  readonly users: readonly number[];
  readonly errors: number;
  readonly lost: number;
  readonly moved: number;
}

/** How many users came out how, and how many requests there were. */
export interface RehearsalTotals {
  readonly users: number;
  readonly kept: number;
  readonly moved: number;
  readonly lost: number;
  readonly errors: number;
  readonly idle: number;
  readonly requests: number;
  readonly failedRequests: number;
}

/** The slowest request. */
export interface WorstRequest {
  readonly user: string;
  readonly method: string;
  readonly path: string;
  readonly durationMs: number;
  readonly atMs: number;
  readonly status: number;
  readonly attempts: number;
  readonly member: string | null;
  readonly exchangeId: number | null;
}

/** How long those took whose member was taken away. */
export interface RehearsalRecovery {
  /** Index of the step. */
  readonly step: number;
  readonly member: string;
  /** Users that the member had when it was taken away. */
  readonly users: number;
  /** Of these: answered well by somebody afterwards. */
  readonly recovered: number;
  /** From the step until the last of them had its first good answer; null when none had one. */
  readonly ms: number | null;
}

/** What a finding offers to do, with its button's words. */
export type RehearsalMend =
  | {
      readonly kind: 'edit-members';
      readonly label: string;
      readonly balancer: string;
      readonly members: readonly string[];
      /** Keys of the member, as the project file writes them. */
      readonly patch: Readonly<Record<string, number>>;
    }
  | {
      readonly kind: 'edit-balancer';
      readonly label: string;
      readonly balancer: string;
      /** Null removes the key. */
      readonly patch: Readonly<Record<string, boolean | null>>;
    }
  | { readonly kind: 'rehearsal'; readonly label: string; readonly rehearsal: Rehearsal };

export type RehearsalFindingCode =
  | 'sessions-lost'
  | 'requests-failed'
  | 'nofailover'
  | 'nobody-left'
  | 'returned-unused'
  | 'not-sticky'
  | 'no-session-seen'
  | 'drain-not-empty'
  | 'slow-recovery'
  | 'step-failed'
  | 'nobody-asked'
  | 'all-kept';

/** What a run showed, in words, with the next step. */
export interface RehearsalFinding {
  readonly level: 'bad' | 'warn' | 'note' | 'good';
  readonly code: RehearsalFindingCode;
  /** The point, a sentence. */
  readonly title: string;
  /** Why, and what to do next. */
  readonly text: string;
  readonly mend: RehearsalMend | null;
}

/** The end of a run. */
export interface RehearsalResult {
  /** Whether it stayed within what the file allows. */
  readonly passed: boolean;
  /** What it did not stay within, such as `12 sessions were lost (0 allowed)`. */
  readonly broken: readonly string[];
  /** Users per member just before the first step, and at the end; in the order of `members`. */
  readonly before: readonly number[];
  readonly after: readonly number[];
  readonly recoveries: readonly RehearsalRecovery[];
  readonly worst: WorstRequest | null;
  readonly findings: readonly RehearsalFinding[];
}

/** A run while it goes on and after it: what `rehearsal.get` gives. */
export interface RehearsalView {
  readonly id: string;
  readonly state: 'running' | 'finished' | 'cancelled' | 'failed';
  /** As it runs: the seed is always there. */
  readonly rehearsal: Rehearsal;
  readonly seed: number;
  readonly startedAtMs: number;
  readonly elapsedMs: number;
  readonly durationMs: number;
  readonly members: readonly RehearsalMember[];
  readonly marks: readonly RehearsalMark[];
  readonly totals: RehearsalTotals;
  /** Length of a slice of `samples`. */
  readonly sampleMs: number;
  readonly samples: readonly RehearsalSample[];
  readonly users: readonly RehearsalUserView[];
  /** null until it has ended; of a cancelled run it says what was seen till then. */
  readonly result: RehearsalResult | null;
  /** Why it failed; null otherwise. */
  readonly trouble: Trouble | null;
}

/** A rehearsal that is offered ready made for the project as it stands. */
export interface RehearsalScenario {
  readonly id: string;
  readonly title: string;
  /** What it answers, a sentence. */
  readonly text: string;
  readonly rehearsal: Rehearsal;
  /** Why it can't be played with this project; null otherwise. */
  readonly unfit: string | null;
}
