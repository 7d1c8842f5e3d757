import { ArrowDown, FileClock } from 'lucide-react';
import { memo, type Ref, useCallback, useMemo, useRef } from 'react';
import { type ExchangeSummary, sentenceFor } from '../../../../core/contract/index.ts';
import { Button } from '../../../components/Button.tsx';
import { count } from '../../../format/numbers.ts';
import type { ExchangeLog } from '../../../store/exchange-log.ts';
import { identityOfRoute, selectRouteOrder, selectSessions } from '../../../store/selectors.ts';
import { useApp, useAppShallow, useAppStore } from '../../../store/store-context.tsx';
import { useSettledBalancers } from '../../../store/use-settled-balancers.ts';
import type { ColumnId } from './columns.ts';
import { conditionOf } from './condition-of.ts';
import { FilterBar } from './FilterBar.tsx';
import { closeRecording } from './har-files.ts';
import { nextRows, selectedIds, selectedPlaces } from './selection.ts';
import { toggleCondition } from './show-session.ts';
import { TrafficEmpty } from './TrafficEmpty.tsx';
import { TrafficHeader } from './TrafficHeader.tsx';
import { TrafficList, type TrafficListHandle } from './TrafficList.tsx';
import styles from './TrafficPane.module.css';
import { TrafficRow } from './TrafficRow.tsx';
import { TrafficTools } from './TrafficTools.tsx';
import { useColumns } from './use-columns.ts';
import { useKnown, useTraffic } from './use-traffic.ts';

/** Rows in pixels; the same as `--row` in theme/tokens.css, which the virtual list can't read. */
const ROW_HEIGHTS = { compact: 28, comfortable: 34 } as const;

