import {
  Contrast,
  Cookie,
  FilePlus2,
  FolderOpen,
  Keyboard,
  Monitor,
  Moon,
  Play,
  Power,
  Redo2,
  Rows3,
  Save,
  SaveAll,
  ScanSearch,
  Search,
  Stethoscope,
  Sun,
  Trash2,
  Undo2,
  UserPlus,
  Wind,
} from 'lucide-react';
import type { AppState, AppStore } from '../store/app-store.ts';
import type { Motion } from '../theme/motion.ts';
import type { Density, ThemeChoice } from '../theme/theme-choice.ts';
import type { Action } from './action.ts';
import { runCommand, showToast } from './run-command.ts';

const hasFiles = (state: AppState) => state.live.capabilities.files;
const hasTabs = (state: AppState) => state.live.capabilities.embeddedTabs;
const theme = (choice: ThemeChoice) => (store: AppStore) => chooseTheme(store, choice);

/** Changes the theme at once and remembers it. */
export function chooseTheme(store: AppStore, choice: ThemeChoice): void {
  store.setUi({ theme: choice });
  remember(store, 'theme', choice);
}

/** Changes the density at once and remembers it. */
export function chooseDensity(store: AppStore, density: Density): void {
  store.setUi({ density });
  remember(store, 'density', density);
}

/** Lets things stand still or move, at once, and remembers it. */
export function chooseMotion(store: AppStore, motion: Motion): void {
  store.setUi({ motion });
  remember(store, 'motion', motion);
}

function remember(store: AppStore, key: 'theme' | 'density' | 'motion', value: string): void {
  if (store.getState().live.capabilities.shell === 'desktop') {
    void store.api.execute('setting.set', { key, value });
  } else localStorage.setItem(`routepin-${key}`, value);
}

