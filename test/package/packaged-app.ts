import { type ChildProcess, spawn } from 'node:child_process';
import { chown, copyFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { type Browser, chromium, expect, type Page } from '@playwright/test';

/**
 * Driving a packaged app: with its fuses on nobody can debug its main process, so the tests look at its pages through
 * Chromium's own port, which belongs to whoever starts it.
 */
export interface PackagedApp {
  readonly window: Page;
  /** The pages of users, in the order they were opened. */
  pages(): readonly Page[];
  readonly output: () => string;
  readonly pid: number;
  /** The exit code once the app has ended; null when a signal ended it. */
  readonly ended: Promise<number | null>;
  /** Asks it to end as Ctrl-C does; the exit code. */
  close(): Promise<number | null>;
}

export interface PackagedOptions {
  readonly program: string;
  readonly args?: readonly string[];
  /** Holds the app's settings and is its home folder. */
  readonly home: string;
  /** Runs it as this user, with Chromium's sandbox on; as root without one, which Chromium wants. */
  readonly uid?: number;
  readonly env?: NodeJS.ProcessEnv;
  /** Questions are asked (by default nobody is there to answer). */
  readonly attended?: boolean;
}

/** Only there to catch a hang: a click waits until its button is there, and machines may be busy. */
const ACTION_LIMIT_MS = 90_000;
/** The same for a start, which reads two hundred megabytes from a disk that others use, too. */
const START_LIMIT_MS = 240_000;

/** Every app of a test file, so that none outlives it. */
const running = new Set<ChildProcess>();

export async function endAll(): Promise<void> {
  for (const child of running) killGroup(child, 'SIGKILL');
}

/** Starts the program and waits until its window has drawn itself. */
export async function startPackaged(options: PackagedOptions): Promise<PackagedApp> {
  const { child, output, ended } = await startProgram(options, ['--remote-debugging-port=0']);
  const address = await waitFor(() => /DevTools listening on (ws:\S+)/.exec(output())?.[1], output);
  // The app's one context can't be configured from outside, as Playwright would by default.
  const browser = await chromium.connectOverCDP(address, {
    noDefaults: true,
    timeout: START_LIMIT_MS,
  });
  const window = await waitFor(
    () => pagesOf(browser).find((page) => page.url().startsWith('app://')),
    output,
  );
  await window.waitForLoadState('load');
  window.setDefaultTimeout(ACTION_LIMIT_MS);
  return {
    window,
    pages: () => pagesOf(browser).filter((page) => page.url().startsWith('http')),
    output,
    pid: child.pid ?? 0,
    ended,
    async close() {
      await browser.close().catch(() => {});
      child.kill('SIGTERM');
      return ended;
    },
  };
}

/** Starts the program and gives back what it says and its end; for starts that open no window of their own. */
export async function startProgram(
  options: PackagedOptions,
  switches: readonly string[] = [],
): Promise<{ child: ChildProcess; output: () => string; ended: Promise<number | null> }> {
  await mkdir(options.home, { recursive: true });
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    HOME: options.home,
    XDG_CONFIG_HOME: path.join(options.home, 'config'),
    DBUS_SESSION_BUS_ADDRESS: 'disabled:',
    ...(options.attended === true ? {} : { ROUTEPIN_UNATTENDED: '1' }),
    ...options.env,
  };
  const { uid } = options;
  if (uid !== undefined) {
    await chown(options.home, uid, uid);
    const key = process.env.XAUTHORITY;
    if (key !== undefined) {
      // The display lets in who has its key, and the key is root's.
      env.XAUTHORITY = path.join(options.home, 'xauthority');
      await copyFile(key, env.XAUTHORITY);
      await chown(env.XAUTHORITY, uid, uid);
    }
  }
  const sandbox = uid === undefined && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const child = spawn(options.program, [...sandbox, ...switches, ...(options.args ?? [])], {
    env,
    cwd: options.home,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  running.add(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const ended = new Promise<number | null>((resolve) => {
    child.on('error', (error) => {
      output += error.message;
      resolve(127);
    });
    child.on('exit', (code) => {
      // What it may have left behind goes with it.
      killGroup(child, 'SIGKILL');
      running.delete(child);
      resolve(code);
    });
  });
  return { child, output: () => output, ended };
}

function pagesOf(browser: Browser): Page[] {
  return browser.contexts().flatMap((context) => context.pages());
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // It is gone already.
  }
}

async function waitFor<Value>(find: () => Value | undefined, output: () => string): Promise<Value> {
  let found: Value | undefined;
  await expect
    .poll(
      () => {
        found = find();
        return found !== undefined;
      },
      { timeout: START_LIMIT_MS, message: 'the packaged app shows itself' },
    )
    .toBe(true)
    .catch((error: unknown) => {
      throw new Error(`the packaged app showed nothing; it said:\n${output()}`, { cause: error });
    });
  return found as Value;
}
