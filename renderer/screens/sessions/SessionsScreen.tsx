import { Users } from 'lucide-react';
import { useMemo, useRef } from 'react';
import { useActions } from '../../actions/action-registry.tsx';
import { showTab } from '../../actions/session-actions.ts';
import { NewUserButton } from '../../app/NewUserButton.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Pane, PaneHead } from '../../components/Pane.tsx';
import { Segmented } from '../../components/Segmented.tsx';
import { useNow } from '../../components/use-now.ts';
import { plural } from '../../format/numbers.ts';
import { clockSeconds } from '../../format/times.ts';
import { exchangeAt } from '../../store/exchange-log.ts';
import { toggleExpanded } from '../../store/expanded-sessions.ts';
import {
  groupTabs,
  selectBalancers,
  selectExchanges,
  selectFirstSite,
  selectRouteOrder,
  selectSessions,
} from '../../store/selectors.ts';
import { useApp, useAppStore } from '../../store/store-context.tsx';
import { ScreenWithDetails } from '../ScreenWithDetails.tsx';
import { LaneList, type LaneListHandle } from './LaneList.tsx';
import { Legend } from './Legend.tsx';
import { LossesBar, lostSessions } from './LossesBar.tsx';
import { orderedSessions } from './lane-order.ts';
import { windowOf } from './lanes.ts';
import { RoutesTable } from './RoutesTable.tsx';
import { SessionDetails } from './SessionDetails.tsx';
import styles from './SessionsScreen.module.css';
import { sessionScreenActions } from './session-screen-actions.ts';
import { SPAN_MS, SPANS, selectSessionsScreen, setSessionsScreen } from './sessions-state.ts';
import { marksOf } from './time-marks.ts';
import { useExchangesBySession } from './use-exchanges-by-session.ts';

/** Who is where over time: a lane for each session, coloured by route. */
export function SessionsScreen() {
  const store = useAppStore();
  const sessions = useApp(selectSessions);
  const balancers = useApp(selectBalancers);
  const order = useApp(selectRouteOrder);
  const log = useApp(selectExchanges);
  const losses = useApp((state) => state.live.losses);
  const tabs = useApp((state) => state.live.tabs);
  const tabsBySession = useMemo(() => groupTabs(tabs), [tabs]);
  const expanded = useApp((state) => state.ui.expandedSessionIds);
  const happenings = useApp((state) => state.live.happenings);
  const startedAtMs = useApp((state) => state.live.startedAtMs);
  const site = useApp(selectFirstSite);
  const selectedId = useApp((state) => state.ui.selectedSessionId);
  const screen = useApp(selectSessionsScreen);
  const bySession = useExchangesBySession(log);
  const tickMs = useNow(1000);
  const nowMs = Math.max(
    tickMs,
    useApp((state) => state.live.atMs),
  );
  const list = useRef<LaneListHandle>(null);
  const actions = useMemo(() => sessionScreenActions(list), []);
  useActions(actions);

  const ordered = useMemo(
    () => orderedSessions(sessions.values(), screen.order, order),
    [sessions, screen.order, order],
  );
  const oldest = Math.max(startedAtMs, exchangeAt(log, 0)?.startedAtMs ?? startedAtMs);
  const window = windowOf(SPAN_MS[screen.span], oldest, nowMs);
  const marks = useMemo(() => marksOf(happenings, window), [happenings, window]);
  const selected = selectedId === null ? undefined : sessions.get(selectedId);
  const why = (selectedExchangeId: number) =>
    store.setUi({ screen: 'live', selectedExchangeId, detailTab: 'why', following: false });
  const select = (sessionId: string | null) => store.setUi({ selectedSessionId: sessionId });

  if (sessions.size === 0) {
    return (
      <Pane as="main" label="Sessions">
        <h1 className="sr-only">Sessions</h1>
        <EmptyState
          icon={<Users size={22} />}
          title="No session has been seen yet"
          action={site?.state === 'listening' && <NewUserButton />}
        >
          {site?.state === 'listening' ? (
            <>
              Open <code>{site.url}</code> in a browser: each cookie jar gets a lane here, in the colour of
              its route.
            </>
          ) : (
            'Turn the switch at the top on and open the site in a browser: each cookie jar gets a lane here.'
          )}
        </EmptyState>
      </Pane>
    );
  }
  return (
    <ScreenWithDetails
      label="Sessions"
      className={styles.screen}
      shown={selectedId}
      details={
        <SessionDetails
          session={selected}
          isGone={selectedId !== null && selected === undefined}
          tabs={selected === undefined ? [] : (tabsBySession.get(selected.sessionId) ?? [])}
          exchanges={selected === undefined ? [] : (bySession.get(selected.sessionId) ?? [])}
          losses={losses}
          balancers={balancers}
          order={order}
          nowMs={nowMs}
          onClose={() => select(null)}
        />
      }
    >
      <Pane as="div">
        <PaneHead>
          <h1>Sessions</h1>
          <span className="muted ell">
            {clockSeconds(window.fromMs)} to {clockSeconds(nowMs)}, {plural(sessions.size, 'session')}
          </span>
          <span className="grow" />
          <Segmented
            label="Order of the lanes"
            value={screen.order}
            options={[
              { value: 'moved', label: 'Moved first' },
              { value: 'route', label: 'By route' },
              { value: 'start', label: 'By start' },
            ]}
            onChange={(value) => setSessionsScreen(store, { order: value })}
          />
          <Segmented
            label="Time shown"
            value={screen.span}
            options={SPANS.map((value) => ({ value, label: value }))}
            onChange={(span) => setSessionsScreen(store, { span })}
          />
        </PaneHead>
        <LossesBar
          losses={lostSessions(sessions.values(), log, screen.closedLosses)}
          onWhy={why}
          onClose={(ids) =>
            setSessionsScreen(store, { closedLosses: [...screen.closedLosses, ...ids].slice(-200) })
          }
        />
        <LaneList
          ref={list}
          sessions={ordered}
          tabsBySession={tabsBySession}
          expanded={expanded}
          bySession={bySession}
          balancers={balancers}
          order={order}
          losses={losses}
          happenings={happenings}
          marks={marks}
          window={window}
          selectedId={selectedId}
          onSelect={select}
          onExpand={(sessionId) => toggleExpanded(store, sessionId)}
          onTab={(tab) => showTab(store, tab)}
          onExchange={why}
        />
        <Legend />
        <RoutesTable
          balancers={balancers}
          order={order}
          nowMs={nowMs}
          onMove={({ balancer, route }) =>
            store.setUi({ overlay: { kind: 'move-sessions', balancer, route } })
          }
        />
      </Pane>
    </ScreenWithDetails>
  );
}
