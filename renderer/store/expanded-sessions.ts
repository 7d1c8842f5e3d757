import type { AppStore } from './app-store.ts';

/** Shows or hides the tabs below a session. */
export function toggleExpanded(store: AppStore, sessionId: string): void {
  store.setUi(({ expandedSessionIds }) => ({ expandedSessionIds: toggled(expandedSessionIds, sessionId) }));
}

/** Shows or hides the sessions of a route on Live. */
export function toggleRoute(store: AppStore, key: string): void {
  store.setUi(({ expandedRoutes }) => ({ expandedRoutes: toggled(expandedRoutes, key) }));
}

function toggled(set: ReadonlySet<string>, item: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(item)) next.add(item);
  return next;
}
