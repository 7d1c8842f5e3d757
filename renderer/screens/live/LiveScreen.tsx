import { useCallback, useMemo, useRef } from 'react';
import { type ExchangeSummary, type SessionView, sentenceFor } from '../../../core/contract/index.ts';
import { useActions } from '../../actions/action-registry.tsx';
import { showTab } from '../../actions/session-actions.ts';
import { Pane } from '../../components/Pane.tsx';
import { toggleExpanded, toggleRoute } from '../../store/expanded-sessions.ts';
import { identityOfRoute, selectBalancers, selectRouteOrder, selectSessions } from '../../store/selectors.ts';
import { useApp, useAppStore } from '../../store/store-context.tsx';
import { Details } from './exchange/Details.tsx';
import { lossAfter } from './exchange/loss.ts';
import { useExchangeDetail } from './exchange/use-exchange-detail.ts';
import styles from './LiveScreen.module.css';
import { liveActions } from './live-actions.ts';
import { Topology } from './topology/Topology.tsx';
import { TopologySplitter } from './topology/TopologySplitter.tsx';
import { FilterBar } from './traffic/FilterBar.tsx';
import { TrafficEmpty } from './traffic/TrafficEmpty.tsx';
import { TrafficList, type TrafficListHandle } from './traffic/TrafficList.tsx';
import { TrafficHeader, TrafficRow } from './traffic/TrafficRow.tsx';
import { useKnown, useTraffic } from './traffic/use-traffic.ts';

/** Rows in pixels; the same as `--row` in theme/tokens.css, which the virtual list can't read. */
const ROW_HEIGHTS = { compact: 28, comfortable: 34 } as const;

