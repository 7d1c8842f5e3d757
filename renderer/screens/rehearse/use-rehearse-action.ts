import { performAction } from '../../actions/action.ts';
import { shortcutLabel } from '../../actions/shortcut.ts';
import { useAppStore } from '../../store/store-context.tsx';
import { REHEARSE_ACTIONS } from './rehearse-actions.ts';

/** One of this screen's actions as a button shows it: its key, and what it does. Throws when there is none of that id. */
export function useRehearseAction(id: string): {
  readonly shortcut: string | undefined;
  readonly perform: () => void;
} {
  const store = useAppStore();
  const action = REHEARSE_ACTIONS.find((candidate) => candidate.id === id);
  if (action === undefined) throw new Error(`no action "${id}"`);
  const { shortcut } = action;
  return {
    shortcut: shortcut === undefined ? undefined : shortcutLabel(shortcut, store.api.platform),
    perform: () => performAction(action, store),
  };
}
