import { performAction } from '../actions/action.ts';
import { useActionRegistry } from '../actions/action-registry.tsx';
import { shortcutLabel } from '../actions/shortcut.ts';
import type { MenuEntry } from '../components/Menu.tsx';
import { useApp, useAppStore } from '../store/store-context.tsx';

const FILE_ACTIONS = ['project.new', 'project.open', 'project.save', 'project.save-as'];
const EDIT_ACTIONS = ['project.undo', 'project.redo', 'demo.start'];

/** The entries of the project's menu: files where the window has them, recent projects, undo and redo. */
export function useProjectMenu(): readonly MenuEntry[] {
  const store = useAppStore();
  const registry = useActionRegistry();
  const files = useApp((state) => state.live.capabilities.files);
  const recent = useApp((state) => state.ui.recent);
  const undo = useApp((state) => state.config.undo);
  const redo = useApp((state) => state.config.redo);
  const state = store.getState();
  const all = registry.all(state);
  const entry = (id: string): MenuEntry[] => {
    const action = all.find((candidate) => candidate.id === id);
    if (action === undefined) return [];
    const what = id === 'project.undo' ? undo : id === 'project.redo' ? redo : null;
    return [
      {
        label: what === null ? action.label : `${action.label} ${what}`,
        ...(action.detail === undefined ? {} : { detail: action.detail }),
        shortcut:
          action.shortcut === undefined ? undefined : shortcutLabel(action.shortcut, store.api.platform),
        disabled: action.isEnabled?.(state) === false,
        onSelect: () => performAction(action, store),
      },
    ];
  };
  return [
    ...(files ? [...FILE_ACTIONS.flatMap(entry), 'separator' as const] : []),
    ...(recent.length > 0
      ? [...recent.flatMap((_, index) => entry(`project.open-recent:${index}`)), 'separator' as const]
      : []),
    ...EDIT_ACTIONS.flatMap(entry),
  ];
}
