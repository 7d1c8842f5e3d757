import type { EventBatch, Result, Snapshot } from '../../core/contract/index.ts';

/** What the server sends: an answer to a numbered command, or a push. */
export type SocketMessage =
  | { readonly kind: 'answer'; readonly id: number; readonly result: Result<unknown> }
  | { readonly kind: 'snapshot'; readonly snapshot: Snapshot }
  | { readonly kind: 'batch'; readonly batch: EventBatch };

/** A frame of the server's, or undefined when it is none of the three (then it is dropped, STYLE.md §7.7). */
export function readSocketMessage(text: string): SocketMessage | undefined {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof data !== 'object' || data === null) return undefined;
  if ('snapshot' in data) return { kind: 'snapshot', snapshot: data.snapshot as Snapshot };
  if ('batch' in data) return { kind: 'batch', batch: data.batch as EventBatch };
  if ('id' in data && typeof data.id === 'number' && 'result' in data) {
    return { kind: 'answer', id: data.id, result: data.result as Result<unknown> };
  }
  return undefined;
}
