import { type ExchangeLog, exchangeAt, indexOfExchange } from '../../../store/exchange-log.ts';

/** Rows that are selected together: from where Shift was pressed first to where it led. */
export interface SelectedRows {
  readonly anchorId: number;
  /** It holds while this one is the selected exchange: whatever selects another lets go of the rest. */
  readonly headId: number;
}

/** The selected rows of a list by their places, both included; null when none is (any more). */
export function selectedPlaces(
  log: ExchangeLog,
  selectedId: number | null,
  rows: SelectedRows | null,
): { readonly first: number; readonly last: number } | null {
  const head = selectedId === null ? -1 : indexOfExchange(log, selectedId);
  if (head < 0) return null;
  const anchor = rows === null || rows.headId !== selectedId ? head : indexOfExchange(log, rows.anchorId);
  // Dropped meanwhile, or hidden by a filter: then the one that is looked at is all.
  if (anchor < 0) return { first: head, last: head };
  return { first: Math.min(anchor, head), last: Math.max(anchor, head) };
}

/** The rows after another one was selected, with Shift (`extend`) or without. */
export function nextRows(
  rows: SelectedRows | null,
  selectedId: number | null,
  id: number,
  extend: boolean,
): SelectedRows | null {
  if (!extend || selectedId === null) return null;
  return { anchorId: rows !== null && rows.headId === selectedId ? rows.anchorId : selectedId, headId: id };
}

/** Ids of the selected rows, oldest first. */
export function selectedIds(
  log: ExchangeLog,
  selectedId: number | null,
  rows: SelectedRows | null,
): readonly number[] {
  const places = selectedPlaces(log, selectedId, rows);
  if (places === null) return [];
  return Array.from({ length: places.last - places.first + 1 }, (_, step) => {
    const exchange = exchangeAt(log, places.first + step);
    return exchange === undefined ? [] : [exchange.id];
  }).flat();
}
