import { FlaskConical, FolderOpen, Play, Save, Send, Square } from 'lucide-react';
import type { Action } from '../../actions/action.ts';
import { runCommand } from '../../actions/run-command.ts';
import type { AppState } from '../../store/app-store.ts';
import { selectRehearse, setRehearse } from './rehearse-state.ts';

const GROUP = 'Rehearsal' as const;
/** Reading a file needs the schema of rehearsals, and that all of zod, which the first window is drawn without. */
const files = () => import('./files.ts');
const hasMembers = (state: AppState) => state.live.balancers.some(({ members }) => members.length > 0);

/** What can be done here, and from anywhere by palette and keys. */
export const REHEARSE_ACTIONS: readonly Action[] = [
  {
    id: 'rehearsal.run',
    group: GROUP,
    label: 'Run the rehearsal',
    keywords: 'play start virtual users failure kill outage test',
    icon: Play,
    shortcut: 'mod+enter',
    isEnabled: hasMembers,
    perform(store) {
      store.setUi({ screen: 'rehearse' });
      setRehearse(store, { runCount: selectRehearse(store.getState()).runCount + 1 });
    },
  },
  {
    id: 'rehearsal.cancel',
    group: GROUP,
    label: 'Cancel the rehearsal',
    keywords: 'stop end abort virtual users',
    icon: Square,
    perform: async (store) => void (await runCommand(store, 'rehearsal.cancel', {})),
  },
  {
    id: 'rehearsal.open',
    group: GROUP,
    label: 'Open a rehearsal…',
    keywords: 'load file script',
    icon: FolderOpen,
    perform: async (store) => (await files()).openRehearsal(store),
  },
  {
    id: 'rehearsal.save',
    group: GROUP,
    label: 'Save the rehearsal…',
    keywords: 'write file script',
    icon: Save,
    isEnabled: (state) => selectRehearse(state).draft !== null,
    perform: async (store) => (await files()).saveRehearsal(store),
  },
  {
    id: 'rehearsal.add-step',
    group: GROUP,
    label: 'Add a step to the rehearsal…',
    keywords: 'outage drain kill script event',
    icon: FlaskConical,
    isEnabled: (state) => selectRehearse(state).draft !== null,
    perform(store) {
      store.setUi({ screen: 'rehearse' });
      setRehearse(store, { dialog: { step: null } });
    },
  },
  {
    id: 'broadcast.send',
    group: GROUP,
    label: 'Send one request to every member and compare',
    keywords: 'broadcast cache clear diff same all',
    icon: Send,
    isEnabled: hasMembers,
    perform(store) {
      store.setUi({ screen: 'rehearse' });
      setRehearse(store, { sendCount: selectRehearse(store.getState()).sendCount + 1 });
    },
  },
];

/** What can be done with rehearsals from anywhere. */
export function rehearseActions(_state: AppState): readonly Action[] {
  return REHEARSE_ACTIONS;
}
