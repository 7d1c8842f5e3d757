import { app } from 'electron';
import { fail, type Result, succeed, type UpdateView } from '../../core/contract/index.ts';
import type { RaiseNotice } from '../notices.ts';
import { feedOf, type UpdateFeed } from './feed.ts';

/** Once a day is often enough for a tool that changes every few weeks. */
const EVERY_MS = 24 * 60 * 60 * 1000;
/** The window comes first. */
const FIRST_AFTER_MS = 30_000;

export interface UpdatesOptions {
  readonly raiseNotice: RaiseNotice;
  readonly log: (text: string) => void;
  /** Whether somebody has turned looking for updates on. Off by default. */
  readonly isOn: () => boolean;
  readonly feed?: UpdateFeed | null;
}

/** Updates, each step at somebody's word: nothing is fetched unasked, and nothing is installed while the app runs. */
export interface Updates {
  readonly view: UpdateView;
  /** Asks the feed, whether looking by itself is on or not. */
  check(): Promise<Result<UpdateView>>;
  /** Fetches the update that was found; it is installed when the app ends, whenever that is. */
  download(): Promise<Result<UpdateView>>;
  /** The choice has changed, or the app has started. */
  reschedule(): void;
  stop(): void;
}

const NONE: UpdateView = { state: 'unavailable', version: null, notes: null, trouble: null };

/** Which package this is decides whether it can replace itself; electron-updater knows, and is loaded only to ask. */
export function createUpdates(options: UpdatesOptions): Updates {
  const feed =
    options.feed === undefined
      ? feedOf(process.env.ROUTEPIN_UPDATE_URL, process.env.ROUTEPIN_UPDATE_KEY)
      : options.feed;
  const isThere = feed !== null && app.isPackaged;
  let view: UpdateView = isThere ? { ...NONE, state: 'idle' } : NONE;
  let timer: NodeJS.Timeout | null = null;
  let updater: Promise<import('electron-updater').AppUpdater> | null = null;

  const load = async () => {
    const { autoUpdater, SignedProvider } = await import('./updater.ts');
    autoUpdater.autoDownload = false;
    autoUpdater.autoInstallOnAppQuit = true;
    autoUpdater.allowDowngrade = false;
    autoUpdater.logger = null;
    autoUpdater.setFeedURL({ provider: 'custom', updateProvider: SignedProvider, feed } as never);
    // Without a listener it would be an uncaught error; who asked gets it as the promise's.
    autoUpdater.on('error', () => {});
    return autoUpdater;
  };
  const failed = (doing: string, error: unknown): Result<never> => {
    const words = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    options.log(`updates: ${doing}: ${words}`);
    const trouble = { code: 'not-available' as const, message: `${doing} failed: ${words}` };
    view = { ...view, state: view.version === null ? 'idle' : 'found', trouble: trouble.message };
    return fail(trouble);
  };
  const notThere = () =>
    fail({
      code: 'not-available' as const,
      message: 'this build of Routepin has no update feed',
      hint: 'Update it the way it was installed.',
    });

  const check = async (): Promise<Result<UpdateView>> => {
    if (!isThere) return notThere();
    if (view.state === 'checking' || view.state === 'downloading' || view.state === 'ready') {
      return succeed(view);
    }
    view = { ...view, state: 'checking', trouble: null };
    try {
      updater ??= load();
      const found = await (await updater).checkForUpdates();
      view =
        found === null || !found.isUpdateAvailable
          ? { ...NONE, state: 'idle' }
          : {
              state: 'found',
              version: found.updateInfo.version,
              notes: notesOf(found.updateInfo),
              trouble: null,
            };
      return succeed(view);
    } catch (error) {
      return failed('looking for updates', error);
    }
  };
  const checkByItself = async () => {
    const known = view.version;
    const found = await check();
    if (!found.ok || found.value.state !== 'found' || found.value.version === known) return;
    options.raiseNotice({
      level: 'info',
      text: `Routepin ${found.value.version} is there.`,
      hint: 'Settings says what is new. Nothing happens by itself.',
    });
  };

  return {
    get view() {
      return view;
    },
    check,
    async download() {
      if (view.state !== 'found' || updater === null) {
        return view.state === 'ready'
          ? succeed(view)
          : fail({ code: 'not-available', message: 'no update was found yet' });
      }
      view = { ...view, state: 'downloading', trouble: null };
      try {
        await (await updater).downloadUpdate();
        view = { ...view, state: 'ready' };
        return succeed(view);
      } catch (error) {
        return failed('fetching the update', error);
      }
    },
    reschedule() {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      if (!isThere || !options.isOn()) return;
      const turn = (afterMs: number) => {
        timer = setTimeout(() => void checkByItself().finally(() => turn(EVERY_MS)), afterMs);
      };
      turn(FIRST_AFTER_MS);
    },
    stop() {
      if (timer !== null) clearTimeout(timer);
      timer = null;
    },
  };
}

/** Release notes as text; a feed may give one for each version since ours. */
function notesOf(info: { readonly releaseNotes?: unknown }): string | null {
  const { releaseNotes } = info;
  if (typeof releaseNotes === 'string') return releaseNotes;
  if (!Array.isArray(releaseNotes)) return null;
  return releaseNotes
    .map(({ version, note }: { version: string; note: string | null }) => `${version}\n${note ?? ''}`)
    .join('\n\n');
}
