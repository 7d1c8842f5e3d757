import { Cookie, Eraser, Filter, Pin, PinOff } from 'lucide-react';
import type { SessionView, TabView } from '../../core/contract/index.ts';
import { memberName } from '../format/member-name.ts';
import { plural } from '../format/numbers.ts';
import type { AppState, AppStore } from '../store/app-store.ts';
import { type PinTarget, pinTargets } from '../store/pin-targets.ts';
import type { Action } from './action.ts';
import { runCommand, showToast } from './run-command.ts';

/** More sessions than this make the palette a list; the Sessions screen is better at it. */
const SESSIONS_IN_PALETTE = 60;

/** What the palette offers for each session. */
export function sessionActions(state: AppState): readonly Action[] {
  return [...state.live.sessions.values()]
    .slice(-SESSIONS_IN_PALETTE)
    .flatMap((session) => [...Object.values(actionsForSession(session)), ...pinActions(state, session)]);
}

/** Pins a session to a route by hand: its next request goes there. */
export async function pinSession(
  store: AppStore,
  session: Pick<SessionView, 'sessionId' | 'label'>,
  { balancer, route }: Pick<PinTarget, 'balancer' | 'route'>,
): Promise<void> {
  const { sessionId, label } = session;
  const params = { sessionId, balancer, route };
  const done = `The next request of ${label} goes to route ${route}`;
  await runCommand(store, 'session.pin', params, { done, undo: true });
}

/** Takes the pin off: the next request is balanced anew. */
export async function unpinSession(
  store: AppStore,
  { sessionId, label }: Pick<SessionView, 'sessionId' | 'label'>,
): Promise<void> {
  const done = `The next request of ${label} is balanced anew`;
  await runCommand(store, 'session.unpin', { sessionId }, { done, undo: true });
}

/** Starts a session over: the jar of a user is emptied; of an ordinary browser we only forget what we knew. */
export async function forgetSession(
  store: AppStore,
  { sessionId, userId, label }: Pick<SessionView, 'sessionId' | 'userId' | 'label'>,
): Promise<void> {
  await (userId === null
    ? runCommand(
        store,
        'session.forget',
        { sessionId },
        { done: `${label} is forgotten; its browser keeps its cookies` },
      )
    : runCommand(
        store,
        'user.forget-all',
        { userId },
        { done: `${label} starts over: every cookie is gone` },
      ));
}

/** Has a followed browser delete the cookies of the site with its next page, or takes that back. */
export async function resetSession(
  store: AppStore,
  { sessionId, label, isResetting = false }: Pick<SessionView, 'sessionId' | 'label' | 'isResetting'>,
): Promise<void> {
  const params = isResetting ? { sessionId, cancel: true } : { sessionId };
  const done = isResetting ? `${label} keeps its cookies` : `The next page of ${label} deletes its cookies`;
  await runCommand(store, 'session.reset', params, { done, undo: !isResetting });
}

/** Forgets all sessions of a route at once, with one word for all: each as far as it can be. */
export async function forgetSessions(
  store: AppStore,
  { balancer, route }: Pick<PinTarget, 'balancer' | 'route'>,
  sessions: readonly SessionView[],
): Promise<void> {
  const users = new Set(sessions.flatMap(({ userId }) => userId ?? []));
  const isFollowed = sessions.some(({ recognition }) => recognition === 'tracked');
  const results = await Promise.all([
    ...[...users].map((userId) => runCommand(store, 'user.forget-all', { userId })),
    ...sessions
      .filter(({ userId, recognition }) => userId === null && recognition !== 'tracked')
      .map(({ sessionId }) => runCommand(store, 'session.forget', { sessionId })),
  ]);
  const gone = results.filter(({ ok }) => ok).length;
  const awaited = isFollowed ? await runCommand(store, 'session.reset-all', { balancer, route }) : null;
  const resets = awaited?.ok === true ? awaited.value.reset : 0;
  const words = [
    ...(gone > 0 ? [`${plural(gone, 'session')} forgotten`] : []),
    ...(resets > 0 ? [`${plural(resets, 'browser')} to delete cookies with the next page`] : []),
  ];
  if (words.length === 0) return;
  showToast(store, { level: 'ok', text: words.join(', '), hint: null, undo: resets > 0 });
}

/** For the palette: to every other route. */
function pinActions(state: AppState, session: SessionView): readonly Action[] {
  const { sessionId, label } = session;
  return pinTargets(state.live.balancers, session)
    .filter(({ isCurrent }) => !isCurrent)
    .map(
      (target): Action => ({
        id: `session.pin:${sessionId}:${target.balancer}:${target.route}`,
        group: 'Users and sessions',
        label: `Move ${label} to route ${target.route}`,
        detail: memberName(target.member.url),
        keywords: `${sessionId} ${target.balancer} pin`,
        icon: Pin,
        perform: (store) => pinSession(store, session, target),
      }),
    );
}

/** What can be done with one session. */
export function actionsForSession(session: SessionView): {
  readonly show: Action;
  readonly unpin: Action;
  /** Deletes its cookies with its next page, or takes that back; only of followed browsers. */
  readonly reset: Action;
  readonly forget: Action;
} {
  const { sessionId, label } = session;
  const group = 'Users and sessions' as const;
  return {
    show: {
      id: `session.show:${sessionId}`,
      group,
      label: `Show requests of ${label}`,
      detail: `${session.requests} requests`,
      keywords: sessionId,
      icon: Filter,
      perform: (store) =>
        store.setUi({
          screen: 'live',
          filterText: `session:${quoted(label)}`,
          filterDraft: '',
          selectedSessionId: sessionId,
        }),
    },
    unpin: {
      id: `session.unpin:${sessionId}`,
      group,
      label: `Unpin ${label}`,
      keywords: `${sessionId} forget pin clear balance anew`,
      icon: PinOff,
      isEnabled: () => session.pins.length > 0,
      perform: (store) => unpinSession(store, session),
    },
    reset: {
      id: `session.reset:${sessionId}`,
      group,
      label: session.isResetting === true ? `Keep the cookies of ${label}` : `Forget everything of ${label}`,
      ...(session.isResetting === true ? {} : { detail: 'deletes its cookies with its next page' }),
      keywords: `${sessionId} reset cookies start over jar`,
      icon: session.isResetting === true ? Cookie : Eraser,
      isEnabled: () => session.recognition === 'tracked',
      perform: (store) => resetSession(store, session),
    },
    forget: {
      id: `session.forget:${sessionId}`,
      group,
      label: session.userId === null ? `Forget what is known of ${label}` : `Forget everything of ${label}`,
      keywords: `${sessionId} reset cookies start over`,
      icon: Eraser,
      perform: (store) => forgetSession(store, session),
    },
  };
}

/** Shows the requests of one tab. */
export function showTab(store: AppStore, tab: Pick<TabView, 'tabId' | 'sessionId'>): void {
  store.setUi({
    screen: 'live',
    filterText: `tab:${quoted(tab.tabId)}`,
    filterDraft: '',
    selectedSessionId: tab.sessionId,
  });
}

/** A value of the filter language: in quotes when it holds a blank. */
function quoted(text: string): string {
  return /[\s"]/.test(text) ? `"${text.replaceAll('"', '')}"` : text;
}
