import { ipcMain } from 'electron';
import {
  dispatchCommand,
  fail,
  type Handlers,
  type Result,
  type ShellCommandName,
  shellCommands,
} from '../../core/contract/index.ts';
import { COMMAND, SUBSCRIBE } from './channels.ts';
import { isOurPage } from './sender.ts';

export interface CommandDoorOptions {
  /** Id of the window's web contents; null while there is none. */
  readonly windowContentsId: () => number | null;
  readonly handlers: Handlers<ShellCommandName>;
  /** Runs a core command. */
  readonly execute: (name: string, params: unknown) => Promise<Result<unknown>>;
  readonly onSubscribe: () => void;
}

/** No command of ours is near as long; a longer one is not worth quoting back. */
const MAX_NAME_LENGTH = 100;

/** Opens the one way in from the page. Who sends is checked first, then the name, then the parameters. */
export function openCommandDoor(options: CommandDoorOptions): void {
  ipcMain.handle(COMMAND, async (event, name: unknown, params: unknown): Promise<Result<unknown>> => {
    if (!isOurPage(event, options.windowContentsId())) {
      return fail({ code: 'not-available', message: 'commands are taken from the window of Routepin only' });
    }
    if (typeof name !== 'string' || name.length > MAX_NAME_LENGTH) {
      return fail({ code: 'unknown-command', message: 'a command is named by a short text' });
    }
    return Object.hasOwn(shellCommands(), name)
      ? dispatchCommand(shellCommands(), options.handlers, name, params)
      : options.execute(name, params);
  });
  ipcMain.on(SUBSCRIBE, (event) => {
    if (isOurPage(event, options.windowContentsId())) options.onSubscribe();
  });
}
