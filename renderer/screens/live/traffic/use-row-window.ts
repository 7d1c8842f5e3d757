import { type RefObject, useCallback, useLayoutEffect, useState } from 'react';
import type { ExchangeLog } from '../../../store/exchange-log.ts';
import { type RowWindow, rowWindow } from './row-window.ts';

interface RowWindowOptions {
  readonly scroller: RefObject<HTMLElement | null>;
  readonly log: ExchangeLog;
  readonly rowHeight: number;
  /** Height of the heading, which stands inside what scrolls and always is seen. */
  readonly headerHeight: number;
  readonly isFollowing: boolean;
}

interface FollowedWindow {
  readonly window: RowWindow;
  /** Takes notice of where the list is scrolled to; gives whether that is its tail. */
  readonly onScroll: () => boolean;
}

/** The rows to draw, kept in step with scrolling, the size of the list and what its bounded history drops. */
export function useRowWindow(options: RowWindowOptions): FollowedWindow {
  const { scroller, log, rowHeight, headerHeight, isFollowing } = options;
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
