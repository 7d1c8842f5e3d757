import { useCallback, useRef, useState } from 'react';

type Ref = (element: HTMLElement | null) => void;

/** The width of an element in CSS pixels, and the ref that measures it. Before it is measured: the window's. */
export function useWidth(): readonly [Ref, number] {
  return useMeasure(widthOf, () => window.innerWidth);
}

/** Its height; before it is measured: 0. */
export function useHeight(): readonly [Ref, number] {
  return useMeasure(heightOf, () => 0);
}

const widthOf = ({ width }: DOMRectReadOnly) => width;
const heightOf = ({ height }: DOMRectReadOnly) => height;

/** `read` must be the same function each time. */
function useMeasure(read: (box: DOMRectReadOnly) => number, before: () => number): readonly [Ref, number] {
  const [size, setSize] = useState(before);
  const observer = useRef<ResizeObserver | null>(null);
  const ref = useCallback(
    (element: HTMLElement | null) => {
      observer.current?.disconnect();
      if (element === null) return;
      observer.current = new ResizeObserver(([entry]) => {
        if (entry !== undefined) setSize(read(entry.contentRect));
      });
      observer.current.observe(element);
    },
    [read],
  );
  return [ref, size];
}
