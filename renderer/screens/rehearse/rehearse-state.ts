import type { BroadcastView, LagView, Rehearsal, RequestMethod } from '../../../core/contract/index.ts';
import type { AppState, AppStore } from '../../store/app-store.ts';

/** What stands below the verdict. */
export type ResultTab = 'requests' | 'sessions' | 'users' | 'table';

/** A broadcast as it is typed. */
export interface BroadcastDraft {
  readonly method: RequestMethod;
  readonly path: string;
  /** One field a line, `Name: value`. */
  readonly headers: string;
  readonly body: string;
  /** One text a line: lines with it are not compared. */
  readonly ignore: string;
  /** Whether dates, times and session ids are compared, too. */
  readonly exact: boolean;
  readonly showsMore: boolean;
  readonly write: WriteDraft;
}

/** A write on one member, before all are read until they answer alike. */
export interface WriteDraft {
  readonly isOn: boolean;
  /** URL; '' for the first one. */
  readonly member: string;
  readonly method: RequestMethod;
  readonly path: string;
}

/** What the Rehearse screen remembers while another screen is shown. */
export interface RehearseScreenState {
  /** What is set up; null until the first ready-made one was asked for. */
  readonly draft: Rehearsal | null;
  /** The ready-made rehearsal that the draft began as; null for a file. */
  readonly scenarioId: string | null;
  /** Where the draft was opened or saved; null for nowhere. */
  readonly fileName: string | null;
  readonly tab: ResultTab;
  readonly dialog: 'journey' | { readonly step: number | null } | null;
  readonly broadcast: BroadcastDraft;
  readonly answers: BroadcastView | null;
  /** Of the last broadcast that began with a write. */
  readonly lag: LagView | null;
  /** Counted up to ask for a run, or its end, from anywhere. */
  readonly runCount: number;
  readonly sendCount: number;
}

const KEY = 'rehearse';
const INITIAL: RehearseScreenState = {
  draft: null,
  scenarioId: null,
  fileName: null,
  tab: 'requests',
  dialog: null,
  broadcast: {
    method: 'GET',
    path: '/',
    headers: '',
    body: '',
    ignore: '',
    exact: false,
    showsMore: false,
    write: { isOn: false, member: '', method: 'POST', path: '/' },
  },
  answers: null,
  lag: null,
  runCount: 0,
  sendCount: 0,
};

export function selectRehearse(state: AppState): RehearseScreenState {
  return (state.ui.perScreen[KEY] as RehearseScreenState | undefined) ?? INITIAL;
}

export function setRehearse(store: AppStore, patch: Partial<RehearseScreenState>): void {
  store.setUi(({ perScreen }) => ({
    perScreen: { ...perScreen, [KEY]: { ...selectRehearse(store.getState()), ...patch } },
  }));
}

/** Changes the rehearsal that is set up. */
export function editDraft(store: AppStore, patch: Partial<Rehearsal>): void {
  const { draft } = selectRehearse(store.getState());
  if (draft !== null) setRehearse(store, { draft: { ...draft, ...patch } });
}
