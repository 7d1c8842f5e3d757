import { useVirtualizer } from '@tanstack/react-virtual';
import {
  type CSSProperties,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  type Ref,
  useEffect,
  useImperativeHandle,
  useRef,
} from 'react';
import type { ExchangeSummary } from '../../../../core/contract/index.ts';
import { type ExchangeLog, exchangeAt, indexOfExchange } from '../../../store/exchange-log.ts';
import styles from './TrafficList.module.css';

/** What keys and buttons outside the list may ask of it. */
export interface TrafficListHandle {
  /** Selects the row `steps` further down (negative: up). */
  move(steps: number): void;
  focus(): void;
}

interface TrafficListProps {
  readonly log: ExchangeLog;
  readonly selectedId: number | null;
  readonly isFollowing: boolean;
  /** Whether there is anything new to follow; not in a recording. */
  readonly canFollow: boolean;
  readonly rowHeight: number;
  /** Draws the cells of a row. */
  readonly renderRow: (exchange: ExchangeSummary) => ReactNode;
  /** The row as a sentence, for screen readers. */
  readonly labelOf: (exchange: ExchangeSummary) => string;
  /** `grid-template-columns` of the header and of every row. */
  readonly columnTemplate: string;
  readonly header: ReactNode;
  readonly onSelect: (id: number) => void;
  /** A click with Alt on a row. */
  readonly onCell: (event: MouseEvent, exchange: ExchangeSummary) => void;
  readonly onFollowing: (isFollowing: boolean) => void;
  /** Enter on a row. */
  readonly onOpen: () => void;
  /** What stands there when there are no rows. */
  readonly empty: ReactNode;
  /** The way back to the tail, over the last rows. */
  readonly children?: ReactNode;
  readonly ref?: Ref<TrafficListHandle>;
}

/** Rows drawn beyond what is seen, so that a flick shows no gap. */
const OVERSCAN = 10;
/** The heading stands inside what scrolls, so that columns stay in line whatever a scrollbar takes. */
const HEADER_HEIGHT = 24;

/** Every exchange, one line each; only the lines that are seen exist (STYLE.md §9.11). */
export function TrafficList(props: TrafficListProps) {
  const { log, selectedId, isFollowing, rowHeight, onSelect, onFollowing } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: log.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN,
    scrollMargin: HEADER_HEIGHT,
    scrollPaddingStart: HEADER_HEIGHT,
  });

  // The virtualiser keeps sizes it has measured; a change of density must make it forget them.
  // biome-ignore lint/correctness/useExhaustiveDependencies: rowHeight is what has changed
  useEffect(() => virtualizer.measure(), [rowHeight, virtualizer]);

  useEffect(() => {
    const element = scroller.current;
    if (isFollowing && element !== null && log.length > 0) element.scrollTop = element.scrollHeight;
  }, [log, isFollowing]);

  // Rows that the bounded history drops at the front must not push what somebody reads.
  const droppedBefore = useRef(log.dropped);
  useEffect(() => {
    const gone = log.dropped - droppedBefore.current;
    droppedBefore.current = log.dropped;
    if (gone > 0 && !isFollowing && scroller.current !== null) scroller.current.scrollTop -= gone * rowHeight;
  }, [log.dropped, isFollowing, rowHeight]);

  const select = (index: number) => {
    const exchange = exchangeAt(log, Math.max(0, Math.min(log.length - 1, index)));
    if (exchange === undefined) return;
    onFollowing(false);
    onSelect(exchange.id);
    virtualizer.scrollToIndex(indexOfExchange(log, exchange.id), { align: 'auto' });
  };
  const move = (steps: number) => {
    const current = selectedId === null ? -1 : indexOfExchange(log, selectedId);
    if (current >= 0) select(current + steps);
    else select(steps > 0 ? (virtualizer.range?.startIndex ?? 0) : log.length - 1);
  };
  useImperativeHandle(props.ref, () => ({ move, focus: () => scroller.current?.focus() }));

  const onKeyDown = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? rowHeight) / rowHeight) - 1);
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page }[event.key];
    if (steps !== undefined) move(steps);
    else if (event.key === 'Home') select(0);
    else if (event.key === 'End') {
      if (props.canFollow) onFollowing(true);
      else select(log.length - 1);
    } else if (event.key === 'Enter') props.onOpen();
    else return;
    event.preventDefault();
  };

  const selectedIndex = selectedId === null ? -1 : indexOfExchange(log, selectedId);
  return (
    <div className={styles.list} style={{ '--columns': props.columnTemplate } as CSSProperties}>
      {log.length === 0 ? (
        <>
          <div role="table" aria-label="Columns of the traffic">
            {props.header}
          </div>
          <div className={styles.empty}>{props.empty}</div>
        </>
      ) : (
        <div
          ref={scroller}
          className={styles.scroller}
          role="grid"
          aria-label="Traffic"
          aria-rowcount={log.length}
          aria-activedescendant={selectedIndex >= 0 ? `exchange-${selectedId}` : undefined}
          tabIndex={0}
          onKeyDown={onKeyDown}
          onScroll={(event) => {
            const { scrollHeight, scrollTop, clientHeight } = event.currentTarget;
            const isAtTail = scrollHeight - scrollTop - clientHeight < rowHeight;
            if (props.canFollow && isAtTail !== isFollowing) onFollowing(isAtTail);
          }}
        >
          {props.header}
          <div className={styles.rows} style={{ height: virtualizer.getTotalSize() }} role="presentation">
            {virtualizer.getVirtualItems().map((item) => {
              const exchange = exchangeAt(log, item.index);
              if (exchange === undefined) return null;
              return (
                // biome-ignore lint/a11y/useKeyWithClickEvents: the grid has the focus and takes the keys
                <div
                  key={exchange.id}
                  id={`exchange-${exchange.id}`}
                  role="row"
                  tabIndex={-1}
                  aria-rowindex={item.index + 1}
                  aria-selected={exchange.id === selectedId}
                  aria-label={props.labelOf(exchange)}
                  className={styles.row}
                  style={{ transform: `translateY(${item.start - HEADER_HEIGHT}px)` }}
                  onClick={(event) => {
                    if (event.altKey) return props.onCell(event, exchange);
                    onFollowing(false);
                    onSelect(exchange.id);
                  }}
                >
                  {props.renderRow(exchange)}
                </div>
              );
            })}
          </div>
        </div>
      )}
      {props.children != null && props.children !== false && (
        <div className={styles.way}>{props.children}</div>
      )}
    </div>
  );
}
