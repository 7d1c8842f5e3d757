import { useMemo, useRef } from 'react';
import { useActions } from '../../actions/action-registry.tsx';
import { showTab } from '../../actions/session-actions.ts';
import { Pane } from '../../components/Pane.tsx';
import { toggleExpanded, toggleRoute } from '../../store/expanded-sessions.ts';
import { selectBalancers, selectRouteOrder, selectSessions } from '../../store/selectors.ts';
import { useApp, useAppStore } from '../../store/store-context.tsx';
import { Details } from './exchange/Details.tsx';
import { lossAfter } from './exchange/loss.ts';
import { SendAgainDialog } from './exchange/SendAgainDialog.tsx';
import { sendAgain } from './exchange/send-again.ts';
import { useExchangeDetail } from './exchange/use-exchange-detail.ts';
import styles from './LiveScreen.module.css';
import { liveActions } from './live-actions.ts';
import { Topology } from './topology/Topology.tsx';
import { TopologySplitter } from './topology/TopologySplitter.tsx';
import { showSession, toggleCondition } from './traffic/show-session.ts';
import type { TrafficListHandle } from './traffic/TrafficList.tsx';
import { TrafficPane } from './traffic/TrafficPane.tsx';
import { useKnown } from './traffic/use-traffic.ts';

/** The home screen: who is pinned where, every request, and why. */
export function LiveScreen() {
  const store = useAppStore();
  const balancers = useApp(selectBalancers);
  const order = useApp(selectRouteOrder);
  const sessions = useApp(selectSessions);
  const tabs = useApp((state) => state.live.tabs);
  const losses = useApp((state) => state.live.losses);
  const ui = useApp((state) => state.ui);
  const knownSessions = useKnown(sessions);
  const list = useRef<TrafficListHandle>(null);
  const topology = useRef<HTMLElement>(null);
  const actions = useMemo(() => {
    const own = liveActions(list);
    return () => own;
  }, []);
  useActions(actions);

  const loaded = useExchangeDetail(ui.selectedExchangeId);
  const detail = loaded.state === 'loaded' ? loaded.detail : null;
  const litSessionId = (ui.recording === null ? detail?.sessionId : null) ?? ui.selectedSessionId;

  const isRecorded = ui.recording !== null;
  const detailSession =
    isRecorded || detail?.sessionId == null ? undefined : knownSessions.get(detail.sessionId);
  const loss = useMemo(
    () =>
      detail === null || isRecorded
        ? null
        : lossAfter(detail, losses, detailSession, store.getState().live.exchanges),
    [detail, isRecorded, losses, detailSession, store],
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
          onSelectSession={(session) => showSession(store, session)}
          onAdd={(balancer) => store.setUi({ overlay: { kind: 'add-member', balancer } })}
          height={ui.topologyHeight}
          ref={topology}
        />
        <TopologySplitter topology={topology} />
        <TrafficPane ref={list} />
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
        onCondition={(term) => toggleCondition(store, term)}
        onSendAgain={isRecorded || detail === null ? null : () => void sendAgain(store, detail.id)}
        onShowSession={detailSession === undefined ? null : () => showSession(store, detailSession)}
      />
      {ui.overlay?.kind === 'send-again' && (
        <SendAgainDialog detail={ui.overlay.detail} onClose={() => store.setUi({ overlay: null })} />
      )}
    </main>
  );
}