/** Everything that can be done wherever one is. Screens add their own (action-registry.tsx). */
export const APP_ACTIONS: readonly Action[] = [
  {
    id: 'palette.open',
    group: 'Window',
    label: 'Command palette',
    icon: Search,
    shortcut: 'mod+k',
    hidden: true,
    perform: (store) => store.setUi({ overlay: { kind: 'palette', text: '' } }),
  },
  {
    id: 'help.keys',
    group: 'Window',
    label: 'Show all keys',
    keywords: 'shortcuts help keyboard',
    icon: Keyboard,
    shortcut: '?',
    perform: (store) => store.setUi({ overlay: { kind: 'key-sheet' } }),
  },
  {
    id: 'cookie.explain',
    group: 'Traffic',
    label: 'Explain a cookie…',
    keywords: 'why decision route test try',
    icon: Cookie,
    shortcut: 'e',
    perform: (store) => store.setUi({ overlay: { kind: 'explain', cookie: '' } }),
  },
  {
    id: 'findings.show',
    group: 'Traffic',
    label: 'Show the findings',
    keywords: 'wrong sick problem diagnosis detector bouncing stickiness',
    icon: Stethoscope,
    shortcut: 'shift+f',
    perform: (store) => store.setUi({ overlay: { kind: 'findings' } }),
  },
  {
    id: 'cookie.decode',
    group: 'Traffic',
    label: 'Decode a cookie of any balancer…',
    keywords: 'haproxy nginx caddy traefik apache member hash whose',
    icon: ScanSearch,
    shortcut: 'shift+e',
    perform: (store) => store.setUi({ overlay: { kind: 'decode', text: '' } }),
  },
  {
    id: 'traffic.clear',
    group: 'Traffic',
    label: 'Clear the traffic list',
    keywords: 'empty delete history',
    icon: Trash2,
    isEnabled: (state) => state.live.exchanges.length > 0,
    async perform(store) {
      const result = await runCommand(store, 'exchange.clear', {}, { done: 'The traffic list is empty' });
      if (!result.ok) return;
      store.setUi({ selectedExchangeId: null });
      // Clearing is no event of its own; the snapshot brings the empty list.
      await store.refresh();
    },
  },
  {
    id: 'user.open',
    group: 'Users and sessions',
    label: 'New user',
    keywords: 'tab embedded browser cookie jar',
    icon: UserPlus,
    shortcut: 'n',
    alias: 'mod+t',
    isEnabled: hasTabs,
    async perform(store) {
      const result = await runCommand(store, 'user.open', {});
      if (result.ok) store.setUi({ screen: 'browse' });
    },
  },
  {
    id: 'balancing.toggle',
    group: 'Project',
    label: 'Open or close the listeners',
    keywords: 'balancing start stop on off pause',
    icon: Power,
    async perform(store) {
      const on = !store.getState().config.balancing;
      await runCommand(store, 'balancing.set', { on });
    },
  },
  {
    id: 'project.undo',
    group: 'Project',
    label: 'Undo',
    icon: Undo2,
    shortcut: 'mod+z',
    isEnabled: (state) => state.config.undo !== null,
    async perform(store) {
      const result = await runCommand(store, 'project.undo', {});
      if (result.ok) sayUndone(store, 'Undone', result.value.label);
    },
  },
  {
    id: 'project.redo',
    group: 'Project',
    label: 'Redo',
    icon: Redo2,
    shortcut: 'mod+shift+z',
    isEnabled: (state) => state.config.redo !== null,
    async perform(store) {
      const result = await runCommand(store, 'project.redo', {});
      if (result.ok) sayUndone(store, 'Done again', result.value.label);
    },
  },
  {
    id: 'project.new',
    group: 'Project',
    label: 'New project',
    icon: FilePlus2,
    isEnabled: hasFiles,
    perform: async (store) => void (await runCommand(store, 'project.new', {})),
  },
  {
    id: 'project.open',
    group: 'Project',
    label: 'Open project…',
    icon: FolderOpen,
    shortcut: 'mod+o',
    isEnabled: hasFiles,
    perform: async (store) => void (await runCommand(store, 'project.open', {})),
  },
  {
    id: 'project.save',
    group: 'Project',
    label: 'Save project',
    icon: Save,
    shortcut: 'mod+s',
    isEnabled: hasFiles,
    async perform(store) {
      const result = await runCommand(store, 'project.save', {});
      if (result.ok && result.value !== null) saySaved(store, result.value.name);
    },
  },
  {
    id: 'project.save-as',
    group: 'Project',
    label: 'Save project as…',
    icon: SaveAll,
    shortcut: 'mod+shift+s',
    isEnabled: hasFiles,
    async perform(store) {
      const result = await runCommand(store, 'project.save-as', {});
      if (result.ok && result.value !== null) saySaved(store, result.value.name);
    },
  },
  {
    id: 'demo.start',
    group: 'Project',
    label: 'Start four demo backends',
    keywords: 'sample example servers',
    icon: Play,
    isEnabled: (state) => state.live.demo.length === 0,
    async perform(store) {
      const result = await runCommand(store, 'demo.start', { count: 4 });
      if (!result.ok) return;
      const balancer = store.getState().live.balancers[0]?.name;
      if (balancer === undefined) return;
      const known = store.getState().live.balancers.flatMap(({ members }) => members.map(({ url }) => url));
      for (const { url } of result.value.backends) {
        if (!known.includes(url)) await runCommand(store, 'member.add', { balancer, member: { url } });
      }
    },
  },
  {
    id: 'theme.system',
    group: 'Window',
    label: 'Theme: follow the system',
    icon: Monitor,
    perform: theme('system'),
  },
  { id: 'theme.light', group: 'Window', label: 'Theme: light', icon: Sun, perform: theme('light') },
  { id: 'theme.dark', group: 'Window', label: 'Theme: dark', icon: Moon, perform: theme('dark') },
  {
    id: 'theme.contrast',
    group: 'Window',
    label: 'Theme: high contrast',
    icon: Contrast,
    perform: theme('contrast'),
  },
  {
    id: 'density.toggle',
    group: 'Window',
    label: 'Denser or roomier rows',
    keywords: 'density compact comfortable',
    icon: Rows3,
    perform: (store) =>
      chooseDensity(store, store.getState().ui.density === 'compact' ? 'comfortable' : 'compact'),
  },
  {
    id: 'motion.toggle',
    group: 'Window',
    label: 'Less motion, or as the system says',
    keywords: 'reduced animation dots still',
    icon: Wind,
    perform: (store) => chooseMotion(store, store.getState().ui.motion === 'system' ? 'reduce' : 'system'),
  },
];

function sayUndone(store: AppStore, word: string, label: string): void {
  store.setUi(({ toasts }) => ({ toasts: toasts.filter((toast) => !toast.undo) }));
  showToast(store, { level: 'ok', text: `${word}: ${label}`, hint: null, undo: false });
}

function saySaved(store: AppStore, name: string | null): void {
  showToast(store, { level: 'ok', text: `Saved ${name ?? 'the project'}`, hint: null, undo: false });
}
