import { useCallback, useEffect, useRef, useState } from 'react';
import type { ParityView, Trouble } from '../../../core/contract/index.ts';
import { useApp, useAppStore } from '../../store/store-context.tsx';
import { setConfigScreen } from './config-state.ts';
import { joinParity } from './join-parity.ts';

/** The comparison with a real Apache that runs, or that ran last, and what can be done with it. */
export interface Parity {
  /** null before the first one, and while it is asked for. */
  readonly view: ParityView | null;
  /** Why none could be started; null otherwise. */
  readonly trouble: Trouble | null;
  readonly isStarting: boolean;
  readonly start: (recorded: boolean) => void;
  readonly cancel: () => void;
  /** Takes away why none could be started. */
  readonly forgetTrouble: () => void;
}

/** Follows the core's comparison, also one that was started before this screen was shown, or by another window. */
export function useParity(): Parity {
  const store = useAppStore();
  const isConnected = useApp((state) => state.ui.connection === 'connected');
  const [view, setView] = useState<ParityView | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [isStarting, setStarting] = useState(false);
  const known = useRef<ParityView | null>(null);
  const pulling = useRef<'no' | 'yes' | 'again'>('no');

  /** Asks for the rows that are new. One question at a time: answers that overtake each other would lose rows. */
  const pull = useCallback(async () => {
    if (pulling.current !== 'no') {
      pulling.current = 'again';
      return;
    }
    do {
      pulling.current = 'yes';
      const before = known.current;
      const result = await store.api.execute('parity.get', { from: before?.rows.length ?? 0 });
      if (!result.ok) break;
      if (before !== null && before.id !== result.value.id) {
        // Another run: what was known is of the old one, so its rows are asked for from the first.
        known.current = null;
        pulling.current = 'again';
        continue;
      }
      known.current = joinParity(before, result.value);
      setView(known.current);
    } while (wasAskedAgain(pulling));
    pulling.current = 'no';
  }, [store]);

  useEffect(() => {
    if (!isConnected) return;
    void pull();
    return store.api.onBatch(({ events }) => {
      if (events.some(({ event }) => event === 'parity.progressed' || event === 'parity.finished'))
        void pull();
    });
  }, [store, pull, isConnected]);

  const start = async (recorded: boolean) => {
    setStarting(true);
    setTrouble(null);
    const { revision } = store.getState().config;
    const result = await store.api.execute('parity.start', { recorded });
    setStarting(false);
    if (!result.ok) return setTrouble(result.error);
    setConfigScreen(store, { comparedRevision: revision });
    void pull();
  };
  const cancel = async () => {
    const id = known.current?.id;
    await store.api.execute('parity.cancel', id === undefined ? {} : { id });
    void pull();
  };
  return {
    view,
    trouble,
    isStarting,
    start: (recorded) => void start(recorded),
    cancel: () => void cancel(),
    forgetTrouble: () => setTrouble(null),
  };
}

function wasAskedAgain(pulling: { readonly current: 'no' | 'yes' | 'again' }): boolean {
  return pulling.current === 'again';
}
