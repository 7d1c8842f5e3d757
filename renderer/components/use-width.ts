import { useCallback, useRef, useState } from 'react';

type Ref = (element: HTMLElement | null) => void;

/**
 * The width of an element in CSS pixels, and the ref that measures it: as soon as the element is there, so that what is painted
 * first has the right size. Before it is there: the window's.
 */
export function useWidth(): readonly [Ref, number] {
  return useMeasure(widthOf, () => window.innerWidth);
}

/** Its height; before it is there: 0. */
export function useHeight(): readonly [Ref, number] {
  return useMeasure(heightOf, () => 0);
}

const widthOf = ({ clientWidth }: HTMLElement) => clientWidth;
const heightOf = ({ clientHeight }: HTMLElement) => clientHeight;

/** `read` must be the same function each time. */
function useMeasure(read: (element: HTMLElement) => number, before: () => number): readonly [Ref, number] {
  const [size, setSize] = useState(before);
  const observer = useRef<ResizeObserver | null>(null);
  const ref = useCallback(
    (element: HTMLElement | null) => {
      observer.current?.disconnect();
      if (element === null) return;
      // Set while React commits: drawn again before anything is painted, which what an observer tells is not.
      setSize(read(element));
      observer.current = new ResizeObserver(() => setSize(read(element)));
      observer.current.observe(element);
    },
    [read],
  );
  return [ref, size];
}
