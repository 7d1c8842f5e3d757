import type { SessionView } from '../../../../core/contract/index.ts';
import type { AppStore } from '../../../store/app-store.ts';
import { filterText, toggleTerm } from './filter-language.ts';

/** Shows only this session's exchanges and lights it up; a second time takes that back. */
export function showSession(store: AppStore, session: SessionView): void {
  const { selectedSessionId } = store.getState().ui;
  if (session.sessionId === selectedSessionId) {
    store.setUi({ selectedSessionId: null, filterText: '', filterDraft: '' });
    return;
  }
  store.setUi({
    selectedSessionId: session.sessionId,
    filterText: filterText('session', session.label),
    filterDraft: '',
  });
}

/** Adds a condition to the filter, or takes it away when it was there. */
export function toggleCondition(store: AppStore, term: string): void {
  store.setUi((ui) => ({ filterText: toggleTerm(ui.filterText, term), selectedSessionId: null }));
}
