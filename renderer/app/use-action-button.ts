import { performAction } from '../actions/action.ts';
import { APP_ACTIONS } from '../actions/app-actions.ts';
import { shortcutLabel } from '../actions/shortcut.ts';
import { useApp, useAppStore } from '../store/store-context.tsx';

/** What a button needs of an action. */
export interface ActionButton {
  readonly label: string;
  readonly shortcut: string | undefined;
  readonly isEnabled: boolean;
  readonly perform: () => void;
}

/** One of the app's own actions as a button shows it; throws when there is none of that id. */
export function useActionButton(id: string): ActionButton {
  const store = useAppStore();
  const action = APP_ACTIONS.find((candidate) => candidate.id === id);
  if (action === undefined) throw new Error(`no action "${id}"`);
  const isEnabled = useApp((state) => action.isEnabled?.(state) !== false);
  return {
    label: action.label,
    shortcut: action.shortcut === undefined ? undefined : shortcutLabel(action.shortcut, store.api.platform),
    isEnabled,
    perform: () => performAction(action, store),
  };
}
