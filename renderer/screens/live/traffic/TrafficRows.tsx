import { memo, type ReactNode } from 'react';
import type { ExchangeSummary } from '../../../../core/contract/index.ts';
import { type ExchangeLog, exchangeAt } from '../../../store/exchange-log.ts';
import { type RowWindow, rowsByElement } from './row-window.ts';
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
  readonly rowHeight: number;
  /** Places of all selected rows, both included. */
  readonly selected: { readonly first: number; readonly last: number } | null;
}

/** The lines that are seen, as elements that stay where they are in the document (`rowsByElement`). */
export function TrafficRows({ log, window, rowHeight, selected, renderRow, labelOf }: TrafficRowsProps) {
  return rowsByElement(window, log.dropped).map((index, slot) => {
    const exchange = exchangeAt(log, index);
    if (exchange === undefined) return null;
    return (
      <Row
        // biome-ignore lint/suspicious/noArrayIndexKey: an element is one for any row
        key={slot}
        exchange={exchange}
        index={index}
        top={index * rowHeight}
        isSelected={selected !== null && index >= selected.first && index <= selected.last}
        renderRow={renderRow}
        labelOf={labelOf}
      />
    );
  });
}

/** The ids of their elements from top to bottom, for `aria-owns`: a screen reader reads them in this order. */
export function ownedRows(log: ExchangeLog, { first, end }: RowWindow): string {
  return Array.from({ length: end - first }, (_, place) => exchangeAt(log, first + place))
    .flatMap((exchange) => (exchange === undefined ? [] : [rowId(exchange.id)]))
    .join(' ');
}

/** The id of a row's element. */
export function rowId(exchangeId: number): string {
  return `exchange-${exchangeId}`;
}

interface RowProps extends RowLook {
  readonly exchange: ExchangeSummary;
  readonly index: number;
  readonly top: number;
  readonly isSelected: boolean;
}

/** A line of the list; the same props draw nothing anew. */
const Row = memo(function Row({ exchange, index, top, isSelected, renderRow, labelOf }: RowProps) {
  return (
    <div
      id={rowId(exchange.id)}
      data-exchange={exchange.id}
      role="row"
      tabIndex={-1}
      aria-rowindex={index + 1}
      aria-selected={isSelected}
      aria-label={labelOf(exchange)}
      className={styles.row}
      style={{ top }}
    >
      {renderRow(exchange)}
    </div>
  );
});
