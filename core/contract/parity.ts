import type { BalancerVariables } from './decision-record.ts';
import type { Trouble } from './result.ts';

/** How one side answered a request, as far as a decision shows. Texts name members as the project does. */
export interface ParityAnswer {
  /** null: the connection was closed without an answer. */
  readonly status: number | null;
  /** URL of the member that the side chose last, or of the plain target; null when it chose none. */
  readonly member: string | null;
  /** BALANCER_WORKER_ROUTE: the route of the member chosen last; null when none was chosen. */
  readonly route: string | null;
  /** Whether BALANCER_ROUTE_CHANGED was set. */
  readonly routeChanged: boolean;
  /** Every Set-Cookie line, in order. */
  readonly setCookies: readonly string[];
  readonly location: string | null;
  /** Request line that a backend answered, or null when none did (or real backends answered, which don't tell). */
  readonly backendSaw: string | null;
  readonly variables: BalancerVariables;
}

/** What the two sides may differ in. `counters`: lbstatus, elected and flags of a member after the request. */
export type ParityAspect =
  | 'status'
  | 'member'
  | 'route'
  | 'routeChanged'
  | 'setCookies'
  | 'location'
  | 'backendSaw'
  | 'variables'
  | 'counters';

export interface ParityDifference {
  readonly what: ParityAspect;
  readonly apache: string;
  readonly ours: string;
}

/** Where a request came from: the table of cases fitted to the project, outages, chance, or the recorded traffic. */
export type ParityGroup = 'cases' | 'outages' | 'random' | 'recorded';

/** A request as both sides got it. */
export interface ParityRequest {
  readonly method: string;
  readonly site: string;
  /** The Host field. */
  readonly host: string;
  /** As sent: path and query. */
  readonly target: string;
  readonly cookie: string | null;
  /** What the stand-in was asked to do, in words, or null for a plain 200. */
  readonly backendDoes: string | null;
}

/** One request to both, or a change to the backends between two requests. */
export type ParityRow =
  | {
      readonly kind: 'request';
      /** Counted from 1 over all rows of a run. */
      readonly index: number;
      readonly group: ParityGroup;
      /** What the case is about, such as `route that no member has`. */
      readonly title: string;
      readonly request: ParityRequest;
      readonly outcome: 'equal' | 'different' | 'not-compared';
      readonly apache: ParityAnswer;
      readonly ours: ParityAnswer;
      readonly differences: readonly ParityDifference[];
      /** How each side came to its answer: our explanation, Apache's log lines (AH…). */
      readonly why: { readonly apache: readonly string[]; readonly ours: readonly string[] };
      /** Why the row was not compared; null for one that was. */
      readonly because: string | null;
    }
  | {
      readonly kind: 'change';
      readonly index: number;
      readonly group: ParityGroup;
      /** Such as `http://127.0.0.1:13001 stops answering`. */
      readonly title: string;
    };

/** Something of the project that this run says nothing about, and why. */
export interface ParityOmission {
  /** JSON path of the setting, or null for what isn't one. */
  readonly path: string | null;
  readonly what: string;
  readonly because: string;
}

/** Figures of a run. `compared` = `equal` + `different`. */
export interface ParitySummary {
  readonly apache: { readonly program: string; readonly version: string };
  readonly backends: 'stand-ins' | 'real';
  readonly seed: number;
  readonly requests: number;
  readonly compared: number;
  readonly equal: number;
  readonly different: number;
  readonly notCompared: readonly ParityOmission[];
  readonly durationMs: number;
}

/** Everything a run found. */
export interface ParityReport {
  readonly summary: ParitySummary;
  readonly rows: readonly ParityRow[];
}

/** A run while it goes on and after it: what `parity.get` gives. */
export interface ParityView {
  readonly id: string;
  readonly state: 'running' | 'finished' | 'cancelled' | 'failed';
  readonly done: number;
  /** Requests planned; they may become fewer when outages can't be compared. */
  readonly total: number;
  readonly different: number;
  /** Rows from the index that was asked for. */
  readonly rows: readonly ParityRow[];
  /** null until it has ended, and when it failed. */
  readonly summary: ParitySummary | null;
  /** Why it failed; null otherwise. */
  readonly trouble: Trouble | null;
}
