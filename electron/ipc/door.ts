import type { IpcMain } from 'electron';
import { fail, type Result } from '../../core/contract/index.ts';
import { COMMAND, SUBSCRIBE } from './channels.ts';
import { isOurPage } from './sender.ts';

/** What answers the page. */
export interface BehindTheDoor {
  command(name: unknown, params: unknown): Promise<Result<unknown>>;
  subscribe(): void;
}

export interface Door {
  /** Once: what waited is answered, and from now on everything at once. */
  lead(to: BehindTheDoor): void;
}

/**
 * Opens the one way in from the page. Who sends is checked here, name and parameters behind it. The page is loaded while
 * what answers it is still being made, so it may ask before: that waits, in its order, instead of being lost.
 * `windowContentsId` is that of the window's web contents; null while there is none.
 */
export function openDoor(ipc: Pick<IpcMain, 'handle' | 'on'>, windowContentsId: () => number | null): Door {
  let lead: Door['lead'] = () => {};
  const behind = new Promise<BehindTheDoor>((resolve) => {
    lead = resolve;
  });
  let now: BehindTheDoor | null = null;
  void behind.then((there) => {
    now = there;
  });
  ipc.handle(COMMAND, async (event, name: unknown, params: unknown): Promise<Result<unknown>> => {
    // Now, not later: a frame that is gone by then can't be asked where it was.
    if (!isOurPage(event, windowContentsId())) {
      return fail({ code: 'not-available', message: 'commands are taken from the window of Routepin only' });
    }
    return (now ?? (await behind)).command(name, params);
  });
  ipc.on(SUBSCRIBE, (event) => {
    if (!isOurPage(event, windowContentsId())) return;
    if (now === null) void behind.then((there) => there.subscribe());
    else now.subscribe();
  });
  return { lead };
}
