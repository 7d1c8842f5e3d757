import { Filter, PinOff } from 'lucide-react';
import type { SessionView } from '../../core/contract/index.ts';
import type { AppState } from '../store/app-store.ts';
import type { Action } from './action.ts';
import { runCommand } from './run-command.ts';

/** More sessions than this make the palette a list; the Sessions screen is better at it. */
const SESSIONS_IN_PALETTE = 60;

/** What the palette offers for each session. */
export function sessionActions(state: AppState): readonly Action[] {
  return [...state.live.sessions.values()].slice(-SESSIONS_IN_PALETTE).flatMap(actionsForSession);
}

/** What can be done with one session. */
export function actionsForSession(session: SessionView): readonly Action[] {
  const { sessionId, label } = session;
  return [
    {
      id: `session.show:${sessionId}`,
      group: 'Users and sessions',
      label: `Show requests of ${label}`,
      detail: `${session.requests} requests`,
      keywords: sessionId,
      icon: Filter,
      perform: (store) =>
        store.setUi({ screen: 'live', filterText: `session:${quoted(label)}`, selectedSessionId: sessionId }),
    },
    {
      id: `session.forget:${sessionId}`,
      group: 'Users and sessions',
      label: `Forget the pin of ${label}`,
      keywords: `${sessionId} unpin clear`,
      icon: PinOff,
      isEnabled: () => session.pins.length > 0,
      async perform(store) {
        const command =
          session.userId === null
            ? runCommand(store, 'session.forget', { sessionId }, { done: `${label} is balanced anew` })
            : runCommand(
                store,
                'user.forget-pin',
                { userId: session.userId },
                { done: `${label} is balanced anew` },
              );
        await command;
      },
    },
  ];
}

/** A value of the filter language: in quotes when it holds a blank. */
function quoted(text: string): string {
  return /[\s"]/.test(text) ? `"${text.replaceAll('"', '')}"` : text;
}
