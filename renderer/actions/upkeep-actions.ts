import { FileClock, RefreshCw, TriangleAlert } from 'lucide-react';
import type { AppState } from '../store/app-store.ts';
import type { Action } from './action.ts';
import { runCommand, showToast } from './run-command.ts';

const isDesktop = (state: AppState) => state.live.capabilities.shell === 'desktop';

/** What one does with the app itself: its log, its crash reports, its updates. Desktop only. */
export const UPKEEP_ACTIONS: readonly Action[] = [
  {
    id: 'folder.logs',
    group: 'Window',
    label: 'Open the log folder',
    keywords: 'diagnostics trouble help',
    icon: FileClock,
    isEnabled: isDesktop,
    perform: async (store) => void (await runCommand(store, 'folder.open', { what: 'logs' })),
  },
  {
    id: 'folder.crashes',
    group: 'Window',
    label: 'Open the crash reports',
    keywords: 'diagnostics dump trouble help',
    icon: TriangleAlert,
    isEnabled: isDesktop,
    perform: async (store) => void (await runCommand(store, 'folder.open', { what: 'crashes' })),
  },
  {
    id: 'update.check',
    group: 'Window',
    label: 'Look for updates',
    keywords: 'version new release upgrade',
    icon: RefreshCw,
    isEnabled: isDesktop,
    async perform(store) {
      const result = await runCommand(store, 'update.check', {});
      if (!result.ok) return;
      if (result.value.version === null) {
        showToast(store, { level: 'ok', text: 'This is the newest version', hint: null, undo: false });
      } else store.setUi({ screen: 'settings' });
    },
  },
];
