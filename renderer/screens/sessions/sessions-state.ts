import type { AppState, AppStore } from '../../store/app-store.ts';
import type { LaneOrder } from './lane-order.ts';

export const SPANS = ['90 s', '5 min', 'All'] as const;
export type Span = (typeof SPANS)[number];

export const SPAN_MS: Readonly<Record<Span, number | null>> = { '90 s': 90_000, '5 min': 300_000, All: null };

/** What the Sessions screen remembers while another screen is shown. */
export interface SessionsState {
  readonly order: LaneOrder;
  readonly span: Span;
  /** Losses that were read and closed, by exchange id. */
  readonly closedLosses: readonly number[];
}

const KEY = 'sessions';
const INITIAL: SessionsState = { order: 'moved', span: '90 s', closedLosses: [] };

export function selectSessionsScreen(state: AppState): SessionsState {
  return (state.ui.perScreen[KEY] as SessionsState | undefined) ?? INITIAL;
}

export function setSessionsScreen(store: AppStore, patch: Partial<SessionsState>): void {
  store.setUi(({ perScreen }) => ({
    perScreen: { ...perScreen, [KEY]: { ...selectSessionsScreen(store.getState()), ...patch } },
  }));
}
