import path from 'node:path';
import { app, type BrowserWindow, Menu, nativeTheme } from 'electron';
import type { MenuAction, Trouble } from '../core/contract/index.ts';
import { createRoutepin } from '../core/index.ts';
import type { CommandLine } from './command-line.ts';
import { createAnswers } from './ipc/answers.ts';
import { STREAM } from './ipc/channels.ts';
import { createEventPump, type EventPump } from './ipc/event-pump.ts';
import { appMenuTemplate } from './menu/app-menu.ts';
import { addContextMenu } from './menu/context-menu.ts';
import { listenToPageKeys } from './menu/page-keys.ts';
import { createNotices } from './notices.ts';
import { createProjectFiles, EMPTY_PROJECT } from './project/project-files.ts';
import { nativeQuestions, type Questions } from './project/questions.ts';
import { openStartProject } from './project/start-project.ts';
import { openSettings } from './settings/settings-store.ts';
import { createShellHandlers } from './shell-commands.ts';
import { createUsers, type Users } from './tabs/users.ts';
import { createUpdates } from './updates/updates.ts';
import { lookAtCrashReports } from './upkeep/crash-reports.ts';
import { createLeave, unfinished, unfinishedWords } from './upkeep/leave.ts';
import { applyTheme } from './window/appearance.ts';
import type { FirstWindow } from './window/first-window.ts';
import { rememberPlace } from './window/main-window.ts';
import { watchRenderer } from './window/watch-renderer.ts';

export interface DesktopOptions {
  readonly commandLine: CommandLine;
  /** Nobody is there to answer questions (ROUTEPIN_UNATTENDED=1). */
  readonly isUnattended: boolean;
  readonly log: (text: string) => void;
  /** Ends the app, unsaved edits asked about first. */
  readonly quit: () => void;
  readonly folders: Readonly<Record<'logs' | 'crashes', string>>;
}

/** The running app, as main.ts sees it. */
export interface Desktop {
  /** Opens a file that the system or a second start of the app hands over, and brings the window forward. */
  openFromOutside(file: string | null): void;
  /** Asks about unsaved edits and about requests, WebSockets and downloads that are not over; whether quitting may go on. */
  mayQuit(): Promise<boolean>;
  /** Somebody quits once more while `mayQuit` waits. */
  quitAgain(): void;
  /** Closes pages, lets requests in flight finish within the core's bound, writes the settings. */
  stop(): Promise<void>;
}

