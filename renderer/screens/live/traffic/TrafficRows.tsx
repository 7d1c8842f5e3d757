import { memo, type ReactNode, useEffect, useReducer, useRef } from 'react';
import type { ExchangeSummary } from '../../../../core/contract/index.ts';
import { type ExchangeLog, exchangeAt } from '../../../store/exchange-log.ts';
import { isInputRecent, whenInputRests } from '../../../store/recent-input.ts';
import { areInOrder, type PlacedRow, placeRows } from './row-elements.ts';
import type { RowWindow } from './row-window.ts';
import styles from './TrafficList.module.css';

/** How rows look and what they are called; another function draws every row anew. */
export interface RowLook {
  /** Draws the cells of a row. */
  readonly renderRow: (exchange: ExchangeSummary) => ReactNode;
  /** The row as a sentence, for screen readers. */
  readonly labelOf: (exchange: ExchangeSummary) => string;
}

interface TrafficRowsProps extends RowLook {
  readonly log: ExchangeLog;
  readonly window: RowWindow;
  /** Rows for which there is room above the first one. */
  readonly gap: number;
  readonly rowHeight: number;
  /** Places of all selected rows, both included. */
  readonly selected: { readonly first: number; readonly last: number } | null;
}

/** The lines that are seen. */
export function TrafficRows(props: TrafficRowsProps) {
  const { log, window, gap, rowHeight, selected, renderRow, labelOf } = props;
  return usePlacedRows(window, log.dropped).map(({ element, row }) => {
    const index = row - log.dropped;
    const exchange = exchangeAt(log, index);
    if (exchange === undefined) return null;
    return (
      <Row
        key={element}
        exchange={exchange}
        place={gap + index}
        top={(gap + index) * rowHeight}
        isSelected={selected !== null && index >= selected.first && index <= selected.last}
        renderRow={renderRow}
        labelOf={labelOf}
      />
    );
  });
}

/**
 * While somebody scrolls, elements stay where they are in the document; when they rest, it is in the order of the rows again,
 * as whoever reads it without seeing it expects.
 */
function usePlacedRows(window: RowWindow, dropped: number): readonly PlacedRow[] {
  const last = useRef<readonly PlacedRow[]>([]);
  const [, settle] = useReducer((turns: number) => turns + 1, 0);
  const placed = placeRows(last.current, window, dropped, isInputRecent());
  last.current = placed;
  useEffect(() => (areInOrder(placed) ? undefined : whenInputRests(settle)), [placed]);
  return placed;
}

/** The id of a row's element. */
export function rowId(exchangeId: number): string {
  return `exchange-${exchangeId}`;
}

interface RowProps extends RowLook {
  readonly exchange: ExchangeSummary;
  /** Counted from 0, the room above the list included. */
  readonly place: number;
  readonly top: number;
  readonly isSelected: boolean;
}

/** A line of the list; the same props draw nothing anew. */
const Row = memo(function Row({ exchange, place, top, isSelected, renderRow, labelOf }: RowProps) {
  return (
    <div
      id={rowId(exchange.id)}
      data-exchange={exchange.id}
      role="row"
      tabIndex={-1}
      aria-rowindex={place + 1}
      aria-selected={isSelected}
      aria-label={labelOf(exchange)}
      className={styles.row}
      style={{ top }}
    >
      {renderRow(exchange)}
    </div>
  );
});
