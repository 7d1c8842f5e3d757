import { useMemo, useRef } from 'react';
import type { SessionView, TabView } from '../../../../core/contract/index.ts';
import type { ExchangeLog } from '../../../store/exchange-log.ts';
import { identityOfRoute } from '../../../store/selectors.ts';
import { useApp, useAppStore } from '../../../store/store-context.tsx';
import { createFilter, parseFilter } from './filter-language.ts';
import { createLogFilter } from './filtered-log.ts';

/** The list as it is shown: filtered, perhaps paused. */
export interface Traffic {
  readonly shown: ExchangeLog;
  /** Everything kept, or what was kept when the list was paused. */
  readonly all: ExchangeLog;
  readonly isFiltering: boolean;
  readonly isPaused: boolean;
}

/** The exchanges that the filter lets through. */
export function useTraffic(tabs: ReadonlyMap<string, TabView>): Traffic {
  const store = useAppStore();
  const live = useApp((state) => state.live.exchanges);
  const paused = useApp((state) => state.ui.pausedLog);
  const recording = useApp((state) => state.ui.recording);
  const filterText = useApp((state) => `${state.ui.filterText} ${state.ui.filterDraft}`.trim());
  const order = useApp((state) => state.live.routeOrder);
  const all = recording?.log ?? paused ?? live;
  const filter = useMemo(() => {
    const terms = parseFilter(filterText);
    if (terms.length === 0) return null;
    // Labels and losses are read when a row is looked at: a filter for `lost:yes` sees losses that come later
    // with the rows that come later, and is made anew with each change of its text.
    return createLogFilter(
      createFilter(terms, {
        sessionLabel: (sessionId) => store.getState().live.sessions.get(sessionId)?.label,
        userName: (sessionId) => {
          const session = store.getState().live.sessions.get(sessionId);
          return session?.userId == null ? undefined : session.label;
        },
        // Rows outlive their tabs: what a closed one was called is asked of those that were known.
        tabTitle: (tabId) => tabs.get(tabId)?.title,
        letterOf: (balancer, route) => identityOfRoute(order, balancer, route)?.letter,
        isLost: (exchangeId) => store.getState().live.losses.has(exchangeId),
      }),
    );
  }, [filterText, order, store, tabs]);
  const shown = useMemo(() => (filter === null ? all : filter(all)), [filter, all]);
  return { shown, all, isFiltering: filter !== null, isPaused: recording === null && paused !== null };
}

/** Sessions and tabs as they were last known: rows outlive both. */
export function useKnown<View extends SessionView | TabView>(
  current: ReadonlyMap<string, View>,
): ReadonlyMap<string, View> {
  const known = useRef(new Map<string, View>());
  for (const [id, view] of current) known.current.set(id, view);
  return known.current;
}
