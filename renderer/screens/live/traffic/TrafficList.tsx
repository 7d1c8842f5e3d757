import {
  type CSSProperties,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  type Ref,
  useImperativeHandle,
  useRef,
} from 'react';
import { flushSync } from 'react-dom';
import type { ExchangeSummary } from '../../../../core/contract/index.ts';
import { type ExchangeLog, exchangeAt, indexOfExchange } from '../../../store/exchange-log.ts';
import styles from './TrafficList.module.css';
import { type RowLook, rowId, TrafficRows } from './TrafficRows.tsx';
import { usePassingRows } from './use-passing-rows.ts';
import { useRowWindow } from './use-row-window.ts';

/** What keys and buttons outside the list may ask of it. */
export interface TrafficListHandle {
  /** Selects the row `steps` further down (negative: up). */
  move(steps: number): void;
  focus(): void;
}

interface TrafficListProps extends RowLook {
  readonly log: ExchangeLog;
  readonly selectedId: number | null;
  /** Places of all selected rows, both included. */
  readonly selected: { readonly first: number; readonly last: number } | null;
  readonly isFollowing: boolean;
  /** The words of the filter: with others, other rows stand around the selected one. */
  readonly filter: string;
  /** Whether there is anything new to follow; not in a recording. */
  readonly canFollow: boolean;
  readonly rowHeight: number;
  /** `grid-template-columns` of the header and of every row. */
  readonly columnTemplate: string;
  readonly header: ReactNode;
  /** `extend`: with the rows between, as with Shift. */
  readonly onSelect: (id: number, extend: boolean) => void;
  /** A click with Alt on a part of a row. */
  readonly onCell: (part: Element, exchange: ExchangeSummary) => void;
  readonly onFollowing: (isFollowing: boolean) => void;
  /** Enter on a row. */
  readonly onOpen: () => void;
  /** What stands there when there are no rows. */
  readonly empty: ReactNode;
  /** The way back to the tail, over the last rows. */
  readonly children?: ReactNode;
  readonly ref?: Ref<TrafficListHandle>;
}

/** The heading stands inside what scrolls, so that columns stay in line whatever a scrollbar takes. */
const HEADER_HEIGHT = 24;

/** Every exchange, one line each; only the lines that are seen exist (STYLE.md §9.11). */
export function TrafficList(props: TrafficListProps) {
  const { log, selectedId, selected, isFollowing, rowHeight, onSelect, onFollowing } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const shield = useRef<HTMLDivElement>(null);
  usePassingRows(shield, log.length === 0);
  const selectedIndex = selectedId === null ? -1 : indexOfExchange(log, selectedId);
  const { window, gap, onScroll, firstSeen, pageRows, reveal } = useRowWindow({
    scroller,
    log,
    rowHeight,
    headerHeight: HEADER_HEIGHT,
    isFollowing,
    selectedIndex,
    filter: props.filter,
  });

  const select = (index: number, extend = false) => {
    const exchange = exchangeAt(log, Math.max(0, Math.min(log.length - 1, index)));
    if (exchange === undefined) return;
    onFollowing(false);
    onSelect(exchange.id, extend);
    reveal(indexOfExchange(log, exchange.id));
  };
  const move = (steps: number, extend = false) => {
    if (selectedIndex >= 0) select(selectedIndex + steps, extend);
    else select(steps > 0 ? firstSeen() : log.length - 1);
  };
  useImperativeHandle(props.ref, () => ({ move, focus: () => scroller.current?.focus() }));

  const onKeyDown = (event: KeyboardEvent) => {
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: pageRows, PageUp: -pageRows }[event.key];
    if (steps !== undefined) move(steps, event.shiftKey);
    else if (event.key === 'Home') select(0, event.shiftKey);
    else if (event.key === 'End') {
      if (props.canFollow && !event.shiftKey) onFollowing(true);
      else select(log.length - 1, event.shiftKey);
    } else if (event.key === 'Enter') props.onOpen();
    else return;
    event.preventDefault();
  };

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
          aria-rowcount={gap + log.length}
          aria-multiselectable="true"
          aria-activedescendant={selectedIndex >= 0 ? rowId(selectedId ?? -1) : undefined}
          tabIndex={0}
          onKeyDown={onKeyDown}
          onMouseDown={(event) => {
            // With Shift rows are selected, not their text.
            if (!event.shiftKey) return;
            event.preventDefault();
            event.currentTarget.focus();
          }}
          onClick={(event) => {
            const part = partBelow(event);
            const id = Number(part?.closest('[data-exchange]')?.getAttribute('data-exchange') ?? Number.NaN);
            const exchange = exchangeAt(log, indexOfExchange(log, id));
            if (part === null || exchange === undefined) return;
            if (event.altKey) return props.onCell(part, exchange);
            onFollowing(false);
            onSelect(exchange.id, event.shiftKey);
          }}
          onScroll={() => {
            // In the frame that scrolls: the rows would come with the next one, which lays everything out once more.
            flushSync(() => {
              const isAtTail = onScroll();
              if (props.canFollow && isAtTail !== isFollowing) onFollowing(isAtTail);
            });
          }}
        >
          {props.header}
          <div className={styles.rows} style={{ height: (gap + log.length) * rowHeight }} role="presentation">
            <div className={styles.window} role="presentation">
              <TrafficRows
                log={log}
                window={window}
                gap={gap}
                rowHeight={rowHeight}
                selected={selected}
                renderRow={props.renderRow}
                labelOf={props.labelOf}
              />
            </div>
            <div ref={shield} className={styles.shield} hidden role="presentation" />
          </div>
        </div>
      )}
      {log.length > 0 && <div className="focus-ring" />}
      {props.children != null && props.children !== false && (
        <div className={styles.way}>{props.children}</div>
      )}
    </div>
  );
}

/** What was clicked, of a row that lay below the shield as well: who clicks as soon as the wheel rests means that one. */
function partBelow({ target, clientX, clientY }: MouseEvent): Element | null {
  const isRow = target instanceof Element && target.closest('[data-exchange]') !== null;
  if (isRow) return target;
  return document.elementsFromPoint(clientX, clientY).find((each) => each.closest('[data-exchange]')) ?? null;
}
