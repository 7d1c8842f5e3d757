import type {
  Capabilities,
  CommandResult,
  EventBatch,
  EventFields,
  Project,
  ProjectFileView,
  Result,
  RoutepinEvent,
  SiteView,
  Snapshot,
  TabView,
  Trouble,
  UserView,
} from '../contract/index.ts';
import type { InFlight } from '../engine/engine-api.ts';
import type { OwnCertificate } from './site-certificates.ts';

export interface RoutepinOptions {
  readonly project: Project;
  readonly capabilities: Capabilities;
  readonly projectFile?: ProjectFileView;
  /** The URL of the browser UI, when one is served: told in `ready`. */
  readonly uiUrl?: string | null;
  /** Follows the tabs of ordinary browsers (TABS.md). Default: no, and traffic is not touched in any way. */
  readonly trackTabs?: boolean;
  /** Keeps the first 64 KB of each body from the start (`recording.set`). Default: no. */
  readonly recordBodies?: boolean;
  /** Looks for sick stickiness in the traffic (core/sessions/detectors). Default: yes; benchmarks measure what it costs. */
  readonly detectors?: boolean;
  /** Where certificates are kept; absent for the user's own folder (host/data-folder.ts). */
  readonly dataFolder?: string;
}

/** What a tab of the desktop window says of itself. The session and pins are the core's to know. */
export type ReportedTab = Pick<TabView, 'tabId' | 'url' | 'title'> & { readonly userId: string };

/**
 * A running Routepin: the core without a window. The CLI, the tests and Electron's main process hold one each.
 * Made by `createRoutepin(options)`; nothing listens before `start()`.
 */
export interface Routepin {
  /** Opens every listener. When it succeeds, `ready` (seq 0) has been emitted. On failure nothing is left open. */
  start(): Promise<Result<{ readonly sites: readonly SiteView[] }, Trouble>>;
  /** What clients of all sites wait for now. */
  inFlight(): InFlight;
  /**
   * Closes listeners at once, and WebSockets with them; lets requests in flight finish for five seconds, then ends
   * everything else. Gives what was cut off. Safe to call twice.
   */
  stop(): Promise<InFlight>;
  /**
   * Runs one core command; unknown names and bad parameters come back as data. Once `stop` was called only the history
   * is answered for.
   */
  execute(name: string, params: unknown): Promise<Result<unknown, Trouble>>;
  snapshot(): Snapshot;
  /** Each event, in order, as it happens; `exchanges` false leaves `exchange.finished` out. Returns its remover. */
  onEvent(listener: (event: RoutepinEvent) => void, options?: { readonly exchanges?: boolean }): () => void;
  /** Events batched at most 20 times a second, with counters: for user interfaces. Returns its remover. */
  onBatch(listener: (batch: EventBatch) => void): () => void;
  /** The project as it stands, to be saved. */
  readonly project: Project;
  readonly revision: number;
  setProjectFile(file: ProjectFileView): void;
  /** Replaces project and undo history, as when a file is opened. Pins whose route exists in both are kept. */
  loadProject(project: Project, file: ProjectFileView): Promise<Result<null, Trouble>>;
  setUiUrl(url: string | null): void;
  /** A word of the shell to the person at the window, in the numbered stream. */
  raiseNotice(notice: EventFields['notice.raised']): void;

  /**
   * The Apache that `parity.start` runs from now on, null for the usual search. For command lines and native dialogs
   * only: no command of a page leads here (DESIGN.md §8).
   */
  chooseApache(program: string | null): Promise<CommandResult<'parity.choose-apache'>>;

  /** The certificates that sites with `tls: true` show. */
  readonly certificates: readonly OwnCertificate[];

  /** The field that the desktop shell adds to requests of embedded tabs: random per run, never forwarded. */
  readonly embedded: {
    readonly fieldName: string;
    fieldValue(userId: string, tabId: string | null): string;
  };
  /** A user appeared or changed (desktop shell only). */
  reportUser(user: UserView): void;
  closeUser(userId: string): void;
  /** The sticky cookie was deleted from the user's jar. */
  forgetPins(userId: string): void;
  reportTab(tab: ReportedTab): void;
  closeTab(tabId: string): void;
}
