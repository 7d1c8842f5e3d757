import { useEffect, useRef, useState } from 'react';
import type { RenderedExport, Trouble } from '../../../core/contract/index.ts';
import { useApp, useAppStore } from '../../store/store-context.tsx';
import { changedLines, type LineChanges } from './line-changes.ts';

/** The configuration as it stands, with the lines that the last edit touched. */
export interface ExportView {
  readonly rendered: RenderedExport | null;
  readonly lines: readonly string[];
  readonly changes: LineChanges;
  readonly trouble: Trouble | null;
}

const NOTHING: ExportView = { rendered: null, lines: [], changes: new Map(), trouble: null };

/** Renders the export again with each change of the project. */
export function useExport(): ExportView {
  const store = useAppStore();
  const project = useApp((state) => state.config.project);
  const [view, setView] = useState(NOTHING);
  const asked = useRef(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the project is what has changed
  useEffect(() => {
    asked.current += 1;
    const turn = asked.current;
    void store.api.execute('export.render', { format: 'apache' }).then((result) => {
      if (turn !== asked.current) return;
      setView((before) => {
        if (!result.ok) return { ...before, trouble: result.error };
        const lines = result.value.text.replace(/\n$/, '').split('\n');
        const changes = before.rendered === null ? new Map() : changedLines(before.lines, lines);
        return { rendered: result.value, lines, changes, trouble: null };
      });
    });
  }, [project, store]);
  return view;
}
