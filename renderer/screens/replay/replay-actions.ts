import { Repeat2 } from 'lucide-react';
import type { Action } from '../../actions/action.ts';
import type { AppState } from '../../store/app-store.ts';

/** What `R` is about: on Live the selected request, elsewhere the selected session. */
function subjectOf({
  ui,
  live,
}: AppState): { readonly sessionId: string | null; readonly exchangeId: number | null } | null {
  if (ui.screen === 'live' && ui.selectedExchangeId !== null)
    return { sessionId: null, exchangeId: ui.selectedExchangeId };
  const sessionId = ui.selectedSessionId;
  return sessionId !== null && live.sessions.has(sessionId) ? { sessionId, exchangeId: null } : null;
}

const REPLAY: Action = {
  id: 'replay.open',
  group: 'Users and sessions',
  label: 'Replay on another route…',
  keywords: 'again shared state compare diff resend',
  icon: Repeat2,
  shortcut: 'shift+r',
  isEnabled: (state) => subjectOf(state) !== null,
  perform(store) {
    const subject = subjectOf(store.getState());
    if (subject !== null) store.setUi({ overlay: { kind: 'replay', ...subject } });
  },
};

/** Replaying is offered from anywhere: it acts on what is selected. */
export function replayActions(): readonly Action[] {
  return [REPLAY];
}
