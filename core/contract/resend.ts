import type { KeptBody, MessageHead } from './exchange.ts';

/** What came of a request that was sent once more (`exchange.resend`). */
export interface ResendView {
  /** The exchange that it became; null when its record was not written within a second of its answer. */
  readonly exchangeId: number | null;
  /** The exchange that was sent again. */
  readonly resentFrom: number;
  /** 0: the connection was closed without an answer. */
  readonly status: number;
  readonly member: string | null;
  readonly route: string | null;
  readonly durationMs: number;
  /** The first one had a body that was not kept, and this one had none. */
  readonly bodyLeftOut: boolean;
  readonly answer: ResentAnswer | null;
}

/** An answer as the client got it. */
export interface ResentAnswer {
  readonly head: MessageHead;
  /** Of the content, chunks taken off; content codings are still on. Counted up to a megabyte. */
  readonly bodyBytes: number;
  /** Its beginning; null for an empty one. */
  readonly body: KeptBody | null;
}
