import { type RefObject, useEffect, useMemo, useState } from 'react';
import { readRemembered, remember } from '../../../store/remembered.ts';
import {
  type ColumnChoice,
  gridTemplate,
  type ListSize,
  readChoice,
  type ShownColumn,
  shownColumns,
} from './columns.ts';

const KEY = 'routepin.traffic-columns';
/** Widths of the list at which more fits. */
const NORMAL_FROM = 860;
const WIDE_FROM = 1480;

export interface Columns {
  readonly choice: ColumnChoice;
  readonly shown: readonly ShownColumn[];
  /** `grid-template-columns`. */
  readonly template: string;
  readonly change: (choice: ColumnChoice) => void;
}

/** The columns of the list: chosen by somebody and remembered in this browser or window, else by its width. */
export function useColumns(element: RefObject<HTMLElement | null>): Columns {
  const [choice, setChoice] = useState(() => readChoice(readRemembered(KEY)));
  const [size, setSize] = useState<ListSize>('normal');
  useEffect(() => {
    if (element.current === null) return;
    const observer = new ResizeObserver(([entry]) => {
      const width = entry?.contentRect.width ?? 0;
      setSize(width >= WIDE_FROM ? 'wide' : width >= NORMAL_FROM ? 'normal' : 'narrow');
    });
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return useMemo(() => {
    const shown = shownColumns(choice, size);
    const change = (next: ColumnChoice): void => {
      setChoice(next);
      remember(KEY, JSON.stringify(next));
    };
    return { choice, shown, template: gridTemplate(shown), change };
  }, [choice, size]);
}