/** The traffic: conditions, columns, every exchange that meets them, live or of a recording. */
export const TrafficPane = memo(function TrafficPane({ ref }: { readonly ref: Ref<TrafficListHandle> }) {
  const store = useAppStore();
  const balancers = useSettledBalancers();
  const order = useApp(selectRouteOrder);
  const sessions = useApp(selectSessions);
  const tabs = useApp((state) => state.live.tabs);
  const losses = useApp((state) => state.live.losses);
  const sites = useApp((state) => state.live.sites);
  const ui = useAppShallow(({ ui }) => ({
    filterText: ui.filterText,
    filterDraft: ui.filterDraft,
    filterFocusCount: ui.filterFocusCount,
    following: ui.following,
    selectedExchangeId: ui.selectedExchangeId,
    selectedRows: ui.selectedRows,
    density: ui.density,
    recording: ui.recording,
  }));
  const { recording } = ui;
  const knownSessions = useKnown(sessions);
  const knownTabs = useKnown(tabs);
  const traffic = useTraffic(knownTabs);
  const pane = useRef<HTMLDivElement>(null);
  const columns = useColumns(pane);
  const isFollowing = ui.following && !traffic.isPaused && recording === null;
  const selected = selectedPlaces(traffic.shown, ui.selectedExchangeId, ui.selectedRows);
  const shown = useRef(traffic.shown);
  shown.current = traffic.shown;
  // Asked for by who opens a menu: the tools are not drawn anew with each row.
  const exported = useCallback(() => {
    const { selectedExchangeId, selectedRows } = store.getState().ui;
    return {
      shown: shown.current,
      selected: selectedIds(shown.current, selectedExchangeId, selectedRows),
    };
  }, [store]);
  const newer = useNewer(traffic.shown, isFollowing);
  const follow = () => store.setUi({ following: true, pausedLog: null });

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
      users: [...sessions.values()].flatMap(({ userId, label }) => (userId === null ? [] : [label])),
      tabs: [...tabs.values()].flatMap(({ title }) => (title === '' ? [] : [title])),
    }),
    [balancers, order, sessions, tabs],
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: what is known of sessions and tabs changes with them
  const renderRow = useCallback(
    (exchange: ExchangeSummary) => {
      // Ids of a recording are those of another run.
      const isOfNow = recording === null;
      const { balancer, route, sessionRoute, sessionId, tabId } = exchange;
      return (
        <TrafficRow
          exchange={exchange}
          columns={columns.shown}
          session={(isOfNow && sessionId !== null && knownSessions.get(sessionId)) || null}
          tab={(isOfNow && tabId !== null && knownTabs.get(tabId)?.title) || ''}
          route={identityOfRoute(order, balancer, route)}
          from={
            sessionRoute === null || sessionRoute === '' || sessionRoute === route
              ? null
              : identityOfRoute(order, balancer, sessionRoute)
          }
          isLost={isOfNow && losses.has(exchange.id)}
        />
      );
    },
    [knownSessions, knownTabs, sessions, tabs, order, losses, columns.shown, recording],
  );
  const rowLabel = useCallback(
    (exchange: ExchangeSummary) => labelOf(exchange, losses.get(exchange.id)),
    [losses],
  );

  /** With Alt, a click on a cell writes its value as a condition. */
  const onCell = (part: Element, exchange: ExchangeSummary) => {
    const column = part.closest('[data-column]')?.getAttribute('data-column');
    const session = exchange.sessionId === null ? undefined : knownSessions.get(exchange.sessionId);
    const term = column == null ? null : conditionOf(column as ColumnId, exchange, session?.label ?? null);
    if (term !== null) toggleCondition(store, term);
  };

  return (
    <div ref={pane} className={styles.pane}>
      <FilterBar
        text={ui.filterText}
        draft={ui.filterDraft}
        focusCount={ui.filterFocusCount}
        known={known}
        shown={traffic.shown.length}
        total={traffic.all.length}
        isPaused={traffic.isPaused}
        canPause={recording === null}
        onChange={(filterText, filterDraft) =>
          store.setUi({
            filterText,
            filterDraft,
            // The lit session belongs to the filter that its click wrote.
            ...(filterText === ui.filterText ? {} : { selectedSessionId: null }),
          })
        }
        onPause={() => store.setUi({ pausedLog: traffic.isPaused ? null : traffic.all })}
      >
        <TrafficTools
          columns={columns}
          exported={exported}
          isFiltering={traffic.isFiltering}
          isRecording={recording !== null}
        />
      </FilterBar>
      {recording !== null && (
        <div className={styles.recording} role="status">
          <FileClock size={13} aria-hidden="true" />
          <span className="ell">
            <b className="strong">{recording.fileName}</b>, a recording by {recording.creator}: to look at,
            read only. What runs goes on.
          </span>
          <span className="grow" />
          <Button size="small" shortcut="Esc" onClick={() => closeRecording(store)}>
            Back to live
          </Button>
        </div>
      )}
      <TrafficList
        ref={ref}
        log={traffic.shown}
        selectedId={ui.selectedExchangeId}
        selected={selected}
        isFollowing={isFollowing}
        filter={`${ui.filterText} ${ui.filterDraft}`}
        canFollow={recording === null}
        rowHeight={ROW_HEIGHTS[ui.density]}
        columnTemplate={columns.template}
        header={<TrafficHeader columns={columns} />}
        renderRow={renderRow}
        labelOf={rowLabel}
        onSelect={(id, extend) =>
          store.setUi(({ selectedExchangeId, selectedRows }) => ({
            selectedExchangeId: id,
            selectedRows: nextRows(selectedRows, selectedExchangeId, id, extend),
          }))
        }
        onCell={onCell}
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
      >
        {newer > 0 && (
          <Button size="small" icon={<ArrowDown size={12} />} shortcut="f" onClick={follow}>
            {count(newer)} new
          </Button>
        )}
      </TrafficList>
    </div>
  );
});

/** A row as a sentence: "GET /cart, 200. Moved from route 2 to route 3: …" (STYLE.md §9.11). */
function labelOf(exchange: ExchangeSummary, lost: string | undefined): string {
  const loss = lost === undefined ? '' : ` Session lost: ${lost} was replaced.`;
  return `${exchange.method} ${exchange.url}, ${exchange.status}. ${sentenceFor(exchange)}${loss}`;
}

/** How many rows came since the tail was left. */
function useNewer(shown: ExchangeLog, isFollowing: boolean): number {
  const end = shown.dropped + shown.length;
  const leftAt = useRef(end);
  if (isFollowing || end < leftAt.current) leftAt.current = end;
  return end - leftAt.current;
}
