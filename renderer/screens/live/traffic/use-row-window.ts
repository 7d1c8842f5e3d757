import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { ExchangeLog } from '../../../store/exchange-log.ts';
import { whenInputRests } from '../../../store/recent-input.ts';
import {
  isLargeGap,
  isLeap,
  isNearGap,
  type ListShape,
  type RowWindow,
  rowWindow,
  scrollTopAfter,
  scrollTopFor,
} from './row-window.ts';

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
  /** Rows for which there is room above the first one of the list. */
  readonly gap: number;
  /** Takes notice of where the list is scrolled to; gives whether that is its tail. */
  readonly onScroll: () => boolean;
  /** The first row that is seen in full. */
  readonly firstSeen: () => number;
  /** How many rows are seen in full, at least one. */
  readonly pageRows: number;
  /** Scrolls as far as the row needs to be seen. */
  readonly reveal: (index: number) => void;
}

/**
 * The rows to draw, kept in step with scrolling, the size of the list and what its bounded history drops.
 *
 * What is dropped leaves its room behind, so that all others keep their places: to move them up with each batch of a crowd, and
 * the list under them, would have everything laid out again while somebody scrolls or types. The room goes when it is seen, when
 * nobody does and it is large, and when the list follows.
 *
 * Where the list is scrolled to is remembered, not asked for: whoever asks while a batch or a key has changed the list has
 * all of it laid out at once, and once more in the frame that shows it. That was half of what a key waited for.
 */
