import { type CommandResult, succeed } from '../core/contract/index.ts';
import type { Routepin } from '../core/index.ts';
import type { Questions } from './project/questions.ts';

/**
 * `parity.choose-apache`: asks for the program with the system's dialog and hands it to the core, which looks whether
 * it is an Apache 2.4. A page can ask for the dialog and can't answer it (DESIGN.md §8).
 */
export async function chooseApache(
  questions: Pick<Questions, 'chooseProgram'>,
  routepin: Pick<Routepin, 'chooseApache'>,
): Promise<CommandResult<'parity.choose-apache'>> {
  const program = await questions.chooseProgram('Choose the Apache to compare with (apache2 or httpd)');
  return program === null ? succeed(null) : routepin.chooseApache(program);
}
