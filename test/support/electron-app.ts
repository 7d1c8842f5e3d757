import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { ensureElectronRuntime } from '../../build/electron-runtime.mjs';

const root = path.resolve(import.meta.dirname, '../..');
/** Catches a hang; a launch takes a second. */
const LAUNCH_LIMIT_MS = 120_000;

export interface LaunchOptions {
  /** Arguments of the app, for example a project file. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** A folder that outlives the launch, to start a second time with what the first one remembered. */
  readonly userDataDir?: string;
}

export interface LaunchedApp {
  readonly app: ElectronApplication;
  /** The first window, its page loaded. */
  readonly window: Page;
  readonly userDataDir: string;
  /** What the main process wrote since it was ready: show it when a test fails. */
  readonly output: () => string;
  /** Ends the app and removes its user data, unless the caller brought the folder. Safe to call twice. */
  readonly close: () => Promise<void>;
}

/** Starts the built desktop app (dist/) as a user would, with nothing remembered from other tests. */
export async function launchApp(options: LaunchOptions = {}): Promise<LaunchedApp> {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
    throw new Error('Electron needs a display: start these tests by `npm run test:electron`');
  }
  const userDataDir = options.userDataDir ?? (await mkdtemp(path.join(os.tmpdir(), 'routepin-user-')));
  const removeUserData = async () => {
    if (options.userDataDir === undefined)
      await rm(userDataDir, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const app = await _electron.launch({
      ...(await runtime()),
      cwd: root,
      args: [...sandbox(), `--user-data-dir=${userDataDir}`, root, ...(options.args ?? [])],
      env: { ...inheritedEnv(), DBUS_SESSION_BUS_ADDRESS: 'disabled:', ...options.env },
      timeout: LAUNCH_LIMIT_MS,
    });
    let output = '';
    for (const stream of [app.process().stdout, app.process().stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        output += chunk.toString();
      });
    }
    let closed: Promise<void> | undefined;
    const close = () => {
      closed ??= app.close().then(removeUserData, removeUserData);
      return closed;
    };
    try {
      const window = await app.firstWindow({ timeout: LAUNCH_LIMIT_MS });
      await window.waitForLoadState('load');
      return { app, window, userDataDir, output: () => output, close };
    } catch (error) {
      await close();
      throw new Error(`the app opened no window; it said:\n${output}`, { cause: error });
    }
  } catch (error) {
    await removeUserData();
    throw error;
  }
}

/** The runtime that ELECTRON_OVERRIDE_DIST_PATH names, else the test runtime, else the installed Electron. */
async function runtime(): Promise<{ readonly executablePath?: string }> {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (override) return { executablePath: path.join(override, 'electron') };
  if (process.platform !== 'linux' || process.arch !== 'x64') return {};
  return { executablePath: path.join(await ensureElectronRuntime(), 'electron') };
}

/** Chromium refuses to sandbox for root. */
function sandbox(): readonly string[] {
  return process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
}

function inheritedEnv(): Record<string, string> {
  const entries = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return Object.fromEntries(entries);
}
