import type { z } from 'zod';
import type { CommandName, CommandResult, Handlers } from './commands.ts';
import { problemsOf } from './problems.ts';
import { fail, type Result } from './result.ts';

/**
 * Runs a command that came from outside: the name is looked up, the parameters are parsed, and whatever happens
 * comes back as data. `schemas` and `handlers` are one of the two maps of commands.ts.
 */
export async function dispatchCommand<Names extends CommandName>(
  schemas: Readonly<Record<Names, z.ZodType>>,
  handlers: Handlers<Names>,
  name: string,
  params: unknown,
): Promise<Result<unknown>> {
  if (!Object.hasOwn(schemas, name)) {
    return fail({ code: 'unknown-command', message: `there is no command "${name}" here` });
  }
  const known = name as Names;
  const parsed = schemas[known].safeParse(params ?? {});
  if (!parsed.success) {
    const problems = problemsOf(parsed.error.issues, params);
    return fail({ code: 'bad-params', message: `the parameters of ${name} are not right`, problems });
  }
  try {
    const handler = handlers[known] as (
      params: unknown,
    ) => CommandResult<Names> | Promise<CommandResult<Names>>;
    return await handler(parsed.data);
  } catch (error) {
    return fail({ code: 'internal', message: error instanceof Error ? error.message : String(error) });
  }
}
