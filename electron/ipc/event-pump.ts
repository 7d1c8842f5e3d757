import {
  batchAfter,
  type EventBatch,
  frameOfBatch,
  type MenuAction,
  type Snapshot,
} from '../../core/contract/index.ts';
import type { StreamMessage } from './channels.ts';

/** Where the events come from: the core, as far as the pump needs it. */
export interface EventSource {
  snapshot(): Snapshot;
  onBatch(listener: (batch: EventBatch) => void): () => void;
}

/** Carries the core's events to the page, from the moment it asks until it is gone. */
export interface EventPump {
  /** The page asks (again): it gets a snapshot, then everything after it. */
  restart(): void;
  /** The page is gone, hangs or is being loaded: nothing is sent until it asks. */
  pause(): void;
  /** A page that hung answers again; starts over if it had asked before. */
  resume(): void;
  /** A menu action; kept while nobody listens, because choosing one may be what opened the window. */
  act(action: MenuAction): void;
  stop(): void;
}

/** Actions chosen while the page loads; more than a few are a key held down. */
const MAX_WAITING_ACTIONS = 8;

/** A pump from `source` to `send`. Snapshot first, then batches, without events that the snapshot holds already. */
export function createEventPump(source: EventSource, send: (message: StreamMessage) => void): EventPump {
  let flowing = false;
  let hasAsked = false;
  let seenSeq = -1;
  let waiting: MenuAction[] = [];

  let removeListener = () => {};

  // Listens only while the page does: batches are made for those who listen, and cost nothing without.
  const listen = () => {
    removeListener();
    removeListener = source.onBatch((batch) =>
      send({ kind: 'batch', frame: frameOfBatch(batchAfter(batch, seenSeq)) }),
    );
  };

  const restart = () => {
    listen();
    const snapshot = source.snapshot();
    seenSeq = snapshot.seq;
    flowing = true;
    hasAsked = true;
    send({ kind: 'snapshot', snapshot });
    for (const action of waiting) send({ kind: 'menu', action });
    waiting = [];
  };

  return {
    restart,
    pause() {
      flowing = false;
      removeListener();
    },
    resume() {
      if (hasAsked && !flowing) restart();
    },
    act(action) {
      if (flowing) send({ kind: 'menu', action });
      else waiting = [...waiting, action].slice(-MAX_WAITING_ACTIONS);
    },
    stop() {
      flowing = false;
      removeListener();
    },
  };
}
