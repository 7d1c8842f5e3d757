import { type RefObject, useLayoutEffect, useState } from 'react';
import { Splitter } from '../../../components/Splitter.tsx';
import { useApp, useAppStore } from '../../../store/store-context.tsx';
import { rememberedHeight, rememberHeight } from './topology-height.ts';

interface TopologySplitterProps {
  readonly topology: RefObject<HTMLElement | null>;
}

/** Two members and their heading. */
const LEAST = 140;
/** What the list below keeps: its filter, its heading and a few rows. */
export const LIST_KEEPS = 200;

/** Parts topology and list: 24 members want more room than four, and some want the list. */
export function TopologySplitter({ topology }: TopologySplitterProps) {
  const store = useAppStore();
  const chosen = useApp((state) => state.ui.topologyHeight);
  const { height, room } = useHeights(topology);
  useLayoutEffect(() => {
    if (store.getState().ui.topologyHeight === null) store.setUi({ topologyHeight: rememberedHeight() });
  }, [store]);
  const max = Math.max(LEAST, room - LIST_KEEPS);
  return (
    <Splitter
      label="Height of the topology"
      value={Math.min(max, chosen ?? height)}
      min={LEAST}
      max={max}
      onChange={(topologyHeight) => {
        store.setUi({ topologyHeight });
        rememberHeight(topologyHeight);
      }}
    />
  );
}

/** How high the topology is, and the column that it stands in. */
function useHeights(ref: RefObject<HTMLElement | null>): { readonly height: number; readonly room: number } {
  const [heights, setHeights] = useState({ height: 0, room: 0 });
  useLayoutEffect(() => {
    const element = ref.current;
    const column = element?.parentElement;
    if (element == null || column == null) return;
    const measure = () => setHeights({ height: element.clientHeight, room: column.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    observer.observe(column);
    return () => observer.disconnect();
  }, [ref]);
  return heights;
}
