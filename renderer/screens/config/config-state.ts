import type { AppState, AppStore } from '../../store/app-store.ts';

/** What the Config screen remembers while another screen is shown. */
export interface ConfigScreenState {
  readonly view: 'form' | 'file';
  /** What the last edit did, in words; null before the first. */
  readonly applied: string | null;
}

const KEY = 'config';
const INITIAL: ConfigScreenState = { view: 'form', applied: null };

export function selectConfigScreen(state: AppState): ConfigScreenState {
  return (state.ui.perScreen[KEY] as ConfigScreenState | undefined) ?? INITIAL;
}

export function setConfigScreen(store: AppStore, patch: Partial<ConfigScreenState>): void {
  store.setUi(({ perScreen }) => ({
    perScreen: { ...perScreen, [KEY]: { ...selectConfigScreen(store.getState()), ...patch } },
  }));
}
