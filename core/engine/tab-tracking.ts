import type { JarMark } from '../contract/index.ts';

/**
 * Following the tabs of ordinary browsers (TABS.md), as far as the engine takes part: what of a request is not the
 * application's, and what becomes of the answer to a navigation. What it all means is the sessions room's business.
 * Where nobody tracks, none of this exists and traffic goes through byte for byte.
 */
export interface TabTracking {
  /**
   * What of a request concerns tabs; null for nothing. Called for every request, so it must be cheap: `before` is what was
   * found of the request before it on its connection, when that had the very same list of fields.
   */
  begin(request: TrackableRequest, before?: TrackedRequest | null): TrackedRequest | null;
}

export interface TrackableRequest {
  readonly site: string;
  readonly method: string;
  /** The request target as received. */
  readonly target: string;
  /** Flat: name, value, name, value … */
  readonly fields: readonly string[];
  /** host[:port], or null. */
  readonly host: string | null;
  readonly isTls: boolean;
  readonly remoteAddress: string;
  readonly hasBody: boolean;
}

export interface TrackedRequest {
  /** The fields without our cookie: what sessions and records get to see. */
  readonly fields: readonly string[];
  /** The fields that members get. */
  readonly memberFields: readonly string[];
  /** The cookie jar that the request comes from, for `recognise`. */
  readonly jar: JarMark | null;
  /** A request to us and nobody else, which is neither forwarded nor recorded; else null. */
  readonly own: OwnTabRequest | null;
  /** What becomes of a member's final answer; null: it goes on as it is. */
  answer(answer: TrackableAnswer): TrackedAnswer | null;
}

export type OwnTabRequest =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly reasonPhrase: string;
      readonly fields: readonly string[];
      readonly body: string;
    }
  | {
      readonly kind: 'socket';
      /** Fields of the 101. */
      readonly fields: readonly string[];
      /** Called once the 101 is written. `jar` is what the page's cookies say about the balancer behind its URL. */
      open(link: TabLink, jar: JarLookup): TabSocket;
    };

/** The sticky value that the page's next request would carry. */
export interface JarLookup {
  /** The balancer's key, or null where the URL leads to none. */
  readonly balancer: string | null;
  readonly stickyValue: string | null;
  readonly sessionRoute: string | null;
}

/** Our side of a page's socket. */
export interface TabLink {
  send(bytes: Buffer): void;
  /** Ends the connection after what was sent. */
  end(): void;
}

/** Gets what a page's socket brings. After `gone` nothing follows. */
export interface TabSocket {
  received(bytes: Buffer): void;
  gone(): void;
}

export interface TrackableAnswer {
  readonly exchangeId: number;
  readonly sessionId: string | null;
  /** The balancer's key, or null for a plain target. */
  readonly balancer: string | null;
  readonly route: string | null;
  readonly status: number;
  readonly fields: readonly string[];
  readonly hasBody: boolean;
  /** −1 when it is not told. */
  readonly contentLength: number;
}

export interface TrackedAnswer {
  readonly fields: readonly string[];
  /** A written head without what must not be recorded (DESIGN.md §8). */
  recordable(head: string): string;
  /** What becomes of the body; null: it goes on as it is. */
  readonly body: TrackedBody | null;
}

export interface TrackedBody {
  /** The new length, or −1 when it can't be known beforehand. */
  readonly contentLength: number;
  readonly decoding: 'gzip' | 'br' | 'zstd' | null;
  readonly rewriter: BodyRewriter;
}

/** Changes a body on its way. Pieces may be views on what was pushed, valid until the next call. */
export interface BodyRewriter {
  /** True when all further bytes pass as they are and the end needs nothing. */
  readonly isDone: boolean;
  push(bytes: Buffer): readonly Buffer[];
  end(): readonly Buffer[];
}
