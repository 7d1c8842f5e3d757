import type { BatchFrame, MenuAction, Snapshot } from '../../core/contract/index.ts';

/** Page to main: `invoke(COMMAND, name, params)`, answered with a `Result`. */
export const COMMAND = 'routepin:command';
/** Page to main: "start the stream, or start it over". Answered by a snapshot on STREAM. */
export const SUBSCRIBE = 'routepin:subscribe';
/** Main to page: a `StreamMessage`. */
export const STREAM = 'routepin:stream';

/** The stream to the page: a snapshot, then batches whose events have a higher `seq`; menu actions in between. */
export type StreamMessage =
  | { readonly kind: 'snapshot'; readonly snapshot: Snapshot }
  | { readonly kind: 'batch'; readonly frame: BatchFrame }
  | { readonly kind: 'menu'; readonly action: MenuAction };
