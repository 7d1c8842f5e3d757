import type { Trouble } from './result.ts';

/** One answer of a replay: what is needed to compare it. */
export interface ReplayAnswer {
  /** Its own exchange, or null when none was recorded. */
  readonly exchangeId: number | null;
  readonly status: number;
  /** The route that answered; null where nobody did. */
  readonly route: string | null;
  readonly bodyBytes: number;
}

/** One thing in which two answers differ. Values of cookies are masked; of a body it is the first line that differs. */
export interface ReplayDifference {
  readonly where: 'status' | 'field' | 'cookie' | 'body';
  /** The field's or cookie's name; empty for status and body. */
  readonly name: string;
  /** null: it is not there. */
  readonly own: string | null;
  readonly other: string | null;
}

/** One request of a replay. `own` is the answer on the route that it had, or the recorded one where it was not sent again. */
export interface ReplayRow {
  readonly exchangeId: number;
  readonly method: string;
  readonly url: string;
  readonly outcome: 'same' | 'different' | 'failed' | 'skipped';
  readonly own: ReplayAnswer | null;
  readonly other: ReplayAnswer | null;
  readonly differences: readonly ReplayDifference[];
  /** Whether the other member did not know the session: it set its cookie anew, or sent to a login page. */
  readonly sessionLost: boolean;
  /** Why it was skipped or failed; null otherwise. */
  readonly trouble: string | null;
}

/** A replay as it stands. */
export interface ReplayView {
  readonly id: string;
  readonly state: 'running' | 'finished' | 'cancelled' | 'failed';
  /** The route that it asks; null: the balancer decides. */
  readonly route: string | null;
  readonly done: number;
  readonly total: number;
  readonly counts: {
    readonly same: number;
    readonly different: number;
    readonly failed: number;
    readonly skipped: number;
    readonly sessionLost: number;
  };
  readonly rows: readonly ReplayRow[];
  readonly trouble: Trouble | null;
}
