import {
  type EventBatch,
  type Execute,
  fail,
  type Result,
  type Snapshot,
} from '../../core/contract/index.ts';
import type { ApiClient, Connection } from './client.ts';
import { createListeners } from './listeners.ts';
import { readSocketMessage } from './socket-messages.ts';

/** The part of a WebSocket that the client uses; tests hand in their own. */
export interface SocketLike {
  send(text: string): void;
  close(): void;
  onopen: (() => void) | null;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onclose: ((event: { readonly code: number }) => void) | null;
}

export interface SocketClientOptions {
  readonly token: string;
  readonly open: () => SocketLike;
  readonly platform: string;
  /** Runs `task` after `delayMs`. */
  readonly schedule: (task: () => void, delayMs: number) => void;
}

/** The server's word for a missing or wrong token (RFC 6455 §7.4.2, private use). */
const REFUSED_CODE = 4401;
/** Soon enough to look instant after a restart of `serve`, rare enough to be no load. */
const RETRY_DELAYS_MS = [250, 500, 1000, 2000, 4000] as const;

/**
 * The transport of an ordinary browser: a WebSocket to the serving origin. The token is the first message, then
 * numbered commands. A lost connection is opened again for as long as the page lives; commands that were on their
 * way answer `not-available`, and nothing is sent twice.
 */
export function createSocketClient(options: SocketClientOptions): ApiClient {
  const snapshots = createListeners<Snapshot>();
  const batches = createListeners<EventBatch>();
  const connections = createListeners<Connection>();
  const waiting = new Map<number, (result: Result<unknown>) => void>();
  let socket: SocketLike | null = null;
  let connection: Connection = 'connecting';
  let nextId = 1;
  let tries = 0;

  const become = (next: Connection) => {
    if (connection === next) return;
    connection = next;
    connections.tell(next);
  };

  const lose = (code: number) => {
    socket = null;
    for (const answer of waiting.values()) answer(notConnected());
    waiting.clear();
    if (code === REFUSED_CODE) return become('refused');
    become('lost');
    const delayMs = RETRY_DELAYS_MS[Math.min(tries, RETRY_DELAYS_MS.length - 1)] ?? 4000;
    tries += 1;
    options.schedule(connect, delayMs);
  };

  function connect(): void {
    const opened = options.open();
    opened.onopen = () => {
      socket = opened;
      opened.send(JSON.stringify({ token: options.token }));
    };
    opened.onmessage = ({ data }) => {
      const message = typeof data === 'string' ? readSocketMessage(data) : undefined;
      if (message === undefined) return;
      // Only the server's first word proves that it took the token.
      tries = 0;
      become('connected');
      if (message.kind === 'snapshot') snapshots.tell(message.snapshot);
      else if (message.kind === 'batch') batches.tell(message.batch);
      else {
        waiting.get(message.id)?.(message.result);
        waiting.delete(message.id);
      }
    };
    opened.onclose = ({ code }) => lose(code);
  }

  connect();
  return {
    execute: ((name: string, params: unknown) => {
      const open = socket;
      if (open === null) return Promise.resolve(notConnected());
      return new Promise<Result<unknown>>((resolve) => {
        const id = nextId++;
        waiting.set(id, resolve);
        open.send(JSON.stringify({ id, command: name, params }));
      });
    }) as Execute,
    onSnapshot: snapshots.add,
    onBatch: batches.add,
    onConnection(listener) {
      listener(connection);
      return connections.add(listener);
    },
    onMenu: () => () => {},
    platform: options.platform,
  };
}

function notConnected(): Result<never> {
  return fail({
    code: 'not-available',
    message: 'Routepin does not answer',
    hint: 'Is `routepin serve` still running? The page connects again by itself.',
  });
}
