import { Filter, Pin, PinOff } from 'lucide-react';
import type { SessionView } from '../../core/contract/index.ts';
import type { AppState } from '../store/app-store.ts';
import type { Action } from './action.ts';
import { runCommand } from './run-command.ts';

/** More sessions than this make the palette a list; the Sessions screen is better at it. */
const SESSIONS_IN_PALETTE = 60;

/** What the palette offers for each session. */
export function sessionActions(state: AppState): readonly Action[] {
  return [...state.live.sessions.values()]
    .slice(-SESSIONS_IN_PALETTE)
    .flatMap((session) => [...actionsForSession(session), ...pinActions(state, session)]);
}

/** A session can be pinned to every other route of the balancers that it is pinned at. */
export function pinActions(state: AppState, session: SessionView): readonly Action[] {
  const { sessionId, label } = session;
  return session.pins.flatMap(({ balancer, route }) => {
    const members = state.live.balancers.find(({ name }) => name === balancer)?.members ?? [];
    const others = new Set(members.map((member) => member.route));
    others.delete('');
    others.delete(route);
    return [...others].map(
      (other): Action => ({
        id: `session.pin:${sessionId}:${balancer}:${other}`,
        group: 'Users and sessions',
        label: `Move ${label} to route ${other}`,
        keywords: `${sessionId} ${balancer} pin`,
        icon: Pin,
        async perform(store) {
          const params = { sessionId, balancer, route: other };
          await runCommand(store, 'session.pin', params, {
            done: `The next request of ${label} goes to ${other}`,
            undo: true,
          });
        },
      }),
    );
  });
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
            ? runCommand(
                store,
                'session.unpin',
                { sessionId },
                { done: `${label} is balanced anew`, undo: true },
              )
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
