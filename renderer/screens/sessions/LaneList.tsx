import { useVirtualizer } from '@tanstack/react-virtual';
import { CircleAlert, FileCog, Hourglass, Undo2 } from 'lucide-react';
import { type KeyboardEvent, type Ref, useImperativeHandle, useRef } from 'react';
import type { BalancerView, SessionView, TabView } from '../../../core/contract/index.ts';
import { clockSeconds } from '../../format/times.ts';
import type { Happening } from '../../store/live-state.ts';
import { identityOfMember } from '../../store/selectors.ts';
import type { RouteOrder } from '../../theme/route-identity.ts';
import { Lane } from './Lane.tsx';
import styles from './LaneList.module.css';
import { gridOf, placeOf, type TimeWindow } from './lanes.ts';
import type { TimeMark } from './time-marks.ts';
import type { ExchangesBySession } from './use-exchanges-by-session.ts';

/** What keys outside the list may ask of it. */
export interface LaneListHandle {
  move(steps: number): void;
}

interface LaneListProps {
  readonly sessions: readonly SessionView[];
  readonly tabs: ReadonlyMap<string, TabView>;
  readonly bySession: ExchangesBySession;
  readonly balancers: readonly BalancerView[];
  readonly order: RouteOrder;
  readonly losses: ReadonlyMap<number, string>;
  readonly happenings: readonly Happening[];
  readonly marks: readonly TimeMark[];
  readonly window: TimeWindow;
  readonly selectedId: string | null;
  readonly onSelect: (sessionId: string) => void;
  readonly onExchange: (exchangeId: number) => void;
  readonly ref?: Ref<LaneListHandle>;
}

/** In pixels, as in LaneList.module.css. */
const LANE_HEIGHT = 48;
const OVERSCAN = 6;

/** One lane each, only those that are seen exist; time runs to the right. */
export function LaneList(props: LaneListProps) {
  const { sessions, marks, window, selectedId, onSelect } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: sessions.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LANE_HEIGHT,
    overscan: OVERSCAN,
  });
  const selectedIndex = sessions.findIndex(({ sessionId }) => sessionId === selectedId);
  const select = (index: number) => {
    const place = Math.max(0, Math.min(sessions.length - 1, index));
    const session = sessions[place];
    if (session === undefined) return;
    onSelect(session.sessionId);
    virtualizer.scrollToIndex(place, { align: 'auto' });
  };
  const move = (steps: number) => select(selectedIndex < 0 ? 0 : selectedIndex + steps);
  useImperativeHandle(props.ref, () => ({ move }));
  const onKeyDown = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? LANE_HEIGHT) / LANE_HEIGHT) - 1);
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page }[event.key];
    if (steps !== undefined) move(steps);
    else if (event.key === 'Home') select(0);
    else if (event.key === 'End') select(sessions.length - 1);
    else return;
    event.preventDefault();
  };
  const tabCounts = countTabs(props.tabs);
  return (
    <div className={styles.lanes}>
      <div className={styles.axis}>
        <span className="muted">Member and config events</span>
        <div className={styles.track}>
          {gridOf(window).map((atMs) => (
            <span key={atMs} className={`${styles.time} mono`} style={{ left: `${placeOf(atMs, window)}%` }}>
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
        role="listbox"
        aria-label="Sessions"
        aria-activedescendant={selectedIndex < 0 ? undefined : `lane-${selectedIndex}`}
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        <div className={styles.rows} style={{ height: virtualizer.getTotalSize() }} role="presentation">
          {virtualizer.getVirtualItems().map(({ index, start }) => {
            const session = sessions[index];
            if (session === undefined) return null;
            return (
              <Lane
                key={session.sessionId}
                id={`lane-${index}`}
                session={session}
                tabs={tabCounts.get(session.sessionId) ?? 0}
                exchanges={props.bySession.get(session.sessionId) ?? []}
                balancers={props.balancers}
                order={props.order}
                losses={props.losses}
                happenings={props.happenings}
                window={window}
                isSelected={index === selectedIndex}
                top={start}
                onSelect={() => onSelect(session.sessionId)}
                onExchange={props.onExchange}
              />
            );
          })}
        </div>
      </div>
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
      className={`${styles.mark} ${styles[mark.tone]}`}
      style={{ left: `${left}%` }}
    >
      <Icon size={12} aria-hidden="true" />
      {mark.isWide ? words : letter}
    </span>
  );
}

function countTabs(tabs: ReadonlyMap<string, TabView>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { sessionId } of tabs.values()) counts.set(sessionId, (counts.get(sessionId) ?? 0) + 1);
  return counts;
}
