import { describe, expect, test } from 'vitest';
import type { EventBatch, Execute, Snapshot } from '../../../core/contract/index.ts';
import type { ApiClient, Connection } from '../../../renderer/api/client.ts';
import { createListeners } from '../../../renderer/api/listeners.ts';
import { storySnapshot } from '../../../renderer/fixtures/story-snapshot.ts';
import { createAppStore } from '../../../renderer/store/app-store.ts';
import type { FrameClock } from '../../../renderer/store/frame-queue.ts';
import { batchOf, exchange } from '../support.ts';

function setUp() {
  const snapshots = createListeners<Snapshot>();
  const batches = createListeners<EventBatch>();
  const connections = createListeners<Connection>();
  const asked: string[] = [];
  let snapshot = storySnapshot(1_700_000_000_000);
  const api: ApiClient = {
    execute: ((name: string) => {
      asked.push(name);
      return Promise.resolve({ ok: true, value: snapshot });
    }) as Execute,
    onSnapshot: snapshots.add,
    onBatch: batches.add,
    onConnection: connections.add,
    onMenu: () => () => {},
    platform: 'linux',
  };
  let frame: (() => void) | null = null;
  let timer: (() => void) | null = null;
  const clock: FrameClock = {
    requestFrame: (task) => {
      frame = task;
      return 1;
    },
    cancelFrame: () => {
      frame = null;
    },
    setTimer: (task) => {
      timer = task;
      return 1;
    },
    clearTimer: () => {
      timer = null;
    },
  };
  const store = createAppStore(api, clock);
  const stop = store.start();
  return {
    store,
    stop,
    asked,
    push: batches.tell,
    connect: () => connections.tell('connected'),
    snapshot: snapshots.tell,
    frame: () => frame?.(),
    timer: () => timer?.(),
    answerWith: (next: Snapshot) => {
      snapshot = next;
    },
  };
}

const row = (seq: number) => batchOf(seq, [{ event: 'exchange.finished', ...exchange({ id: 100 + seq }) }]);

describe('the store', () => {
  test('a connection brings its snapshot: none is asked for', async () => {
    const { store, connect, snapshot, asked } = setUp();
    connect();
    await Promise.resolve();
    expect(asked).toEqual([]);
    expect(store.getState().live.ready).toBe(false);
    snapshot(storySnapshot(1_700_000_000_000));
    expect(store.getState().live.ready).toBe(true);
  });

  test('folds everything of a frame at once', () => {
    const { store, snapshot, push, frame } = setUp();
    snapshot(storySnapshot(1_700_000_000_000));
    let changes = 0;
    store.subscribe(() => {
      changes += 1;
    });
    for (let seq = 1; seq <= 5; seq++) push(row(seq));
    expect(changes).toBe(0);
    frame();
    expect(changes).toBe(1);
    expect(store.getState().live.seq).toBe(5);
  });

  test('a hidden window, which gets no frames, folds by timer', () => {
    const { store, snapshot, push, timer } = setUp();
    snapshot(storySnapshot(1_700_000_000_000));
    push(row(1));
    timer();
    expect(store.getState().live.seq).toBe(1);
  });

  test('a gap asks for a snapshot, once, and takes it', async () => {
    const { store, snapshot, push, frame, asked, answerWith } = setUp();
    snapshot(storySnapshot(1_700_000_000_000));
    answerWith({ ...storySnapshot(1_700_000_000_000), seq: 40 });
    push(row(7));
    frame();
    push(row(8));
    frame();
    expect(asked).toEqual(['snapshot.get']);
    await Promise.resolve();
    await Promise.resolve();
    expect(store.getState().live.seq).toBe(40);
  });

  test('a snapshot takes the place of what waits for a frame, unless it is the older one', () => {
    const { store, snapshot, push, frame } = setUp();
    snapshot(storySnapshot(1_700_000_000_000));
    push(row(1));
    push(row(2));
    snapshot({ ...storySnapshot(1_700_000_000_000), seq: 1 });
    expect(store.getState().live.seq).toBe(0);
    frame();
    expect(store.getState().live.seq).toBe(2);
    push(row(3));
    snapshot({ ...storySnapshot(1_700_000_000_000), seq: 40 });
    frame();
    expect(store.getState().live.seq).toBe(40);
    push(row(41));
    frame();
    expect(store.getState().live.seq).toBe(41);
  });

  test('what this window looks at may change while batches wait for their frame', () => {
    const { store, snapshot, push, frame } = setUp();
    snapshot(storySnapshot(1_700_000_000_000));
    push(row(1));
    store.setUi({ filterText: 'route:2' });
    frame();
    expect(store.getState()).toMatchObject({ live: { seq: 1 }, ui: { filterText: 'route:2' } });
  });

  test('an older snapshot of the same run does not turn time back', () => {
    const { store, snapshot, push, frame } = setUp();
    snapshot(storySnapshot(1_700_000_000_000));
    push(row(1));
    frame();
    snapshot(storySnapshot(1_700_000_000_000));
    expect(store.getState().live.seq).toBe(1);
  });

  test('nothing is folded after it was stopped', () => {
    const { store, snapshot, push, frame, stop } = setUp();
    snapshot(storySnapshot(1_700_000_000_000));
    push(row(1));
    stop();
    push(row(2));
    frame();
    expect(store.getState().live.seq).toBe(0);
  });
});
