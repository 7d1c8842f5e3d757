import type { Decision, DecisionCause, DecisionRecord, Explanation } from './decision-record.ts';

/** One row of the traffic list: the fields of `exchange.finished` that scripts may rely on, and what a row shows. */
export interface ExchangeSummary {
  /** Counted from 1 in each run. */
  readonly id: number;
  /** When the request's head was read, epoch milliseconds. */
  readonly startedAtMs: number;
  readonly site: string;
  readonly balancer: string | null;
  readonly method: string;
  /** The request target as the client wrote it, or a path. */
  readonly url: string;
  readonly status: number;
  /** The member's URL; null when nobody answered. */
  readonly member: string | null;
  readonly route: string | null;
  /** The route that the client asked for; null when it asked for none. */
  readonly sessionRoute: string | null;
  readonly decision: Decision;
  readonly cause: DecisionCause;
  readonly routeChanged: boolean;
  readonly setCookie: string | null;
  readonly sessionId: string | null;
  readonly tabId: string | null;
  readonly attempts: number;
  readonly durationMs: number;
  /** Whether this became a tunnel (WebSocket). */
  readonly upgraded: boolean;
  /** Body bytes to the client. */
  readonly bodyBytes: number;
}

/** A copy of what a row shows, of whatever tells of it. */
export function summaryOf(exchange: ExchangeSummary): ExchangeSummary {
  return {
    id: exchange.id,
    startedAtMs: exchange.startedAtMs,
    site: exchange.site,
    balancer: exchange.balancer,
    method: exchange.method,
    url: exchange.url,
    status: exchange.status,
    member: exchange.member,
    route: exchange.route,
    sessionRoute: exchange.sessionRoute,
    decision: exchange.decision,
    cause: exchange.cause,
    routeChanged: exchange.routeChanged,
    setCookie: exchange.setCookie,
    sessionId: exchange.sessionId,
    tabId: exchange.tabId,
    attempts: exchange.attempts,
    durationMs: exchange.durationMs,
    upgraded: exchange.upgraded,
    bodyBytes: exchange.bodyBytes,
  };
}

/** A field list as on the wire: order, case and repetition kept. */
export type FieldList = readonly (readonly [name: string, value: string])[];

/** A message's head as it was on one side of the proxy. */
export interface MessageHead {
  readonly startLine: string;
  readonly fields: FieldList;
}

/** The beginning of a body, kept because somebody asked for that (`recording.set`); what is exported leaves it out. */
export interface KeptBody {
  /** Value of the message's Content-Type; null where it has none. */
  readonly contentType: string | null;
  /** Up to 65,536 bytes as they were on the wire: content codings are still on, chunks are not. */
  readonly base64: string;
  /** Whether there was more than was kept. */
  readonly isTruncated: boolean;
}

/** Everything kept about one exchange, made when somebody looks. */
export interface ExchangeDetail extends ExchangeSummary {
  readonly record: DecisionRecord;
  readonly explanation: Explanation;
  readonly clientRequest: MessageHead;
  readonly memberRequest: MessageHead | null;
  readonly memberResponse: MessageHead | null;
  readonly clientResponse: MessageHead | null;
  readonly client: string;
  readonly requestBodyBytes: number;
  /** null where bodies were not recorded, and where there was none. */
  readonly requestBody: KeptBody | null;
  /** As the member sent it, or an answer of our own; null as above. */
  readonly responseBody: KeptBody | null;
  readonly timing: ExchangeTiming;
}

/** Milliseconds since the request's head was read; null for what did not happen. */
export interface ExchangeTiming {
  readonly requestReadMs: number | null;
  readonly connectedMs: number | null;
  readonly firstByteMs: number | null;
  readonly finishedMs: number;
}
