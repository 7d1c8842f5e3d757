import { ArrowLeftRight, CopyPlus, CornerDownLeft, Eraser, PinOff, Rows2, Save, X } from 'lucide-react';
import type { Action } from '../../actions/action.ts';
import { runCommand } from '../../actions/run-command.ts';
import { unpinSession } from '../../actions/session-actions.ts';
import type { AppState, AppStore } from '../../store/app-store.ts';
import { selectBrowse, setBrowse } from './browse-state.ts';
import { sessionOfUser } from './user-route.ts';

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
      id: 'user.unpin',
      label: `Unpin ${focused?.name ?? 'a user'}`,
      icon: PinOff,
      shortcut: 'p',
      // The palette has it for each session by its own name.
      hidden: true,
      perform: async (store) => {
        const session =
          focused === undefined ? undefined : sessionOfUser(state.live.sessions.values(), focused);
        if (session !== undefined) await unpinSession(store, session);
      },
    },
    {
      ...common,
      id: 'user.another-tab',
      label: `Duplicate the tab of ${focused?.name ?? 'a user'}`,
      icon: CopyPlus,
      shortcut: 'c',
      hidden: true,
      perform: async (store) => {
        if (focused !== undefined) await runCommand(store, 'user.open-tab', { userId: focused.userId });
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

/** What is done with each user by its id, as the palette, the native menu and keys inside its page ask for; and kept ones. */
export function userActions(state: AppState): readonly Action[] {
  const group = 'Users and sessions' as const;
  const open = [...state.live.users.values()].flatMap(({ userId, name, tabId }): Action[] => [
    {
      id: `user.close:${userId}`,
      group,
      label: `Close ${name}`,
      keywords: 'tab user',
      icon: X,
      perform: async (store) => void (await runCommand(store, 'user.close', { userId })),
    },
    {
      id: `user.open-tab:${userId}`,
      group,
      label: `Another tab for ${name}`,
      keywords: 'duplicate tab user same cookies',
      icon: CopyPlus,
      perform: async (store) => {
        const result = await runCommand(store, 'user.open-tab', { userId });
        if (result.ok) store.setUi({ screen: 'browse' });
      },
    },
    {
      id: `user.close-tab:${userId}`,
      group,
      label: `Close the tab in front of ${name}`,
      hidden: true,
      perform: async (store) => void (await runCommand(store, 'user.close-tab', { userId, tabId })),
    },
    {
      id: `user.focus-address:${userId}`,
      group,
      label: `Go to an address as ${name}`,
      hidden: true,
      perform: (store) => askForAddress(store, userId),
    },
  ]);
  return [...open, ...keptActions(state)];
}

/** Users whose jars are on disk: a new one, and those that are not open now. */
function keptActions(state: AppState): readonly Action[] {
  if (!state.live.capabilities.embeddedTabs) return [];
  const group = 'Users and sessions' as const;
  const isOpen = (name: string) => [...state.live.users.values()].some((user) => user.name === name);
  const closed = state.ui.keptUsers.filter((name) => !isOpen(name));
  return [
    {
      id: 'user.open-kept',
      group,
      label: 'New user that is kept between runs',
      keywords: 'profile disk persistent cookie jar tab',
      icon: Save,
      perform: (store) => openKept(store, {}),
    },
    ...closed.flatMap((name): Action[] => [
      {
        id: `user.open-kept:${name}`,
        group,
        label: `Open ${name}`,
        detail: 'kept user',
        keywords: 'profile disk',
        icon: Save,
        perform: (store) => openKept(store, { name }),
      },
      {
        id: `user.forget-kept:${name}`,
        group,
        label: `Forget what is kept of ${name}`,
        keywords: 'delete profile disk cookies',
        icon: Eraser,
        async perform(store) {
          const done = `Nothing is kept of ${name} any more`;
          const result = await runCommand(store, 'user.forget-kept', { name }, { done });
          if (result.ok) await learnKept(store);
        },
      },
    ]),
  ];
}

async function openKept(store: AppStore, which: { readonly name?: string }): Promise<void> {
  const result = await runCommand(store, 'user.open', { ...which, kept: true });
  if (!result.ok) return;
  store.setUi({ screen: 'browse' });
  await learnKept(store);
}

/** The list of kept users is no event: only these actions change it. */
async function learnKept(store: AppStore): Promise<void> {
  const result = await store.api.execute('shell.get', {});
  if (result.ok) store.setUi({ keptUsers: result.value.keptUsers });
}

function askForAddress(store: AppStore, focusedUserId: string | null): void {
  store.setUi({ screen: 'browse' });
  const { addressFocusCount } = selectBrowse(store.getState());
  setBrowse(store, { focusedUserId, addressFocusCount: addressFocusCount + 1 });
}
