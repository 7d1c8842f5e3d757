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
  /** The page of a user's tab, of the one in front when none is named, once it has loaded something. */
  pageOf(userId: string, tabId?: string): Promise<Page>;
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
    async pageOf(userId, tabId) {
      const { users } = await run('snapshot.get', {});
      const tabs = users.flatMap((user) => user.tabs).sort((a, b) => byNumber(a.tabId, b.tabId));
      const wanted = tabId ?? users.find((user) => user.userId === userId)?.tabId;
      const tab = tabs.find((one) => one.tabId === wanted);
      if (tab === undefined) throw new Error(`${userId} has no tab ${wanted}`);
      // Known by its address; those with the same one stand in the order in which they were made.
      const alike = tabs.filter(({ url }) => url === tab.url).indexOf(tab);
      const pages = () => launched.app.windows().filter((page) => page.url() === tab.url);
      await expect.poll(() => pages().length).toBeGreaterThan(alike);
      const page = pages()[alike];
      if (page === undefined) throw new Error(`${userId} has no page`);
      await page.waitForLoadState('load');
      return page;
    },
  };
}

/** Tabs are numbered in the order they were made: `embedded-2` before `embedded-10`. */
function byNumber(a: string, b: string): number {
  return Number(a.replace(/\D+/, '')) - Number(b.replace(/\D+/, ''));
}
