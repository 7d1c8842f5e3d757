import path from 'node:path';
import { app, dialog } from 'electron';
import { type CommandLine, ownArguments, parseCommandLine } from './command-line.ts';
import { type Desktop, startDesktop } from './desktop.ts';
import { registerAppScheme } from './window/app-scheme.ts';
import { plainUserAgent } from './window/user-agent.ts';

/** The entry of the desktop app: what has to happen before Electron is ready, and when it ends. */

/** Sent to the instance that runs already. */
interface SecondStart {
  readonly args: readonly string[];
  readonly folder: string;
}

const log = (text: string) => console.error(`routepin: ${text}`);
const isUnattended = process.env.ROUTEPIN_UNATTENDED === '1';
let desktop: Desktop | null = null;
/** A file that the system hands over before the window is there (macOS tells it early). */
let earlyFile: string | null = null;
let quitting: 'no' | 'asking' | 'stopping' | 'done' = 'no';

const userData = process.env.ROUTEPIN_USER_DATA || app.commandLine.getSwitchValue('user-data-dir');
if (userData !== '') app.setPath('userData', path.resolve(userData));
registerAppScheme();
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

function run(start: CommandLine): void {
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
    desktop?.openFromOutside(file);
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
      desktop = await startDesktop({
        commandLine: { ...start, file: file === null ? null : path.resolve(file) },
        isUnattended,
        log,
        quit: () => app.quit(),
      });
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
    if (quitting === 'asking') return;
    quitting = 'asking';
    if (!(await running.mayQuit())) {
      quitting = 'no';
      return;
    }
  }
  quitting = 'stopping';
  await running.stop().catch((error: unknown) => log(`while stopping: ${String(error)}`));
  quitting = 'done';
  app.exit(0);
}

function isAppPath(arg: string): boolean {
  const target = path.resolve(arg);
  return target === app.getAppPath() || target === __filename;
}
