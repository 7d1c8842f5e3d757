import type { AppStore } from './app-store.ts';

/** Shows or hides the tabs below a session. */
export function toggleExpanded(store: AppStore, sessionId: string): void {
  store.setUi(({ expandedSessionIds }) => {
    const next = new Set(expandedSessionIds);
    if (!next.delete(sessionId)) next.add(sessionId);
    return { expandedSessionIds: next };
  });
}
