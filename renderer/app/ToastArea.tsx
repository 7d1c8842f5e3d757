import { performAction } from '../actions/action.ts';
import { APP_ACTIONS } from '../actions/app-actions.ts';
import { closeToast } from '../actions/run-command.ts';
import { shortcutLabel } from '../actions/shortcut.ts';
import { Toasts } from '../components/Toasts.tsx';
import { useApp, useAppStore } from '../store/store-context.tsx';

interface ToastAreaProps {
  readonly isDocked: boolean;
}

/** The messages of the store, with Undo wired up. */
export function ToastArea({ isDocked }: ToastAreaProps) {
  const store = useAppStore();
  const toasts = useApp((state) => state.ui.toasts);
  return (
    <Toasts
      toasts={toasts}
      isDocked={isDocked}
      undoShortcut={shortcutLabel('mod+z', store.api.platform)}
      onClose={(id) => closeToast(store, id)}
      onUndo={(id) => {
        closeToast(store, id);
        const undo = APP_ACTIONS.find((action) => action.id === 'project.undo');
        if (undo !== undefined) performAction(undo, store);
      }}
    />
  );
}
