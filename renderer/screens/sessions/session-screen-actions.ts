import { PinOff } from 'lucide-react';
import type { RefObject } from 'react';
import type { ActionSource } from '../../actions/action-registry.tsx';
import { actionsForSession } from '../../actions/session-actions.ts';
import { toggleExpanded } from '../../store/expanded-sessions.ts';
import type { LaneListHandle } from './LaneList.tsx';

/** What the keys of the Sessions screen do; they act on the session that is selected. */
export function sessionScreenActions(list: RefObject<LaneListHandle | null>): ActionSource {
  return (state) => {
    const { selectedSessionId } = state.ui;
    const session = selectedSessionId === null ? undefined : state.live.sessions.get(selectedSessionId);
    const own = session === undefined ? null : actionsForSession(session);
    const group = 'Users and sessions' as const;
    return [
      { id: 'lane.next', group, label: 'Next session', shortcut: 'j', perform: () => list.current?.move(1) },
      {
        id: 'lane.previous',
        group,
        label: 'Previous session',
        shortcut: 'k',
        perform: () => list.current?.move(-1),
      },
      {
        id: 'lane.unpin',
        group,
        label: 'Unpin the selected session',
        icon: PinOff,
        shortcut: 'p',
        isEnabled: (now) => own !== null && own.unpin.isEnabled?.(now) !== false,
        perform: (store) => own?.unpin.perform(store),
      },
      {
        id: 'lane.show',
        group,
        label: 'Show the requests of the selected session',
        shortcut: 'f',
        isEnabled: () => own !== null,
        perform: (store) => own?.show.perform(store),
      },
      {
        id: 'lane.tabs',
        group,
        label: 'Show or hide the tabs of the selected session',
        shortcut: 'o',
        isEnabled: () => session !== undefined,
        perform(store) {
          if (session !== undefined) toggleExpanded(store, session.sessionId);
        },
      },
      {
        id: 'lane.clear',
        group,
        label: 'Select no session',
        shortcut: 'escape',
        hidden: true,
        isEnabled: () => selectedSessionId !== null,
        perform: (store) => store.setUi({ selectedSessionId: null }),
      },
    ];
  };
}
