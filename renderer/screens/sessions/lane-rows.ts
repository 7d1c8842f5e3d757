import type { SessionView, TabView } from '../../../core/contract/index.ts';

/** One row of the list: a session's lane, or one of its tabs below it. */
export type LaneRow =
  | { readonly kind: 'session'; readonly session: SessionView; readonly tabs: readonly TabView[] }
  | { readonly kind: 'tab'; readonly session: SessionView; readonly tab: TabView; readonly isLast: boolean };

/** The rows of the list: each session in order, followed by its tabs where it is unfolded. */
export function laneRows(
  sessions: readonly SessionView[],
  tabsBySession: ReadonlyMap<string, readonly TabView[]>,
  expanded: ReadonlySet<string>,
): readonly LaneRow[] {
  return sessions.flatMap((session): LaneRow[] => {
    const tabs = tabsBySession.get(session.sessionId) ?? [];
    const own: LaneRow = { kind: 'session', session, tabs };
    if (!expanded.has(session.sessionId)) return [own];
    const below = tabs.map((tab, index): LaneRow => {
      return { kind: 'tab', session, tab, isLast: index === tabs.length - 1 };
    });
    return [own, ...below];
  });
}

/** The place of the session `steps` after (or before) the selected one, among the rows; the ends hold. */
export function sessionRowAt(rows: readonly LaneRow[], selectedId: string | null, steps: number): number {
  const places = rows.flatMap((row, index) => (row.kind === 'session' ? [index] : []));
  const now = places.findIndex((place) => rows[place]?.session.sessionId === selectedId);
  const next = now < 0 ? 0 : Math.max(0, Math.min(places.length - 1, now + steps));
  return places[next] ?? -1;
}
