import type {
  AttemptRecord,
  BalancerVariables,
  Decision,
  DecisionCause,
  ExchangeTiming,
  Explanation,
  MessageHead,
  StickyLookup,
} from '../../contract/index.ts';

/**
 * HTTP Archive 1.2 as we write it (https://w3c.github.io/web-performance/specs/HAR/Overview.html). What HAR has no word for
 * stands in fields that begin with `_`, as the format allows.
 */
export interface Har {
  readonly log: {
    readonly version: '1.2';
    readonly creator: { readonly name: string; readonly version: string };
    readonly comment?: string;
    readonly entries: readonly HarEntry[];
  };
}

export interface HarPair {
  readonly name: string;
  readonly value: string;
}

export interface HarCookie extends HarPair {
  readonly path?: string;
  readonly domain?: string;
  readonly expires?: string;
  readonly httpOnly?: boolean;
  readonly secure?: boolean;
}

export interface HarEntry {
  readonly startedDateTime: string;
  readonly time: number;
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly httpVersion: string;
    readonly cookies: readonly HarCookie[];
    readonly headers: readonly HarPair[];
    readonly queryString: readonly HarPair[];
    readonly postData?: {
      readonly mimeType: string;
      readonly params: readonly never[];
      readonly text: string;
      readonly _encoding?: 'base64';
      readonly _isTruncated: boolean;
    };
    readonly headersSize: number;
    readonly bodySize: number;
    readonly _startLine: string;
  };
  readonly response: {
    readonly status: number;
    readonly statusText: string;
    readonly httpVersion: string;
    readonly cookies: readonly HarCookie[];
    readonly headers: readonly HarPair[];
    readonly content: {
      readonly size: number;
      readonly mimeType: string;
      readonly text?: string;
      readonly encoding?: 'base64';
      readonly comment?: string;
      readonly _isTruncated?: boolean;
    };
    readonly redirectURL: string;
    readonly headersSize: number;
    readonly bodySize: number;
    /** null: the client got no answer. */
    readonly _startLine: string | null;
  };
  readonly cache: Record<never, never>;
  readonly timings: {
    readonly connect: number;
    readonly send: number;
    readonly wait: number;
    readonly receive: number;
  };
  readonly _id: number;
  readonly _site: string;
  readonly _balancer: string | null;
  readonly _member: string | null;
  readonly _route: string | null;
  readonly _sessionRoute: string | null;
  readonly _decision: Decision;
  readonly _cause: DecisionCause;
  readonly _routeChanged: boolean;
  readonly _setCookie: string | null;
  readonly _sessionId: string | null;
  readonly _tabId: string | null;
  readonly _upgraded: boolean;
  readonly _attempts: readonly AttemptRecord[];
  readonly _attemptCount: number;
  readonly _lookup: StickyLookup;
  readonly _variables: BalancerVariables;
  readonly _explanation: Explanation;
  readonly _client: string;
  readonly _memberRequest: MessageHead | null;
  readonly _memberResponse: MessageHead | null;
  readonly _timing: ExchangeTiming;
}
