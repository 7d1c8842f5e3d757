import type { Decision, DecisionCause, DecisionRecord, ExchangeSummary } from '../../contract/index.ts';
import { type ExchangeTrace, keepTrace, ownText } from '../../decision/index.ts';
import type { BodyCopies, RecordedBody } from './body-copies.ts';

/** What is recorded of an exchange besides its row, its decision and its heads. The recorder copies what it keeps. */
export interface RecordedExchange {
  readonly client: { readonly remoteAddress: string };
  /** The request's body. */
  readonly body: { readonly receivedBytes: number };
  /** Milliseconds since the head was read, −1 for what did not happen. */
  readonly requestReadMs: number;
  readonly connectedMs: number;
  readonly firstByteMs: number;
  /** null where bodies are not recorded. */
  readonly copies: BodyCopies | null;
}

/** Where a head is kept: its start line in the ring, its field lines behind it or, when others had the same, as a string. */
export class KeptHead {
  startBytes = 0;
  fieldBytes = 0;
  shared: string | null = null;
}

/**
 * An exchange as it is kept. These objects are used again and again: new ones would each live just long enough to be
 * copied about by the garbage collector, which cost more than all the rest of recording.
 */
export class KeptExchange {
  id = 0;
  client = '';
  requestBodyBytes = 0;
  requestReadMs = 0;
  connectedMs = 0;
  firstByteMs = 0;
  durationMs = 0;
  /** What it counts for in the bound of the history. */
  objectBytes = 0;
  /** Where the heads lie in the ring, one behind the other, and how many bytes they take there. */
  at = 0;
  textBytes = 0;
  requestBody: RecordedBody | null = null;
  responseBody: RecordedBody | null = null;
  readonly clientRequest = new KeptHead();
  readonly memberRequest = new KeptHead();
  readonly memberResponse = new KeptHead();
  readonly clientResponse = new KeptHead();
  #startedAtMs = 0;
  #site = '';
  #balancer: string | null = null;
  #method = '';
  #url = '';
  #status = 0;
  #member: string | null = null;
  #route: string | null = null;
  #sessionRoute: string | null = null;
  #decision: Decision = 'new';
  #cause: DecisionCause = 'no-id';
  #isRouteChanged = false;
  #setCookie: string | null = null;
  #sessionId: string | null = null;
  #tabId: string | null = null;
  #attempts = 0;
  #isUpgraded = false;
  #bodyBytes = 0;
  /** Stays when this is used again without one, so that it can be written over the next time. */
  #trace: ExchangeTrace | null = null;
  #record: DecisionRecord | null = null;

  /** The decision as it was given. */
  get decision(): ExchangeTrace | DecisionRecord {
    return this.#record ?? (this.#trace as ExchangeTrace);
  }

  /** Writes an exchange over whatever was kept here. */
  keep(exchange: RecordedExchange, summary: ExchangeSummary, decision: ExchangeTrace | DecisionRecord): void {
    const { remoteAddress } = exchange.client;
    this.id = summary.id;
    if (this.client !== remoteAddress) this.client = remoteAddress;
    this.requestBodyBytes = exchange.body.receivedBytes;
    this.requestReadMs = exchange.requestReadMs;
    this.connectedMs = exchange.connectedMs;
    this.firstByteMs = exchange.firstByteMs;
    this.durationMs = summary.durationMs;
    this.#startedAtMs = summary.startedAtMs;
    this.#site = summary.site;
    this.#balancer = summary.balancer;
    // What was here before mostly said the same: leaving it is one string less that outlives its exchange.
    // Parts of the request's head, if they are long ones.
    if (this.#method !== summary.method) this.#method = ownText(summary.method);
    if (this.#url !== summary.url) this.#url = ownText(summary.url);
    this.#status = summary.status;
    this.#member = summary.member;
    this.#route = summary.route;
    this.#decision = summary.decision;
    this.#cause = summary.cause;
    this.#isRouteChanged = summary.routeChanged;
    if (this.#setCookie !== summary.setCookie) this.#setCookie = summary.setCookie;
    if (this.#sessionId !== summary.sessionId) this.#sessionId = summary.sessionId;
    if (this.#tabId !== summary.tabId) this.#tabId = summary.tabId;
    this.#attempts = summary.attempts;
    this.#isUpgraded = summary.upgraded;
    this.#bodyBytes = summary.bodyBytes;
    if ('table' in decision) {
      const trace = keepTrace(decision, this.#trace);
      this.#trace = trace;
      this.#record = null;
      this.#sessionRoute = trace.lookup.route;
    } else {
      this.#record = decision;
      this.#sessionRoute = summary.sessionRoute === null ? null : ownText(summary.sessionRoute);
    }
  }

  /** Lets go of the texts that only this one may hold. */
  forget(): void {
    this.#url = '';
    this.requestBody = null;
    this.responseBody = null;
    this.clientRequest.shared = null;
    this.memberRequest.shared = null;
    this.memberResponse.shared = null;
    this.clientResponse.shared = null;
  }

  /** Its row in the traffic list. */
  get summary(): ExchangeSummary {
    return {
      id: this.id,
      startedAtMs: this.#startedAtMs,
      site: this.#site,
      balancer: this.#balancer,
      method: this.#method,
      url: this.#url,
      status: this.#status,
      member: this.#member,
      route: this.#route,
      sessionRoute: this.#sessionRoute,
      decision: this.#decision,
      cause: this.#cause,
      routeChanged: this.#isRouteChanged,
      setCookie: this.#setCookie,
      sessionId: this.#sessionId,
      tabId: this.#tabId,
      attempts: this.#attempts,
      durationMs: this.durationMs,
      upgraded: this.#isUpgraded,
      bodyBytes: this.#bodyBytes,
    };
  }
}
