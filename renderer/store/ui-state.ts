import type { ExchangeDetail } from '../../core/contract/index.ts';
import type { SelectedRows } from '../screens/live/traffic/selection.ts';
import type { Density, ThemeChoice } from '../theme/theme-choice.ts';
import type { ExchangeLog } from './exchange-log.ts';

/** The tabs of the details pane. */
export const DETAIL_TABS = ['why', 'request', 'response', 'cookies', 'timing'] as const;
export type DetailTab = (typeof DETAIL_TABS)[number];

/** A member as commands name it. */
export interface MemberRef {
  readonly balancer: string;
  readonly member: string;
}

/** What lies over the screen. One at a time. */
export type Overlay =
  | { readonly kind: 'palette'; readonly text: string }
  | { readonly kind: 'key-sheet' }
  | { readonly kind: 'explain'; readonly cookie: string }
  | { readonly kind: 'edit-member'; readonly ref: MemberRef }
  /** A configuration that may become the project: pasted, chosen or dropped. */
  | { readonly kind: 'import-config'; readonly text: string; readonly fileName: string | null }
  /** What becomes of all sessions of a route. */
  | { readonly kind: 'move-sessions'; readonly balancer: string; readonly route: string }
  | { readonly kind: 'add-member'; readonly balancer: string }
  /** What the detectors found. */
  | { readonly kind: 'findings' }
  /** Requests once more on another route, the answers compared: those of a session, or one. */
  | { readonly kind: 'replay'; readonly sessionId: string | null; readonly exchangeId: number | null }
  /** Whose cookie is this? */
  | { readonly kind: 'decode'; readonly text: string }
  /** A request that may change something, or whose body was not kept, is about to be sent again. */
  | { readonly kind: 'send-again'; readonly detail: ExchangeDetail };

/** An HTTP Archive that is looked at in place of the live list. */
export interface Recording {
  readonly fileName: string;
  /** Program and version that wrote it. */
  readonly creator: string;
  readonly log: ExchangeLog;
  readonly details: ReadonlyMap<number, ExchangeDetail>;
}

/** A short word on something that was asked for; `undo` offers to take it back. */
export interface Toast {
  readonly id: number;
  readonly level: 'info' | 'ok' | 'warn' | 'error';
  readonly text: string;
  readonly hint: string | null;
  readonly undo: boolean;
}

/** What this window looks at. Nothing here is known to the core. */
export interface UiState {
  readonly connection: 'connecting' | 'connected' | 'lost' | 'refused';
  /** Id of a screen in screens/registry.ts. */
  readonly screen: string;
  readonly overlay: Overlay | null;
  readonly toasts: readonly Toast[];
  readonly theme: ThemeChoice;
  readonly density: Density;
  /** `MOTIONS` of theme/motion.ts. */
  readonly motion: 'system' | 'reduce';
  /** Projects that the desktop window remembers, newest first. */
  readonly recent: readonly { readonly name: string; readonly folder: string }[];
  /** Names of the users whose jars the desktop window keeps on disk. */
  readonly keptUsers: readonly string[];
  readonly selectedExchangeId: number | null;
  /** Rows of the traffic list that are selected with it; null for it alone. */
  readonly selectedRows: SelectedRows | null;
  readonly selectedMember: MemberRef | null;
  readonly selectedSessionId: string | null;
  /** Sessions that show their tabs below them, on Live and Sessions alike. */
  readonly expandedSessionIds: ReadonlySet<string>;
  /** Groups of sessions by route that show their sessions, on Live; keys of its layout. */
  readonly expandedRoutes: ReadonlySet<string>;
  /** Height of Live's topology in pixels; null: as high as it needs, up to about half of the window. */
  readonly topologyHeight: number | null;
  readonly detailTab: DetailTab;
  readonly filterText: string;
  /** Counted up to ask the filter field for the focus. */
  readonly filterFocusCount: number;
  /** Whether the list stays at its end while new rows come. */
  readonly following: boolean;
  /** What is being typed after the chips; filters as well. */
  readonly filterDraft: string;
  /** null: the list shows what happens now. */
  readonly recording: Recording | null;
  /** The list as it was when it was paused; recording goes on. */
  readonly pausedLog: ExchangeLog | null;
  /** Screens keep what must survive a change of screen here, under their own id. */
  readonly perScreen: Readonly<Record<string, unknown>>;
}

export const INITIAL_UI_STATE: UiState = {
  connection: 'connecting',
  screen: 'live',
  overlay: null,
  toasts: [],
  theme: 'system',
  density: 'compact',
  motion: 'system',
  recent: [],
  keptUsers: [],
  selectedExchangeId: null,
  selectedRows: null,
  selectedMember: null,
  selectedSessionId: null,
  expandedSessionIds: new Set(),
  expandedRoutes: new Set(),
  topologyHeight: null,
  detailTab: 'why',
  filterText: '',
  filterFocusCount: 0,
  following: true,
  filterDraft: '',
  recording: null,
  pausedLog: null,
  perScreen: {},
};
