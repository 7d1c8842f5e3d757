import { useCallback, useEffect, useRef, useState } from 'react';
import type { Rehearsal, RehearsalView, Trouble } from '../../../core/contract/index.ts';
import { useApp, useAppStore } from '../../store/store-context.tsx';

/** The rehearsal that runs, or that ran last, and what can be done with it. */
export interface RehearsalRunner {
  /** null before the first one, and while it is asked for. */
  readonly view: RehearsalView | null;
  /** Why none could be started; null otherwise. */
  readonly trouble: Trouble | null;
  readonly isStarting: boolean;
  readonly start: (rehearsal: Rehearsal) => void;
  readonly cancel: () => void;
  readonly forgetTrouble: () => void;
}

/** Follows the core's rehearsal, also one that was started before this screen was shown, or by another window. */
export function useRehearsal(): RehearsalRunner {
  const store = useAppStore();
  const isConnected = useApp((state) => state.ui.connection === 'connected');
  const [view, setView] = useState<RehearsalView | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [isStarting, setStarting] = useState(false);
  const pulling = useRef<'no' | 'yes' | 'again'>('no');

  /** One question at a time: with hundreds of users an answer is large, and the newest is the one that counts. */
  const pull = useCallback(async () => {
    if (pulling.current !== 'no') {
      pulling.current = 'again';
      return;
    }
    do {
      pulling.current = 'yes';
      const result = await store.api.execute('rehearsal.get', {});
      if (result.ok) setView(result.value);
    } while (wasAskedAgain(pulling));
    pulling.current = 'no';
  }, [store]);

  useEffect(() => {
    if (!isConnected) return;
    void pull();
    return store.api.onBatch(({ events }) => {
      if (events.some(({ event }) => event === 'rehearsal.progressed' || event === 'rehearsal.finished'))
        void pull();
    });
  }, [store, pull, isConnected]);

  const start = async (rehearsal: Rehearsal) => {
    setStarting(true);
    setTrouble(null);
    const result = await store.api.execute('rehearsal.start', { rehearsal });
    setStarting(false);
    if (!result.ok) return setTrouble(result.error);
    void pull();
  };
  const cancel = async () => {
    await store.api.execute('rehearsal.cancel', {});
    void pull();
  };
  return {
    view,
    trouble,
    isStarting,
    start: (rehearsal) => void start(rehearsal),
    cancel: () => void cancel(),
    forgetTrouble: () => setTrouble(null),
  };
}

function wasAskedAgain(pulling: { readonly current: 'no' | 'yes' | 'again' }): boolean {
  return pulling.current === 'again';
}
