import type { JarMark } from '../../contract/index.ts';

/**
 * What the engine asks of whoever follows tabs, and gets. The same shapes as core/engine/tab-tracking.ts, which this room
 * may not import: core/app ties the two together and the compiler compares them there.
 */
export interface TrackableRequest {
  readonly site: string;
  readonly method: string;
  readonly target: string;
  readonly fields: readonly string[];
  readonly host: string | null;
  readonly isTls: boolean;
  readonly remoteAddress: string;
  readonly hasBody: boolean;
}

export interface JarLookup {
  readonly balancer: string | null;
  readonly stickyValue: string | null;
  readonly sessionRoute: string | null;
}

export interface TabLink {
  send(bytes: Buffer): void;
  end(): void;
}

export interface TabSocket {
  received(bytes: Buffer): void;
  gone(): void;
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
      readonly fields: readonly string[];
      open(link: TabLink, jar: JarLookup): TabSocket;
    };

export interface TrackableAnswer {
  readonly exchangeId: number;
  readonly sessionId: string | null;
  readonly balancer: string | null;
  readonly route: string | null;
  readonly status: number;
  readonly fields: readonly string[];
  readonly hasBody: boolean;
  readonly contentLength: number;
}

export interface BodyRewriter {
  readonly isDone: boolean;
  push(bytes: Buffer): readonly Buffer[];
  end(): readonly Buffer[];
}

export interface TrackedAnswer {
  readonly fields: readonly string[];
  recordable(head: string): string;
  readonly body: {
    readonly contentLength: number;
    readonly decoding: 'gzip' | 'br' | 'zstd' | null;
    readonly rewriter: BodyRewriter;
  } | null;
}

export interface TrackedRequest {
  readonly fields: readonly string[];
  readonly memberFields: readonly string[];
  readonly jar: JarMark | null;
  readonly own: OwnTabRequest | null;
  answer(answer: TrackableAnswer): TrackedAnswer | null;
}

/** What following tabs needs to know of sessions. */
export interface TrackedPlace {
  readonly site: string;
  /** The jar's id that came with a page's socket or beacon, or null. */
  readonly jar: string | null;
  readonly userAgent: string;
}
