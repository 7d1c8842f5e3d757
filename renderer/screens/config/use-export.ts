import { useEffect, useRef, useState } from 'react';
import type { RenderedExport, Trouble } from '../../../core/contract/index.ts';
import { useApp, useAppStore } from '../../store/store-context.tsx';
import { selectConfigScreen } from './config-state.ts';
import { changedLines, type LineChanges } from './line-changes.ts';

/** The configuration as it stands, with the lines that the last edit touched. */
export interface ExportView {
  readonly rendered: RenderedExport | null;
  readonly lines: readonly string[];
  readonly changes: LineChanges;
  readonly trouble: Trouble | null;
}

/** A view, and what it was asked for: only an edit makes changed lines, another target or no comments do not. */
interface Asked extends ExportView {
  readonly asked: string;
}

const NOTHING: Asked = { rendered: null, lines: [], changes: new Map(), trouble: null, asked: '' };

/** Renders the export again with each change of the project, and for another target. */
export function useExport(): ExportView {
  const store = useAppStore();
  const project = useApp((state) => state.config.project);
  const { format, comments } = useApp(selectConfigScreen);
  const [view, setView] = useState(NOTHING);
  const turns = useRef(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the project is what has changed
  useEffect(() => {
    turns.current += 1;
    const turn = turns.current;
    const asked = `${format} ${comments}`;
    void store.api.execute('export.render', { format, comments }).then((result) => {
      if (turn !== turns.current) return;
      setView((before) => {
        if (!result.ok) return { ...before, trouble: result.error };
        const lines = result.value.text.replace(/\n$/, '').split('\n');
        const isEdit = before.rendered !== null && before.asked === asked;
        const changes = isEdit ? changedLines(before.lines, lines) : new Map();
        return { rendered: result.value, lines, changes, trouble: null, asked };
      });
    });
  }, [project, format, comments, store]);
  return view;
}
