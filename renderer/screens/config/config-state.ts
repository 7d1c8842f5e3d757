import type { ExportFormat, Finding } from '../../../core/contract/index.ts';
import type { AppState, AppStore } from '../../store/app-store.ts';

/** What can be done below the export: read the lints, compare with a real Apache or with other servers, fetch a page once. */
export type ConfigTool = 'lints' | 'parity' | 'fetch' | 'compare';

/** What the Config screen remembers while another screen is shown. */
export interface ConfigScreenState {
  readonly view: 'form' | 'file';
  /** What the last edit did, in words; null before the first. */
  readonly applied: string | null;
  readonly format: ExportFormat;
  /** Whether the export has the comments that teach. */
  readonly comments: boolean;
  readonly tool: ConfigTool;
  readonly toolOpen: boolean;
  /** The checks have the whole screen: comparisons are wide. */
  readonly toolWide: boolean;
  /** What is legal in the live project and will not do what its author means; errors first. */
  readonly findings: readonly Finding[];
  /** A setting that was asked for (by a finding, by a line of the export) and not shown yet. */
  readonly asked: { readonly path: string } | null;
  /** Revision of the project that was compared with Apache last, from here; null when none was. */
  readonly comparedRevision: number | null;
}

const KEY = 'config';
const INITIAL: ConfigScreenState = {
  view: 'form',
  applied: null,
  format: 'apache',
  comments: true,
  tool: 'lints',
  toolOpen: true,
  toolWide: false,
  findings: [],
  asked: null,
  comparedRevision: null,
};

export function selectConfigScreen(state: AppState): ConfigScreenState {
  return (state.ui.perScreen[KEY] as ConfigScreenState | undefined) ?? INITIAL;
}

export function setConfigScreen(store: AppStore, patch: Partial<ConfigScreenState>): void {
  store.setUi(({ perScreen }) => ({
    perScreen: { ...perScreen, [KEY]: { ...selectConfigScreen(store.getState()), ...patch } },
  }));
}

/** Shows the field of a setting: the form comes up, and the field nearest to the path gets the focus. */
export function askForSetting(store: AppStore, path: string): void {
  setConfigScreen(store, { view: 'form', asked: { path } });
}
