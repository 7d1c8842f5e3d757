import { expect, type Page } from '@playwright/test';
import type {
  CommandName,
  CommandParams,
  CommandResults,
  DesktopBridge,
  Result,
} from '../../../core/contract/index.ts';
import { type LaunchedApp, type LaunchOptions, launchApp } from '../../support/electron-app.ts';

declare global {
  interface Window {
    readonly routepin?: DesktopBridge;
    /** What the test has seen of the menu, and of keys. */
    acted?: string[];
    keys?: string[];
  }
}

/** The desktop app as a test uses it: nobody is there to answer questions. */
export interface Desktop extends LaunchedApp {
  /** Runs a command over the window's bridge and expects it to succeed. */
  run<Name extends CommandName>(name: Name, params: CommandParams<Name>): Promise<CommandResults[Name]>;
  /** Runs anything at all over the bridge. */
  send(name: unknown, params: unknown): Promise<Result<unknown>>;
  /** The page of an embedded user, once it has loaded something. */
  pageOf(userId: string): Promise<Page>;
}

export async function startDesktop(options: LaunchOptions = {}): Promise<Desktop> {
  const launched = await launchApp({ ...options, env: { ROUTEPIN_UNATTENDED: '1', ...options.env } });
  const send: Desktop['send'] = (name, params) =>
    launched.window.evaluate(([name, params]) => window.routepin?.execute(name as string, params), [
      name,
      params,
    ] as const) as Promise<Result<unknown>>;
  const run: Desktop['run'] = async (name, params) => {
    const result = await send(name, params);
    if (!result.ok) throw new Error(`${name}: ${JSON.stringify(result.error)}\n${launched.output()}`);
    return result.value as CommandResults[typeof name];
  };
  return {
    ...launched,
    send,
    run,
    async pageOf(userId) {
      const { users } = await run('snapshot.get', {});
      // The n-th user's page is the n-th window after the first: views are listed in the order they were made.
      const index = users.findIndex((user) => user.userId === userId);
      await expect.poll(() => launched.app.windows().length).toBeGreaterThan(index + 1);
      const page = launched.app.windows()[index + 1];
      if (page === undefined) throw new Error(`${userId} has no page`);
      await page.waitForLoadState('load');
      return page;
    },
  };
}
