import { createRequire } from 'node:module';
import path from 'node:path';
import { app, crashReporter, dialog, Menu } from 'electron';
import { type CommandLine, cliArguments, ownArguments, parseCommandLine } from './command-line.ts';
import type { Desktop } from './desktop.ts';
import { type LogFile, openLogFile } from './upkeep/log-file.ts';
import { registerAppScheme } from './window/app-scheme.ts';
import { openFirstWindow } from './window/first-window.ts';
import { spareMissingGpu } from './window/graphics.ts';
import { collectRarely } from './window/page-heap.ts';
import { plainUserAgent } from './window/user-agent.ts';

/** The entry of the desktop app: what has to happen before Electron is ready, and when it ends. */

/** Sent to the instance that runs already. */
interface SecondStart {
  readonly args: readonly string[];
  readonly folder: string;
}

let logFile: LogFile | null = null;
const log = (text: string) => {
  console.error(`routepin: ${text}`);
  logFile?.write(text);
};
const isUnattended = process.env.ROUTEPIN_UNATTENDED === '1';
let desktop: Desktop | null = null;
/** A file that the system or a second start hands over before the window is there (macOS tells it early). */
let earlyFile: string | null = null;
let quitting: 'no' | 'asking' | 'stopping' | 'done' = 'no';

const cli = cliArguments(process.argv);
if (cli === null) startApp();
else runCli(cli);

/**
 * The command line without a window, in this process: packages for macOS and Windows forbid Electron to run as plain
 * Node. Chromium is there and does nothing; the program ends the process itself.
 */
function runCli(args: readonly string[]): void {
  // No icon in macOS's dock.
  if (process.platform === 'darwin') app.setActivationPolicy('prohibited');
  process.argv = [process.execPath, 'routepin', ...args];
  createRequire(__filename)('./cli.cjs');
}

function startApp(): void {
  const userData = process.env.ROUTEPIN_USER_DATA || app.commandLine.getSwitchValue('user-data-dir');
  if (userData !== '') app.setPath('userData', path.resolve(userData));
  // Reports of crashes stay on this machine, beside the settings, and so does the log.
  app.setPath('crashDumps', folderOf('crashes'));
  crashReporter.start({ uploadToServer: false });
  // Nobody is asked for the password of a keyring; cookies of kept users are no secrets worth that.
  if (process.platform === 'linux') app.commandLine.appendSwitch('password-store', 'basic');
  spareMissingGpu(app);
  collectRarely(app);
  registerAppScheme();
  // Ours is made when the window stands; without a word Electron would make one of its own before.
  Menu.setApplicationMenu(null);
  app.userAgentFallback = plainUserAgent(app.userAgentFallback, app.name);

  const args = ownArguments(process.argv, app.isPackaged, isAppPath);
  const commandLine = parseCommandLine(args);
  if (!commandLine.ok) {
    log(commandLine.error);
    app.exit(2);
  } else if (app.requestSingleInstanceLock({ args, folder: process.cwd() } satisfies SecondStart)) {
    run(commandLine.value);
  } else {
    // The other instance has been told; it comes forward.
    app.exit(0);
  }
}

/**
 * Reads the rest of the program, while the page's process starts. In pieces of some tens of milliseconds, each with what it
 * stands on: between them this thread hands the page its files, which it would be late with if all were read at once.
 */
async function readTheRest(): Promise<typeof import('./desktop.ts')> {
  const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
  await turn();
  await import('./settings/settings.ts');
  await turn();
  await import('./engine-part.ts');
  await turn();
  return import('./desktop.ts');
}

function run(start: CommandLine): void {
  logFile = openLogFile(folderOf('logs'));
  logFile.write(`Routepin ${app.getVersion()} on ${process.platform} ${process.arch}`);
  app.on('open-file', (event, file) => {
    event.preventDefault();
    if (desktop === null) earlyFile = file;
    else desktop.openFromOutside(file);
  });
  app.on('second-instance', (_event, _argv, _folder, data) => {
    const second = data as SecondStart;
    const parsed = parseCommandLine(second.args);
    const file =
      parsed.ok && parsed.value.file !== null ? path.resolve(second.folder, parsed.value.file) : null;
    if (desktop === null) earlyFile = file ?? earlyFile;
    else desktop.openFromOutside(file);
  });
  app.on('window-all-closed', () => app.quit());
  app.on('before-quit', (event) => {
    if (quitting === 'done' || desktop === null) return;
    event.preventDefault();
    void quit(desktop, true);
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      // Ctrl-C in the terminal that started us: no question can be meant for anybody.
      if (desktop === null) app.exit(0);
      else void quit(desktop, false);
    });
  }
  // Electron would stop everything behind a dialog; balancing goes on, and the log says what happened.
  for (const failure of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(failure, (reason: unknown) => {
      log(reason instanceof Error ? (reason.stack ?? reason.message) : String(reason));
    });
  }

  app
    .whenReady()
    .then(async () => {
      const file = earlyFile ?? start.file;
      earlyFile = null;
      const first = openFirstWindow(app.getPath('userData'), log);
      const { startDesktop } = await first.served.then(readTheRest);
      const options = {
        commandLine: { ...start, file: file === null ? null : path.resolve(file) },
        isUnattended,
        log,
        quit: () => app.quit(),
        folders: { logs: folderOf('logs'), crashes: folderOf('crashes') },
      };
      desktop = await startDesktop(options, first);
      // Handed over while the window was being made.
      if (earlyFile !== null) desktop.openFromOutside(earlyFile);
    })
    .catch((error: unknown) => {
      const text = error instanceof Error ? error.message : String(error);
      log(`could not start: ${text}`);
      if (!isUnattended) dialog.showErrorBox('Routepin could not start', text);
      app.exit(1);
    });
}

/** Ends the app in order: unsaved edits, pages, requests in flight, settings, window. */
async function quit(running: Desktop, mayAsk: boolean): Promise<void> {
  if (quitting === 'stopping' || quitting === 'done') return;
  if (mayAsk) {
    if (quitting === 'asking') {
      running.quitAgain();
      return;
    }
    quitting = 'asking';
    if (!(await running.mayQuit())) {
      quitting = 'no';
      return;
    }
  }
  quitting = 'stopping';
  await running.stop().catch((error: unknown) => log(`while stopping: ${String(error)}`));
  quitting = 'done';
  await logFile?.close();
  app.exit(0);
}

function folderOf(what: 'logs' | 'crashes'): string {
  return path.join(app.getPath('userData'), what);
}

function isAppPath(arg: string): boolean {
  const target = path.resolve(arg);
  return target === app.getAppPath() || target === __filename;
}
