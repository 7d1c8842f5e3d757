import { runCommand } from '../../actions/run-command.ts';
import { pinSession, unpinSession } from '../../actions/session-actions.ts';
import type { AppStore } from '../../store/app-store.ts';
import type { UserCommands } from './PaneHeader.tsx';
import type { Pane } from './use-panes.ts';

/** What the buttons of a user's pane do. */
export function commandsFor(store: AppStore, { user, session }: Pane): UserCommands {
  const { userId, name } = user;
  return {
    onPin(choice) {
      if (session !== undefined) void pinSession(store, session, choice);
    },
    onUnpin() {
      if (session !== undefined) void unpinSession(store, session);
    },
    onForgetPin: () =>
      void runCommand(
        store,
        'user.forget-pin',
        { userId },
        { done: `${name} has no route cookie any more: the next request is balanced` },
      ),
    onForgetAll: () =>
      void runCommand(
        store,
        'user.forget-all',
        { userId },
        { done: `${name} starts over: every cookie is gone` },
      ),
    onDuplicate: () => void runCommand(store, 'user.open-tab', { userId }),
    onDevTools: () => void runCommand(store, 'user.dev-tools', { userId }),
    onClose: () => void runCommand(store, 'user.close', { userId }),
  };
}