/** The home screen: who is pinned where, every request, and why. */
export function LiveScreen() {
  const store = useAppStore();
  const balancers = useApp(selectBalancers);
  const order = useApp(selectRouteOrder);
  const sessions = useApp(selectSessions);
  const tabs = useApp((state) => state.live.tabs);
  const losses = useApp((state) => state.live.losses);
  const ui = useApp((state) => state.ui);
  const sites = useApp((state) => state.live.sites);
  const knownSessions = useKnown(sessions);
  const knownTabs = useKnown(tabs);
  const traffic = useTraffic(knownTabs);
  const list = useRef<TrafficListHandle>(null);
  const topology = useRef<HTMLElement>(null);
  const actions = useMemo(() => {
    const own = liveActions(list);
    return () => own;
  }, []);
  useActions(actions);

  const loaded = useExchangeDetail(ui.selectedExchangeId);
  const detail = loaded.state === 'loaded' ? loaded.detail : null;
  const litSessionId = detail?.sessionId ?? ui.selectedSessionId;
  const newer = useNewer(traffic.shown, ui.following);

  const showSession = (session: SessionView) => {
    // A second click takes the filter of the first away.
    if (session.sessionId === ui.selectedSessionId) {
      store.setUi({ selectedSessionId: null, filterText: '', filterDraft: '' });
      return;
    }
    const value = /\s/.test(session.label) ? `"${session.label}"` : session.label;
    store.setUi({ selectedSessionId: session.sessionId, filterText: `session:${value}`, filterDraft: '' });
  };
  const detailSession = detail?.sessionId == null ? undefined : knownSessions.get(detail.sessionId);
  const loss = useMemo(
    () =>
      detail === null ? null : lossAfter(detail, losses, detailSession, store.getState().live.exchanges),
    [detail, losses, detailSession, store],
  );
  const known = useMemo(
    () => ({
      routes: balancers.flatMap(({ members }) =>
        members
          .filter(({ route }) => route !== '')
          .map(({ route, balancer }) => ({
            route,
            letter: identityOfRoute(order, balancer, route)?.letter ?? '',
          })),
      ),
      sessions: [...sessions.values()].map(({ label }) => label),
      tabs: [...tabs.values()].flatMap(({ title }) => (title === '' ? [] : [title])),
    }),
    [balancers, order, sessions, tabs],
  );

  const renderRow = useCallback(
    (exchange: ExchangeSummary) => {
      const session = exchange.sessionId === null ? undefined : knownSessions.get(exchange.sessionId);
      const { balancer, route, sessionRoute } = exchange;
      return (
        <TrafficRow
          exchange={exchange}
          session={session ?? null}
          tab={exchange.tabId === null ? '' : (knownTabs.get(exchange.tabId)?.title ?? '')}
          route={identityOfRoute(order, balancer, route)}
          from={
            sessionRoute === null || sessionRoute === '' || sessionRoute === route
              ? null
              : identityOfRoute(order, balancer, sessionRoute)
          }
          isLost={losses.has(exchange.id)}
        />
      );
    },
    [knownSessions, knownTabs, order, losses],
  );

  return (
    <main className={styles.screen} aria-label="Live" data-details={ui.selectedExchangeId !== null}>
      <h1 className="sr-only">Live</h1>
      <Pane as="div">
        <Topology
          balancers={balancers}
          sessions={sessions}
          tabs={tabs}
          order={order}
          selectedSessionId={litSessionId}
          expanded={ui.expandedSessionIds}
          onExpand={(sessionId) => toggleExpanded(store, sessionId)}
          expandedRoutes={ui.expandedRoutes}
          onExpandRoute={(key) => toggleRoute(store, key)}
          onShowTab={(tab) => showTab(store, tab)}
          selectedMember={ui.selectedMember}
          addingTo={ui.overlay?.kind === 'add-member' ? ui.overlay.balancer : null}
          onSelectSession={showSession}
          onAdd={(balancer) => store.setUi({ overlay: { kind: 'add-member', balancer } })}
          height={ui.topologyHeight}
          ref={topology}
        />
        <TopologySplitter topology={topology} />
        <FilterBar
          text={ui.filterText}
          draft={ui.filterDraft}
          focusCount={ui.filterFocusCount}
          known={known}
          shown={traffic.shown.length}
          total={traffic.all.length}
          newer={newer}
          isPaused={traffic.isPaused}
          onChange={(filterText, filterDraft) =>
            store.setUi({
              filterText,
              filterDraft,
              // The lit session belongs to the filter that its click wrote.
              ...(filterText === ui.filterText ? {} : { selectedSessionId: null }),
            })
          }
          onFollow={() => store.setUi({ following: true })}
          onPause={() => store.setUi({ pausedLog: traffic.isPaused ? null : traffic.all })}
        />
        <TrafficList
          ref={list}
          log={traffic.shown}
          selectedId={ui.selectedExchangeId}
          isFollowing={ui.following && !traffic.isPaused}
          rowHeight={ROW_HEIGHTS[ui.density]}
          header={<TrafficHeader />}
          renderRow={renderRow}
          labelOf={(exchange) => labelOf(exchange, losses.get(exchange.id))}
          onSelect={(selectedExchangeId) => store.setUi({ selectedExchangeId })}
          onFollowing={(following) => store.setUi({ following })}
          onOpen={() => store.setUi({ detailTab: 'why' })}
          empty={
            <TrafficEmpty
              isFiltering={traffic.isFiltering && traffic.all.length > 0}
              isPaused={traffic.isPaused}
              siteUrl={sites.find(({ state }) => state === 'listening')?.url ?? null}
              onClearFilter={() => store.setUi({ filterText: '', filterDraft: '' })}
              onResume={() => store.setUi({ pausedLog: null })}
            />
          }
        />
      </Pane>
      <Details
        loaded={loaded}
        tab={ui.detailTab}
        balancers={balancers}
        order={order}
        loss={loss}
        onShowExchange={(selectedExchangeId) => store.setUi({ selectedExchangeId })}
        onTab={(detailTab) => store.setUi({ detailTab })}
        onClose={() => store.setUi({ selectedExchangeId: null })}
        onShowSession={detailSession === undefined ? null : () => showSession(detailSession)}
      />
    </main>
  );
}

/** A row as a sentence: "GET /cart, 200. Moved from route 2 to route 3: …" (STYLE.md §9.11). */
function labelOf(exchange: ExchangeSummary, lost: string | undefined): string {
  const loss = lost === undefined ? '' : ` Session lost: ${lost} was replaced.`;
  return `${exchange.method} ${exchange.url}, ${exchange.status}. ${sentenceFor(exchange)}${loss}`;
}

/** How many rows came since the tail was left. */
function useNewer(
  shown: { readonly dropped: number; readonly length: number },
  isFollowing: boolean,
): number {
  const end = shown.dropped + shown.length;
  const leftAt = useRef(end);
  if (isFollowing || end < leftAt.current) leftAt.current = end;
  return end - leftAt.current;
}