export function useRowWindow(options: RowWindowOptions): FollowedWindow {
  const { scroller, log, rowHeight, headerHeight, isFollowing, selectedIndex, filter } = options;
  const [height, setHeight] = useState(0);
  // In whole rows: pixels between them change nothing that is drawn.
  const [topRow, setTopRow] = useState(0);
  const [isLeaping, setLeaping] = useState(false);
  /** Where it is scrolled to in pixels, by the last event and by what was done here since. */
  const place = useRef(0);
  const isEmpty = log.length === 0;

  /** How many rows had been dropped when the list last began with its first row; where it follows it always does. */
  const [origin, setOrigin] = useState({ dropped: log.dropped, filter });
  if (origin.dropped > log.dropped || origin.filter !== filter) {
    // Another list: its places have nothing to do with those of the one before.
    setOrigin({ dropped: log.dropped, filter });
  }
  const gap = isFollowing ? 0 : Math.max(0, log.dropped - origin.dropped);
  const tail = Math.max(0, (gap + log.length) * rowHeight - height);

  const [shownAs, setShownAs] = useState({ isFollowing, rowHeight });
  if (shownAs.isFollowing !== isFollowing || shownAs.rowHeight !== rowHeight) {
    // Here and not in an effect, which would have all rows drawn twice: once for where the list was before it followed.
    setShownAs({ isFollowing, rowHeight });
    if (isFollowing !== shownAs.isFollowing) setOrigin({ dropped: log.dropped, filter });
    // Who stops following looks at the tail until the first scrolling says otherwise.
    setTopRow(Math.floor(place.current / rowHeight));
    // And waits for the rows that are seen; those beyond come when nobody does.
    setLeaping(true);
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: an empty list has no scroller; the first row brings one
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    // A new one is at its beginning, wherever the one before it was.
    place.current = 0;
    setTopRow(0);
    const measure = () => setHeight(Math.max(0, element.clientHeight - headerHeight));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller, headerHeight, isEmpty]);

  /** Rows that a filter took away take the place with them. */
  const placeNow = () => Math.min(place.current, tail);
  const scrollTo = (wanted: number) => {
    const to = Math.max(0, Math.min(wanted, tail));
    // Also setting what is set already would have everything laid out.
    if (scroller.current === null || to === place.current) return;
    scroller.current.scrollTop = to;
    place.current = to;
    setTopRow(Math.floor(to / rowHeight));
  };
  const reveal = (index: number) => {
    const to = scrollTopFor(gap + index, { rowHeight, scrollTop: placeNow(), height });
    // A key that leads back from where the wheel has gone leaps as well; its event, coming later, finds the list there.
    if (isLeap(place.current, to, height)) setLeaping(true);
    scrollTo(to);
  };

  // The tail, which also is where a list that grows in its window (a larger density, a larger window) must stay.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each of them moves the tail
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!isFollowing || element === null) return;
    // Beyond the end is the end: asking for the height would lay everything out once more.
    element.scrollTop = (log.length + 1) * rowHeight;
    place.current = tail;
  }, [scroller, log, rowHeight, height, isFollowing]);

  /** By how many rows the list is about to move up, and the place with it. */
  const rise = useRef(0);
  const closeGap = () => {
    rise.current = gap;
    setOrigin({ dropped: log.dropped, filter });
    setTopRow((row) => Math.max(0, row - gap));
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: the list begins elsewhere
  useLayoutEffect(() => {
    const rows = rise.current;
    rise.current = 0;
    if (rows > 0 && !isFollowing) scrollTo(place.current - rows * rowHeight);
  }, [origin]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was dropped is what has changed
  useLayoutEffect(() => {
    if (!isFollowing && isNearGap(gap, { rowHeight, scrollTop: placeNow(), height })) closeGap();
  }, [log.dropped]);
  const isGapLarge = isLargeGap(gap, log.length);
  // biome-ignore lint/correctness/useExhaustiveDependencies: until it is closed, with what was dropped by then
  useEffect(() => (isGapLarge ? whenInputRests(closeGap) : undefined), [isGapLarge, origin]);

  // A smaller window, a line pulled up, larger rows: what is selected stays in sight.
  const shape = useRef<ListShape>({ rowHeight, height });
  const selected = useRef(selectedIndex);
  selected.current = selectedIndex;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the shape is what has changed
  useLayoutEffect(() => {
    const before = shape.current;
    shape.current = { rowHeight, height };
    if (isFollowing || before.height === 0) return;
    if (before.height === height && before.rowHeight === rowHeight) return;
    // As it was before: the end of the list has moved meanwhile.
    scrollTo(
      scrollTopAfter(
        selected.current < 0 ? -1 : gap + selected.current,
        { ...before, scrollTop: place.current },
        { rowHeight, height },
      ),
    );
  }, [rowHeight, height, isFollowing]);

  // Other rows around it: it stays in sight, too, while the filter lets it through.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the filter is what has changed
  useLayoutEffect(() => {
    if (!isFollowing && selected.current >= 0 && shape.current.height > 0) reveal(selected.current);
  }, [filter]);

  const onScroll = (): boolean => {
    if (scroller.current === null) return isFollowing;
    // The only thing asked of the layout: what else is known here would have it done anew if anything has changed.
    const { scrollTop } = scroller.current;
    if (isLeap(place.current, scrollTop, height)) setLeaping(true);
    place.current = scrollTop;
    const isAtTail = (gap + log.length) * rowHeight - scrollTop - height < rowHeight;
    // Who follows sees the last rows, wherever that is.
    if (!isFollowing || !isAtTail) setTopRow(Math.floor(scrollTop / rowHeight));
    if (isNearGap(gap, { rowHeight, scrollTop, height })) closeGap();
    return isAtTail;
  };

  // Who has stopped begins with a small step next time.
  useEffect(() => {
    if (!isLeaping || isFollowing) return;
    return whenInputRests(() => setLeaping(false));
  }, [isLeaping, isFollowing]);

  const window = rowWindow({
    count: log.length,
    rowHeight,
    scrollTop: (topRow - gap) * rowHeight,
    height,
    isFollowing,
    isLeaping,
  });
  return {
    window,
    gap,
    onScroll,
    firstSeen: () => Math.max(0, Math.ceil(placeNow() / rowHeight) - gap),
    pageRows: Math.max(1, Math.floor(height / rowHeight)),
    reveal,
  };
}
