import type { ExchangeSummary } from './exchange.ts';

/**
 * What the engine asks about a request before it decides, and tells when it has ended. The sessions room answers; the two
 * may not import each other and meet in core/app.
 */
export interface SessionHooks {
  /** Whose request this is. Called once per exchange, after mapping, before the pick; must be cheap. */
  recognise(request: RecognisableRequest): Recognition;
  /**
   * Called when the answer has left (or the exchange failed), with the summary that becomes `exchange.finished`.
   * `answerFields` are the member's, `requestFields` the client's without what is ours; both flat, in order.
   */
  finished(summary: ExchangeSummary, answerFields: readonly string[], requestFields: readonly string[]): void;
}

export interface RecognisableRequest {
  readonly site: string;
  /** The balancer's key, or null for plain targets and pages of our own. */
  readonly balancer: string | null;
  readonly method: string;
  readonly url: string;
  /** Flat and raw: name, value, name, value … */
  readonly fields: readonly string[];
  readonly remoteAddress: string;
  readonly stickyValue: string | null;
  readonly sessionRoute: string | null;
  /** The cookie jar that it comes from, where tabs are followed; absent where that is not known. */
  readonly jar?: JarMark | null;
}

/** The cookie jar of an ordinary browser, known by a cookie of ours (DESIGN.md §6). */
export interface JarMark {
  readonly id: string;
  /** Given out with the answer to this request. */
  readonly isNew: boolean;
  readonly isNavigation: boolean;
}

export interface Recognition {
  readonly sessionId: string | null;
  readonly tabId: string | null;
  /** A route to force for this request (a session moved by hand), or null. */
  readonly forcedRoute: string | null;
  /** True for a session whose pin was taken off by hand: its request is picked as one without an id. */
  readonly ignoresId?: boolean;
  /** Lower-case names of fields that neither members nor records get to see; absent for none. */
  readonly hiddenFields?: readonly string[];
}
