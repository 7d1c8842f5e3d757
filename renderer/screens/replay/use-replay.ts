import { useCallback, useEffect, useState } from 'react';
import type { CommandParams, ReplayView, Trouble } from '../../../core/contract/index.ts';
import { useAppStore } from '../../store/store-context.tsx';

/** The replay of this dialog, and what can be done with it. */
export interface Replay {
  /** null before the first. */
  readonly view: ReplayView | null;
  readonly trouble: Trouble | null;
  readonly start: (params: CommandParams<'replay.start'>) => void;
  readonly cancel: () => void;
}

/** Starts a replay and follows it; another window's is not shown. Ids and the like are masked without `secrets`. */
export function useReplay(secrets: boolean): Replay {
  const store = useAppStore();
  const [id, setId] = useState<string | null>(null);
  const [view, setView] = useState<ReplayView | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const pull = useCallback(
    async (of: string) => {
      const result = await store.api.execute('replay.get', { id: of, secrets });
      if (result.ok) setView(result.value);
    },
    [store, secrets],
  );
  useEffect(() => {
    if (id === null) return;
    void pull(id);
    return store.api.onBatch(({ events }) => {
      if (events.some(({ event }) => event === 'replay.progressed' || event === 'replay.finished'))
        void pull(id);
    });
  }, [store, pull, id]);
  const start = async (params: CommandParams<'replay.start'>) => {
    setTrouble(null);
    setView(null);
    const result = await store.api.execute('replay.start', params);
    if (result.ok) setId(result.value.id);
    else setTrouble(result.error);
  };
  return {
    view,
    trouble,
    start: (params) => void start(params),
    cancel: () => void store.api.execute('replay.cancel', {}),
  };
}
