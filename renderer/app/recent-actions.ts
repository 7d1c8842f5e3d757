import { History } from 'lucide-react';
import type { Action } from '../actions/action.ts';
import { runCommand } from '../actions/run-command.ts';
import type { AppState } from '../store/app-store.ts';

/** "Open …" for each project that the desktop window remembers. */
export function recentActions(state: AppState): readonly Action[] {
  return state.ui.recent.map(({ name, folder }, index) => ({
    id: `project.open-recent:${index}`,
    group: 'Project',
    label: `Open ${name}`,
    detail: folder,
    icon: History,
    perform: async (store) => void (await runCommand(store, 'project.open-recent', { index })),
  }));
}
