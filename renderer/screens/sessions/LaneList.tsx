import { useVirtualizer } from '@tanstack/react-virtual';
import { CircleAlert, FileCog, Hourglass, Undo2 } from 'lucide-react';
import {
  type CSSProperties,
  type KeyboardEvent,
  type Ref,
  useImperativeHandle,
  useMemo,
  useRef,
} from 'react';
import type { BalancerView, SessionView, TabView } from '../../../core/contract/index.ts';
import { clockSeconds } from '../../format/times.ts';
import type { Happening } from '../../store/live-state.ts';
import { identityOfMember, mainPin } from '../../store/selectors.ts';
import type { RouteOrder } from '../../theme/route-identity.ts';
import { Lane } from './Lane.tsx';
import styles from './LaneList.module.css';
import { type LaneRow, laneRows, sessionRowAt } from './lane-rows.ts';
import { gridOf, placeOf, type TimeWindow } from './lanes.ts';
import { TabLane } from './TabLane.tsx';
import type { TimeMark } from './time-marks.ts';
import type { ExchangesBySession } from './use-exchanges-by-session.ts';

/** What keys outside the list may ask of it. */
export interface LaneListHandle {
  move(steps: number): void;
}

interface LaneListProps {
  readonly sessions: readonly SessionView[];
  readonly tabsBySession: ReadonlyMap<string, readonly TabView[]>;
  readonly expanded: ReadonlySet<string>;
  readonly bySession: ExchangesBySession;
  readonly balancers: readonly BalancerView[];
  readonly order: RouteOrder;
  readonly losses: ReadonlyMap<number, string>;
  readonly happenings: readonly Happening[];
  readonly marks: readonly TimeMark[];
  readonly window: TimeWindow;
  readonly selectedId: string | null;
  readonly onSelect: (sessionId: string) => void;
  readonly onExpand: (sessionId: string) => void;
  readonly onTab: (tab: TabView) => void;
  readonly onExchange: (exchangeId: number) => void;
  readonly ref?: Ref<LaneListHandle>;
}

/** In pixels, as in Lane.module.css and TabLane.module.css. */
const LANE_HEIGHT = 48;
const TAB_HEIGHT = 28;
const OVERSCAN = 6;

