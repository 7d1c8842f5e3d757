import { useMemo, useState } from 'react';
import { parseProject } from '../../../core/contract/index.ts';
import { showToast } from '../../actions/run-command.ts';
import { useApp, useAppStore } from '../../store/store-context.tsx';
import { applyProject } from './apply-project.ts';
import type { ConfigEdit } from './edit-context.ts';
import { isWithin, pathText, withoutItem, withSetting } from './project-path.ts';

/** Editing the project setting by setting; every edit is applied live. */
export function useProjectEdit(): ConfigEdit {
  const store = useAppStore();
  const project = useApp((state) => state.config.project);
  const [lit, onLight] = useState<string | null>(null);
  return useMemo(
    () => ({
      project,
      lit,
      onLight,
      problemWith(path, value) {
        const parsed = parseProject(withSetting(project, path, value));
        if (parsed.ok) return null;
        const here = pathText(path);
        return parsed.error.find((problem) => isWithin(problem.path, here)) ?? null;
      },
      async change(path, value) {
        const trouble = await applyProject(store, withSetting(project, path, value));
        if (trouble !== null && trouble.problems === undefined) sayRefused(store, trouble);
        return trouble;
      },
      remove(path) {
        void applyProject(store, withoutItem(project, path)).then((trouble) => {
          if (trouble !== null) sayRefused(store, trouble);
        });
      },
    }),
    [project, lit, store],
  );
}

function sayRefused(
  store: ReturnType<typeof useAppStore>,
  trouble: { readonly message: string; readonly hint?: string },
): void {
  showToast(store, { level: 'error', text: trouble.message, hint: trouble.hint ?? null, undo: false });
}
