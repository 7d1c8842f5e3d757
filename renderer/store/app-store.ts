import { createStore, type StoreApi } from 'zustand/vanilla';
import type { EventBatch } from '../../core/contract/index.ts';
import type { ApiClient } from '../api/client.ts';
import { mayWait } from './crowd.ts';
import { foldBatch } from './fold-batch.ts';
import { browserClock, createFrameQueue, type FrameClock } from './frame-queue.ts';
import { type CoreState, INITIAL_CORE_STATE, stateOfSnapshot } from './live-state.ts';
import { INITIAL_UI_STATE, type UiState } from './ui-state.ts';

/** Everything the renderer knows: what is set, what happens, what this window looks at (STYLE.md §9.4). */
export interface AppState extends CoreState {
  readonly ui: UiState;
}

/** The store and what changes it. Made by `createAppStore`. */
export interface AppStore extends StoreApi<AppState> {
  readonly api: ApiClient;
  /** Changes what this window looks at. */
  setUi(patch: Partial<UiState> | ((ui: UiState) => Partial<UiState>)): void;
  /** Asks for a snapshot, for what no event tells. */
  refresh(): Promise<void>;
  /** Begins listening to the core; returns the remover of everything it set up. */
  start(): () => void;
}

/** A store fed by `api`. Nothing is asked for before `start()`. */
export function createAppStore(api: ApiClient, clock: FrameClock = browserClock): AppStore {
  const store = createStore<AppState>()(() => ({ ...INITIAL_CORE_STATE, ui: INITIAL_UI_STATE }));
  let askingForSnapshot = false;

  const setUi: AppStore['setUi'] = (patch) =>
    store.setState(({ ui }) => ({ ui: { ...ui, ...(typeof patch === 'function' ? patch(ui) : patch) } }));

  /**
   * What came since the store was changed last. Each batch is folded in when it comes, so that the frame that shows it only
   * draws; null: nothing came.
   */
  let ahead: CoreState | null = null;
  const queue = createFrameQueue<EventBatch>(
    () => {
      if (ahead !== null) store.setState({ config: ahead.config, live: ahead.live });
      ahead = null;
    },
    clock,
    mayWait,
  );
  const forget = () => {
    ahead = null;
    queue.clear();
  };

  function takeBatch(batch: EventBatch): void {
    const folded = foldBatch(ahead ?? store.getState(), batch);
    if (!folded.gap) {
      ahead = folded.state;
      queue.push(batch);
      return;
    }
    // What waits to be shown is dropped as well: the snapshot holds it.
    forget();
    void askForSnapshot();
  }

  async function askForSnapshot(): Promise<void> {
    if (askingForSnapshot) return;
    askingForSnapshot = true;
    const result = await api.execute('snapshot.get', {});
    askingForSnapshot = false;
    if (result.ok) takeSnapshot(result.value);
  }

  function takeSnapshot(snapshot: Parameters<typeof stateOfSnapshot>[0]): void {
    const { live } = ahead ?? store.getState();
    if (live.ready && live.startedAtMs === snapshot.startedAtMs && snapshot.seq < live.seq) return;
    forget();
    store.setState((before) => stateOfSnapshot(snapshot, before));
  }

  const start = () => {
    const removers = [
      api.onSnapshot(takeSnapshot),
      // Before the first snapshot there is nothing to fold into; it will hold these events.
      api.onBatch((batch) => {
        if (store.getState().live.ready) takeBatch(batch);
      }),
      // A connection begins with its snapshot: nothing is asked for.
      api.onConnection((connection) => setUi({ connection })),
      forget,
    ];
    return () => {
      for (const remove of removers) remove();
    };
  };

  return { ...store, api, setUi, start, refresh: askForSnapshot };
}
