import { startTransition, useEffect, useState } from 'react';
import type { ExchangeDetail, ExchangeSummary, Trouble } from '../../../../core/contract/index.ts';
import { afterDrawn } from '../../../store/after-drawn.ts';
import type { AppStore } from '../../../store/app-store.ts';
import { exchangeAt, indexOfExchange } from '../../../store/exchange-log.ts';
import { useApp, useAppStore } from '../../../store/store-context.tsx';

/** An exchange in full, as far as it has come. */
export type LoadedDetail =
  | { readonly state: 'none' | 'loading' }
  /** The core has nothing (any more); `row` is what the list has, null when that is gone, too. */
  | { readonly state: 'failed'; readonly trouble: Trouble; readonly row: ExchangeSummary | null }
  | { readonly state: 'loaded'; readonly detail: ExchangeDetail };

/** Everything kept about the exchange with this id; asked for when the id changes. */
export function useExchangeDetail(id: number | null): LoadedDetail {
  const store = useAppStore();
  const recording = useApp((state) => state.ui.recording);
  const [loaded, setLoaded] = useState<LoadedDetail>({ state: 'none' });
  useEffect(() => {
    if (id === null) {
      setLoaded({ state: 'none' });
      return;
    }
    const recorded = recording?.details.get(id);
    if (recorded !== undefined) {
      setLoaded({ state: 'loaded', detail: recorded });
      return;
    }
    let isWanted = true;
    // What was shown stays until the next has come: with j and k held down the pane would only flicker.
    setLoaded((before) => (knownOf(before) === null ? { state: 'loading' } : before));
    // After the row that was chosen: the pane is the largest thing that one key draws, and would have the cores while the
    // compositor wants them for that row.
    const takeBack = afterDrawn(() => {
      void store.api.execute('exchange.get', { id }).then((result) => {
        if (!isWanted) return;
        // In small steps between which keys are answered.
        startTransition(() =>
          setLoaded(
            result.ok
              ? { state: 'loaded', detail: result.value }
              : { state: 'failed', trouble: result.error, row: rowOf(store, id) },
          ),
        );
      });
    });
    return () => {
      isWanted = false;
      takeBack();
    };
  }, [id, store, recording]);
  return loaded;
}

/** What is known of the chosen exchange: all of it, or its row; null for nothing. */
export function knownOf(loaded: LoadedDetail): ExchangeSummary | null {
  if (loaded.state === 'loaded') return loaded.detail;
  return loaded.state === 'failed' ? loaded.row : null;
}

function rowOf(store: AppStore, id: number): ExchangeSummary | null {
  const { live, ui } = store.getState();
  const log = ui.pausedLog ?? live.exchanges;
  return exchangeAt(log, indexOfExchange(log, id)) ?? null;
}