/** One lane each, only those that are seen exist; time runs to the right. */
export function LaneList(props: LaneListProps) {
  const { sessions, tabsBySession, expanded, marks, window, selectedId, onSelect, onExpand } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useMemo(
    () => laneRows(sessions, tabsBySession, expanded),
    [sessions, tabsBySession, expanded],
  );
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (rows[index]?.kind === 'tab' ? TAB_HEIGHT : LANE_HEIGHT),
    getItemKey: (index) => keyOf(rows[index], index),
    overscan: OVERSCAN,
  });
  const selectedIndex = rows.findIndex(
    (row) => row.kind === 'session' && row.session.sessionId === selectedId,
  );
  const selected = rows[selectedIndex];
  const move = (steps: number) => {
    const place = sessionRowAt(rows, selectedId, steps);
    const row = rows[place];
    if (row === undefined) return;
    onSelect(row.session.sessionId);
    virtualizer.scrollToIndex(place, { align: 'auto' });
  };
  useImperativeHandle(props.ref, () => ({ move }));
  const fold = (open: boolean) => {
    if (selected?.kind !== 'session' || selected.tabs.length === 0) return;
    if (expanded.has(selected.session.sessionId) !== open) onExpand(selected.session.sessionId);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? LANE_HEIGHT) / LANE_HEIGHT) - 1);
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page }[event.key];
    if (steps !== undefined) move(steps);
    else if (event.key === 'Home') move(-sessions.length);
    else if (event.key === 'End') move(sessions.length);
    else if (event.key === 'ArrowRight') fold(true);
    else if (event.key === 'ArrowLeft') fold(false);
    else return;
    event.preventDefault();
  };
  return (
    <div className={styles.lanes}>
      <div className={styles.axis}>
        <span className="muted">Member and config events</span>
        <div className={styles.track}>
          {gridOf(window).map((atMs) => (
            <span
              key={atMs}
              className={`${styles.time} mono`}
              style={{ '--at': `${placeOf(atMs, window)}%` } as CSSProperties}
            >
              {clockSeconds(atMs)}
            </span>
          ))}
          {marks.map((mark) => (
            <Mark key={mark.seq} mark={mark} order={props.order} left={placeOf(mark.atMs, window)} />
          ))}
        </div>
      </div>
      <div
        ref={scroller}
        className={styles.scroller}
        role="grid"
        aria-label="Sessions"
        aria-activedescendant={selectedIndex < 0 ? undefined : `lane-${selectedIndex}`}
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        <div className={styles.rows} style={{ height: virtualizer.getTotalSize() }} role="rowgroup">
          {virtualizer.getVirtualItems().map(({ index, start, key }) => {
            const row = rows[index];
            if (row === undefined) return null;
            const { session } = row;
            const exchanges = props.bySession.get(session.sessionId) ?? [];
            return row.kind === 'tab' ? (
              <TabLane
                key={key}
                tab={row.tab}
                isLast={row.isLast}
                balancer={mainPin(session)?.balancer ?? exchanges.at(-1)?.balancer ?? null}
                exchanges={exchanges}
                balancers={props.balancers}
                order={props.order}
                window={window}
                top={start}
                onSelect={() => props.onTab(row.tab)}
              />
            ) : (
              <Lane
                key={key}
                id={`lane-${index}`}
                session={session}
                tabs={row.tabs.length}
                isExpanded={expanded.has(session.sessionId)}
                exchanges={exchanges}
                balancers={props.balancers}
                order={props.order}
                losses={props.losses}
                happenings={props.happenings}
                window={window}
                isSelected={index === selectedIndex}
                top={start}
                onSelect={() => onSelect(session.sessionId)}
                onExpand={() => onExpand(session.sessionId)}
                onExchange={props.onExchange}
              />
            );
          })}
        </div>
      </div>
      <div className={`focus-ring ${styles.ring}`} />
      <div className={styles.over} aria-hidden="true">
        {gridOf(window).map((atMs) => (
          <span key={atMs} className={styles.grid} style={{ left: `${placeOf(atMs, window)}%` }} />
        ))}
        {marks.map((mark) => (
          <span
            key={mark.seq}
            className={`${styles.rule} ${styles[mark.tone]}`}
            style={{ left: `${placeOf(mark.atMs, window)}%` }}
          />
        ))}
        <span className={styles.now} style={{ left: `${placeOf(window.nowMs, window)}%` }} />
      </div>
    </div>
  );
}

interface MarkProps {
  readonly mark: TimeMark;
  readonly order: RouteOrder;
  readonly left: number;
}

const ICONS = { quiet: FileCog, warn: Hourglass, err: CircleAlert, ok: Undo2 } as const;

function Mark({ mark, order, left }: MarkProps) {
  const Icon = ICONS[mark.tone];
  const letter = mark.member === null ? '' : `${identityOfMember(order, mark.member).letter} `;
  const words = `${letter}${mark.text}`;
  return (
    <span
      role="img"
      aria-label={`${clockSeconds(mark.atMs)}: ${words}`}
      title={`${clockSeconds(mark.atMs)}: ${words}`}
      className={`${styles.mark} ${styles[mark.tone]} ${mark.side === 'left' ? styles.before : ''}`}
      style={{ left: `${left}%` }}
    >
      <Icon size={12} aria-hidden="true" />
      {mark.isWide ? words : letter}
    </span>
  );
}

function keyOf(row: LaneRow | undefined, index: number): string | number {
  if (row === undefined) return index;
  return row.kind === 'tab' ? `tab ${row.tab.tabId}` : row.session.sessionId;
}