/** Puts the core, its files and the embedded pages together, behind the window that is there. */
export async function startDesktop(options: DesktopOptions, first: FirstWindow): Promise<Desktop> {
  const { log, isUnattended } = options;
  const early: string[] = [];
  const settings = await openSettings(app.getPath('userData'), (text) => early.push(text));
  const { window } = first;
  rememberPlace(window, settings);
  // The window was opened by a look into the file (settings/window-memory.ts); this is what the file says.
  if (settings.current.choices.theme !== first.theme) applyTheme(settings.current.choices.theme, window);

  const routepin = createRoutepin({
    project: EMPTY_PROJECT,
    trackTabs: true,
    capabilities: {
      shell: 'desktop',
      embeddedTabs: true,
      files: true,
      version: app.getVersion(),
      platform: process.platform,
    },
  });
  const notices = createNotices(routepin, log);
  const raiseNotice = notices.raise;
  const raiseTrouble = (trouble: Trouble) =>
    raiseNotice({ level: 'error', text: trouble.message, hint: trouble.hint ?? null });
  for (const text of early) raiseNotice({ level: 'warn', text, hint: null });

  let users: Users | null = null;
  let pump: EventPump | null = null;
  const act = (action: MenuAction) => pump?.act(action);
  const questions = nativeQuestions(() => window, isUnattended);
  let hasMenu = false;
  const rebuildMenu = () => {
    if (hasMenu) Menu.setApplicationMenu(buildMenu(settings.current.recent, act));
  };
  const files = createProjectFiles({ routepin, questions, settings, raiseNotice, onRecent: rebuildMenu });

  const whatIsLeft = () => unfinished(routepin, users?.downloads ?? 0);
  const leave = createLeave({
    unfinished: whatIsLeft,
    setBalancing: (on) => routepin.execute('balancing.set', { on }),
    ask: (left, isWaiting) => questions.stillUnfinished(unfinishedWords(left), isWaiting),
    tell: (text, hint) => raiseNotice({ level: 'info', text, hint }),
  });
  const updates = createUpdates({
    raiseNotice,
    log,
    isOn: () => settings.current.choices.updates === 'on',
  });
  updates.reschedule();
  void lookAtCrashReports(options.folders.crashes).then((crashes) => {
    if (crashes === 0) return;
    raiseNotice({
      level: 'warn',
      text: crashes === 1 ? 'Something crashed since last time.' : `${crashes} crashes since last time.`,
      hint: 'The report is on this machine only: Help, Open the crash reports.',
    });
  });

  const answers = createAnswers({
    handlers: createShellHandlers({
      routepin,
      files,
      users: () => users,
      settings,
      questions,
      onTheme: (theme) => applyTheme(theme, window),
      updates,
      folders: options.folders,
    }),
    execute: (name, params) => routepin.execute(name, params),
    onSubscribe: () => {
      pump?.restart();
      notices.release();
    },
  });

  pump = createEventPump(routepin, (message) => {
    if (!window.isDestroyed()) window.webContents.send(STREAM, message);
  });
  users = createUsers({
    routepin,
    window,
    settings,
    raiseNotice,
    onPage: (userId, view) => {
      listenToPageKeys(userId, view, window, act);
      addContextMenu(view.webContents, true);
    },
  });
  attendWindow(window, { pump, users, questions, log, quit: options.quit });
  first.attended();
  first.door.lead(answers);
  whenShown(window, () => {
    hasMenu = true;
    rebuildMenu();
  });
  nativeTheme.on('updated', () => applyTheme(settings.current.choices.theme, window));

  const started = await routepin.start();
  if (!started.ok) throw new Error(started.error.message);
  // Not waited for: a question may have to be asked on the window first, and quitting must work meanwhile.
  void (async () => {
    const { commandLine } = options;
    const { lastProject } = settings.current;
    const opened = await openStartProject({ routepin, files, commandLine, lastProject });
    if (!opened.ok) raiseTrouble(opened.error);
  })();

  return {
    openFromOutside(file) {
      if (window.isDestroyed()) return;
      if (window.isMinimized()) window.restore();
      window.focus();
      if (file === null) return;
      void files.openFile(file).then((result) => {
        if (!result.ok) raiseTrouble(result.error);
      });
    },
    mayQuit: async () => (await files.mayDiscard()) && (await leave.mayLeave()),
    quitAgain: () => leave.again(),
    async stop() {
      updates.stop();
      const before = unfinishedWords(whatIsLeft());
      if (before !== '') log(`ending with ${before} not over yet; requests have a few seconds to finish`);
      const { downloads } = whatIsLeft();
      const keeping = users?.closeAll();
      users = null;
      pump?.stop();
      files.close();
      const [cutOff] = await Promise.all([routepin.stop(), settings.flush(), keeping]);
      const lost = unfinishedWords({ ...cutOff, downloads });
      if (lost !== '') log(`cut off: ${lost}`);
    },
  };
}

interface WindowParts {
  readonly pump: EventPump;
  readonly users: Users;
  readonly questions: Questions;
  readonly log: (text: string) => void;
  readonly quit: () => void;
}

/** What happens to the window while it lives. */
function attendWindow(window: BrowserWindow, parts: WindowParts): void {
  const { pump, users } = parts;
  addContextMenu(window.webContents, false);
  watchRenderer(window, parts.questions, {
    onTrouble: () => {
      pump.pause();
      users.hideAll();
    },
    onRecovered: () => pump.resume(),
    log: parts.log,
  });
  window.on('closed', () => pump.pause());
  window.on('close', (event) => {
    // Closing the window is quitting, which asks, stops the core and then ends the process without closing again.
    event.preventDefault();
    parts.quit();
  });
  window.webContents.on('did-navigate', () => {
    // A page that has just been loaded (again) knows nothing yet: it will ask for the stream and place the pages anew.
    pump.pause();
    users.hideAll();
  });
}

/** The page draws its first frame when the window shows, and what it asks meanwhile comes first. */
const AFTER_FIRST_FRAME_MS = 200;

/** Calls `work` a moment after the window shows. It always does: with its page, or with what went wrong with it. */
function whenShown(window: BrowserWindow, work: () => void): void {
  const soon = () => setTimeout(work, AFTER_FIRST_FRAME_MS).unref();
  if (window.isVisible()) soon();
  else window.once('show', soon);
}

function buildMenu(recent: readonly string[], act: (action: MenuAction) => void): Menu {
  return Menu.buildFromTemplate(
    appMenuTemplate({
      isMac: process.platform === 'darwin',
      isDevelopment: !app.isPackaged,
      recent: recent.map((file) => path.basename(file)),
      act,
    }),
  );
}
