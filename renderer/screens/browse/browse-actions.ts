import { ArrowLeftRight, CornerDownLeft, PinOff, Rows2, X } from 'lucide-react';
import type { Action } from '../../actions/action.ts';
import { runCommand } from '../../actions/run-command.ts';
import type { AppState, AppStore } from '../../store/app-store.ts';
import { selectBrowse, setBrowse } from './browse-state.ts';

/** What the keys of the Browse screen do; they act on the user that has the focus. */
export function browseActions(state: AppState): readonly Action[] {
  const users = [...state.live.users.values()];
  const browse = selectBrowse(state);
  const focused = users.find(({ userId }) => userId === browse.focusedUserId) ?? users[0];
  const step = (by: number) => (store: AppStore) => {
    const index = users.findIndex(({ userId }) => userId === focused?.userId);
    const next = users[(index + by + users.length) % users.length];
    if (next !== undefined) setBrowse(store, { focusedUserId: next.userId });
  };
  const common = { group: 'Users and sessions' as const, isEnabled: () => focused !== undefined };
  const lost = [...state.live.sessions.values()].find(
    (session) => session.userId !== null && session.userId === focused?.userId && session.lost !== null,
  )?.lost;
  return [
    { ...common, id: 'user.next', label: 'Next user', icon: ArrowLeftRight, shortcut: 'j', perform: step(1) },
    {
      ...common,
      id: 'user.previous',
      label: 'Previous user',
      hidden: true,
      shortcut: 'k',
      perform: step(-1),
    },
    {
      ...common,
      id: 'user.address',
      label: `Go to an address as ${focused?.name ?? 'a user'}`,
      icon: CornerDownLeft,
      shortcut: 'mod+l',
      perform: (store) => askForAddress(store, focused?.userId ?? null),
    },
    {
      ...common,
      id: 'user.forget-pin',
      label: `Forget the pin of ${focused?.name ?? 'a user'}`,
      icon: PinOff,
      shortcut: 'p',
      perform: async (store) => {
        if (focused === undefined) return;
        const done = `${focused.name} is balanced anew with the next request`;
        await runCommand(store, 'user.forget-pin', { userId: focused.userId }, { done });
      },
    },
    {
      ...common,
      id: 'user.together',
      label: browse.together ? 'Each user has an address of its own' : 'Same address in all',
      icon: Rows2,
      shortcut: 's',
      perform: (store) => setBrowse(store, { together: !browse.together }),
    },
    {
      ...common,
      id: 'user.why',
      label: 'Why was the session lost?',
      shortcut: 'w',
      hidden: true,
      isEnabled: () => lost != null,
      perform: (store) =>
        store.setUi({
          screen: 'live',
          selectedExchangeId: lost?.exchangeId ?? null,
          detailTab: 'why',
          following: false,
        }),
    },
  ];
}

/** Closing and addressing each user by its id, as the native menu and keys inside its page ask for. */
export function userActions(state: AppState): readonly Action[] {
  return [...state.live.users.values()].flatMap(({ userId, name }): Action[] => [
    {
      id: `user.close:${userId}`,
      group: 'Users and sessions',
      label: `Close ${name}`,
      keywords: 'tab user',
      icon: X,
      perform: async (store) => void (await runCommand(store, 'user.close', { userId })),
    },
    {
      id: `user.focus-address:${userId}`,
      group: 'Users and sessions',
      label: `Go to an address as ${name}`,
      hidden: true,
      perform: (store) => askForAddress(store, userId),
    },
  ]);
}

function askForAddress(store: AppStore, focusedUserId: string | null): void {
  store.setUi({ screen: 'browse' });
  const { addressFocusCount } = selectBrowse(store.getState());
  setBrowse(store, { focusedUserId, addressFocusCount: addressFocusCount + 1 });
}
