import type { SessionView } from '../../../core/contract/index.ts';
import { runCommand } from '../../actions/run-command.ts';
import { forgetSessions } from '../../actions/session-actions.ts';
import { shortcutLabel } from '../../actions/shortcut.ts';
import { type ForgetWords, type MoveChoice, MoveSessions } from '../../components/MoveSessions.tsx';
import { plural } from '../../format/numbers.ts';
import { pinChoices } from '../../store/pin-targets.ts';
import { selectBalancers, selectRouteOrder, selectSessions } from '../../store/selectors.ts';
import { useApp, useAppStore } from '../../store/store-context.tsx';

interface MoveSessionsDialogProps {
  readonly balancer: string;
  readonly route: string;
  readonly onClose: () => void;
}

/** The dialog about all sessions of a route, with the commands behind it. */
export function MoveSessionsDialog({ balancer, route, onClose }: MoveSessionsDialogProps) {
  const store = useAppStore();
  const balancers = useApp(selectBalancers);
  const order = useApp(selectRouteOrder);
  const sessions = useApp(selectSessions);
  const own = [...sessions.values()].filter(({ pins }) =>
    pins.some((pin) => pin.balancer === balancer && pin.route === route),
  );
  const choices = pinChoices(balancers, order, { pins: [] }).filter((choice) => choice.balancer === balancer);
  const from = choices.find((choice) => choice.route === route);
  if (from === undefined) return null;
  const letterOf = (text: string) =>
    choices.find((choice) => choice.route === text)?.identity?.letter ?? text;
  const move = (choice: MoveChoice) => {
    if (choice.kind === 'forget') {
      void forgetSessions(store, { balancer, route }, own);
      return;
    }
    const to = choice.kind === 'move' ? choice.to : null;
    const where = to === null ? 'balanced anew' : `moved to ${letterOf(to)}`;
    const drained = choice.drain ? `, ${letterOf(route)} drains` : '';
    void runCommand(
      store,
      'session.move-all',
      { balancer, from: route, to, drain: choice.drain },
      { done: `${plural(own.length, 'session')} ${where} with the next request${drained}`, undo: true },
    );
  };
  return (
    <MoveSessions
      from={from}
      targets={choices.filter((choice) => choice !== from)}
      count={own.length}
      forgets={forgetWords(own)}
      undoShortcut={shortcutLabel('mod+z', store.api.platform)}
      onClose={onClose}
      onMove={move}
    />
  );
}

/** What *Forget everything* means for those who are there. */
function forgetWords(sessions: readonly SessionView[]): ForgetWords {
  const known = new Set(sessions.map(({ recognition }) => recognition));
  const what = [
    ...(known.has('embedded') ? ['users lose every cookie'] : []),
    ...(known.has('tracked') ? ['browsers lose theirs with the next page'] : []),
    ...(known.has('sticky-value') ? ['unfollowed browsers keep theirs'] : []),
  ];
  return { what: what.join(', '), isUndone: known.size === 1 && known.has('tracked') };
}
