import {
  dispatchCommand,
  fail,
  type Handlers,
  type Result,
  type ShellCommandName,
  shellCommands,
} from '../../core/contract/index.ts';
import type { BehindTheDoor } from './door.ts';

export interface AnswersOptions {
  readonly handlers: Handlers<ShellCommandName>;
  /** Runs a core command. */
  readonly execute: (name: string, params: unknown) => Promise<Result<unknown>>;
  readonly onSubscribe: () => void;
}

/** No command of ours is near as long; a longer one is not worth quoting back. */
const MAX_NAME_LENGTH = 100;

/** What answers the page behind the door, which has checked who asks: the name is checked first, then the parameters. */
export function createAnswers(options: AnswersOptions): BehindTheDoor {
  return {
    async command(name, params) {
      if (typeof name !== 'string' || name.length > MAX_NAME_LENGTH) {
        return fail({ code: 'unknown-command', message: 'a command is named by a short text' });
      }
      return Object.hasOwn(shellCommands(), name)
        ? dispatchCommand(shellCommands(), options.handlers, name, params)
        : options.execute(name, params);
    },
    subscribe: options.onSubscribe,
  };
}
