import type { WebSocket } from 'ws';
import type { Routepin } from '../app/routepin-api.ts';
import {
  batchAfter,
  type EventBatch,
  fail,
  type Snapshot,
  seqRange,
  textOfBatch,
} from '../contract/index.ts';

/** What the UI's server needs of a running Routepin. */
export type UiSource = Pick<Routepin, 'execute' | 'snapshot' | 'onBatch'>;

/** Bytes that may wait for a slow browser; beyond, it gets a new snapshot instead of an ever-growing queue. */
const MOST_WAITING_BYTES = 4 * 1024 * 1024;
/** Commands of one client that may be under way; a page has a handful. */
const MOST_PENDING = 256;

/**
 * Serves one browser that has shown the token: a snapshot, then batches without a gap, and answers to its commands.
 * Ends when the socket closes.
 */
export function serveUiClient(socket: WebSocket, source: UiSource): void {
  let lastSeq = -1;
  let isBehind = false;
  let pending = 0;

  const sendSnapshot = () => {
    const snapshot: Snapshot = source.snapshot();
    lastSeq = snapshot.seq;
    isBehind = false;
    socket.send(JSON.stringify({ snapshot }), caughtUp);
  };

  /** Called when something has left: a client that fell behind and has read everything starts afresh. */
  const caughtUp = () => {
    if (isBehind && socket.readyState === socket.OPEN && socket.bufferedAmount === 0) sendSnapshot();
  };

  const removeListener = source.onBatch((batch: EventBatch) => {
    if (isBehind) return;
    if (socket.bufferedAmount > MOST_WAITING_BYTES) {
      isBehind = true;
      return;
    }
    // The first batch may hold events that the snapshot knows already.
    const fresh = batchAfter(batch, lastSeq);
    const range = seqRange(fresh);
    if (range !== null && range.first !== lastSeq + 1) return sendSnapshot();
    lastSeq = range?.last ?? lastSeq;
    socket.send(textOfBatch(fresh), caughtUp);
  });
  socket.on('close', removeListener);

  const answer = async (asked: NonNullable<ReturnType<typeof readRequest>>): Promise<void> => {
    pending++;
    try {
      const result = await source.execute(asked.command, asked.params);
      if (socket.readyState === socket.OPEN) socket.send(JSON.stringify({ id: asked.id, result }), caughtUp);
    } catch (error) {
      const result = fail({
        code: 'internal',
        message: error instanceof Error ? error.message : String(error),
      });
      if (socket.readyState === socket.OPEN) socket.send(JSON.stringify({ id: asked.id, result }), caughtUp);
    } finally {
      pending--;
    }
  };
  socket.on('message', (data, isBinary) => {
    const asked = isBinary ? undefined : readRequest(String(data));
    if (asked === undefined || pending >= MOST_PENDING) socket.close(1008, 'not a command');
    else void answer(asked);
  });

  sendSnapshot();
}

function readRequest(
  text: string,
): { readonly id: number; readonly command: string; readonly params: unknown } | undefined {
  const data = readObject(text);
  if (data === undefined || typeof data.id !== 'number' || typeof data.command !== 'string') return undefined;
  return { id: data.id, command: data.command, params: data.params ?? {} };
}

/** The JSON object that a text holds, or undefined when it holds none. */
export function readObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const data: unknown = JSON.parse(text);
    return typeof data === 'object' && data !== null && !Array.isArray(data)
      ? (data as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
