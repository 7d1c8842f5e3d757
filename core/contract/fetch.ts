/** What a fetched answer says about the pin, in one word; closed list. */
export type FetchVerdictCode =
  | 'pinned'
  | 'already-pinned'
  | 'empty-route'
  | 'no-variable'
  | 'unknown-route'
  | 'no-route-cookie'
  | 'not-sticky'
  | 'plain-target'
  | 'not-mapped'
  | 'not-answered'
  | 'no-cookie';

/** One request and its answer's head, as `wget -S` shows them. */
export interface FetchView {
  readonly url: string;
  /** The request as sent: request line, then fields. */
  readonly request: readonly string[];
  /** Status line and fields of the answer, in order, as they came; of interim answers (1xx) too, before them. */
  readonly response: readonly string[];
  readonly status: number;
  readonly bodyBytes: number;
  readonly durationMs: number;
  /** Index in `response` of the route cookie's line, or null. */
  readonly routeCookieLine: number | null;
  /** What it means. `level` bad: sessions will not stick. */
  readonly verdict: {
    readonly level: 'good' | 'note' | 'bad';
    readonly code: FetchVerdictCode;
    /** One or two plain sentences. */
    readonly text: string;
    /** How to mend it, or null. */
    readonly hint: string | null;
  };
}
