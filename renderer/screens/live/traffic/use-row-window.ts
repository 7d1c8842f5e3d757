import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react';
import type { ExchangeLog } from '../../../store/exchange-log.ts';
import { type ListShape, type RowWindow, rowWindow, scrollTopAfter, scrollTopFor } from './row-window.ts';

interface RowWindowOptions {
  readonly scroller: RefObject<HTMLElement | null>;
  readonly log: ExchangeLog;
  readonly rowHeight: number;
  /** Height of the heading, which stands inside what scrolls and always is seen. */
  readonly headerHeight: number;
  readonly isFollowing: boolean;
  /** Index of the selected row, -1 for none. */
  readonly selectedIndex: number;
  /** Says that other rows are shown: the words of the filter. */
  readonly filter: string;
}

interface FollowedWindow {
  readonly window: RowWindow;
  /** Takes notice of where the list is scrolled to; gives whether that is its tail. */
  readonly onScroll: () => boolean;
}

/** The rows to draw, kept in step with scrolling, the size of the list and what its bounded history drops. */
export function useRowWindow(options: RowWindowOptions): FollowedWindow {
  const { scroller, log, rowHeight, headerHeight, isFollowing, selectedIndex, filter } = options;
  const [height, setHeight] = useState(0);
  // In whole rows: pixels between them change nothing that is drawn.
  const [topRow, setTopRow] = useState(0);
  const isEmpty = log.length === 0;

  // biome-ignore lint/correctness/useExhaustiveDependencies: an empty list has no scroller; the first row brings one
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const measure = () => setHeight(Math.max(0, element.clientHeight - headerHeight));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller, headerHeight, isEmpty]);

  const readTop = useCallback(() => {
    if (scroller.current !== null) setTopRow(Math.floor(scroller.current.scrollTop / rowHeight));
  }, [scroller, rowHeight]);

  // The tail, which also is where a list that grows in its window (a larger density, a larger window) must stay.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each of them moves the tail
  useLayoutEffect(() => {
    const element = scroller.current;
    // Beyond the end is the end: asking for the height would lay everything out once more.
    if (isFollowing && element !== null) element.scrollTop = (log.length + 1) * rowHeight;
  }, [scroller, log, rowHeight, height, isFollowing]);

  // Rows that the bounded history drops at the front must not push what somebody reads.
  const [droppedBefore, setDroppedBefore] = useState(log.dropped);
  useLayoutEffect(() => {
    if (log.dropped === droppedBefore) return;
    setDroppedBefore(log.dropped);
    if (isFollowing || scroller.current === null) return;
    scroller.current.scrollTop -= Math.max(0, log.dropped - droppedBefore) * rowHeight;
    readTop();
  }, [scroller, log.dropped, droppedBefore, isFollowing, rowHeight, readTop]);

  // A smaller window, a line pulled up, larger rows: what is selected stays in sight.
  const shape = useRef<ListShape>({ rowHeight, height });
  const selected = useRef(selectedIndex);
  selected.current = selectedIndex;
  useLayoutEffect(() => {
    const before = shape.current;
    shape.current = { rowHeight, height };
    const element = scroller.current;
    if (isFollowing || element === null || before.height === 0) return;
    if (before.height === height && before.rowHeight === rowHeight) return;
    const { scrollTop } = element;
    element.scrollTop = scrollTopAfter(selected.current, { ...before, scrollTop }, { rowHeight, height });
    readTop();
  }, [scroller, rowHeight, height, isFollowing, readTop]);

  // Other rows around it: it stays in sight, too, while the filter lets it through.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the filter is what has changed
  useLayoutEffect(() => {
    const element = scroller.current;
    const { height: seen } = shape.current;
    if (isFollowing || element === null || selected.current < 0 || seen === 0) return;
    const { scrollTop } = element;
    element.scrollTop = scrollTopFor(selected.current, { rowHeight, scrollTop, height: seen });
    readTop();
  }, [filter]);

  // Who stops following looks at the tail until the first scrolling says otherwise.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is what has changed
  useLayoutEffect(readTop, [readTop, isFollowing]);

  const onScroll = (): boolean => {
    if (scroller.current === null) return isFollowing;
    // The only thing asked of the layout: what else is known here would have it done anew if anything has changed.
    const { scrollTop } = scroller.current;
    const isAtTail = log.length * rowHeight - scrollTop - height < rowHeight;
    // Who follows sees the last rows, wherever that is.
    if (!isFollowing || !isAtTail) setTopRow(Math.floor(scrollTop / rowHeight));
    return isAtTail;
  };

  const window = rowWindow({
    count: log.length,
    rowHeight,
    scrollTop: topRow * rowHeight,
    height,
    isFollowing,
  });
  return { window, onScroll };
}
